package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*groupMembersDataSource)(nil)

func newGroupMembersDataSource() datasource.DataSource {
	return &groupMembersDataSource{dataSource{
		name: "group_members", calls: []permission.Call{permission.Members, permission.TransitiveMembers},
		shows: shown{userColumns, permission.LinkedProfile},
	}}
}

type groupMembersDataSource struct{ dataSource }

func (d *groupMembersDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Lists the members of a group, as people and not as ids.",
			"One request reads 999 members of all types. Each type of members needs a permission of its own to be shown "+
				"with more than the id, such as `User.ReadBasic.All` for users; a warning names the one that is missing. "+
				"Groups with hidden membership need `Member.Read.Hidden`. Graph leaves out service principals."),
		Attributes: withTimeouts(ctx, missingArguments("group"), peopleOf("members"), map[string]schema.Attribute{
			"group": groupArgument("Object id of the group."),
			"transitive": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to read the members of nested groups too, on all levels. The nested groups are " +
					"in `others`. Defaults to `false`.",
			},
		}),
	}
}

func (d *groupMembersDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	r := newReading(ctx, req, resp)
	members := relation{doing: "list the members", call: permission.Members, path: "/members"}
	if r.getBool(ctx, "transitive") {
		members.call, members.path = permission.TransitiveMembers, "/transitiveMembers"
	}
	d.readRelation(ctx, r, members)
}
