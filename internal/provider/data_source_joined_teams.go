package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*joinedTeamsDataSource)(nil)

func newJoinedTeamsDataSource() datasource.DataSource {
	return &joinedTeamsDataSource{dataSource{
		name: "joined_teams", calls: []permission.Call{permission.JoinedTeams.Me, permission.JoinedTeams.User},
	}}
}

type joinedTeamsDataSource struct{ dataSource }

func (d *joinedTeamsDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Lists the teams that a person is a direct member of.",
			"Teams that host a shared channel of which the person is a member are not included. A signed-in person may have "+
				"to be an administrator to read the teams of somebody else."),
		Attributes: withTimeouts(ctx, missingArguments("user", "license"), map[string]schema.Attribute{
			"user":  userArgument(),
			"teams": teamColumns.List("The teams, in the order of their ids."),
		}),
	}
}

func (d *joinedTeamsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	// The call takes no query options, not even $select.
	d.readListOf(ctx, req, resp, listOf{
		doing: "list joined teams", call: permission.JoinedTeams, path: "/joinedTeams", name: "teams", columns: teamColumns,
	})
}
