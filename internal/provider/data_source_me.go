package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*meDataSource)(nil)

func newMeDataSource() datasource.DataSource {
	return &meDataSource{dataSource{name: "me", calls: []permission.Call{permission.Me}}}
}

type meDataSource struct{ dataSource }

func (d *meDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads the person who is signed in.",
			"To read `signInActivity`, you may need `graph_user` with the object id: Graph documents it only there."),
		Attributes: withTimeouts(ctx, userRecord.Attributes(), map[string]schema.Attribute{
			"additional_properties": additionalArgument(),
		}),
	}
}

func (d *meDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	const doing = "read the signed-in person"
	r := newReading(ctx, req, resp)
	additional := r.getStrings(ctx, "additional_properties")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	me, err := d.client.Get(ctx, people.UserRequest(graph.Self, userRecord.Select(additional...)))
	if err != nil {
		r.addError(doing, path.Empty(), err)
		return
	}
	r.setObject(doing, userRecord.Encoder(additional...), me)
	r.done(ctx)
}
