package graphemu

import "strings"

// selection is what a $select asks for.
type selection struct {
	properties []*property
	list       string // As it stands in @odata.context; empty without $select.
}

// parseSelect reads $select. The id is not added, because Graph does not add it either.
func (t *entityType) parseSelect(q *queryOptions) (*selection, error) {
	list, ok := q.get("$select")
	if !ok {
		return &selection{properties: t.defaults}, nil
	}
	s := new(selection)
	var names []string
	seen := make(map[string]bool)
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if seen[name] {
			continue
		}
		seen[name] = true
		p, known := t.find(name)
		switch {
		case known:
			s.properties = append(s.properties, p)
		case t.relationships[name]: // Named in the context, and absent from the body.
		default:
			return nil, t.unknownProperty(name)
		}
		names = append(names, name)
	}
	s.list = strings.Join(names, ",")
	return s, nil
}

func (t *entityType) unknownProperty(name string) error {
	if name == "" {
		return badRequest("Parsing OData Select and Expand failed: Syntax error: a property name is missing in $select.")
	}
	return badRequest("Parsing OData Select and Expand failed: Could not find a property named '%s' on type '%s'.",
		name, t.name)
}

// has reports whether the property is selected.
func (s *selection) has(name string) bool {
	for _, p := range s.properties {
		if p.name == name {
			return true
		}
	}
	return false
}

// context returns the part of @odata.context behind "$metadata#".
func (s *selection) context(set string, single bool) string {
	if s.list != "" {
		set += "(" + s.list + ")"
	}
	if single {
		set += "/$entity"
	}
	return set
}

// encoder writes users with a fixed list of properties; the keys are encoded once for the whole page.
type encoder struct {
	properties []*property
	keys       [][]byte
}

// newEncoder restricts the selection to what the caller may read: what is not readable is null, without an error.
func newEncoder(s *selection, readable func(*property) bool) *encoder {
	e := &encoder{properties: make([]*property, len(s.properties)), keys: make([][]byte, len(s.properties))}
	for i, p := range s.properties {
		e.keys[i] = append(appendString([]byte{','}, p.name), ':')
		if readable == nil || readable(p) {
			e.properties[i] = p
		} else {
			e.properties[i] = &property{typ: p.typ, zero: p.zero, retrieval: p.retrieval}
		}
	}
	return e
}

// append writes the members of one user, each with a comma in front; the caller replaces the first one by a brace.
func (e *encoder) append(b []byte, r row) []byte {
	for i, p := range e.properties {
		var v value
		if p.name != "" {
			v = r.value(p.name)
		}
		if v.kind == noValue && p.retrieval == onlyAsItIs || p.name == "passwordProfile" {
			continue
		}
		b = v.append(append(b, e.keys[i]...), p)
	}
	return b
}

// appendObject writes one user as a JSON object.
func (e *encoder) appendObject(b []byte, r row) []byte {
	start := len(b)
	b = e.append(b, r)
	if len(b) == start {
		return append(b, "{}"...)
	}
	b[start] = '{'
	return append(b, '}')
}
