package columns

import (
	"encoding/binary"
	"encoding/json"
	"slices"
)

// shape is the type of a JSON value, as an index into [shapes]. Equal types are equal numbers.
type shape int

const (
	shapeNull shape = iota // Of null, which fits every type; shown alone, it is a string.
	shapeString
	shapeNumber
	shapeBool
	shapeMade // The first of those that are made of others.
)

// shapes keeps each type once: a large collection has few, so that an item costs a look-up and no memory.
type shapes struct {
	made []compound
	know map[string]shape // By the key of the compound.
	key  []byte           // Being looked up, reused.
}

// compound is a type that is made of others.
type compound struct {
	kind  byte // 'l' for a list, 't' for a tuple, 'o' for an object
	names []string
	of    []shape
}

func newShapes() *shapes { return &shapes{know: map[string]shape{}} }

// list is the type of an array whose elements fit together.
func (s *shapes) list(element shape) shape { return s.intern('l', nil, []shape{element}) }

// tuple is the type of an array whose elements do not fit together.
func (s *shapes) tuple(elements []shape) shape { return s.intern('t', nil, elements) }

// object is the type of an object with these members, which are sorted.
func (s *shapes) object(members []member, of []shape) shape { return s.intern('o', members, of) }

func (s *shapes) intern(kind byte, members []member, of []shape) shape {
	s.key = append(s.key[:0], kind)
	for i, element := range of {
		if members != nil {
			s.key = binary.AppendUvarint(s.key, uint64(len(members[i].name)))
			s.key = append(s.key, members[i].name...)
		}
		s.key = binary.AppendUvarint(s.key, uint64(element)) //nolint:gosec // An index is not negative.
	}
	if known, ok := s.know[string(s.key)]; ok {
		return known
	}
	c := compound{kind: kind, of: slices.Clone(of)}
	for _, m := range members {
		c.names = append(c.names, string(m.name))
	}
	s.made = append(s.made, c)
	made := shapeMade + shape(len(s.made)-1)
	s.know[string(s.key)] = made
	return made
}

// unify returns the type that values of both types have, where null stands for a value of any type. Types fit that
// differ by nulls and by the length of lists only: then the wire form of a value is the same for all of them.
func (s *shapes) unify(a, b shape) (shape, bool) {
	switch {
	case a == b, b == shapeNull:
		return a, true
	case a == shapeNull:
		return b, true
	case a < shapeMade || b < shapeMade:
		return 0, false
	}
	one, other := s.made[a-shapeMade], s.made[b-shapeMade]
	if one.kind != other.kind || len(one.of) != len(other.of) || !slices.Equal(one.names, other.names) {
		return 0, false
	}
	of := make([]shape, len(one.of))
	for i := range of {
		fits := false
		if of[i], fits = s.unify(one.of[i], other.of[i]); !fits {
			return 0, false
		}
	}
	members := make([]member, len(one.names))
	for i, name := range one.names {
		members[i].name = []byte(name)
	}
	if one.kind != 'o' {
		members = nil
	}
	return s.intern(one.kind, members, of), true
}

// appendType writes a type in JSON, as the protocol wants it.
func (s *shapes) appendType(dst []byte, of shape) []byte {
	if of < shapeMade {
		return append(dst, [...]string{
			shapeNull: `"string"`, shapeString: `"string"`, shapeNumber: `"number"`, shapeBool: `"bool"`,
		}[of]...)
	}
	switch c := s.made[of-shapeMade]; c.kind {
	case 'l':
		return append(s.appendType(append(dst, `["list",`...), c.of[0]), ']')
	case 't':
		return s.appendTuple(dst, c.of)
	default:
		dst = append(dst, `["object",{`...)
		for i, name := range c.names {
			dst = s.appendType(appendTypeName(dst, i, name), c.of[i])
		}
		return append(dst, "}]"...)
	}
}

func (s *shapes) appendTuple(dst []byte, of []shape) []byte {
	dst = append(dst, `["tuple",[`...)
	for i, element := range of {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = s.appendType(dst, element)
	}
	return append(dst, "]]"...)
}

// appendTypeName writes the name of the attribute that is the i-th of its object.
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
