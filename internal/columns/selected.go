package columns

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A Selected encodes JSON objects as a list of objects that all have the same attributes, in the wire form of a dynamic
// attribute. An attribute that an object lacks is null. An attribute is a number or a boolean if all its values are,
// and otherwise a string, in which a value that is not a string is JSON, with its keys sorted. Its type therefore
// depends on the property and not on which objects happen to be there.
//
// The types are known only when all objects have been added. Until then, their values are kept as JSON.
type Selected struct {
	unquoter
	one   bool             // whether it is one object, not a list of them
	names []string         // of the attributes, sorted
	keys  [][]byte         // the names in wire form
	index map[string]int   // of the attributes, by the names of members in any case
	seen  []uint8          // the kinds of values that each attribute has in any object
	empty int              // the size of a row in wire form without its values
	kept  chunks           // the values of all rows, each after its length
	row   []jsontext.Value // the values of the object that is being added; reused
	cells []byte           // the same as they are kept; reused
}

// The kinds of values.
const (
	seenString uint8 = 1 << iota
	seenNumber
	seenBool
)

// NewSelected returns an empty list of objects with the given members, which are found regardless of case, as Graph
// accepts them in $select.
func NewSelected(names []string) *Selected {
	s := &Selected{names: slices.Compact(slices.Sorted(slices.Values(names))), index: map[string]int{}, empty: arrayHead}
	for i, name := range s.names {
		s.index[name] = i
		s.keys = append(s.keys, appendString(nil, []byte(name)))
		s.empty += len(s.keys[i]) + cellHead
	}
	s.seen, s.row = make([]uint8, len(s.names)), make([]jsontext.Value, len(s.names))
	return s
}

// cellHead is the most that the length of a value takes on the wire beyond what it takes while it is kept, in bytes.
const cellHead = 4

// SelectedOf encodes one object. An error is a [*KindError] or a [*SizeError].
func SelectedOf(names []string, row jsontext.Value) (*Selected, error) {
	s := NewSelected(names)
	s.one = true
	return s, s.Add(row)
}

// Add appends an object, which must be valid JSON. An error is a [*KindError] or a [*SizeError].
func (s *Selected) Add(row jsontext.Value) error {
	if row.Kind() != '{' {
		return &KindError{Property: "value", Want: object{}.String(), Got: row.Kind()}
	}
	clear(s.row)
	for name, value := range members(row) {
		if i, known := s.column(name[1 : len(name)-1]); known && value.Kind() != 'n' {
			s.row[i] = value
		}
	}
	s.cells = s.cells[:0]
	size := s.empty
	for i, value := range s.row {
		size += numberGrowth(value)
		s.seen[i] |= kindOf(value)
		s.cells = binary.AppendUvarint(s.cells, uint64(len(value)))
		s.cells = append(s.cells, value...)
	}
	_, err := s.kept.keep(s.cells, size)
	return err
}

// column returns the index of the attribute of a member.
func (s *Selected) column(name []byte) (int, bool) {
	if i, known := s.index[string(name)]; known {
		return i, true
	}
	i := slices.IndexFunc(s.names, func(n string) bool { return strings.EqualFold(n, string(name)) })
	if i >= 0 {
		s.index[string(name)] = i
	}
	return i, i >= 0
}

// numberGrowth returns how much longer a number may be on the wire than in JSON: a fraction takes nine bytes, and an
// exponent is written out.
func numberGrowth(value jsontext.Value) int {
	const fraction = 9
	switch {
	case !numeric(value) || !bytes.ContainsAny(value, ".eE"):
		return 0
	case !bytes.ContainsAny(value, "eE"):
		return max(fraction-len(value), 0)
	default:
		return max(len(appendNumber(nil, value))-len(value), 0)
	}
}

// kindOf returns the kind of a value, or 0 for null.
func kindOf(value jsontext.Value) uint8 {
	switch {
	case len(value) == 0:
		return 0
	case numeric(value):
		return seenNumber
	case value[0] == 't', value[0] == 'f':
		return seenBool
	default:
		return seenString
	}
}

// Len returns the number of objects.
func (s *Selected) Len() int { return s.kept.rows }

// Size returns the most that AppendTo appends, in bytes.
func (s *Selected) Size() int { return len(s.appendType(nil)) + s.kept.size + 3*arrayHead }

// AppendTo appends the wire form: the type in JSON, then the value.
func (s *Selected) AppendTo(dst []byte) []byte {
	dst = appendDynamic(dst, s.appendType(nil))
	if !s.one {
		dst = appendArrayLen(dst, s.kept.rows)
	}
	for _, cells := range s.kept.all {
		for len(cells) > 0 {
			dst = appendMapLen(dst, len(s.names))
			for i, key := range s.keys {
				n, width := binary.Uvarint(cells)
				end := width + int(n) //nolint:gosec // Far below 2 GiB.
				dst = s.appendCell(append(dst, key...), s.seen[i], cells[width:end:end])
				cells = cells[end:]
			}
		}
	}
	return dst
}

func (s *Selected) appendType(dst []byte) []byte {
	if !s.one {
		dst = append(dst, `["list",`...)
	}
	dst = append(dst, `["object",{`...)
	for i, name := range s.names {
		dst = appendTypeName(dst, i, name)
		switch s.seen[i] {
		case seenNumber:
			dst = append(dst, `"number"`...)
		case seenBool:
			dst = append(dst, `"bool"`...)
		default:
			dst = append(dst, `"string"`...)
		}
	}
	dst = append(dst, "}]"...)
	if !s.one {
		dst = append(dst, ']')
	}
	return dst
}

// appendCell appends a value in the type of its attribute, which follows from the kinds of all its values.
func (s *Selected) appendCell(dst []byte, kinds uint8, value jsontext.Value) []byte {
	switch {
	case len(value) == 0:
		return appendNil(dst)
	case value[0] == '"':
		return appendString(dst, s.text(value))
	case kinds == seenNumber:
		return appendNumber(dst, value)
	case kinds == seenBool:
		return appendBool(dst, value[0] == 't')
	case value[0] == '{', value[0] == '[':
		return appendString(dst, normal(value))
	default:
		return appendString(dst, value)
	}
}

// Value decodes the value.
func (s *Selected) Value() (tftypes.Value, error) { return Value{s.AppendTo(nil), anyType{}}.Value() }
