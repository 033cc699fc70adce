package provider

import (
	"context"
	"net/http"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*teamChannelsDataSource)(nil)

func newTeamChannelsDataSource() datasource.DataSource {
	return &teamChannelsDataSource{dataSource{
		name: "team_channels", calls: []permission.Call{permission.Channels, permission.AllChannels},
	}}
}

type teamChannelsDataSource struct{ dataSource }

// teamArgument names the team whose channels or members are read.
func teamArgument() schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: "Id of the team, which is that of its group. `data \"graph_team\"` finds it by name.",
		Validators:          []validator.String{isTeamID},
	}
}

func (d *teamChannelsDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Lists the channels of a team: standard, private and shared ones.",
			"A person sees the private and shared channels that the person is a member of."),
		Attributes: withTimeouts(ctx, missingArguments("team", "group"), map[string]schema.Attribute{
			"team": teamArgument(),
			"include_incoming": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to list the channels of other teams that are shared with this team too. Not in " +
					"China. Defaults to `false`.",
			},
			"include_mail": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to read the mail addresses of the channels too, for which Graph takes longer. " +
					"Defaults to `false`.",
			},
			"channels": channelColumns.List("The channels, in the order of their ids."),
		}),
	}
}

func (d *teamChannelsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	r := newReading(ctx, req, resp)
	team := r.getString(ctx, "team")
	request := channelsRequest(ctx, r, team)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	rows := channelColumns.Rows()
	ids, err := collect("channels", rows, d.client.List(ctx, request))
	err = people.TeamError(ctx, d.client, people.TeamSubject{Team: team, Argument: "team"}, err)
	if r.settle(ctx, "list the channels", path.Root("team"), err) {
		r.set("channels", rows.Pick(byID(ids)))
	}
	r.done(ctx)
}

// channelsRequest describes the read of channels. Without the header, Graph tells a shared channel from a later
// addition to the types of channels to newer clients only.
func channelsRequest(ctx context.Context, r *reading, team string) graph.Request {
	properties := channelColumns.Select()
	if !r.getBool(ctx, "include_mail") {
		properties = slices.DeleteFunc(properties, func(name string) bool { return name == "email" })
	}
	request := graph.Request{
		Call: permission.Channels.Name, Path: graph.Team(team) + "/channels", Query: graph.Query{Select: properties},
		Header: http.Header{"Prefer": {"include-unknown-enum-members"}},
	}
	if r.getBool(ctx, "include_incoming") {
		request.Call, request.Path = permission.AllChannels.Name, graph.Team(team)+"/allChannels"
	}
	return request
}
