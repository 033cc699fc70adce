package columns

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Rows collects the encoded objects of a list.
type Rows struct {
	*Encoder
	kept  chunks
	rows  [][]byte
	order []int  // that of the list, as indices of rows; nil stands for all in the order in which they came
	row   []byte // being encoded, reused
}

// Rows prepares a list; additional is as for [Table.Encoder].
func (t Table) Rows(additional ...string) *Rows { return &Rows{Encoder: t.Encoder(additional...)} }

// Add encodes one more object. An error is a [KindError] or a [SizeError].
func (r *Rows) Add(object jsontext.Value) error {
	row, err := r.Append(r.row[:0], object)
	if err != nil {
		return err
	}
	r.row = row
	kept, err := r.kept.keep(row, 0)
	if err != nil {
		return err
	}
	r.rows = append(r.rows, kept)
	return nil
}

// Len counts the rows.
func (r *Rows) Len() int { return len(r.rows) }

// Size is how much AppendTo writes at most, in bytes.
func (r *Rows) Size() int {
	size := arrayHead
	if r.order == nil {
		return size + r.kept.size
	}
	for _, i := range r.order {
		size += len(r.rows[i])
	}
	return size
}

// AppendTo writes the list in wire form.
func (r *Rows) AppendTo(dst []byte) []byte {
	if r.order == nil {
		return r.kept.appendTo(appendArrayLen(dst, len(r.rows)))
	}
	dst = appendArrayLen(dst, len(r.order))
	for _, i := range r.order {
		dst = append(dst, r.rows[i]...)
	}
	return dst
}

// Pick gives the list of the given rows in the given order. A row may come twice. It shares the rows with r.
func (r *Rows) Pick(order []int) *Rows {
	return &Rows{Encoder: r.Encoder, kept: r.kept, rows: r.rows, order: append([]int{}, order...)}
}

// Value reads the list back.
func (r *Rows) Value() (tftypes.Value, error) {
	typ := tftypes.List{ElementType: r.table.Type()}
	value, err := tfprotov6.DynamicValue{MsgPack: r.AppendTo(nil)}.Unmarshal(typ)
	if err != nil {
		return value, fmt.Errorf("read an encoded list back: %w", err)
	}
	return value, nil
}
