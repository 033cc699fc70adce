package columns

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A kind is what a column holds.
type kind interface {
	attribute(doc string) schema.Attribute
	typ() tftypes.Type

	// append encodes a value, which is valid JSON, is not null and has no white space around it.
	append(e *Encoder, dst []byte, value jsontext.Value) ([]byte, error)

	String() string
}

// A KindError reports a property whose JSON is not of the kind that its column declares.
type KindError struct {
	Property string // "" for the object itself
	Element  bool   // whether it is an element of the property
	Want     string
	Got      jsontext.Kind
}

func (e *KindError) Error() string {
	got := map[jsontext.Kind]string{
		'n': "null", 't': "a boolean", 'f': "a boolean", '"': "a string", '0': "a number", '{': "an object", '[': "a list",
	}[e.Got]
	if got == "" {
		got = "not JSON"
	}
	switch {
	case e.Property == "":
		return fmt.Sprintf("want an object, got %s", got)
	case e.Element:
		return fmt.Sprintf("an element of the property %s should be of the kind %q and is %s", e.Property, e.Want, got)
	}
	return fmt.Sprintf("the property %s should be of the kind %q and is %s", e.Property, e.Want, got)
}

// The kinds. Those that embed another kind differ from it in what they define themselves.
type (
	text       struct{}
	timestamp  struct{ text }
	boolean    struct{}
	number     struct{}
	textList   struct{}
	textMap    struct{}
	object     struct{ *layout }
	objects    struct{ object }
	additional struct{ text }
	derived    struct {
		text
		from func(value, object jsontext.Value) (string, bool)
	}
	derivedBool struct {
		boolean
		from func(value, object jsontext.Value) (is, known bool)
	}
	derivedNumber struct {
		number
		from func(value, object jsontext.Value) (n int64, known bool)
	}
	inner struct {
		kind
		property string // of the nested object that holds the value
	}
)

func (text) attribute(doc string) schema.Attribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: doc}
}
func (text) typ() tftypes.Type { return tftypes.String }
func (text) String() string    { return "string" }
func (text) append(e *Encoder, dst []byte, value jsontext.Value) ([]byte, error) {
	if value.Kind() != '"' {
		return dst, errKind
	}
	return appendString(dst, e.text(value)), nil
}

func (timestamp) String() string { return "time" }
func (m timestamp) append(e *Encoder, dst []byte, value jsontext.Value) ([]byte, error) {
	if bytes.HasPrefix(value, []byte(`"0001-01-01T`)) {
		return appendNil(dst), nil
	}
	return m.text.append(e, dst, value)
}

func (boolean) attribute(doc string) schema.Attribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: doc}
}
func (boolean) typ() tftypes.Type { return tftypes.Bool }
func (boolean) String() string    { return "bool" }
func (boolean) append(_ *Encoder, dst []byte, value jsontext.Value) ([]byte, error) {
	switch value.Kind() {
	case 't', 'f':
		return appendBool(dst, value.Kind() == 't'), nil
	default:
		return dst, errKind
	}
}

func (number) attribute(doc string) schema.Attribute {
	return schema.NumberAttribute{Computed: true, MarkdownDescription: doc}
}
func (number) typ() tftypes.Type { return tftypes.Number }
func (number) String() string    { return "number" }
func (number) append(_ *Encoder, dst []byte, value jsontext.Value) ([]byte, error) {
	if !numeric(value) {
		return dst, errKind
	}
	return appendNumber(dst, value), nil
}

func (textList) attribute(doc string) schema.Attribute {
	return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: doc}
}
func (textList) typ() tftypes.Type { return tftypes.List{ElementType: tftypes.String} }
func (textList) String() string    { return "list of strings" }
func (textList) append(e *Encoder, dst []byte, value jsontext.Value) ([]byte, error) {
	return appendList(e, dst, value, text{})
}

func (textMap) attribute(doc string) schema.Attribute {
	return schema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: doc}
}
func (textMap) typ() tftypes.Type { return tftypes.Map{ElementType: tftypes.String} }
func (textMap) String() string    { return "map of strings" }
func (textMap) append(e *Encoder, dst []byte, value jsontext.Value) ([]byte, error) {
	if value.Kind() != '{' {
		return dst, errKind
	}
	var all []member
	for name, v := range members(value) {
		all = append(all, member{name, v})
	}
	all = slices.DeleteFunc(byName(all), func(m member) bool { return absent(m.value) })
	dst = appendMapLen(dst, len(all))
	for _, m := range all {
		var err error
		if dst, err = (text{}).append(e, dst, m.name); err == nil {
			dst, err = (text{}).append(e, dst, m.value)
		}
		if err != nil {
			return dst, err
		}
	}
	return dst, nil
}

func (o object) attribute(doc string) schema.Attribute {
	return schema.SingleNestedAttribute{Computed: true, MarkdownDescription: doc, Attributes: o.table.Attributes()}
}
func (o object) typ() tftypes.Type { return o.table.Type() }
func (object) String() string      { return "object" }
func (o object) append(e *Encoder, dst []byte, value jsontext.Value) ([]byte, error) {
	return e.appendObject(o.layout, dst, value)
}

func (o objects) attribute(doc string) schema.Attribute { return o.table.List(doc) }
func (o objects) typ() tftypes.Type                     { return tftypes.List{ElementType: o.object.typ()} }
func (objects) String() string                          { return "list of objects" }
func (o objects) append(e *Encoder, dst []byte, value jsontext.Value) ([]byte, error) {
	return appendList(e, dst, value, o.object)
}

func (additional) String() string { return "additional" }

func (derived) String() string { return "derived" }

// appendFrom appends the text that is computed from a property and its object.
func (d derived) appendFrom(dst []byte, value, object jsontext.Value) []byte {
	if text, ok := d.from(value, object); ok {
		return appendString(dst, []byte(text))
	}
	return appendNil(dst)
}

func (derivedBool) String() string   { return "derived" }
func (derivedNumber) String() string { return "derived" }

// appendFrom appends the boolean that is computed from a property and its object.
func (d derivedBool) appendFrom(dst []byte, value, object jsontext.Value) []byte {
	if is, known := d.from(value, object); known {
		return appendBool(dst, is)
	}
	return appendNil(dst)
}

// appendFrom appends the number that is computed from a property and its object.
func (d derivedNumber) appendFrom(dst []byte, value, object jsontext.Value) []byte {
	if n, known := d.from(value, object); known {
		return appendInt(dst, n)
	}
	return appendNil(dst)
}

func (i inner) append(e *Encoder, dst []byte, value jsontext.Value) ([]byte, error) {
	if value.Kind() != '{' {
		return dst, errKind
	}
	var found jsontext.Value
	for name, v := range members(value) {
		if string(name[1:len(name)-1]) == i.property {
			found = v
		}
	}
	return e.appendValue(i.kind, dst, found)
}

// appendList appends a list whose elements are of one kind. It counts them first, since the length comes first.
func appendList(e *Encoder, dst []byte, value jsontext.Value, element kind) ([]byte, error) {
	if value.Kind() != '[' {
		return dst, errKind
	}
	count := 0
	for range elements(value) {
		count++
	}
	dst = appendArrayLen(dst, count)
	for v := range elements(value) {
		var err error
		if dst, err = e.appendValue(element, dst, v); errors.Is(err, errKind) {
			return dst, &KindError{Element: true, Want: element.String(), Got: v.Kind()}
		} else if err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// A computed kind is not that of the property, but is computed from it, which is not null, and from its object.
type computed interface {
	appendFrom(dst []byte, value, object jsontext.Value) []byte
}

// hidden is another kind, but its value is always null.
type hidden struct{ kind }

func (hidden) append(_ *Encoder, dst []byte, _ jsontext.Value) ([]byte, error) {
	return appendNil(dst), nil
}
