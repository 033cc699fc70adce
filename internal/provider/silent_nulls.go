package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// warnOfNulls warns of attributes of users that are null because the token does not open them: Graph leaves them out
// without an error, and a module would take null for what the directory holds. of returns whether an attribute may be
// null for that reason.
func (r *reading) warnOfNulls(
	ctx context.Context, client *graph.Client, table columns.Table, further []string, of func(attribute string) bool,
) {
	carried := client.Grant(ctx).Permissions
	if carried == nil || r.failed() {
		return
	}
	var names []string
	for _, c := range table {
		if c.Property != "" && !strings.HasPrefix(c.Property, "@") && of(c.Name) && !permission.Opens(c.Property, carried) {
			names = append(names, c.Name)
		}
	}
	for _, property := range further {
		if !permission.Opens(property, carried) {
			names = append(names, property+" in additional_json")
		}
	}
	if len(names) == 0 {
		return
	}
	r.diags.AddWarning("Attributes are null for lack of a permission", fmt.Sprintf(
		"The token does not open these properties of users, and Graph leaves them null without an error: %s.\n\n"+
			"What to do: grant %s, or select no attributes but those that the token opens.", strings.Join(names, ", "),
		permission.FullProfile))
}
