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

// A Column is a property of a Graph object and the attribute that shows it.
type Column struct {
	Property string // in Graph, such as "displayName"; empty if the column gathers other properties
	Name     string // of the attribute, such as "display_name"
	Doc      string // the description of the attribute, in Markdown

	kind kind
}

// A Table lists the columns of one type of object in the order in which people read about them.
type Table []Column

// String returns the column of a string.
func String(property, doc string) Column { return column(property, doc, text{}) }

// Time returns the column of a date and time, which is a string as Graph writes it. The year 1, which Graph writes for
// "never", is null.
func Time(property, doc string) Column { return column(property, doc, timestamp{}) }

// Bool returns the column of a boolean.
func Bool(property, doc string) Column { return column(property, doc, boolean{}) }

// Number returns the column of a number.
func Number(property, doc string) Column { return column(property, doc, number{}) }

// Strings returns the column of a list of strings.
func Strings(property, doc string) Column { return column(property, doc, textList{}) }

// StringMap returns the column of an object of strings, shown as a map of those that have a value.
func StringMap(property, doc string) Column { return column(property, doc, textMap{}) }

// Object returns the column of a nested object with columns of its own.
func Object(property, doc string, table Table) Column {
	return column(property, doc, object{newLayout(table)})
}

// Objects returns the column of a list of nested objects.
func Objects(property, doc string, table Table) Column {
	return column(property, doc, objects{object{newLayout(table)}})
}

// Additional returns the column of one JSON object, which holds the properties that are named to [Table.Encoder].
func Additional(name, doc string) Column { return Column{Name: name, Doc: doc, kind: additional{}} }

// Derived returns the column of a string that is computed from the JSON of a property, which may have a column of its
// own too, and of the object that it belongs to. It is null where the property is null, and where text returns false.
func Derived(name, property, doc string, text func(value, object jsontext.Value) (string, bool)) Column {
	return Column{Property: property, Name: name, Doc: doc, kind: derived{from: text}}
}

// DerivedBool is like [Derived], for a boolean.
func DerivedBool(name, property, doc string, flag func(value, object jsontext.Value) (is, known bool)) Column {
	return Column{Property: property, Name: name, Doc: doc, kind: derivedBool{from: flag}}
}

// DerivedNumber is like [Derived], for a whole number.
func DerivedNumber(name, property, doc string, number func(value, object jsontext.Value) (n int64, known bool)) Column {
	return Column{Property: property, Name: name, Doc: doc, kind: derivedNumber{from: number}}
}

// Flatten returns a column of a nested object as a column of the outer one, under its own name: the address that Graph
// keeps in emailAddress becomes an attribute address. It is null where the nested object is.
func Flatten(property string, c Column) Column {
	c.Property, c.kind = property, inner{kind: c.kind, property: c.Property}
	return c
}

// Named returns the column with another attribute name than its property would have.
func (c Column) Named(name string) Column {
	c.Name = name
	return c
}

func column(property, doc string, k kind) Column {
	return Column{Property: property, Name: SnakeCase(property), Doc: doc, kind: k}
}

// SnakeCase returns the Terraform name of a Graph property: on_premises_sam_account_name for onPremisesSamAccountName.
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

// Attributes returns the computed attributes of the table, for the root of a schema.
func (t Table) Attributes() map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(t))
	for _, c := range t {
		attributes[c.Name] = c.kind.attribute(c.Doc)
	}
	return attributes
}

// List returns the computed attribute of a list of these objects. It is never a set, whose cost is quadratic in every
// CLI, and none of its attributes is sensitive, for the same reason.
func (t Table) List(doc string) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed:            true,
		MarkdownDescription: doc,
		NestedObject:        schema.NestedAttributeObject{Attributes: t.Attributes()},
	}
}

// Type returns the type of one object.
func (t Table) Type() tftypes.Object {
	types := make(map[string]tftypes.Type, len(t))
	for _, c := range t {
		types[c.Name] = c.kind.typ()
	}
	return tftypes.Object{AttributeTypes: types}
}

// Names returns the names of the attributes.
func (t Table) Names() []string {
	names := make([]string, len(t))
	for i, c := range t {
		names[i] = c.Name
	}
	return names
}

// Only returns the columns with the given attribute names.
func (t Table) Only(names []string) Table {
	var kept Table
	for _, c := range t {
		if slices.Contains(names, c.Name) {
			kept = append(kept, c)
		}
	}
	return kept
}

// Showing returns the table in which all columns but those with the given attribute names are null.
func (t Table) Showing(names ...string) Table {
	shown := slices.Clone(t)
	for i, c := range shown {
		if !slices.Contains(names, c.Name) {
			shown[i].kind = hidden{c.kind}
		}
	}
	return shown
}

// Properties returns the properties of the columns, each once. Annotations such as @odata.type come unasked and must
// not be selected.
func (t Table) Properties() []string {
	var properties []string
	for _, c := range t {
		if c.Property != "" && !strings.HasPrefix(c.Property, "@") && !slices.Contains(properties, c.Property) {
			properties = append(properties, c.Property)
		}
	}
	return properties
}

// Select returns what to ask Graph for: the id, which Graph does not add by itself, the properties of the table, and
// further ones. Names that differ in case are one property.
func (t Table) Select(additional ...string) []string {
	selected := []string{"id"}
	for _, name := range slices.Concat(t.Properties(), additional) {
		if !slices.ContainsFunc(selected, func(s string) bool { return strings.EqualFold(s, name) }) {
			selected = append(selected, name)
		}
	}
	return selected
}

// Kind returns what the column holds, such as "string" or "list of objects".
func (c Column) Kind() string { return c.kind.String() }

// Path returns the properties that lead to the value, from the outside in; most columns have one.
func (c Column) Path() []string {
	path := []string{c.Property}
	for k, ok := c.kind.(inner); ok; k, ok = k.kind.(inner) {
		path = append(path, k.property)
	}
	return path
}

// Nested returns the columns of a nested object, or nil.
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
