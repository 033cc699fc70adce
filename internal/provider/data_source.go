package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// dataSource is the base of every data source.
type dataSource struct {
	name   string            // without the prefix of the provider
	calls  []permission.Call // that it makes
	open   bool              // whether its calls depend on its arguments
	shows  shown             // of what a permission may open only a part
	client *graph.Client
}

// shown is a table of attributes, and what permissions open of the objects that it shows.
type shown struct {
	columns.Table
	permission.Profile
}

// attributes returns the attributes that show a property.
func (s shown) attributes() []permission.Attribute {
	var list []permission.Attribute
	for _, c := range s.Table {
		if c.Property != "" && !strings.HasPrefix(c.Property, "@") {
			list = append(list, permission.Attribute{Name: c.Name, Property: c.Property})
		}
	}
	return list
}

func (d *dataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_" + d.name
}

func (d *dataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	d.client = passedOn[*graph.Client](req.ProviderData, &resp.Diagnostics)
}

// passedOn returns what Configure of the provider passed on, or nil before that: validation comes first.
func passedOn[T any](data any, diags *diag.Diagnostics) T {
	value, ok := data.(T)
	if data != nil && !ok {
		diags.AddError("Provider error",
			fmt.Sprintf("The provider passed on a %T. Please report this to its developers.", data))
	}
	return value
}

// describe returns the description of a page: a summary of one sentence, then details, then the permissions. self is
// the condition under which the configuration names the signed-in person.
func describe(summary, details, self string, calls []permission.Call) string {
	parts := []string{summary}
	if details != "" {
		parts = append(parts, details)
	}
	parts = append(parts, "**Permissions**", permission.Table(calls...))
	needPerson, needAdmin := false, false
	for _, call := range calls {
		needPerson = needPerson || call.Application == ""
		needAdmin = needAdmin || permission.NeedsAdmin(true, call.Least(true))
	}
	if needAdmin {
		parts = append(parts, permission.AdminFootnote)
	}
	switch {
	case !needPerson:
		parts = append(parts, "It works for a signed-in person and for an application.")
	case len(calls) == 1:
		parts = append(parts, "It needs a signed-in person.")
	default:
		parts = append(parts, "It needs a signed-in person if "+self+".")
	}
	return strings.Join(parts, "\n\n")
}

// describe returns the description of the data source.
func (d *dataSource) describe(summary, details string) string {
	return describe(summary, details, "`user` is `\"me\"`", d.calls)
}
