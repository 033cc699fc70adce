package provider

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ datasource.DataSourceWithConfigure      = (*groupsDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*groupsDataSource)(nil)
)

func newGroupsDataSource() datasource.DataSource {
	return &groupsDataSource{dataSource{name: "groups", calls: []permission.Call{permission.Groups}}}
}

type groupsDataSource struct{ dataSource }

func (d *groupsDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := queryArguments("groups", "securityEnabled eq true and startsWith(displayName,'sg-')")
	for _, key := range groupObjects.keys {
		attributes[key.plural] = groupObjects.many(key)
	}
	maps.Copy(attributes, map[string]schema.Attribute{
		"all": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to read all groups of the tenant. Defaults to `false`.",
		},
		"ignore_missing": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether a key that no group has is listed in `missing`, and its element of `groups` is " +
				"null, instead of an error. Defaults to `false`.",
		},
		"missing": schema.ListAttribute{
			Computed:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Keys that no group has, in the order of the input, each once. Empty unless " +
				"`ignore_missing` is set.",
		},
		"groups": groupColumns.List("The groups. With keys, there is one element for each key, in the order of the keys, " +
			"and null for a key in `missing`: `zipmap(var.names, data.graph_groups.example.groups)` maps keys to groups. " +
			"Otherwise, the groups are in the order of `order_by` or, without it, of their ids."),
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads many groups: those with the given keys, those that a query finds, or all.",
			"Fifteen keys cost one request, and so do 999 groups of a query. Keys match exactly and without regard to case. "+
				"Dynamic distribution groups exist in Exchange only, and are not found."),
		Attributes: withTimeouts(ctx, attributes),
	}
}

func (d *groupsDataSource) ValidateConfig(
	_ context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	groupObjects.checkSelection(&resp.Diagnostics, req.Config.Raw)
}

func (d *groupsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(ctx, req, resp)
	groupObjects.checkSelection(r.diags, req.Config.Raw)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	request := groupObjects.request(r.query(ctx, groupColumns.Select()))
	request.Limit = r.getNumber(ctx, "limit")
	if r.failed() {
		return
	}
	rows := groupColumns.Rows()
	if key, values := groupObjects.listOfKeys(ctx, r); key != nil {
		groupObjects.newLookup(*key, values, request, rows).set(ctx, r, d.client)
	} else if ids, err := collect("groups", rows, d.client.List(ctx, request)); err != nil {
		r.addError("list groups", path.Empty(), err)
	} else {
		r.setStrings("missing", nil)
		r.set("groups", rows.Pick(sorting(request.Query)(ids)))
	}
	r.done(ctx)
}

// query returns the query that the arguments of [queryArguments] describe.
func (r *reading) query(ctx context.Context, properties []string) graph.Query {
	return graph.Query{
		Select: properties, Filter: r.getString(ctx, "filter"), Search: r.getString(ctx, "search"),
		OrderBy: r.getString(ctx, "order_by"), Count: r.getBool(ctx, "advanced_query"),
	}
}

// sorting returns how the objects of a query are ordered: as Graph returned them if it was asked for an order, else by
// their ids.
func sorting(query graph.Query) func(ids []string) []int {
	if query.OrderBy != "" {
		return distinct
	}
	return byID
}
