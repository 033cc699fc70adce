package graphemu

import (
	"encoding/json"
	"strconv"
)

// row is one object, such as a user. Properties are asked for one by one because a generated user is computed and not stored.
type row interface {
	value(name string) value
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

// value is one property of one user. It is small and returned by value because a large page asks for thirty thousand.
type value struct {
	kind  valueKind
	flag  bool
	text  string // Of kinds text and raw.
	texts []string
}

func textValue(s string) value       { return value{kind: text, text: s} }
func flagValue(b bool) value         { return value{kind: flag, flag: b} }
func textsValue(s ...string) value   { return value{kind: texts, texts: s} }
func rawValue(document string) value { return value{kind: raw, text: document} }

// valueOf turns decoded JSON into a value.
func valueOf(v any) value {
	switch v := v.(type) {
	case nil:
		return value{}
	case string:
		return textValue(v)
	case bool:
		return flagValue(v)
	case []any:
		if list, ok := stringsOf(v); ok {
			return textsValue(list...)
		}
	}
	document, err := json.Marshal(v)
	if err != nil {
		panic(err) // What was decoded from JSON can be encoded again.
	}
	return rawValue(string(document))
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
func (v value) tree() any {
	if v.kind != raw {
		return nil
	}
	var tree any
	if json.Unmarshal([]byte(v.text), &tree) != nil {
		return nil
	}
	return tree
}

// elements returns the members of a collection, for the lambda operator any and for /$count.
func (v value) elements() []any {
	if v.kind == texts {
		out := make([]any, len(v.texts))
		for i, s := range v.texts {
			out[i] = s
		}
		return out
	}
	list, _ := v.tree().([]any)
	return list
}

// append writes the value as JSON.
func (v value) append(b []byte, p *property) []byte {
	switch v.kind {
	case text:
		return appendString(b, v.text)
	case flag:
		return strconv.AppendBool(b, v.flag)
	case texts:
		b = append(b, '[')
		for i, s := range v.texts {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, s)
		}
		return append(b, ']')
	case raw:
		return append(b, v.text...)
	case noValue:
	}
	return append(b, p.missing()...)
}

// missing is the JSON of the property without a value.
func (p *property) missing() string {
	switch {
	case p.zero != "":
		return p.zero
	case p.typ.collection():
		return "[]"
	default:
		return "null"
	}
}
