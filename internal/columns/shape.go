package columns

import (
	"encoding/binary"
	"encoding/json"
	"slices"
)

// A shape is the type of a JSON value. Equal types have equal shapes.
type shape int

const (
	shapeNull shape = iota // of null, which fits every type; without another type, it is that of a string
	shapeString
	shapeNumber
	shapeBool
	firstCompound // the shape of shapes.compounds[0]; those of the others follow
)

// shapes holds each type once. A large collection has few types, so that the type of an item costs a look-up but no
// memory.
type shapes struct {
	compounds []compound
	index     map[string]shape // by the key of the compound
	key       []byte           // that is looked up, reused
}

// A compound is a type that is made of others.
type compound struct {
	kind  byte     // 'l' for a list, 't' for a tuple, 'o' for an object
	names []string // of the attributes of an object
	parts []shape  // of the attributes of an object, the elements of a tuple, or all elements of a list
}

func newShapes() *shapes { return &shapes{index: map[string]shape{}} }

// list returns the type of an array whose elements fit together.
func (s *shapes) list(element shape) shape { return s.intern('l', nil, []shape{element}) }

// tuple returns the type of an array whose elements do not fit together.
func (s *shapes) tuple(elements []shape) shape { return s.intern('t', nil, elements) }

// object returns the type of an object with these members, which are sorted by name.
func (s *shapes) object(members []member, parts []shape) shape { return s.intern('o', members, parts) }

// intern returns the shape of a compound, which it adds if it is new. members are those of an object, for their names.
func (s *shapes) intern(kind byte, members []member, parts []shape) shape {
	s.key = append(s.key[:0], kind)
	for i, part := range parts {
		if kind == 'o' {
			s.key = binary.AppendUvarint(s.key, uint64(len(members[i].name)))
			s.key = append(s.key, members[i].name...)
		}
		s.key = binary.AppendUvarint(s.key, uint64(part)) //nolint:gosec // A shape is not negative.
	}
	if known, ok := s.index[string(s.key)]; ok {
		return known
	}
	c := compound{kind: kind, parts: slices.Clone(parts)}
	for _, m := range members {
		c.names = append(c.names, string(m.name))
	}
	added := firstCompound + shape(len(s.compounds))
	s.compounds = append(s.compounds, c)
	s.index[string(s.key)] = added
	return added
}

// unify returns the type that values of both types have, and reports whether there is one. Types fit together if they
// differ only by nulls and by the length of lists: the wire form of a value is then the same for both.
func (s *shapes) unify(a, b shape) (shape, bool) {
	switch {
	case a == b, b == shapeNull:
		return a, true
	case a == shapeNull:
		return b, true
	case a < firstCompound || b < firstCompound:
		return 0, false
	}
	one, other := s.compounds[a-firstCompound], s.compounds[b-firstCompound]
	if one.kind != other.kind || len(one.parts) != len(other.parts) || !slices.Equal(one.names, other.names) {
		return 0, false
	}
	parts := make([]shape, len(one.parts))
	for i := range parts {
		fits := false
		if parts[i], fits = s.unify(one.parts[i], other.parts[i]); !fits {
			return 0, false
		}
	}
	members := make([]member, len(one.names))
	for i, name := range one.names {
		members[i].name = []byte(name)
	}
	return s.intern(one.kind, members, parts), true
}

// appendType appends a type in JSON, as the protocol requires it.
func (s *shapes) appendType(dst []byte, typ shape) []byte {
	if typ < firstCompound {
		return append(dst, [...]string{
			shapeNull: `"string"`, shapeString: `"string"`, shapeNumber: `"number"`, shapeBool: `"bool"`,
		}[typ]...)
	}
	switch c := s.compounds[typ-firstCompound]; c.kind {
	case 'l':
		return append(s.appendType(append(dst, `["list",`...), c.parts[0]), ']')
	case 't':
		return s.appendTuple(dst, c.parts)
	default:
		dst = append(dst, `["object",{`...)
		for i, name := range c.names {
			dst = s.appendType(appendTypeName(dst, i, name), c.parts[i])
		}
		return append(dst, "}]"...)
	}
}

func (s *shapes) appendTuple(dst []byte, elements []shape) []byte {
	dst = append(dst, `["tuple",[`...)
	for i, element := range elements {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = s.appendType(dst, element)
	}
	return append(dst, "]]"...)
}

// appendTypeName appends the name of the i-th attribute of an object type.
func appendTypeName(dst []byte, i int, name string) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	quoted, err := json.Marshal(name)
	if err != nil {
		panic(err) // A string always has a JSON form.
	}
	return append(append(dst, quoted...), ':')
}
