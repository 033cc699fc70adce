package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ datasource.DataSourceWithConfigure      = (*userDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*userDataSource)(nil)
)

func newUserDataSource() datasource.DataSource {
	return &userDataSource{dataSource{
		name: "user", calls: []permission.Call{permission.User, permission.Users},
	}}
}

type userDataSource struct{ dataSource }

func (d *userDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := userRecord.Attributes()
	for _, key := range userKeys {
		attributes[key.argument] = key.single(attributes[key.argument].GetMarkdownDescription())
	}
	maps.Copy(attributes, map[string]schema.Attribute{
		"additional_properties": additionalArgument(),
		"include_manager": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to read the manager too, in the same request if the key is the id or the user " +
				"principal name. Needs the permission of `graph_manager`. Defaults to `false`.",
		},
		"manager": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The manager; null if there is none, or if `include_manager` is not set.",
			Attributes:          personColumns.Attributes(),
		},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads one user by exactly one key.",
			"Keys match exactly and without regard to case. "+permission.BasicOnly),
		Attributes: withTimeouts(ctx, attributes, missingArguments("user")),
	}
}

// ValidateConfig checks that exactly one key is set, as far as the keys are known.
func (d *userDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	set, open := "", false
	for _, key := range userKeys {
		var value types.String
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(key.argument), &value)...)
		switch {
		case value.IsUnknown():
			open = true
		case value.IsNull():
		case set != "":
			addConflict(&resp.Diagnostics, key.argument, set, "leave one of them out.")
		default:
			set = key.argument
		}
	}
	if set == "" && !open {
		addNoKey(&resp.Diagnostics)
	}
}

// addNoKey adds the error for a user who is not named.
func addNoKey(diags *diag.Diagnostics) {
	diags.AddError("No key for the user", "Every key is left out or null.\n\n"+
		"What to do: set one of id, user_principal_name, mail, mail_nickname and employee_id. data \"graph_users\" finds "+
		"users by other properties, such as with filter = \"displayName eq 'Adele Vance'\".")
}

func (d *userDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	const doing = "read the user"
	r := newReading(ctx, req, resp)
	lookup := userLookup{managers: people.Managers{Client: d.client, Properties: personColumns.Select()}}
	lookup.key, lookup.value = singleKey(ctx, r)
	lookup.withManager = r.getBool(ctx, "include_manager")
	additional := r.getStrings(ctx, "additional_properties")
	lookup.properties = userRecord.Select(additional...)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	user, above, err := lookup.find(ctx)
	argument := lookup.key.argument
	err = explain.Missing("user", argument, lookup.value, err)
	if r.settle(ctx, doing, path.Root(argument), err) {
		r.setObject(doing, userRecord.Encoder(additional...), user)
		if len(above.People) > 0 {
			r.setNested("manager", personColumns, above.People[0])
		}
		r.warnOfNulls(ctx, d.client, slices.Concat(userColumns, userDetailColumns), additional, r.isNull)
	}
	r.done(ctx)
}

// singleKey returns the key that is set. It checks again that there is exactly one: a key that was unknown at
// validation may turn out to be null, or a second one.
func singleKey(ctx context.Context, r *reading) (set userKey, value string) {
	for _, key := range userKeys {
		text := argument[*string](ctx, r, key.argument)
		switch {
		case text == nil:
		case set.argument != "":
			addConflict(r.diags, key.argument, set.argument, "leave one of them out.")
		default:
			set, value = key, *text
		}
	}
	if set.argument == "" && !r.failed() {
		addNoKey(r.diags)
	}
	return set, value
}

// A userLookup finds one user by one key.
type userLookup struct {
	managers    people.Managers
	key         userKey
	value       string
	properties  []string
	withManager bool
}

// find reads the user, and the manager if that is wanted. The id and the user principal name are part of the path; any
// other key is a filter. For what Graph serves only by the id, any other key costs a second request.
func (l userLookup) find(ctx context.Context) (json.RawMessage, people.Chain, error) {
	value, inPath := l.value, l.key.unique
	if l.needsIDFirst() {
		var err error
		if value, err = l.id(ctx); err != nil {
			return nil, people.Chain{}, err
		}
		inPath = true
	}
	switch {
	case l.withManager:
		return l.managers.WithUser(ctx, value, l.properties)
	case inPath:
		user, err := l.managers.Client.Get(ctx, people.UserRequest(value, l.properties))
		return user, people.Chain{}, err
	default:
		user, err := l.byFilter(ctx, l.properties)
		return user, people.Chain{}, err
	}
}

// needsIDFirst reports whether the id has to be looked up first, because Graph does not serve what is wanted by the
// key: some properties only by the id, and the manager only by what may stand in the path.
func (l userLookup) needsIDFirst() bool {
	return l.key.property != "id" && slices.ContainsFunc(l.properties, needsID) || l.withManager && !l.key.unique
}

// id returns the id of the user with the key.
func (l userLookup) id(ctx context.Context) (string, error) {
	properties := []string{"id"}
	var object json.RawMessage
	var err error
	if l.key.unique {
		object, err = l.managers.Client.Get(ctx, people.UserRequest(l.value, properties))
	} else {
		object, err = l.byFilter(ctx, properties)
	}
	if err != nil {
		return "", err
	}
	var user struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(object, &user); err != nil {
		return "", fmt.Errorf("decode the id of the user: %w", err)
	}
	if user.ID == "" {
		return "", errNoUserID
	}
	return user.ID, nil
}

// errNoUserID reports a user without an id, for whom no further request can ask.
var errNoUserID = errors.New("the user in the response has no id")

// byFilter reads the one user with a key that Graph takes in filters only. Graph compares more loosely than it
// documents, such as ü with u, so that the key that comes back is compared too.
func (l userLookup) byFilter(ctx context.Context, properties []string) (json.RawMessage, error) {
	var found []json.RawMessage
	for _, needed := range []string{l.key.property, "userPrincipalName"} { // The latter to name those who share a key.
		if !slices.Contains(properties, needed) {
			properties = append(slices.Clip(properties), needed)
		}
	}
	req := graph.Request{
		Call: permission.Users.Name, Path: "/users", Query: graph.Query{Select: properties},
	}
	for user, err := range l.managers.Client.Lookup(ctx, req, l.key.property, []string{l.value}) {
		if err != nil {
			return nil, err
		}
		var values map[string]any
		if err := json.Unmarshal(user, &values); err != nil {
			return nil, fmt.Errorf("decode a user: %w", err)
		}
		if key, ok := values[l.key.property].(string); ok && graph.Fold(key) == graph.Fold(l.value) {
			found = append(found, user)
		}
	}
	switch len(found) {
	case 0:
		return nil, explain.ErrNotFound
	case 1:
		return found[0], nil
	default:
		return nil, newAmbiguousError(l.key.argument, l.value, found, explain.Path{l.key.argument})
	}
}
