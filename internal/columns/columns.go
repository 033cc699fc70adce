// Package columns declares the properties of a Graph object once. From a [Table] come the Terraform schema, the
// `$select` of the request, the encoder and, through the schema, the documentation.
package columns

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Column is one property of a Graph object and the attribute that shows it.
type Column struct {
	// Property is the name in Graph, such as "displayName"; empty when the column gathers other properties.
	Property string
	// Name is the attribute in Terraform, such as "display_name".
	Name string
	// Doc describes the attribute, in Markdown.
	Doc string

	kind kind
}

// Table lists the columns of one type of object in the order in which people read about them.
type Table []Column

// Text is a string property.
func Text(property, doc string) Column { return column(property, doc, text{}) }

// Time is a date-time property, passed on as Graph writes it. The year 1, by which Graph says "never", is null.
func Time(property, doc string) Column { return column(property, doc, moment{}) }

// Flag is a boolean property.
func Flag(property, doc string) Column { return column(property, doc, flag{}) }

// Number is a numeric property.
func Number(property, doc string) Column { return column(property, doc, number{}) }

// Texts is a list of strings.
func Texts(property, doc string) Column { return column(property, doc, texts{}) }

// TextMap is an object of string properties, shown as a map of those that have a value.
func TextMap(property, doc string) Column { return column(property, doc, textMap{}) }

// Object is a nested object with columns of its own.
func Object(property, doc string, table Table) Column {
	return column(property, doc, object{newLayout(table)})
}

// Objects is a list of nested objects.
func Objects(property, doc string, table Table) Column {
	return column(property, doc, objects{object{newLayout(table)}})
}

// Additional gathers the properties that are named to [Table.Encoder] into one JSON object.
func Additional(name, doc string) Column { return Column{Name: name, Doc: doc, kind: additional{}} }

// Derived is a string that is worked out from the JSON of a property, whose own column it may stand beside. It is null
// where the property is, and where text gives false.
func Derived(name, property, doc string, text func(value jsontext.Value) (string, bool)) Column {
	return Column{Property: property, Name: name, Doc: doc, kind: derived{from: text}}
}

// In moves a column of a nested object up to where the object itself would stand, under its own name: an address that
// Graph keeps in emailAddress is an attribute address. It is null where the object is.
func In(property string, c Column) Column {
	c.Property, c.kind = property, inner{kind: c.kind, property: c.Property}
	return c
}

// As gives the column another attribute name than the property would have.
func (c Column) As(name string) Column {
	c.Name = name
	return c
}

func column(property, doc string, k kind) Column {
	return Column{Property: property, Name: SnakeCase(property), Doc: doc, kind: k}
}

// SnakeCase gives the Terraform name of a Graph property: onPremisesSamAccountName is on_premises_sam_account_name.
func SnakeCase(property string) string {
	var b strings.Builder
	for i, r := range property {
		if unicode.IsUpper(r) {
			if i > 0 {
				b.WriteByte('_')
			}
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Attributes gives the computed attributes of the table, for the root of a schema.
func (t Table) Attributes() map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(t))
	for _, c := range t {
		attributes[c.Name] = c.kind.attribute(c.Doc)
	}
	return attributes
}

// List gives the computed attribute of a list of these objects. It is never a set, whose cost is quadratic in every
// CLI, and none of its attributes is sensitive, for the same reason.
func (t Table) List(doc string) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed:            true,
		MarkdownDescription: doc,
		NestedObject:        schema.NestedAttributeObject{Attributes: t.Attributes()},
	}
}

// Type is the type of one object.
func (t Table) Type() tftypes.Object {
	types := make(map[string]tftypes.Type, len(t))
	for _, c := range t {
		types[c.Name] = c.kind.typ()
	}
	return tftypes.Object{AttributeTypes: types}
}

// Names lists the attributes.
func (t Table) Names() []string {
	names := make([]string, len(t))
	for i, c := range t {
		names[i] = c.Name
	}
	return names
}

// Only keeps the columns with the given attribute names.
func (t Table) Only(names []string) Table {
	var kept Table
	for _, c := range t {
		if slices.Contains(names, c.Name) {
			kept = append(kept, c)
		}
	}
	return kept
}

// Properties lists what to ask Graph for. Annotations such as @odata.type come unasked and must not be named.
func (t Table) Properties() []string {
	var properties []string
	for _, c := range t {
		if c.Property != "" && !strings.HasPrefix(c.Property, "@") && !slices.Contains(properties, c.Property) {
			properties = append(properties, c.Property)
		}
	}
	return properties
}

// Kind says what the column holds, such as "text" or "objects".
func (c Column) Kind() string { return c.kind.String() }

// Path names the properties that lead to the value, from the outside in; most columns have one.
func (c Column) Path() []string {
	path := []string{c.Property}
	for k, ok := c.kind.(inner); ok; k, ok = k.kind.(inner) {
		path = append(path, k.property)
	}
	return path
}

// Nested gives the columns of a nested object, or nil.
func (c Column) Nested() Table {
	switch k := c.kind.(type) {
	case object:
		return k.table
	case objects:
		return k.table
	default:
		return nil
	}
}
