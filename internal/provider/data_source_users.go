package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

var (
	_ datasource.DataSourceWithConfigure      = (*usersDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*usersDataSource)(nil)
)

func newUsersDataSource() datasource.DataSource { return &usersDataSource{} }

type usersDataSource struct{ dataSource }

func (d *usersDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_users"
}

func (d *usersDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{}
	for _, key := range userKeys {
		attributes[key.plural] = key.many()
	}
	maps.Copy(attributes, queryArguments())
	maps.Copy(attributes, map[string]schema.Attribute{
		"select": schema.ListAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Names of the attributes to read, such as `[\"display_name\", \"mail\"]`; the others are null, and stay out of the request and the state. `id` and the key in use are always read. Left out, all are.",
			Validators: []validator.List{
				noNulls{},
				listvalidator.ValueStringsAre(isAttribute{userColumns}),
			},
		},
		"additional_properties": additionalArgument(notSingleOnly{}),
		"ignore_missing": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether keys that no user has are listed in `missing` rather than being an error. Defaults to `false`.",
		},
		"missing": schema.ListAttribute{
			Computed:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Keys that no user has, in the order of the input, each once. Empty unless `ignore_missing` is set.",
		},
		"users": userRow.List("The users: with keys, one for each key in the order of the input; else in the order of `order_by` or, without one, of their ids."),
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: documented("Reads many users: those with the given keys, those that a query finds, or all. "+
			"Fifteen keys cost one request and so do 999 users of a query. Keys match exactly and without regard to case.", basicOnly, "GET /users"),
		Attributes: withTimeouts(ctx, attributes),
	}
}

// queryArguments are those that find users otherwise than by keys.
func queryArguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"filter": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "OData filter, such as `department eq 'Sales' and accountEnabled eq true`. What Graph calls an advanced query is turned on where the filter needs it.",
			Validators:          []validator.String{isNamed},
		},
		"search": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Words to search for, each clause in double quotes with its property: `\"displayName:ada\" OR \"mail:ada\"`.",
			Validators: []validator.String{stringvalidator.RegexMatches(searchClause,
				`must have each clause in double quotes with its property, such as "displayName:ada" (in HCL: "\"displayName:ada\"")`)},
		},
		"order_by": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Graph property to sort by, with `desc` after it for the opposite order, such as `displayName desc`.",
			Validators:          []validator.String{isNamed},
		},
		"limit": schema.Int64Attribute{
			Optional:            true,
			MarkdownDescription: "How many users to read at most. Fetching stops there. Without `order_by`, which ones that are is up to Graph.",
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
	}
}

// ValidateConfig sees to it that at most one list of keys is given, and none together with a query.
func (d *usersDataSource) ValidateConfig(_ context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var arguments map[string]tftypes.Value
	if err := req.Config.Raw.As(&arguments); err != nil {
		addError(&resp.Diagnostics, "read the configuration", path.Empty(), err)
		return
	}
	given := func(name string) bool { return !arguments[name].IsNull() }
	first := ""
	for _, key := range userKeys {
		switch {
		case !given(key.plural):
		case first == "":
			first = key.plural
		default:
			addConflict(resp, key.plural, first, "use one data source for each kind of key.")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(queryArguments())) {
		if first != "" && given(name) {
			addConflict(resp, name, first, "leave it out, for keys name the users already; a for expression narrows the result.")
		}
	}
}

func addConflict(resp *datasource.ValidateConfigResponse, name, other, advice string) {
	resp.Diagnostics.AddAttributeError(path.Root(name), "Arguments exclude each other",
		fmt.Sprintf("%s cannot be used together with %s.\n\nWhat to do: %s", name, other, advice))
}

func (d *usersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(req, resp)
	additional := argument[[]string](ctx, r, "additional_properties")
	table := userColumns
	if only := argument[[]string](ctx, r, "select"); only != nil {
		table = userColumns.Only(only)
	}
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	rows := userRow.Rows(additional...)
	properties := selection(table, additional)
	if key, values := pluralKeys(ctx, r); key != nil {
		rows = d.lookUp(ctx, r, *key, values, rows, properties)
	} else {
		r.setTexts("missing", nil)
		rows = d.query(ctx, r, rows, properties)
	}
	if !r.failed() {
		r.setList(ctx, "users", rows)
	}
	r.done(ctx)
}

// pluralKeys gives the list of keys that is set, if one is; it may be empty.
func pluralKeys(ctx context.Context, r *reading) (*userKey, []string) {
	for _, key := range userKeys {
		if values := argument[[]string](ctx, r, key.plural); values != nil {
			return &key, values
		}
	}
	return nil, nil
}

// query reads what the filter or search finds, or everybody.
func (d *usersDataSource) query(ctx context.Context, r *reading, rows *columns.Rows, properties []string) *columns.Rows {
	request := graph.Request{
		Path: "/users",
		Query: graph.Query{
			Select:  properties,
			Filter:  r.text(ctx, "filter"),
			Search:  r.text(ctx, "search"),
			OrderBy: r.text(ctx, "order_by"),
		},
	}
	if limit := argument[*int64](ctx, r, "limit"); limit != nil {
		request.Limit = int(*limit)
	}
	if r.failed() {
		return rows
	}
	ids, err := collect("users", rows, graph.List[json.RawMessage](ctx, d.client, request))
	if err != nil {
		addError(r.diags, "list users", atQuery(request.Query, err), err)
		return rows
	}
	if request.Query.OrderBy == "" {
		return rows.Pick(inOrder(ids))
	}
	return rows.Pick(once(ids))
}

// atQuery gives the argument that an answer about a query is most likely about.
func atQuery(query graph.Query, err error) path.Path {
	answer, _ := errors.AsType[*graph.Error](err)
	switch {
	case answer == nil || answer.Status != http.StatusBadRequest:
		return path.Empty()
	case strings.Contains(answer.Message, "Select and Expand"):
		return path.Root("additional_properties")
	case query.OrderBy != "" && (sorting.MatchString(answer.Message) || strings.Contains(answer.Message, "'"+strings.Fields(query.OrderBy)[0]+"'")):
		return path.Root("order_by")
	case query.Filter != "":
		return path.Root("filter")
	case query.Search != "":
		return path.Root("search")
	case query.OrderBy != "":
		return path.Root("order_by")
	}
	return path.Empty()
}

// lookUp reads the users that the keys name and puts them in the order of the keys.
func (d *usersDataSource) lookUp(ctx context.Context, r *reading, key userKey, keys []string, rows *columns.Rows, properties []string) *columns.Rows {
	at := path.Root(key.plural)
	needed := []string{key.property}
	if !key.unique {
		needed = append(needed, "userPrincipalName") // Names those who share a key.
	}
	for _, property := range needed {
		if !slices.Contains(properties, property) {
			properties = append(properties, property)
		}
	}
	request := graph.Request{Path: "/users", Query: graph.Query{Select: properties}}
	found := map[string][]json.RawMessage{} // users by folded key
	place := map[string]int{}               // their rows
	seen := map[string]bool{}               // their ids
	for user, err := range graph.Lookup[json.RawMessage](ctx, d.client, request, key.property, keys) {
		if err == nil {
			err = rows.Add([]byte(user))
		}
		if err != nil {
			addError(r.diags, "look users up", at, inList("users", err))
			return rows
		}
		if id := rows.Text("id"); !seen[id] {
			value := graph.Fold(rows.Text(key.property))
			found[value], place[value] = append(found[value], user), rows.Len()-1
			seen[id] = true
		}
	}
	var order []int
	var missing []string
	for i, value := range keys {
		switch matches := found[graph.Fold(value)]; len(matches) {
		case 0:
			if !slices.ContainsFunc(missing, func(m string) bool { return graph.Fold(m) == graph.Fold(value) }) {
				missing = append(missing, value)
			}
		case 1:
			order = append(order, place[graph.Fold(value)])
		default:
			addError(r.diags, "look users up", at.AtListIndex(i), newAmbiguousError(key.argument, value, matches))
		}
	}
	if len(missing) > 0 && !r.flag(ctx, "ignore_missing") {
		addMissing(r.diags, at, "user", missing, nil)
	}
	r.setTexts("missing", missing)
	return rows.Pick(order)
}

// sorting recognizes what Graph says of $orderby.
var sorting = regexp.MustCompile(`(?i)order ?by|sort`)
