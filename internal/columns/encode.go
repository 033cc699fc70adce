package columns

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// errKind becomes a [KindError] where the property is known.
var errKind = errors.New("value of another kind")

// layout is a table prepared for encoding: the columns in the order of the wire, which is that of their names, each
// name already in wire form.
type layout struct {
	table  Table
	sorted Table
	names  [][]byte
	// slots says where the value of each column is kept while a row is encoded. Columns of one property share a slot.
	slots []int
	index map[string]int // slots by the property's name in JSON
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

// Encoder turns JSON objects into rows in the wire form of the plugin protocol. There is one encoder for one object
// and for a million, so both behave alike. It is not safe for concurrent use.
type Encoder struct {
	*layout
	extra []string         // properties to gather in the additional column
	stack []jsontext.Value // values of the objects being encoded, the innermost last
	last  []jsontext.Value // values of the row encoded last
	buf   []byte           // text being unquoted, reused
}

// Encoder prepares encoding; additional names the properties that the [Additional] column gathers.
func (t Table) Encoder(additional ...string) *Encoder {
	return &Encoder{layout: newLayout(t), extra: slices.Sorted(slices.Values(additional))}
}

// Append writes the row of one JSON object, with every attribute of the table; what the object lacks is null. An
// error is a [KindError].
func (e *Encoder) Append(dst []byte, row jsontext.Value) ([]byte, error) {
	if row.Kind() != '{' {
		return dst, &KindError{Want: "object", Got: row.Kind()}
	}
	return e.appendObject(e.layout, dst, row)
}

// Text gives a string property of the row that was appended last, or "" where it has none or the table
// lacks the property.
func (e *Encoder) Text(property string) string {
	value := e.JSON(property)
	if value.Kind() != '"' {
		return ""
	}
	inner, err := e.unquote(value)
	if err != nil {
		return ""
	}
	return string(inner)
}

// JSON gives a property of the row that was appended last as Graph wrote it, or nothing where it has none or the table
// lacks the property.
func (e *Encoder) JSON(property string) jsontext.Value {
	slot, known := e.index[`"`+property+`"`]
	if !known {
		return nil
	}
	return e.last[slot]
}

// Values encodes one object and reads it back as the attributes of the table.
func (e *Encoder) Values(row jsontext.Value) (map[string]tftypes.Value, error) {
	wire, err := e.Append(nil, row)
	if err != nil {
		return nil, err
	}
	value, err := tfprotov6.DynamicValue{MsgPack: wire}.Unmarshal(e.table.Type())
	if err != nil {
		return nil, fmt.Errorf("read an encoded object back: %w", err)
	}
	var values map[string]tftypes.Value
	return values, value.As(&values)
}

func (e *Encoder) appendObject(l *layout, dst []byte, row jsontext.Value) ([]byte, error) {
	if row.Kind() != '{' {
		return dst, errKind
	}
	base := len(e.stack)
	e.stack = slices.Grow(e.stack, len(l.sorted))[:base+len(l.sorted)]
	clear(e.stack[base:])
	defer func() { e.last, e.stack = e.stack[base:], e.stack[:base] }()
	for name, value := range members(row) {
		if i, known := l.index[string(name)]; known {
			e.stack[base+i] = value
		}
	}
	dst = appendMapLen(dst, len(l.sorted))
	for i, c := range l.sorted {
		dst = append(dst, l.names[i]...)
		var err error
		if _, gathers := c.kind.(additional); gathers {
			dst, err = e.appendAdditional(dst, row)
		} else {
			dst, err = e.appendValue(c.kind, dst, e.stack[base+l.slots[i]])
		}
		if err != nil {
			return dst, kindError(c, e.stack[base+l.slots[i]], err)
		}
	}
	return dst, nil
}

// appendValue writes null for what is absent or null, so that a kind sees values only.
func (e *Encoder) appendValue(k kind, dst []byte, value jsontext.Value) ([]byte, error) {
	if len(value) == 0 || value.Kind() == 'n' {
		return appendNil(dst), nil
	}
	return k.append(e, dst, value)
}

// appendAdditional writes a JSON object of the properties asked for, null where Graph gave none, with its keys
// sorted on every level: the order in which Graph writes them is no contract and must not become a difference in a
// plan.
func (e *Encoder) appendAdditional(dst []byte, row jsontext.Value) ([]byte, error) {
	if len(e.extra) == 0 {
		return appendNil(dst), nil
	}
	var b bytes.Buffer
	for i, property := range e.extra {
		b.WriteByte("{,"[min(i, 1)])
		name, _ := jsontext.AppendQuote(nil, property)
		b.Write(name)
		b.WriteByte(':')
		b.Write(find(row, property))
	}
	b.WriteByte('}')
	value := jsontext.Value(b.Bytes())
	if err := value.Format(jsontext.ReorderRawObjects(true)); err != nil {
		return dst, fmt.Errorf("gather additional properties: %w", err)
	}
	return appendString(dst, value), nil
}

// find looks a property up without regard to case: Graph accepts any spelling in $select and answers in its own.
func find(row jsontext.Value, property string) jsontext.Value {
	for name, value := range members(row) {
		if strings.EqualFold(string(name[1:len(name)-1]), property) {
			return value
		}
	}
	return jsontext.Value("null")
}

// unquote gives the text of a JSON string, valid until the next call.
func (e *Encoder) unquote(value jsontext.Value) ([]byte, error) {
	if len(value) < 2 || value[0] != '"' {
		return nil, errKind
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return value[1 : len(value)-1], nil
	}
	var err error
	e.buf, err = jsontext.AppendUnquote(e.buf[:0], value)
	return e.buf, err
}

// kindError names the property at fault; of a nested object, the innermost.
func kindError(c Column, value jsontext.Value, err error) error {
	if errors.Is(err, errKind) {
		return &KindError{Property: c.Property, Want: c.kind.String(), Got: value.Kind()}
	}
	return err
}
