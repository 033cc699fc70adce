package columns

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Selected turns JSON objects into a list of objects that all have the same attributes, in the wire form of a dynamic
// attribute. What an object lacks is null. An attribute is a number or a boolean if all its values are, and else text:
// there a string is as it is and anything else is JSON, with its keys sorted. So its type depends on what the property
// holds and not on which objects happen to be there.
//
// While the objects come only the values are kept, as JSON; an attribute's type is known when all have come.
type Selected struct {
	names []string // Of the attributes, sorted.
	index map[string]int
	one   bool // Whether it is one object, not a list of them.
	kinds []uint8
	row   []jsontext.Value
	keys  [][]byte // The names in wire form.
	empty int      // What a row takes without its values.
	kept  chunks   // The values of all rows, each after its length.
	cells []byte   // Those of a row, reused.
	text  Dynamic
}

// The kinds of values that an attribute has been seen to have.
const (
	seenText uint8 = 1 << iota
	seenNumber
	seenFlag
)

// NewSelected prepares a list of objects with the given members. They are found without regard to case, as Graph takes
// them in $select.
func NewSelected(names []string) *Selected {
	s := &Selected{names: slices.Sorted(slices.Values(names)), index: map[string]int{}}
	s.names = slices.Compact(s.names)
	s.empty = arrayHead
	for i, name := range s.names {
		s.index[name] = i
		s.keys = append(s.keys, appendString(nil, []byte(name)))
		s.empty += len(s.keys[i]) + cellHead
	}
	s.kinds, s.row = make([]uint8, len(s.names)), make([]jsontext.Value, len(s.names))
	return s
}

// cellHead is the most that the length of a value takes on the wire beyond what it takes while it is kept.
const cellHead = 4

// SelectedOf encodes one object. An error is a [KindError] or a [SizeError].
func SelectedOf(names []string, row jsontext.Value) (*Selected, error) {
	s := NewSelected(names)
	s.one = true
	return s, s.Add(row)
}

// Add takes one more object, which must be valid JSON. An error is a [KindError] or a [SizeError].
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
	for i, value := range s.row {
		s.kinds[i] |= seen(value)
		s.cells = binary.AppendUvarint(s.cells, uint64(len(value)))
		s.cells = append(s.cells, value...)
	}
	_, err := s.kept.keep(s.cells, s.empty)
	return err
}

// column finds the attribute of a member.
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

func seen(value jsontext.Value) uint8 {
	switch {
	case len(value) == 0:
		return 0
	case numeric(value):
		return seenNumber
	case value[0] == 't', value[0] == 'f':
		return seenFlag
	default:
		return seenText
	}
}

// Len counts the objects.
func (s *Selected) Len() int { return s.kept.rows }

// Size is how much AppendTo writes at most, in bytes.
func (s *Selected) Size() int { return len(s.appendType(nil)) + s.kept.size + 3*arrayHead }

// AppendTo writes the wire form: the type in JSON, then the value.
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
				dst = s.appendCell(append(dst, key...), s.kinds[i], cells[width:end:end])
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
		switch s.kinds[i] {
		case seenNumber:
			dst = append(dst, `"number"`...)
		case seenFlag:
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

func (s *Selected) appendCell(dst []byte, kinds uint8, value jsontext.Value) []byte {
	switch {
	case len(value) == 0:
		return appendNil(dst)
	case value[0] == '"':
		return appendString(dst, s.text.text(value))
	case bits.OnesCount8(kinds) == 1 && kinds != seenText:
		dst, _ = s.text.append(dst, value)
		return dst
	case value[0] == '{', value[0] == '[':
		return appendString(dst, normal(value))
	default:
		return appendString(dst, value)
	}
}

// normal gives JSON on one line with its keys sorted: the order in which Graph writes them is no contract.
func normal(value jsontext.Value) jsontext.Value {
	value = value.Clone()
	if err := value.Format(jsontext.ReorderRawObjects(true)); err != nil {
		return value // Not JSON after all; it stays as it came.
	}
	return value
}

// Value reads the value back.
func (s *Selected) Value() (tftypes.Value, error) { return dynamicValue(s.AppendTo(nil)) }
