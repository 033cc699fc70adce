package provider

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// personColumns holds the properties of managers and direct reports, who are usually users but may be contacts. A
// contact has some of the properties of a user; it has no user principal name, since it cannot sign in.
var personColumns = slices.Concat(columns.Table{
	columns.Derived("type", "@odata.type", "`user`, or `orgContact` for an organizational contact, which cannot sign "+
		"in.", typeName),
}, userColumns)

// typeName returns the name of a type without its namespace.
func typeName(annotation, _ jsontext.Value) (string, bool) {
	return strings.CutPrefix(strings.Trim(string(annotation), `"`), "#microsoft.graph.")
}
