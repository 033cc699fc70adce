package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*userLicensesDataSource)(nil)

func newUserLicensesDataSource() datasource.DataSource {
	return &userLicensesDataSource{dataSource{
		name: "user_licenses", calls: []permission.Call{permission.Licenses.Me, permission.Licenses.User},
	}}
}

type userLicensesDataSource struct{ dataSource }

func (d *userLicensesDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Lists the licences of a person, with the services that they include.",
			"Whether a licence is assigned directly or by a group is in `license_assignment_states` of `graph_user`."),
		Attributes: withTimeouts(ctx, missingArguments("user"), map[string]schema.Attribute{
			"user":     userArgument(),
			"licenses": licenseColumns.List("The licences, in the order of their ids. Empty if there are none."),
		}),
	}
}

func (d *userLicensesDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	d.readListOf(ctx, req, resp, listOf{
		doing: "list the licences", call: permission.Licenses, path: "/licenseDetails", name: "licenses",
		query: graph.Query{Select: licenseColumns.Select()}, columns: licenseColumns,
	})
}
