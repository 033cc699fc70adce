package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

var (
	_ datasource.DataSourceWithConfigure        = (*userDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*userDataSource)(nil)
)

func newUserDataSource() datasource.DataSource { return &userDataSource{} }

type userDataSource struct{ dataSource }

func (d *userDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_user"
}

func (d *userDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := userRecord.Attributes()
	for _, key := range userKeys {
		attributes[key.argument] = key.single(attributes[key.argument].GetMarkdownDescription())
	}
	maps.Copy(attributes, map[string]schema.Attribute{
		"additional_properties": additionalArgument(),
		"include_manager": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to read the manager too, in the same request where the key is the id or the user principal name. Needs the permission of `graph_manager`. Defaults to `false`.",
		},
		"manager": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The manager; null if there is none, or `include_manager` is not set.",
			Attributes:          personColumns.Attributes(),
		},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: documented("Reads one user, found by exactly one key. Keys match exactly and without regard to case.",
			basicOnly, "GET /users/{id}", "GET /users"),
		Attributes: withTimeouts(ctx, attributes, missingArguments()),
	}
}

func (d *userDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	var keys []path.Expression
	for _, key := range userKeys {
		keys = append(keys, path.MatchRoot(key.argument))
	}
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(keys...)}
}

func (d *userDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(req, resp)
	key, value := singleKey(ctx, r)
	additional := argument[[]string](ctx, r, "additional_properties")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	found := wanted{properties: selection(userRecord, additional), manager: r.flag(ctx, "include_manager")}
	user, above, err := findUser(ctx, d.client, key, value, found)
	if r.found(ctx, "read the user", key.argument, value, err) {
		r.setObject("read the user", userRecord.Encoder(additional...), user)
		if len(above.people) > 0 {
			r.setNested("manager", personColumns, above.people[0])
		}
	}
	r.done(ctx)
}

// singleKey gives the key that is set; the validator sees to it that one is.
func singleKey(ctx context.Context, r *reading) (userKey, string) {
	for _, key := range userKeys {
		if value := r.text(ctx, key.argument); value != "" {
			return key, value
		}
	}
	return keyID, ""
}

// wanted is what to read of a user.
type wanted struct {
	properties []string
	manager    bool
}

// needsID says that Graph gives this only where the id, or for the manager the user principal name, stands in the path.
func (w wanted) needsID(key userKey) bool {
	return key.property != "id" && slices.ContainsFunc(w.properties, needsID) || w.manager && !key.unique
}

// findUser reads one user, and the manager if wanted. The id and the user principal name stand in the path; other keys
// are a filter. What needs the id in the path costs a second request with any other key.
func findUser(ctx context.Context, client *graph.Client, key userKey, value string, w wanted) (json.RawMessage, chain, error) {
	if w.needsID(key) {
		found, _, err := findUser(ctx, client, key, value, wanted{properties: []string{"id", "userPrincipalName"}})
		if err != nil {
			return nil, chain{}, err
		}
		var user managed
		if err := json.Unmarshal(found, &user); err != nil {
			return nil, chain{}, fmt.Errorf("read the id of the user: %w", err)
		}
		return findUser(ctx, client, keyID, user.ID, w)
	}
	switch {
	case w.manager:
		return readWithManager(ctx, client, value, w.properties)
	case key.unique:
		user, err := graph.Get[json.RawMessage](ctx, client, graph.Request{Path: graph.User(value), Query: graph.Query{Select: w.properties}})
		return user, chain{}, err
	default:
		user, err := findByFilter(ctx, client, key, value, w.properties)
		return user, chain{}, err
	}
}

// readWithManager reads a user and the manager in one request or, where Graph refuses that, in two.
func readWithManager(ctx context.Context, client *graph.Client, user string, properties []string) (json.RawMessage, chain, error) {
	person, err := graph.Get[json.RawMessage](ctx, client, withManagers(user, properties, "1"))
	if err == nil {
		above, err := unfold(person)
		return person, above, err
	}
	if !refused(err) {
		return nil, chain{}, err
	}
	person, err = graph.Get[json.RawMessage](ctx, client, graph.Request{Path: graph.User(user), Query: graph.Query{Select: properties}})
	if err != nil {
		return nil, chain{}, err
	}
	above, err := climb(ctx, client, user, 1)
	return person, above, err
}

// findByFilter reads the one user with a key that Graph takes in filters only.
func findByFilter(ctx context.Context, client *graph.Client, key userKey, value string, properties []string) (json.RawMessage, error) {
	var found []json.RawMessage
	request := graph.Request{Path: "/users", Query: graph.Query{Select: properties}}
	for user, err := range graph.Lookup[json.RawMessage](ctx, client, request, key.property, []string{value}) {
		if err != nil {
			return nil, err
		}
		found = append(found, user)
	}
	switch len(found) {
	case 0:
		return nil, errMissing
	case 1:
		return found[0], nil
	default:
		return nil, newAmbiguousError(key.argument, value, found)
	}
}
