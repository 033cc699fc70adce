package graphemu

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// appendString writes a JSON string the way Graph does: UTF-8 as it is, and no escapes for HTML.
func appendString(b []byte, s string) []byte {
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

// member is one name of a JSON object with its value, which stays as it was written: the digits of a number too.
type member struct {
	name string
	json []byte
}

// membersOf takes a JSON object apart.
func membersOf(document []byte) []member {
	decoder := json.NewDecoder(bytes.NewReader(document))
	_, err := decoder.Token()
	var list []member
	for err == nil && decoder.More() {
		var name json.Token
		var v json.RawMessage
		if name, err = decoder.Token(); err == nil {
			err = decoder.Decode(&v)
		}
		list = append(list, member{fmt.Sprint(name), v})
	}
	if err != nil {
		panic(fmt.Sprintf("graphemu: seed: %v", err))
	}
	return list
}

// appendMembers writes the members with these names, or all without any; each has a comma in front.
func appendMembers(b []byte, list []member, names []string) []byte {
	for _, m := range list {
		if names == nil || slices.Contains(names, m.name) {
			b = append(append(appendString(append(b, ','), m.name), ':'), m.json...)
		}
	}
	return b
}

// encodeJSON writes a value the way Graph does, without escapes for HTML.
func encodeJSON(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(err) // Only what this package made comes here.
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// validText reports whether s can be part of a query: text that is not UTF-8 cannot.
func validText(s string) bool { return utf8.ValidString(s) }
