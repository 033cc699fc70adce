package columns

import (
	"bytes"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/text/unicode/norm"
)

// A Dynamic encodes JSON of any shape as a value whose type follows from the JSON, in the wire form of a dynamic
// attribute. An object is an object with the names of the JSON. An array is a list if its elements are of one type, and
// else a tuple; null fits every type, so that one empty property does not make a list a tuple. Numbers keep their
// digits.
//
// The annotations that change while the data does not are left out: see volatile.
type Dynamic struct {
	*shapes
	unquoter
	one     bool     // whether it is one value, not a list of them
	items   []shape  // the type of each value
	common  shape    // the type of all values, if fits is true
	fits    bool     // whether the types of all values fit together
	kept    chunks   // the values in wire form
	value   []byte   // the value that is being encoded; reused
	members []member // a stack of what is being encoded: members of objects and elements of arrays, the innermost last
	types   []shape  // a stack of the types of those that are encoded already
}

// A member is a member of an object, or an element of an array, which has no name.
type member struct {
	name  []byte
	value jsontext.Value
}

// NewDynamic returns an empty list.
func NewDynamic() *Dynamic { return &Dynamic{shapes: newShapes(), fits: true} }

// DynamicOf encodes one value. An error is a [*SizeError].
func DynamicOf(value jsontext.Value) (*Dynamic, error) {
	d := NewDynamic()
	d.one = true
	return d, d.Add(bytes.TrimSpace(value))
}

// Add encodes a value of the list, which must be valid JSON without white space around it. An error is a [*SizeError].
func (d *Dynamic) Add(value jsontext.Value) error {
	var typ shape
	d.value, typ = d.append(d.value[:0], value)
	if _, err := d.kept.keep(d.value, 0); err != nil {
		return err
	}
	d.items = append(d.items, typ)
	if d.fits {
		d.common, d.fits = d.unify(d.common, typ)
	}
	return nil
}

// Len returns the number of values.
func (d *Dynamic) Len() int { return len(d.items) }

// Size returns the most that AppendTo appends, in bytes.
func (d *Dynamic) Size() int { return len(d.typ()) + d.kept.size + 3*arrayHead }

// AppendTo appends the wire form: the type in JSON, then the value.
func (d *Dynamic) AppendTo(dst []byte) []byte {
	dst = appendDynamic(dst, d.typ())
	if !d.one {
		dst = appendArrayLen(dst, len(d.items))
	}
	return d.kept.appendTo(dst)
}

// typ returns the type in JSON.
func (d *Dynamic) typ() []byte {
	switch {
	case d.one:
		return d.appendType(nil, d.common)
	case d.fits:
		return append(d.appendType([]byte(`["list",`), d.common), ']')
	default:
		return d.appendTuple(nil, d.items)
	}
}

// Value decodes the value.
func (d *Dynamic) Value() (tftypes.Value, error) { return Value{d.AppendTo(nil), anyType{}}.Value() }

// appendDynamic appends the start of a value of a dynamic attribute.
func appendDynamic(dst, typ []byte) []byte { return appendBytes(appendArrayLen(dst, 2), typ) }

// append encodes a value and returns its type.
func (d *Dynamic) append(dst []byte, value jsontext.Value) ([]byte, shape) {
	switch value.Kind() {
	case '"':
		return appendString(dst, d.text(value)), shapeString
	case 't', 'f':
		return appendBool(dst, value[0] == 't'), shapeBool
	case '0':
		if numeric(value) {
			return appendNumber(dst, value), shapeNumber
		}
		return appendString(dst, value), shapeString
	case '[':
		return d.appendArray(dst, value)
	case '{':
		return d.appendObject(dst, value)
	default:
		return appendNil(dst), shapeNull
	}
}

func (d *Dynamic) appendArray(dst []byte, array jsontext.Value) ([]byte, shape) {
	base := len(d.members)
	for value := range elements(array) {
		d.members = append(d.members, member{value: value})
	}
	dst = appendArrayLen(dst, len(d.members)-base)
	dst, types := d.appendMembers(dst, base)
	defer d.leave(base)
	element := shapeNull
	for _, typ := range types {
		fits := false
		if element, fits = d.unify(element, typ); !fits {
			return dst, d.tuple(types)
		}
	}
	return dst, d.list(element)
}

func (d *Dynamic) appendObject(dst []byte, object jsontext.Value) ([]byte, shape) {
	base := len(d.members)
	for name, value := range members(object) {
		name := d.name(name)
		if !volatile(name) {
			d.members = append(d.members, member{name, value})
		}
	}
	d.members = d.members[:base+len(byName(d.members[base:]))]
	dst = appendMapLen(dst, len(d.members)-base)
	dst, types := d.appendMembers(dst, base)
	defer d.leave(base)
	return dst, d.object(d.members[base:], types)
}

// appendMembers encodes the members on the stack above base, and returns their types, which have a stack of their own.
func (d *Dynamic) appendMembers(dst []byte, base int) ([]byte, []shape) {
	start := len(d.types)
	for i := base; i < len(d.members); i++ {
		m := d.members[i]
		if m.name != nil {
			dst = appendString(dst, m.name)
		}
		var typ shape
		dst, typ = d.append(dst, m.value)
		d.types = append(d.types, typ)
	}
	return dst, d.types[start:]
}

// leave removes from both stacks what [Dynamic.appendMembers] encoded.
func (d *Dynamic) leave(base int) {
	d.types = d.types[:len(d.types)-(len(d.members)-base)]
	d.members = d.members[:base]
}

// byName sorts members in place by their names, as the wire form requires, and returns them. Of several members with
// the same name it keeps the last, as JSON decoders do.
func byName(list []member) []member {
	slices.SortStableFunc(list, func(a, b member) int { return bytes.Compare(a.name, b.name) })
	kept := list[:0]
	for i, m := range list {
		if i+1 == len(list) || !bytes.Equal(m.name, list[i+1].name) {
			kept = append(kept, m)
		}
	}
	return kept
}

// name returns the text of a name, valid for as long as the JSON is. It is in the normal form NFC, because a CLI
// normalizes the names in a type, but not those in a value.
func (d *Dynamic) name(value jsontext.Value) []byte {
	text := d.text(value)
	if !norm.NFC.IsNormal(text) {
		return norm.NFC.Bytes(text)
	}
	if len(d.buf) > 0 && len(text) > 0 && &text[0] == &d.buf[0] {
		return bytes.Clone(text) // The unquoter reuses its buffer for the next text.
	}
	return text
}
