package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

var _ datasource.DataSourceWithConfigure = (*meDataSource)(nil)

func newMeDataSource() datasource.DataSource { return &meDataSource{} }

type meDataSource struct{ dataSource }

func (d *meDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_me"
}

func (d *meDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: documented("Reads the person who is signed in.", "", "GET /me"),
		Attributes: withTimeouts(ctx, userRecord.Attributes(), map[string]schema.Attribute{
			"additional_properties": additionalArgument(),
		}),
	}
}

func (d *meDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(req, resp)
	additional := argument[[]string](ctx, r, "additional_properties")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	request := graph.Request{Path: graph.User(""), Query: graph.Query{Select: selection(userRecord, additional)}}
	me, err := graph.Get[json.RawMessage](ctx, d.client, request)
	if err != nil {
		addError(r.diags, "read the signed-in person", path.Empty(), err)
		return
	}
	r.setObject("read the signed-in person", userRecord.Encoder(additional...), me)
	r.done(ctx)
}
