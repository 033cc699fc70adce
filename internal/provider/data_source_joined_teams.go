package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
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
		Attributes: withTimeouts(ctx, map[string]schema.Attribute{
			"user":           userArgument(),
			"ignore_missing": ignoreMissingArgument("Whether a `user` that does not exist is a null result with `exists = false` rather than an error. Defaults to `false`."),
			"exists":         existsAttribute("Whether the user exists; `false` only with `ignore_missing`."),
			"teams":          teamColumns.List("The teams, in the order of their ids."),
		}),
	}
}

func (d *joinedTeamsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(req, resp)
	user := r.text(ctx, "user")
	ignoreMissing := r.flag(ctx, "ignore_missing")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	rows := teamColumns.Rows()
	// The call takes no query option, not even $select.
	ids, err := collect(rows, graph.List[json.RawMessage](ctx, d.client, graph.Request{Path: graph.User(user) + "/joinedTeams"}))
	switch missing := user != "" && isMissing(err); {
	case missing && !ignoreMissing:
		addMissing(r.diags, path.Root("user"), "user", []string{user}, err)
		return
	case err != nil && !missing:
		addError(r.diags, "list joined teams", atUser(user), err)
		return
	case !missing:
		r.setList(ctx, "teams", rows.Pick(inOrder(ids)))
	}
	r.setFlag("exists", err == nil)
	r.done(ctx)
}

// atUser gives the path of the argument that names whose data is read, if it is given.
func atUser(user string) path.Path {
	if user == "" {
		return path.Empty()
	}
	return path.Root("user")
}
