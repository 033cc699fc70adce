package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

var _ datasource.DataSourceWithConfigure = (*joinedTeamsDataSource)(nil)

func newJoinedTeamsDataSource() datasource.DataSource { return &joinedTeamsDataSource{} }

type joinedTeamsDataSource struct{ dataSource }

func (d *joinedTeamsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_joined_teams"
}

func (d *joinedTeamsDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: documented("Lists the teams that a person is a direct member of. The host teams of shared channels are not among them.",
			"", "GET /me/joinedTeams", "GET /users/{id}/joinedTeams"),
		Attributes: withTimeouts(ctx, missingArguments(), map[string]schema.Attribute{
			"user":  userArgument(),
			"teams": teamColumns.List("The teams, in the order of their ids."),
		}),
	}
}

func (d *joinedTeamsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	// The call takes no query option, not even $select.
	readListOf(ctx, d.client, req, resp, listOf{doing: "list joined teams", segment: "/joinedTeams", name: "teams", table: teamColumns})
}
