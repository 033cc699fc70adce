package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*groupOwnersDataSource)(nil)

func newGroupOwnersDataSource() datasource.DataSource {
	return &groupOwnersDataSource{dataSource{
		name: "group_owners", calls: []permission.Call{permission.Owners},
		shows: shown{userColumns, permission.LinkedProfile},
	}}
}

type groupOwnersDataSource struct{ dataSource }

func (d *groupOwnersDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Lists the owners of a group, as people and not as ids.",
			"Owners are users or service principals. An owner need not be a member. Each type needs a permission of its own "+
				"to be shown with more than the id, such as `User.ReadBasic.All` for users; a warning names the one that is "+
				"missing."),
		Attributes: withTimeouts(ctx, missingArguments("group"), peopleOf("owners"), map[string]schema.Attribute{
			"group": groupArgument("Object id of the group."),
		}),
	}
}

func (d *groupOwnersDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	owners := relation{doing: "list the owners", call: permission.Owners, path: "/owners"}
	d.readRelation(ctx, newReading(ctx, req, resp), owners)
}
