package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

var _ datasource.DataSourceWithConfigure = (*directReportsDataSource)(nil)

func newDirectReportsDataSource() datasource.DataSource { return &directReportsDataSource{} }

type directReportsDataSource struct{ dataSource }

func (d *directReportsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_direct_reports"
}

func (d *directReportsDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: documented("Lists the people who report to a person directly.", "",
			"GET /me/directReports", "GET /users/{id}/directReports"),
		Attributes: withTimeouts(ctx, missingArguments(), map[string]schema.Attribute{
			"user":    userArgument(),
			"reports": personColumns.List("The people, in the order of their ids."),
		}),
	}
}

func (d *directReportsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	request := graph.Request{Query: graph.Query{Select: selection(personColumns, nil), Top: 999}}
	readListOf(ctx, d.client, req, resp, listOf{doing: "list direct reports", segment: "/directReports", request: request, name: "reports", table: personColumns})
}
