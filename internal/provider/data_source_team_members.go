package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*teamMembersDataSource)(nil)

func newTeamMembersDataSource() datasource.DataSource {
	return &teamMembersDataSource{dataSource{
		name: "team_members", calls: []permission.Call{permission.TeamMembers, permission.ChannelMembers},
	}}
}

type teamMembersDataSource struct{ dataSource }

func (d *teamMembersDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Lists the members of a team or of one of its channels, with their roles.",
			"The list of Microsoft Teams may lag behind. `graph_group_members` and `graph_group_owners` read the people of "+
				"the team's group, with all their attributes."),
		Attributes: withTimeouts(ctx, missingArguments("team", "group", "channel"), map[string]schema.Attribute{
			"team": teamArgument(),
			"channel": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Id of the channel, such as that of a private one. Without it, the members of the team " +
					"are listed.",
				Validators: []validator.String{isNamed},
			},
			"members": memberColumns.List("The members, in the order of their ids."),
		}),
	}
}

func (d *teamMembersDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	r := newReading(ctx, req, resp)
	team, channel := r.getString(ctx, "team"), r.getString(ctx, "channel")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	request := graph.Request{Call: permission.TeamMembers.Name, Path: graph.Team(team) + "/members"}
	subject := people.TeamSubject{Team: team, Channel: channel, Argument: "team"}
	if channel != "" {
		subject.Argument = "channel"
		request.Call = permission.ChannelMembers.Name
		request.Path = graph.Team(team) + "/channels/" + graph.Segment(channel) + "/members"
	}
	rows := memberColumns.Rows()
	ids, err := collect("members", rows, d.client.List(ctx, request))
	err = people.TeamError(ctx, d.client, subject, err)
	if r.settle(ctx, "list the members", path.Root(subject.Argument), err) {
		r.set("members", rows.Pick(byID(ids)))
	}
	r.done(ctx)
}
