package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ datasource.DataSourceWithConfigure      = (*groupDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*groupDataSource)(nil)
)

func newGroupDataSource() datasource.DataSource {
	return &groupDataSource{dataSource{
		name: "group", calls: []permission.Call{permission.Group, permission.Groups},
	}}
}

type groupDataSource struct{ dataSource }

func (d *groupDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := groupColumns.Attributes()
	for _, key := range groupObjects.keys {
		attributes[key.argument] = groupObjects.single(key, attributes[key.argument].GetMarkdownDescription())
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads one group by exactly one key.",
			"Keys match exactly and without regard to case. If several groups have the key, the error names them."),
		Attributes: withTimeouts(ctx, attributes, missingArguments("group")),
	}
}

func (d *groupDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	groupObjects.checkKey(ctx, req.Config, &resp.Diagnostics)
}

func (d *groupDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	const doing = "read the group"
	r := newReading(ctx, req, resp)
	key, value := groupObjects.key(ctx, r)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	group, err := d.find(ctx, key, value)
	err = explain.Missing("group", key.argument, value, err)
	if r.settle(ctx, doing, path.Root(key.argument), err) {
		r.setObject(doing, groupColumns.Encoder(), group)
	}
	r.done(ctx)
}

// find reads the group. Only the id may stand in a path.
func (d *groupDataSource) find(ctx context.Context, key objectKey, value string) (json.RawMessage, error) {
	if key.property != "id" {
		return groupObjects.find(ctx, d.client, key, value, groupColumns.Select())
	}
	return d.client.Get(ctx, graph.Request{
		Call: permission.Group.Name, Path: graph.Group(value), Query: graph.Query{Select: groupColumns.Select()},
	})
}
