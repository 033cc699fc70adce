package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ datasource.DataSourceWithConfigure      = (*teamDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*teamDataSource)(nil)
)

func newTeamDataSource() datasource.DataSource {
	return &teamDataSource{dataSource{name: "team", calls: []permission.Call{permission.Team, permission.Teams}}}
}

type teamDataSource struct{ dataSource }

func (d *teamDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := teamRecord.Attributes()
	for _, key := range teamObjects.keys {
		attributes[key.argument] = teamObjects.single(key, attributes[key.argument].GetMarkdownDescription())
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads one team, with its settings, by exactly one key.",
			"A name matches exactly and without regard to case, and costs a second request. The id of a team is that of its "+
				"group. A person sees the teams that the person is a member of."),
		Attributes: withTimeouts(ctx, attributes, missingArguments("team", "group")),
	}
}

func (d *teamDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	teamObjects.checkKey(ctx, req.Config, &resp.Diagnostics)
}

func (d *teamDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	const doing = "read the team"
	r := newReading(ctx, req, resp)
	key, value := teamObjects.key(ctx, r)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	team, err := d.find(ctx, key, value)
	if r.settle(ctx, doing, path.Root(key.argument), err) {
		r.setObject(doing, teamRecord.Encoder(), team)
	}
	r.done(ctx)
}

// find reads the team. A list of teams has their ids and names only.
func (d *teamDataSource) find(ctx context.Context, key objectKey, value string) (json.RawMessage, error) {
	if key.property != "id" {
		id, err := d.named(ctx, key, value)
		if err != nil {
			return nil, explain.Missing("team", key.argument, value, err)
		}
		value = id
	}
	team, err := d.client.Get(ctx, graph.Request{
		Call: permission.Team.Name, Path: graph.Team(value), Query: graph.Query{Select: teamRecord.Select()},
	})
	return team, people.TeamError(ctx, d.client, people.TeamSubject{Team: value, Argument: key.argument}, err)
}

// named returns the id of the team with a name. Of the operators, the list of teams takes eq and startsWith only.
func (d *teamDataSource) named(ctx context.Context, key objectKey, name string) (string, error) {
	request := teamObjects.request(graph.Query{Filter: "displayName eq " + graph.Quote(name)})
	var ids []string
	var found []json.RawMessage
	for object, err := range d.client.List(ctx, request) {
		if err != nil {
			return "", err
		}
		var team struct {
			ID          string `json:"id"`
			DisplayName string `json:"displayName"`
		}
		if err := json.Unmarshal(object, &team); err != nil {
			return "", fmt.Errorf("decode a team: %w", err)
		}
		if graph.Fold(team.DisplayName) == graph.Fold(name) {
			ids, found = append(ids, team.ID), append(found, slices.Clone(object))
		}
	}
	switch len(ids) {
	case 0:
		return "", explain.ErrNotFound
	case 1:
		return ids[0], nil
	default:
		return "", teamObjects.newAmbiguousError(key.argument, name, found, explain.Path{key.argument})
	}
}
