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
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
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
		shows: shown{slices.Concat(userColumns, userDetailColumns), permission.UserProfile},
	}}
}

type userDataSource struct{ dataSource }

// basicUsers describes what the least permission for users does not allow.
const basicUsers = permission.BasicOnly + " A look-up by `mail_nickname` or `employee_id` is a filter too. An " +
	"application may need `User.Read.All` in any case: Microsoft's pages contradict each other."

func (d *userDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := userRecord.Attributes()
	for _, key := range userKind.keys {
		attributes[key.argument] = userKind.single(key, attributes[key.argument].GetMarkdownDescription())
	}
	maps.Copy(attributes, map[string]schema.Attribute{
		"additional_properties": additionalArgument(),
		"include_manager": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to read the manager too, in the same request if the key is the id or the user " +
				"principal name and Graph does not refuse that. Needs the permission of `graph_manager`. Defaults to `false`.",
		},
		"manager": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The manager; null if there is none, or if `include_manager` is not set.",
			Attributes:          personColumns.Attributes(),
		},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads one user by exactly one key.",
			"Keys match exactly and without regard to case. "+basicUsers),
		Attributes: withTimeouts(ctx, attributes, missingArguments("user")),
	}
}

// ValidateConfig checks that exactly one key is set, as far as the keys are known.
func (d *userDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	userKind.checkKey(ctx, req.Config, &resp.Diagnostics)
}

func (d *userDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	const doing = "read the user"
	r := newReading(ctx, req, resp)
	lookup := userLookup{managers: people.Managers{Client: d.client, Properties: personColumns.Select()}}
	lookup.key, lookup.value = userKind.key(ctx, r)
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
		d.warnOfNulls(ctx, r, additional, r.isNull)
	}
	r.done(ctx)
}

// A userLookup finds one user by one key.
type userLookup struct {
	managers    people.Managers
	key         objectKey
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
		user, err := userKind.find(ctx, l.managers.Client, l.key, l.value, l.properties)
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
		object, err = userKind.find(ctx, l.managers.Client, l.key, l.value, properties)
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
