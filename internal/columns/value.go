package columns

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A Value is one value in the wire form of the plugin protocol.
type Value struct {
	wire []byte
	of   interface{ typ() tftypes.Type }
}

// BoolValue returns a boolean.
func BoolValue(b bool) Value { return Value{appendBool(nil, b), boolean{}} }

// IntValue returns a whole number.
func IntValue(n int64) Value { return Value{appendInt(nil, n), number{}} }

// StringValue returns a string.
func StringValue(s string) Value { return Value{appendString(nil, []byte(s)), text{}} }

// StringsValue returns a list of strings.
func StringsValue(list []string) Value {
	wire := appendArrayLen(nil, len(list))
	for _, s := range list {
		wire = appendString(wire, []byte(s))
	}
	return Value{wire, textList{}}
}

// DynamicStringValue returns a string as the value of a dynamic attribute.
func DynamicStringValue(s string) Value {
	return Value{appendString(appendDynamic(nil, []byte(`"string"`)), []byte(s)), anyType{}}
}

// anyType is the type of dynamic attributes.
type anyType struct{}

func (anyType) typ() tftypes.Type { return tftypes.DynamicPseudoType }

// Value returns one JSON object as a nested object. An error is a [*KindError].
func (t Table) Value(row jsontext.Value) (Value, error) {
	e := t.Encoder()
	wire, err := e.Append(nil, row)
	return Value{wire, object{e.layout}}, err
}

// IsNull reports whether the value is null.
func (v Value) IsNull() bool { return bytes.Equal(v.wire, null) }

// Size returns the size of the wire form, in bytes.
func (v Value) Size() int { return len(v.wire) }

// AppendTo appends the wire form.
func (v Value) AppendTo(dst []byte) []byte { return append(dst, v.wire...) }

// Value decodes the value.
func (v Value) Value() (tftypes.Value, error) {
	value, err := tfprotov6.DynamicValue{MsgPack: v.wire}.Unmarshal(v.of.typ())
	if err != nil {
		return value, fmt.Errorf("read an encoded value back: %w", err)
	}
	return value, nil
}
