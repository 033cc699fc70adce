package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*directReportsDataSource)(nil)

func newDirectReportsDataSource() datasource.DataSource {
	return &directReportsDataSource{dataSource{
		name: "direct_reports", calls: []permission.Call{permission.DirectReports.Me, permission.DirectReports.User},
		shows: shown{personColumns, permission.UserProfile},
	}}
}

type directReportsDataSource struct{ dataSource }

func (d *directReportsDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Lists the direct reports of a person.", ""),
		Attributes: withTimeouts(ctx, missingArguments("user"), map[string]schema.Attribute{
			"user":    userArgument(),
			"reports": personColumns.List("The people, in the order of their ids."),
		}),
	}
}

func (d *directReportsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	d.readListOf(ctx, req, resp, listOf{
		doing: "list direct reports", call: permission.DirectReports, path: "/directReports",
		query: graph.Query{Select: personColumns.Select(), Top: 999},
		name:  "reports", columns: personColumns,
	})
}
