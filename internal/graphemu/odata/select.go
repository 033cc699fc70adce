package odata

import (
	"slices"
	"strings"
)

// Selection is what a $select asks for.
type Selection struct {
	Properties []*Property
	List       string // As it stands in @odata.context; empty without $select.
}

// ParseSelect reads $select. The id is not added, because Graph does not add it either.
func (t *Type) ParseSelect(q *Query) (*Selection, error) {
	list, ok := q.Get("$select")
	if !ok {
		return &Selection{Properties: t.Defaults}, nil
	}
	s := new(Selection)
	var names []string
	seen := make(map[string]bool)
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		p, known := t.Find(name)
		if known {
			name = p.Name
		}
		if seen[name] {
			continue
		}
		seen[name] = true
		switch {
		case known:
			s.Properties = append(s.Properties, p)
		case t.Relationships[name]: // Named in the context, and absent from the body.
		default:
			return nil, t.unknownProperty(name)
		}
		names = append(names, name)
	}
	s.List = strings.Join(names, ",")
	return s, nil
}

func (t *Type) unknownProperty(name string) error {
	if name == "" {
		return BadRequest("Parsing OData Select and Expand failed: Syntax error: a property name is missing in $select.")
	}
	return BadRequest("Parsing OData Select and Expand failed: Could not find a property named '%s' on type '%s'.",
		name, t.Name)
}

// SelectNames reads $select over the names of properties, whose case Graph disregards; nil is all of them. unknown
// returns the error for a name that is none of them.
func SelectNames(q *Query, properties []string, unknown func(name string) error) ([]string, error) {
	list, ok := q.Get("$select")
	if !ok {
		return nil, nil
	}
	var selected []string
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		i := slices.IndexFunc(properties, func(p string) bool { return strings.EqualFold(p, name) })
		if i < 0 {
			return nil, unknown(name)
		}
		selected = append(selected, properties[i])
	}
	return selected, nil
}

// Has reports whether the property is selected.
func (s *Selection) Has(name string) bool {
	for _, p := range s.Properties {
		if p.Name == name {
			return true
		}
	}
	return false
}

// Context returns the part of @odata.context behind "$metadata#".
func (s *Selection) Context(set string, single bool) string {
	if s.List != "" {
		set += "(" + s.List + ")"
	}
	if single {
		set += "/$entity"
	}
	return set
}

// Encoder writes users with a fixed list of properties; the keys are encoded once for the whole page.
type Encoder struct {
	properties []*Property
	keys       [][]byte
}

// NewEncoder restricts the selection to what the caller may read: what is not readable is null, without an error.
func NewEncoder(s *Selection, readable func(*Property) bool) *Encoder {
	e := &Encoder{properties: make([]*Property, len(s.Properties)), keys: make([][]byte, len(s.Properties))}
	for i, p := range s.Properties {
		e.keys[i] = append(AppendString([]byte{','}, p.Name), ':')
		if readable == nil || readable(p) {
			e.properties[i] = p
		} else {
			e.properties[i] = &Property{Type: p.Type, Zero: p.Zero, Retrieval: p.Retrieval}
		}
	}
	return e
}

// Append writes the members of one user, each with a comma in front; the caller replaces the first one by a brace.
func (e *Encoder) Append(b []byte, r Row) []byte {
	for i, p := range e.properties {
		var v Value
		if p.Name != "" {
			v = r.Value(p.Name)
		}
		if v.kind == noValue && p.Retrieval == OnlyAsItIs || p.Name == "passwordProfile" {
			continue
		}
		b = v.append(append(b, e.keys[i]...), p)
	}
	return b
}

// AppendObject writes one user as a JSON object.
func (e *Encoder) AppendObject(b []byte, r Row) []byte {
	start := len(b)
	b = e.Append(b, r)
	if len(b) == start {
		return append(b, "{}"...)
	}
	b[start] = '{'
	return append(b, '}')
}
