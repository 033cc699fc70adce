package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ datasource.DataSourceWithConfigure      = (*usersDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*usersDataSource)(nil)
)

func newUsersDataSource() datasource.DataSource {
	return &usersDataSource{dataSource{name: "users", calls: []permission.Call{permission.Users}}}
}

type usersDataSource struct{ dataSource }

func (d *usersDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{}
	for _, key := range userKeys {
		attributes[key.plural] = key.many()
	}
	maps.Copy(attributes, queryArguments())
	maps.Copy(attributes, map[string]schema.Attribute{
		"select": schema.ListAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Names of the attributes to read, such as `[\"display_name\", \"mail\"]`; the others are " +
				"null, and stay out of the request and the state. `id` and the key in use are always read. Left out, all are.",
			Validators: []validator.List{noNulls{}, listvalidator.ValueStringsAre(isAttribute{userColumns})},
		},
		"additional_properties": additionalArgument(notSingleOnly{}),
		"ignore_missing": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether keys that no user has are listed in `missing` rather than being an error. Defaults " +
				"to `false`.",
		},
		"missing": schema.ListAttribute{
			Computed:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Keys that no user has, in the order of the input, each once. Empty unless " +
				"`ignore_missing` is set.",
		},
		"users": userRow.List("The users: with keys, one for each key in the order of the input; else in the order of " +
			"`order_by` or, without one, of their ids."),
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads many users: those with the given keys, those that a query finds, or all.",
			"Fifteen keys cost one request, and so do 999 users of a query. Keys match exactly and without regard to case. "+
				permission.BasicOnly),
		Attributes: withTimeouts(ctx, attributes),
	}
}

// queryArguments returns the arguments that find users other than by keys.
func queryArguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"filter": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "OData filter, such as `department eq 'Sales' and accountEnabled eq true`. What Graph calls " +
				"an advanced query is turned on if the filter needs it.",
			Validators: []validator.String{isNamed},
		},
		"search": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Words to search for, each clause in double quotes with its property: " +
				"`\"displayName:ada\" OR \"mail:ada\"`.",
			Validators: []validator.String{stringvalidator.RegexMatches(searchClause,
				`must have each clause in double quotes with its property, such as "displayName:ada" `+
					`(in HCL: "\"displayName:ada\"")`)},
		},
		"order_by": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Graph property to sort by, followed by `desc` for the opposite order, such as " +
				"`displayName desc`.",
			Validators: []validator.String{isNamed},
		},
		"limit": schema.Int64Attribute{
			Optional: true,
			MarkdownDescription: "How many users to read at most. Fetching stops there. Without `order_by`, it is up to Graph " +
				"which ones these are.",
			Validators: []validator.Int64{int64validator.AtLeast(1)},
		},
	}
}

// ValidateConfig checks that at most one list of keys is set, and none together with a query.
func (d *usersDataSource) ValidateConfig(
	_ context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	addConflicts(&resp.Diagnostics, req.Config.Raw)
}

// addConflicts adds an error for each argument that another one excludes. An unknown value may turn out to be null, so
// that the arguments are checked once more when they are read.
func addConflicts(diags *diag.Diagnostics, config tftypes.Value) {
	var arguments map[string]tftypes.Value
	if err := config.As(&arguments); err != nil {
		addError(diags, failure{doing: "read the configuration", err: err})
		return
	}
	set := func(name string) bool { return arguments[name].IsKnown() && !arguments[name].IsNull() }
	first := ""
	for _, key := range userKeys {
		switch {
		case !set(key.plural):
		case first == "":
			first = key.plural
		default:
			addConflict(diags, key.plural, first, "use one data source for each kind of key.")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(queryArguments())) {
		if first != "" && set(name) {
			addConflict(diags, name, first,
				"leave it out, since the keys select the users; a for expression narrows the result.")
		}
	}
}

func addConflict(diags *diag.Diagnostics, name, other, todo string) {
	diags.AddAttributeError(path.Root(name), "Arguments exclude each other",
		fmt.Sprintf("%s cannot be used together with %s.\n\nWhat to do: %s", name, other, todo))
}

func (d *usersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(ctx, req, resp)
	addConflicts(r.diags, req.Config.Raw)
	additional := r.getStrings(ctx, "additional_properties")
	table := userColumns
	if names := r.getStrings(ctx, "select"); names != nil {
		table = userColumns.Only(names)
	}
	request := graph.Request{
		Call: permission.Users.Name, Path: "/users",
		Query: graph.Query{Select: table.Select(additional...)},
	}
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	rows := userRow.Rows(additional...)
	if key, values := pluralKeys(ctx, r); key != nil {
		d.lookUp(ctx, r, newUsersLookup(*key, values, request, rows))
	} else {
		d.query(ctx, r, request, rows)
	}
	r.done(ctx)
}

// pluralKeys returns the list of keys that is set, if one is; it may be empty.
func pluralKeys(ctx context.Context, r *reading) (*userKey, []string) {
	for _, key := range userKeys {
		if values := r.getStrings(ctx, key.plural); values != nil {
			return &key, values
		}
	}
	return nil, nil
}

// query reads the users that the filter or search finds, or all.
func (d *usersDataSource) query(ctx context.Context, r *reading, request graph.Request, rows *columns.Rows) {
	request.Query.Filter = r.getString(ctx, "filter")
	request.Query.Search = r.getString(ctx, "search")
	request.Query.OrderBy = r.getString(ctx, "order_by")
	request.Limit = r.getInt(ctx, "limit")
	if r.failed() {
		return
	}
	ids, err := collect("users", rows, d.client.List(ctx, request))
	if err != nil {
		r.addError("list users", path.Empty(), err)
		return
	}
	order := byID
	if request.Query.OrderBy != "" {
		order = distinct
	}
	r.setStrings("missing", nil)
	r.setEncoded("users", rows.Pick(order(ids)))
}

// lookUp reads the users with the keys, in the order of the keys.
func (d *usersDataSource) lookUp(ctx context.Context, r *reading, l *usersLookup) {
	const doing = "look users up"
	at := path.Root(l.key.plural)
	if err := l.read(ctx, d.client); err != nil {
		r.addError(doing, at, err)
		return
	}
	order, missing, errs := l.order()
	for _, err := range errs {
		r.addError(doing, at, err)
	}
	if len(missing) > 0 && !r.getBool(ctx, "ignore_missing") {
		r.addError(doing, at, &explain.MissingError{Thing: "user", Argument: l.key.plural, Keys: missing})
	}
	r.setStrings("missing", missing)
	r.setEncoded("users", l.rows.Pick(order))
}
