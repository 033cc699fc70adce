package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// warnOfNulls warns of attributes that are null because the token does not cover them: Graph leaves them out without an
// error, and a module would take the null for the value in the directory. further are properties in additional_json.
// isNull reports whether an attribute that was requested is null.
func (d *dataSource) warnOfNulls(
	ctx context.Context, r *reading, further []string, isNull func(attribute string) bool,
) {
	carried := d.client.Grant(ctx).Permissions
	if carried == nil || r.failed() {
		return
	}
	names := d.shows.Closed(d.shows.attributes(), carried)
	names = slices.DeleteFunc(names, func(name string) bool { return !isNull(name) })
	for _, property := range further {
		if !d.shows.Opens(property, carried) {
			names = append(names, property+" in additional_json")
		}
	}
	if len(names) == 0 {
		return
	}
	r.diags.AddWarning("Attributes are null because a permission is missing", fmt.Sprintf(
		"The token does not give access to these properties of %s, and Graph leaves them null without an error: %s.\n\n"+
			"What to do: grant %s, or select only attributes that the token gives access to.", d.shows.Of,
		strings.Join(names, ", "), d.shows.Full))
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
