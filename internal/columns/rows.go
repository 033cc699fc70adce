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
	wire []byte
	ends []int // where each row ends in wire
	// order is that of the list, as indices of rows; nil stands for all in the order in which they came.
	order []int
}

// Rows prepares a list; additional is as for [Table.Encoder].
func (t Table) Rows(additional ...string) *Rows { return &Rows{Encoder: t.Encoder(additional...)} }

// Add encodes one more object. An error is a [KindError].
func (r *Rows) Add(row jsontext.Value) error {
	wire, err := r.Append(r.wire, row)
	if err != nil {
		return err
	}
	r.wire, r.ends = wire, append(r.ends, len(wire))
	return nil
}

// Len counts the rows.
func (r *Rows) Len() int { return len(r.ends) }

// MsgPack gives the list in wire form.
func (r *Rows) MsgPack() []byte {
	if r.order == nil {
		return append(appendArrayLen(make([]byte, 0, len(r.wire)+5), len(r.ends)), r.wire...)
	}
	size := 5
	for _, i := range r.order {
		size += len(r.row(i))
	}
	wire := appendArrayLen(make([]byte, 0, size), len(r.order))
	for _, i := range r.order {
		wire = append(wire, r.row(i)...)
	}
	return wire
}

// Pick gives the list of the given rows in the given order. A row may come twice. It shares the rows with r.
func (r *Rows) Pick(order []int) *Rows {
	return &Rows{Encoder: r.Encoder, wire: r.wire, ends: r.ends, order: append([]int{}, order...)}
}

func (r *Rows) row(i int) []byte {
	start := 0
	if i > 0 {
		start = r.ends[i-1]
	}
	return r.wire[start:r.ends[i]]
}

// Value reads the list back.
func (r *Rows) Value() (tftypes.Value, error) {
	typ := tftypes.List{ElementType: r.table.Type()}
	value, err := tfprotov6.DynamicValue{MsgPack: r.MsgPack()}.Unmarshal(typ)
	if err != nil {
		return value, fmt.Errorf("read an encoded list back: %w", err)
	}
	return value, nil
}
