package provider

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// warnOfNulls warns of attributes of users that are null because the token does not cover them: Graph leaves them
// out without an error, and a module would take the null for the value in the directory. isNull reports whether an
// attribute that was requested is null.
func (r *reading) warnOfNulls(
	ctx context.Context, client *graph.Client, table columns.Table, further []string, isNull func(attribute string) bool,
) {
	carried := client.Grant(ctx).Permissions
	if carried == nil || r.failed() {
		return
	}
	var names []string
	for _, c := range table {
		isProperty := c.Property != "" && !strings.HasPrefix(c.Property, "@")
		if isProperty && !permission.Opens(c.Property, carried) && isNull(c.Name) {
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
	r.diags.AddWarning("Attributes are null because a permission is missing", fmt.Sprintf(
		"The token does not give access to these properties of users, and Graph leaves them null without an error: %s.\n\n"+
			"What to do: grant %s, or select only attributes that the token gives access to.", strings.Join(names, ", "),
		permission.FullProfile))
}

// nullIn returns a function that reports whether an attribute is null in the first row of a list. That is enough,
// since what a token does not cover is null in every row.
func nullIn(rows *columns.Rows) func(attribute string) bool {
	first := sync.OnceValue(func() map[string]tftypes.Value {
		var list []tftypes.Value
		var row map[string]tftypes.Value
		value, err := rows.Pick([]int{0}).Value()
		if err != nil || value.As(&list) != nil || len(list) != 1 || list[0].As(&row) != nil {
			return nil
		}
		return row
	})
	return func(attribute string) bool {
		value, known := first()[attribute]
		return known && value.IsNull()
	}
}
