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

func newQueryDataSource() datasource.DataSource { return &queryDataSource{dataSource{name: "query"}} }

type queryDataSource struct{ dataSource }

func (d *queryDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads any path of Microsoft Graph: one object, a collection with all its pages, a count, or " +
			"a file.\n\n" +
			"It is for everything that has no data source of its own. What it reads is in the state. A collection is in " +
			"Graph's order: ask for `$orderby`, or sort it, if another order would be a difference in a plan.\n\n" +
			"**Permissions**\n\n" +
			"They are those of the path: its page in the [reference of Microsoft Graph]" +
			"(https://learn.microsoft.com/graph/api/overview) names them, and whether a person has to be signed in.",
		Attributes: withTimeouts(ctx, queryPathArguments(), queryResult()),
	}
}

// queryPathArguments returns the arguments that describe what to read.
func queryPathArguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"path": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "Path relative to the version, such as `/groups` or `/users/AdeleV@contoso.com/memberOf`. " +
				"Names of people and other texts in it are percent-encoded, as by `urlencode`. Options go into `query`.",
			Validators: []validator.String{isQueryPath{}},
		},
		"query": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "OData options such as `\"$filter\"`, and other parameters, as a person writes them: they " +
				"are encoded for you. What Graph calls an advanced query is turned on if users, groups and other directory " +
				"objects need it. Larger pages, as by `\"$top\" = \"999\"`, cost fewer requests.",
			Validators: []validator.Map{
				noNullValues{}, mapvalidator.KeysAre(isNamed, isQueryOption{}), distinctNames{},
			},
		},
		"headers": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Further headers, sent with each page, such as `ConsistencyLevel` or `Prefer`. HTML is taken " +
				"for the page of a proxy, and is an error, unless `Accept` asks for it.",
			Validators: []validator.Map{
				noNullValues{}, mapvalidator.KeysAre(isQueryHeader{}), mapvalidator.ValueStringsAre(isHeaderValue),
				distinctNames{},
			},
		},
		"api_version": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Version of the API: `v1.0` or `beta`, which may change at any time. Defaults to `v1.0`.",
			Validators:          []validator.String{oneOf("v1.0", "beta")},
		},
		"select": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Names of properties, as Graph writes them. Then `result` has these and no others: each " +
				"object of a collection has the same attributes, null if it lacks one, which is the cheap way to read a very " +
				"large collection. An attribute is a number or a boolean if all its values are, and otherwise a string, in " +
				"which any value that is not a string is JSON for `jsondecode`. The names are also sent as `$select`, unless " +
				"`query` has one; `\"$select\" = \"\"` there sends none.",
			Validators: []validator.List{
				noNulls{}, notEmpty{}, distinctNames{}, listvalidator.ValueStringsAre(isMember),
			},
		},
		"limit": schema.Int64Attribute{
			Optional:            true,
			MarkdownDescription: "How many items of a collection to read at most. Fetching stops there.",
			Validators:          []validator.Int64{positive{}},
		},
	}
}

func queryResult() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"result": schema.DynamicAttribute{
			Computed: true,
			MarkdownDescription: "What the path holds. One object is an object, with names as Graph writes them. A collection " +
				"is a list of its items, or a tuple if they are not of one type. A text, such as that of `/users/$count`, is a " +
				"string. It is null for a file, and if the answer is empty. Numbers keep their digits. The annotations " +
				"`@odata.context`, `@odata.etag` and `@odata.mediaEtag` are left out unless `select` names them: they change " +
				"while the data does not.",
		},
		"item_count": schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: "How many items the collection has, if `query` has `\"$count\" = \"true\"` and Graph counts; " +
				"otherwise null. With `limit`, it may be more than `result` has.",
		},
		"delta_link": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Link to the changes since, as the last page of a path such as `/users/delta` has it; " +
				"otherwise null. It differs at each read. Its `$deltatoken` goes into `query` of the next read.",
		},
		"content_base64": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "A file, such as a photo or a report, in Base64; otherwise null. Where Graph redirects to a " +
				"download on another host, it is read there, without the token. Files of more than 4 MiB are refused, since a " +
				"state keeps every byte.",
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
	var of types.String
	var query types.Map
	var names types.List
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("path"), &of)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("query"), &query)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("select"), &names)...)
	if query.IsUnknown() {
		return
	}
	expanded := ""
	for name, value := range query.Elements() {
		if strings.EqualFold(name, "$expand") {
			expanded = value.String() // Unknown, it names no relation.
		}
	}
	for i, element := range names.Elements() {
		name, ok := element.(types.String)
		if ok && isSet(name) {
			checkSelected(&resp.Diagnostics, path.Root("select").AtListIndex(i), name.ValueString(), of.ValueString(), expanded)
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
	answer, collection, err := d.client.Open(ctx, request)
	switch {
	case err != nil:
	case collection != nil:
		err = r.setCollection(collection, selected)
	default:
		err = r.setResponse(answer, selected)
	}
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
		Limit:   r.getInt(ctx, "limit"),
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
