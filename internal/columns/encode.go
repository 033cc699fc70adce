package columns

import (
	"errors"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// errKind becomes a [KindError] where the property is known.
var errKind = errors.New("value of another kind")

// A layout is a table prepared for encoding. While a row is encoded, the value of each property is kept in a slot,
// which columns of the same property share.
type layout struct {
	table  Table
	sorted Table          // the columns in the order of the wire, which is that of their names
	names  [][]byte       // of the sorted columns, in wire form
	slots  []int          // of the sorted columns
	index  map[string]int // slots by the property's name in JSON, with its quotes
}

func newLayout(t Table) *layout {
	l := &layout{table: t, sorted: slices.Clone(t), slots: make([]int, len(t)), index: make(map[string]int, len(t))}
	slices.SortFunc(l.sorted, func(a, b Column) int { return strings.Compare(a.Name, b.Name) })
	for i, c := range l.sorted {
		l.names = append(l.names, appendString(nil, []byte(c.Name)))
		quoted := `"` + c.Property + `"`
		if _, shared := l.index[quoted]; !shared {
			l.index[quoted] = i
		}
		l.slots[i] = l.index[quoted]
	}
	return l
}

// An Encoder encodes JSON objects as rows in the wire form of the plugin protocol. The same encoder is used for one
// object and for a million, so both behave alike. It is not safe for concurrent use.
type Encoder struct {
	*layout
	unquoter
	extra []string         // properties to gather in the additional column
	stack []jsontext.Value // the slots of the objects that are being encoded, the innermost last
}

// Encoder returns an encoder. additional names the properties that the [Additional] column gathers.
func (t Table) Encoder(additional ...string) *Encoder {
	return &Encoder{layout: newLayout(t), extra: slices.Sorted(slices.Values(additional))}
}

// Append appends the row of one JSON object, with every attribute of the table. An attribute that the object lacks is
// null. An error is a [*KindError].
func (e *Encoder) Append(dst []byte, row jsontext.Value) ([]byte, error) {
	if row.Kind() != '{' {
		return dst, &KindError{Want: "object", Got: row.Kind()}
	}
	return e.appendObject(e.layout, dst, row)
}

// Values encodes one object as the attributes of the table. An error is a [*KindError].
func (e *Encoder) Values(row jsontext.Value) (map[string]Value, error) {
	if row.Kind() != '{' {
		return nil, &KindError{Want: "object", Got: row.Kind()}
	}
	base := e.open(e.layout, row)
	defer e.close(base)
	values := make(map[string]Value, len(e.sorted))
	var wire []byte
	for i, c := range e.sorted {
		start := len(wire)
		var err error
		if wire, err = e.appendColumn(e.layout, i, base, wire, row); err != nil {
			return nil, err
		}
		values[c.Name] = Value{wire[start:len(wire):len(wire)], c.kind}
	}
	return values, nil
}

func (e *Encoder) appendObject(l *layout, dst []byte, row jsontext.Value) ([]byte, error) {
	if row.Kind() != '{' {
		return dst, errKind
	}
	base := e.open(l, row)
	defer e.close(base)
	dst = appendMapLen(dst, len(l.sorted))
	for i, name := range l.names {
		var err error
		if dst, err = e.appendColumn(l, i, base, append(dst, name...), row); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// open puts the properties of an object into slots on the stack, and returns where these begin.
func (e *Encoder) open(l *layout, row jsontext.Value) (base int) {
	base = len(e.stack)
	e.stack = slices.Grow(e.stack, len(l.sorted))[:base+len(l.sorted)]
	clear(e.stack[base:])
	for name, value := range members(row) {
		if i, known := l.index[string(name)]; known {
			e.stack[base+i] = value
		}
	}
	return base
}

// close removes the slots that [Encoder.open] added.
func (e *Encoder) close(base int) { e.stack = e.stack[:base] }

// appendColumn appends the value of the i-th column of an object whose slots begin at base.
func (e *Encoder) appendColumn(l *layout, i, base int, dst []byte, row jsontext.Value) ([]byte, error) {
	c, value := l.sorted[i], e.stack[base+l.slots[i]]
	var err error
	switch kind := c.kind.(type) {
	case additional:
		dst = e.appendAdditional(dst, row)
	case computed:
		if absent(value) {
			return appendNil(dst), nil
		}
		dst = kind.appendFrom(dst, value, row)
	default:
		dst, err = e.appendValue(kind, dst, value)
	}
	if err != nil {
		return dst, kindError(c, value, err)
	}
	return dst, nil
}

// appendValue encodes a value. It is nil for an absent one, which is null.
func (e *Encoder) appendValue(k kind, dst []byte, value jsontext.Value) ([]byte, error) {
	if absent(value) {
		return appendNil(dst), nil
	}
	return k.append(e, dst, value)
}

// absent reports whether a property is left out or null.
func absent(value jsontext.Value) bool { return len(value) == 0 || value.Kind() == 'n' }

// appendAdditional appends the JSON object of the additional properties, each null where Graph returned none.
func (e *Encoder) appendAdditional(dst []byte, row jsontext.Value) []byte {
	if len(e.extra) == 0 {
		return appendNil(dst)
	}
	object := []byte{'{'}
	for i, property := range e.extra {
		if i > 0 {
			object = append(object, ',')
		}
		object, _ = jsontext.AppendQuote(object, property)
		object = append(append(object, ':'), Find(row, property)...)
	}
	return appendString(dst, normal(append(object, '}')))
}

// Find returns the value of a property as Graph wrote it, or null. It disregards case, since Graph accepts any spelling
// in $select and responds in its own.
func Find(row jsontext.Value, property string) jsontext.Value {
	for name, value := range members(row) {
		if strings.EqualFold(string(name[1:len(name)-1]), property) {
			return value
		}
	}
	return jsontext.Value("null")
}

// kindError returns a [*KindError] that names the property at fault; of nested objects, the innermost.
func kindError(c Column, value jsontext.Value, err error) error {
	if errors.Is(err, errKind) {
		return &KindError{Property: c.Property, Want: c.kind.String(), Got: value.Kind()}
	}
	if e, ok := errors.AsType[*KindError](err); ok && e.Property == "" {
		e.Property = c.Property
	}
	return err
}
