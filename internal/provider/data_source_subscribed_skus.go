package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*subscribedSKUsDataSource)(nil)

func newSubscribedSKUsDataSource() datasource.DataSource {
	return &subscribedSKUsDataSource{dataSource{
		name: "subscribed_skus", calls: []permission.Call{permission.SubscribedSKUs},
	}}
}

type subscribedSKUsDataSource struct{ dataSource }

func (d *subscribedSKUsDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Lists the licences of the tenant: how many there are, and how many are free.",
			"There is one element for each product, however many subscriptions to it there are."),
		Attributes: withTimeouts(ctx, map[string]schema.Attribute{
			"skus": skuColumns.List("The products, in the order of their ids."),
		}),
	}
}

func (d *subscribedSKUsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	r := newReading(ctx, req, resp)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	rows := skuColumns.Rows()
	// The call takes no query options.
	ids, err := collect("skus", rows, d.client.List(ctx, graph.Request{
		Call: permission.SubscribedSKUs.Name, Path: "/subscribedSkus",
	}))
	if err != nil {
		r.addError("list the licences of the tenant", path.Empty(), err)
		return
	}
	r.set("skus", rows.Pick(byID(ids)))
	r.done(ctx)
}
