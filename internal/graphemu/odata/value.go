package odata

import (
	"encoding/json"
	"strconv"
)

// Row is one object, such as a user. Properties are read one by one because a generated user is computed and not
// stored.
type Row interface {
	Value(name string) Value
}

// valueKind is what a [value] holds. The zero kind means that there is no value.
type valueKind uint8

const (
	noValue valueKind = iota
	text
	flag
	texts
	raw // JSON as it is.
)

// Value is one property of one user. It is small and returned by value because a large page asks for thirty thousand.
type Value struct {
	kind  valueKind
	flag  bool
	Text  string // Of kinds text and raw.
	Texts []string
}

// TextValue returns the value of a string.
func TextValue(s string) Value { return Value{kind: text, Text: s} }

// FlagValue returns the value of a Boolean.
func FlagValue(b bool) Value { return Value{kind: flag, flag: b} }

// TextsValue returns the value of a collection of strings.
func TextsValue(s ...string) Value { return Value{kind: texts, Texts: s} }

// RawValue returns a value that is written as the given JSON.
func RawValue(document string) Value { return Value{kind: raw, Text: document} }

// ValueOf turns decoded JSON into a value.
func ValueOf(v any) Value {
	switch v := v.(type) {
	case nil:
		return Value{}
	case string:
		return TextValue(v)
	case bool:
		return FlagValue(v)
	case []any:
		if list, ok := stringsOf(v); ok {
			return TextsValue(list...)
		}
	}
	document, err := json.Marshal(v)
	if err != nil {
		panic(err) // What was decoded from JSON can be encoded again.
	}
	return RawValue(string(document))
}

func stringsOf(list []any) ([]string, bool) {
	out := make([]string, 0, len(list))
	for _, v := range list {
		s, ok := v.(string)
		if !ok {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}

// tree decodes a raw value; for all other kinds it is nil.
func (v Value) tree() any {
	if v.kind != raw {
		return nil
	}
	var tree any
	if json.Unmarshal([]byte(v.Text), &tree) != nil {
		return nil
	}
	return tree
}

// elements returns the members of a collection, for the lambda operator any and for /$count.
func (v Value) elements() []any {
	if v.kind == texts {
		out := make([]any, len(v.Texts))
		for i, s := range v.Texts {
			out[i] = s
		}
		return out
	}
	list, _ := v.tree().([]any)
	return list
}

// Append writes the value as JSON.
func (v Value) Append(b []byte) []byte { return v.append(b, new(Property)) }

// append writes the value as JSON.
func (v Value) append(b []byte, p *Property) []byte {
	switch v.kind {
	case text:
		return AppendString(b, v.Text)
	case flag:
		return strconv.AppendBool(b, v.flag)
	case texts:
		b = append(b, '[')
		for i, s := range v.Texts {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendString(b, s)
		}
		return append(b, ']')
	case raw:
		return append(b, v.Text...)
	case noValue:
	}
	return append(b, p.missing()...)
}

// missing is the JSON of the property without a value.
func (p *Property) missing() string {
	switch {
	case p.Zero != "":
		return p.Zero
	case p.Type.collection():
		return "[]"
	default:
		return "null"
	}
}
