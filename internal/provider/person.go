package provider

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// personColumns are for what is usually a user but may be a contact: managers and direct reports. A contact has what it
// shares with a user; it has no user principal name, for it cannot sign in.
var personColumns = slices.Concat(columns.Table{
	columns.Derived("type", "@odata.type", "`user`, or `orgContact` for a contact from outside the directory.", typeName),
}, userColumns)

// typeName gives the name of a type without its namespace.
func typeName(annotation jsontext.Value) (string, bool) {
	return strings.CutPrefix(strings.Trim(string(annotation), `"`), "#microsoft.graph.")
}
