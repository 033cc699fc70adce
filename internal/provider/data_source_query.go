package provider

import (
	"context"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ datasource.DataSourceWithConfigure      = (*queryDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*queryDataSource)(nil)
)

func newQueryDataSource() datasource.DataSource {
	return &queryDataSource{dataSource{name: "query", open: true}}
}

type queryDataSource struct{ dataSource }

func (d *queryDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads any path of Microsoft Graph: one object, a collection with all its pages, a count, or " +
			"a file.\n\n" +
			"Use it for everything that has no data source of its own. The result is written to the state. A collection has " +
			"the order in which Graph returns it. If another order would change a plan, set `$orderby` or sort the result.\n\n" +
			"**Permissions**\n\n" +
			"The permissions depend on the path. The page of the call in the [reference of Microsoft Graph]" +
			"(https://learn.microsoft.com/graph/api/overview) names them, and says whether the call needs a signed-in person.",
		Attributes: withTimeouts(ctx, queryPathArguments(), queryResult()),
	}
}

// queryPathArguments returns the arguments that describe what to read.
func queryPathArguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"path": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "Path relative to the version, such as `/groups` or `/users/AdeleV@contoso.com/memberOf`. " +
				"Percent-encode names of people and other values in it, with the function `path_segment`. Set options in `query`.",
			Validators: []validator.String{isQueryPath{}},
		},
		"query": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "OData options such as `\"$filter\"`, and other parameters, not encoded: the provider " +
				"encodes them. If a query on users, groups or other directory objects needs an advanced query of Graph, the " +
				"provider makes one. Larger pages, with `\"$top\" = \"999\"`, take fewer requests.",
			Validators: []validator.Map{
				noNullValues{}, mapvalidator.KeysAre(isNamed, isQueryOption{}), distinctNames{},
			},
		},
		"headers": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Further headers, such as `ConsistencyLevel` or `Prefer`, sent with the request for each " +
				"page. An HTML response is an error, because it is probably the page of a proxy, unless `Accept` includes HTML.",
			Validators: []validator.Map{
				noNullValues{}, mapvalidator.KeysAre(isQueryHeader{}), mapvalidator.ValueStringsAre(isHeaderValue),
				distinctNames{},
			},
		},
		"api_version": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Version of the API: `v1.0`, or `beta`, which may change at any time. Defaults to `v1.0`.",
			Validators:          []validator.String{oneOf("v1.0", "beta")},
		},
		"select": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Names of properties, as Graph writes them. `result` then has these attributes only. Each " +
				"object of a collection has all of them, with null for a property that it does not have. This is the cheapest " +
				"way to read a very large collection. An attribute is a number or a boolean if all its values are; otherwise it " +
				"is a string, and a value that is not a string is JSON for `jsondecode`. The names are also sent as `$select`, " +
				"unless `query` has `$select`; set `\"$select\" = \"\"` there to send none.",
			Validators: []validator.List{
				noNulls{}, notEmpty{}, distinctNames{}, listvalidator.ValueStringsAre(isMember),
			},
		},
		"limit": schema.NumberAttribute{
			Optional:            true,
			MarkdownDescription: "Maximum number of items of a collection to read.",
			Validators:          []validator.Number{positive{}},
		},
	}
}

func queryResult() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"result": schema.DynamicAttribute{
			Computed: true,
			MarkdownDescription: "The result. One object is an object, with names as Graph writes them. A collection is a " +
				"list of its items, or a tuple if they have different types. A text, such as that of `/users/$count`, is a " +
				"string. For a file or an empty response, it is null. Numbers keep all their digits. The annotations " +
				"`@odata.context`, `@odata.etag` and `@odata.mediaEtag` are left out unless `select` names them, because they " +
				"can change when the data does not.",
		},
		"item_count": schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: "Number of items in the collection, if `query` has `\"$count\" = \"true\"` and Graph returns " +
				"it; otherwise null. With `limit`, it can be greater than the number of items in `result`.",
		},
		"delta_link": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Link to later changes, which Graph returns for a path such as `/users/delta`; otherwise " +
				"null. It is different in each read. To read the changes, set its `$deltatoken` in `query`.",
		},
		"content_base64": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "A file, such as a photo or a report, in Base64; otherwise null. If Graph redirects to a " +
				"download on another host, the file is read there, without the token. A file of more than 4 MiB is an error, " +
				"because the file is written to the state.",
		},
		"content_type": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Media type of a text or a file, such as `text/plain`; null for JSON.",
		},
	}
}

// ValidateConfig checks that select names what the path has, as far as that is known.
func (d *queryDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var requestPath types.String
	var query types.Map
	var names types.List
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("path"), &requestPath)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("query"), &query)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("select"), &names)...)
	if query.IsUnknown() {
		return
	}
	expanded := ""
	for name, value := range query.Elements() {
		if strings.EqualFold(name, "$expand") {
			expanded = value.String() // An unknown value names no relation.
		}
	}
	for i, element := range names.Elements() {
		if name, ok := element.(types.String); ok && isSet(name) {
			at := path.Root("select").AtListIndex(i)
			checkSelected(&resp.Diagnostics, at, name.ValueString(), requestPath.ValueString(), expanded)
		}
	}
}

func (d *queryDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(ctx, req, resp)
	request := queryRequest(ctx, r)
	selected := r.getStrings(ctx, "select")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	err := fromStart(func() error {
		answer, collection, err := d.client.Open(ctx, request)
		switch {
		case err != nil:
			return err
		case collection != nil:
			return r.setCollection(collection, selected)
		default:
			return r.setResponse(answer, selected)
		}
	})
	if err != nil {
		err = explain.Refine(err, queryRemedies(len(request.Query.Extra) > 0, selected != nil))
		r.addError("read "+request.Path, path.Root("path"), err)
	}
	r.done(ctx)
}

// queryRequest describes what the arguments ask for. The path is checked again: nothing that bypasses validation may
// lead to another host.
func queryRequest(ctx context.Context, r *reading) graph.Request {
	request := graph.Request{
		Path:    r.getString(ctx, "path"),
		Query:   graph.Query{Extra: argument[map[string]string](ctx, r, "query")},
		Header:  http.Header{},
		Version: r.getString(ctx, "api_version"),
		Limit:   r.getNumber(ctx, "limit"),
	}
	if call, known := permission.Reading(request.Path); known {
		request.Call = call.Name
	}
	if problem := checkQueryPath(request.Path); problem != "" {
		addQueryPathProblem(r.diags, path.Root("path"), problem)
	}
	for name, value := range argument[map[string]string](ctx, r, "headers") {
		request.Header.Set(name, value)
	}
	for name := range request.Query.Extra {
		if strings.EqualFold(name, "$select") {
			return request
		}
	}
	for _, name := range r.getStrings(ctx, "select") {
		if !strings.Contains(name, "@") { // Graph sends annotations without being asked, and refuses them in $select.
			request.Query.Select = append(request.Query.Select, name)
		}
	}
	return request
}

// callPage is where Graph documents what a path accepts and which permission it needs.
const callPage = "the page of this call in https://learn.microsoft.com/graph/api/overview"

// queryRemedies returns the remedies for a path, a query and a selection of the user's own.
func queryRemedies(hasQuery, hasSelect bool) []explain.Remedy {
	badRequest := explain.Remedy{Status: 400, Todo: "check the path against " + callPage + "."}
	switch {
	case hasQuery:
		badRequest.About = []string{"query"}
		badRequest.Todo = "check path, query and select against " + callPage + ". OData options are written with their " +
			"dollar sign, such as \"$filter\"."
	case hasSelect:
		badRequest.About = []string{"select"}
		badRequest.Todo = "check path and select against " + callPage + ". If it accepts no $select, set query = { " +
			"\"$select\" = \"\" } to send none."
	}
	wrongPath := "correct the path: Graph has no such path. See " + callPage + "; a preview needs api_version = \"beta\"."
	return []explain.Remedy{
		explain.NeedsPerson,
		{Status: 400, Phrase: graph.UnknownPath, Todo: wrongPath},
		{Status: 404, Phrase: graph.UnknownPath, Todo: wrongPath},
		badRequest,
		{Status: 403, Phrase: graph.NoLicense, Lacks: explain.License, Todo: explain.GiveLicense},
		{Status: 403, Lacks: explain.Permission,
			Todo: "grant the permission that " + callPage + " names (delegated for a person, application for an " +
				"application), and have an administrator consent where that is needed. A new permission takes effect with the " +
				"next token."},
	}
}
