package provider

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ datasource.DataSourceWithConfigure      = (*usersDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*usersDataSource)(nil)
)

func newUsersDataSource() datasource.DataSource {
	return &usersDataSource{dataSource{
		name: "users", calls: []permission.Call{permission.Users}, shows: shown{userColumns, permission.UserProfile},
	}}
}

type usersDataSource struct{ dataSource }

func (d *usersDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{}
	for _, key := range userKind.keys {
		attributes[key.plural] = userKind.many(key)
	}
	maps.Copy(attributes, queryArguments("users", "department eq 'Sales' and accountEnabled eq true"))
	maps.Copy(attributes, allArguments())
	maps.Copy(attributes, map[string]schema.Attribute{
		"include_manager": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to read the manager of each user too. Managers are read in the same requests; with " +
				"an advanced query, they take one more request for each 15 users. Needs the permission of `graph_manager`. " +
				"Defaults to `false`.",
		},
		"select": schema.ListAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Names of the attributes to read, such as `[\"display_name\", \"mail\"]`. The others are " +
				"null. `id` and the key in use are always read. Defaults to all attributes.",
			Validators: []validator.List{noNulls{}, listvalidator.ValueStringsAre(isAttribute{userColumns})},
		},
		"additional_properties": additionalArgument(notSingleOnly{}),
		"ignore_missing": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether a key that no user has is listed in `missing`, and its element of `users` is null, " +
				"instead of an error. Defaults to `false`.",
		},
		"missing": schema.ListAttribute{
			Computed:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Keys that no user has, in the order of the input, each once. Empty unless " +
				"`ignore_missing` is set.",
		},
		"users": userRow.List("The users. With keys, there is one element for each key, in the order of the keys, and null " +
			"for a key in `missing`: `zipmap(var.mails, data.graph_users.example.users)` maps keys to users. Otherwise, the " +
			"users are in the order of `order_by` or, without it, of their ids."),
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads many users: those with the given keys, those that a query finds, or all.",
			"Fifteen keys cost one request, and so do 999 users of a query. Keys match exactly and without regard to case. "+
				basicUsers),
		Attributes: withTimeouts(ctx, attributes),
	}
}

// allArguments returns the arguments that read everybody.
func allArguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"all": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether to read all users of the tenant. Defaults to `false`.",
		},
		"parallel": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to read parts of the tenant at the same time, up to `max_concurrent_requests`. " +
				"Needs `all = true`, and helps with more than 5,000 users. The parts come from an index of Graph that lags " +
				"behind changes, so a user who is created or renamed shortly before the read, or during it, may be missing. A " +
				"warning says so if Graph counts another number of users than it returns. Defaults to `false`.",
		},
	}
}

// queryArguments returns the arguments that find objects other than by keys. filter is an example.
func queryArguments(objects, filter string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"filter": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "OData filter, such as `" + filter + "`. The functions `odata_quote`, `odata_in` and " +
				"`odata_datetime` write values that come from elsewhere. If the filter needs an advanced query of Graph, the " +
				"provider makes one.",
			Validators: []validator.String{isNamed},
		},
		"advanced_query": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to make an advanced query in any case. Without it, the provider makes one if the " +
				"filter is known to need it, or after Graph refuses a plain query, which costs one more request. Defaults to " +
				"`false`.",
		},
		"search": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Search expression. Each clause is in double quotes, with a property and a word: " +
				"`\"displayName:ada\" OR \"mail:ada\"`.",
			Validators: []validator.String{matching(searchClause,
				"does not have each clause in double quotes with its property",
				`write it like "displayName:ada", which is "\"displayName:ada\"" in HCL`)},
		},
		"order_by": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Graph property to sort by, with `desc` after it for descending order, such as " +
				"`displayName desc`.",
			Validators: []validator.String{isNamed},
		},
		"limit": schema.NumberAttribute{
			Optional: true,
			MarkdownDescription: fmt.Sprintf(
				"Maximum number of %[1]s to read. Without `order_by`, Graph decides which %[1]s these are.", objects),
			Validators: []validator.Number{positive{}},
		},
	}
}

// ValidateConfig checks that exactly one thing selects the users.
func (d *usersDataSource) ValidateConfig(
	_ context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	userKind.checkSelection(&resp.Diagnostics, req.Config.Raw)
}

func (d *usersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(ctx, req, resp)
	userKind.checkSelection(r.diags, req.Config.Raw)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	read := d.newUsersRead(ctx, r)
	if r.failed() {
		return
	}
	if key, values := userKind.listOfKeys(ctx, r); key != nil {
		read.lookUp(ctx, *key, values)
	} else {
		read.query(ctx)
	}
	r.done(ctx)
}
