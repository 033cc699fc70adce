package columns

import (
	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Rows holds the encoded objects of a list.
type Rows struct {
	encoder *Encoder
	kept    chunks
	rows    [][]byte
	order   []int  // of the list, as indices of rows or Gap; nil stands for all rows in the order in which they came
	buffer  []byte // holds the row that is being encoded; reused
}

// Rows returns an empty list. additional is as for [Table.Encoder].
func (t Table) Rows(additional ...string) *Rows { return &Rows{encoder: t.Encoder(additional...)} }

// A Row is an object that was added to a list. It is valid until the next one is added.
type Row struct {
	encoder *Encoder
	values  []jsontext.Value // by slot
}

// Add encodes an object and appends it to the list. An error is a [*KindError] or a [*SizeError].
func (r *Rows) Add(object jsontext.Value) (Row, error) {
	encoded, err := r.encoder.Append(r.buffer[:0], object)
	if err != nil {
		return Row{}, err
	}
	r.buffer = encoded
	kept, err := r.kept.keep(encoded, 0)
	if err != nil {
		return Row{}, err
	}
	r.rows = append(r.rows, kept)
	// The stack is empty, but its memory still holds the values of the object.
	return Row{r.encoder, r.encoder.stack[:len(r.encoder.sorted)]}, nil
}

// String returns a property that is a string, or "" if it is not, or if the table lacks the property.
func (r Row) String(property string) string {
	value := r.JSON(property)
	if value.Kind() != '"' {
		return ""
	}
	return string(r.encoder.text(value))
}

// JSON returns a property as Graph wrote it, or nil if the object or the table lacks it.
func (r Row) JSON(property string) jsontext.Value {
	slot, known := r.encoder.index[`"`+property+`"`]
	if !known {
		return nil
	}
	return r.values[slot]
}

// Reset removes all rows.
func (r *Rows) Reset() { *r = Rows{encoder: r.encoder, buffer: r.buffer} }

// Len returns the number of rows that were added.
func (r *Rows) Len() int { return len(r.rows) }

// Size returns the most that AppendTo appends, in bytes.
func (r *Rows) Size() int {
	size := arrayHead
	if r.order == nil {
		return size + r.kept.size
	}
	for _, i := range r.order {
		size += len(r.row(i))
	}
	return size
}

// AppendTo appends the list in wire form.
func (r *Rows) AppendTo(dst []byte) []byte {
	if r.order == nil {
		return r.kept.appendTo(appendArrayLen(dst, len(r.rows)))
	}
	dst = appendArrayLen(dst, len(r.order))
	for _, i := range r.order {
		dst = append(dst, r.row(i)...)
	}
	return dst
}

// Gap stands for null in an order, in the place of a row that does not exist.
const Gap = -1

var null = appendNil(nil)

func (r *Rows) row(i int) []byte {
	if i == Gap {
		return null
	}
	return r.rows[i]
}

// Pick returns the list of the given rows in the given order, which may have a [Gap]. A row may come twice. The list
// shares its rows with r.
func (r *Rows) Pick(order []int) *Rows {
	return &Rows{encoder: r.encoder, kept: r.kept, rows: r.rows, order: append([]int{}, order...)}
}

// Value decodes the list.
func (r *Rows) Value() (tftypes.Value, error) {
	return Value{r.AppendTo(nil), objects{object{r.encoder.layout}}}.Value()
}
