package odata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// AppendString writes a JSON string the way Graph does: UTF-8 as it is, and no escapes for HTML.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		if c == '"' || c == '\\' {
			b = append(b, '\\', c)
			continue
		}
		const hex = "0123456789abcdef"
		b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
	}
	return append(append(b, s[start:]...), '"')
}

// Member is one name of a JSON object with its value, which stays as it was written: the digits of a number too.
type Member struct {
	Name string
	JSON []byte
}

// Clear takes the value away: it is null then, or an empty list.
func (m *Member) Clear() {
	if m.JSON[0] == '[' {
		m.JSON = []byte("[]")
	} else {
		m.JSON = []byte("null")
	}
}

// MembersOf takes a JSON object apart.
func MembersOf(document []byte) []Member {
	decoder := json.NewDecoder(bytes.NewReader(document))
	_, err := decoder.Token()
	var list []Member
	for err == nil && decoder.More() {
		var name json.Token
		var v json.RawMessage
		if name, err = decoder.Token(); err == nil {
			err = decoder.Decode(&v)
		}
		list = append(list, Member{fmt.Sprint(name), v})
	}
	if err != nil {
		panic(fmt.Sprintf("graphemu: seed: %v", err))
	}
	return list
}

// AppendMembers writes the members with these names, or all without any; each has a comma in front.
func AppendMembers(b []byte, list []Member, names []string) []byte {
	for _, m := range list {
		if names == nil || slices.Contains(names, m.Name) {
			b = append(append(AppendString(append(b, ','), m.Name), ':'), m.JSON...)
		}
	}
	return b
}

// EncodeJSON writes a value the way Graph does, without escapes for HTML.
func EncodeJSON(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(err) // Only what this package made comes here.
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// ValidText reports whether s can be part of a query: text that is not UTF-8 cannot.
func ValidText(s string) bool { return utf8.ValidString(s) }
