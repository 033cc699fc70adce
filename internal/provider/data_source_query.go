package provider

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"iter"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
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

var _ datasource.DataSourceWithConfigure = (*queryDataSource)(nil)

func newQueryDataSource() datasource.DataSource { return &queryDataSource{} }

type queryDataSource struct{ dataSource }

func (d *queryDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_query"
}

func (d *queryDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads any path of Microsoft Graph: one object, a collection with all its pages, a count, or a file. It is for all that has no data source of its own.\n\n" +
			"**Permissions.** They are those of the path: its page in the [reference of Microsoft Graph](https://learn.microsoft.com/graph/api/overview) names them.\n\n" +
			"It works for a signed-in person and for an application, as far as the path does. What it reads is in the state, and the order of a collection is Graph's: ask for `$orderby`, or sort it, where another order would be a difference in a plan.",
		Attributes: withTimeouts(ctx, map[string]schema.Attribute{
			"path": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Path relative to the version, such as `/groups` or `/users/AdeleV@contoso.com/memberOf`. Names of people and other texts in it are percent-encoded, as by `urlencode`. Options go into `query`.",
				Validators:          []validator.String{isQueryPath{}},
			},
			"query": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "OData options such as `\"$filter\"`, and other parameters, as a person writes them: they are encoded for you. What Graph calls an advanced query is turned on where users, groups and their like need it. Larger pages, as by `\"$top\" = \"999\"`, cost fewer requests.",
				Validators:          []validator.Map{mapvalidator.NoNullValues(), mapvalidator.KeysAre(isNamed)},
			},
			"headers": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Further headers, sent with each page, such as `ConsistencyLevel` or `Prefer`. HTML is taken for the page of a proxy, and is an error, unless `Accept` asks for it.",
				Validators:          []validator.Map{mapvalidator.NoNullValues(), mapvalidator.KeysAre(isQueryHeader{}), mapvalidator.ValueStringsAre(isHeaderValue)},
			},
			"api_version": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Version of the API: `v1.0` or `beta`, which may change at any time. Defaults to `v1.0`.",
				Validators:          []validator.String{stringvalidator.OneOf("v1.0", "beta")},
			},
			"select": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Names of properties, as Graph writes them. Then `result` has these and no others: each object of a collection has the same attributes, null where it lacks one, which is the cheap way to read a very large collection. " +
					"An attribute is a number or a boolean if all its values are, and else a string, in which anything that is no string is JSON for `jsondecode`. They are also asked for as `$select`, unless `query` has one; `\"$select\" = \"\"` there sends none.",
				Validators: []validator.List{
					noNulls{}, listvalidator.SizeAtLeast(1), listvalidator.UniqueValues(), listvalidator.ValueStringsAre(isMember),
				},
			},
			"limit": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "How many items of a collection to read at most. Fetching stops there.",
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"result": schema.DynamicAttribute{
				Computed: true,
				MarkdownDescription: "What is there. One object is an object, with names as Graph writes them. A collection is a list of its items, or a tuple if they are not of one type. A text, such as that of `/users/$count`, is a string. It is null for a file, and where the answer is empty. " +
					"Numbers keep their digits. The annotations `@odata.context`, `@odata.etag` and `@odata.mediaEtag` are left out unless `select` names them: they change while the data does not.",
			},
			"content_base64": schema.StringAttribute{Computed: true, MarkdownDescription: "A file, such as a photo, in Base64; null for all else. Files of more than 4 MiB are refused, since a state keeps every byte."},
			"content_type":   schema.StringAttribute{Computed: true, MarkdownDescription: "Media type of a text or a file, such as `text/plain`; null for JSON."},
		}),
	}
}

func (d *queryDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(req, resp)
	request := queryRequest(ctx, r)
	selected := argument[[]string](ctx, r, "select")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	answer, items, err := d.client.Open(ctx, request)
	switch {
	case err != nil:
	case items != nil:
		err = r.setItems(ctx, items, selected)
	default:
		err = r.setAnswer(ctx, answer, selected)
	}
	if err != nil {
		err = inList("result", err)
		addError(r.diags, "read "+request.Path, path.Root("path"), &queryError{query: len(request.Query.Extra) > 0, selects: selected != nil, err: err})
	}
	r.done(ctx)
}

// queryRequest gives what the arguments ask for. The path is checked here once more: no way around validation may lead
// to another host.
func queryRequest(ctx context.Context, r *reading) graph.Request {
	request := graph.Request{
		Path:    r.text(ctx, "path"),
		Query:   graph.Query{Extra: argument[map[string]string](ctx, r, "query")},
		Header:  http.Header{},
		Version: r.text(ctx, "api_version"),
	}
	if problem := checkQueryPath(request.Path); problem != "" {
		addQueryPathProblem(r.diags, path.Root("path"), problem)
	}
	for name, value := range argument[map[string]string](ctx, r, "headers") {
		request.Header.Set(name, value)
	}
	if limit := argument[*int64](ctx, r, "limit"); limit != nil {
		request.Limit = int(*limit)
	}
	for name := range request.Query.Extra {
		if strings.EqualFold(name, "$select") {
			return request
		}
	}
	for _, name := range argument[[]string](ctx, r, "select") {
		if !strings.Contains(name, "@") { // Annotations come unasked, and must not be asked for.
			request.Query.Select = append(request.Query.Select, name)
		}
	}
	return request
}

// setItems encodes the items of a collection as they come.
func (r *reading) setItems(ctx context.Context, items iter.Seq2[json.RawMessage, error], selected []string) error {
	all, some := columns.NewDynamic(), columns.NewSelected(selected)
	for item, err := range items {
		if err == nil && selected == nil {
			err = all.Add([]byte(item))
		} else if err == nil {
			err = some.Add([]byte(item))
		}
		if err != nil {
			return err
		}
	}
	if selected == nil {
		r.setList(ctx, "result", all)
	} else {
		r.setList(ctx, "result", some)
	}
	return nil
}

// setAnswer sets what is no collection.
func (r *reading) setAnswer(ctx context.Context, answer *graph.Answer, selected []string) error {
	body := answer.Body
	text := func(name, value string) { r.set(name, tftypes.NewValue(tftypes.String, value)) }
	switch {
	case len(body) == 0:
		return nil
	case answer.JSON():
		return r.setJSON(ctx, body, selected)
	case len(body) > maxContent:
		return &contentError{media: answer.ContentType, size: len(body)}
	case isText(answer):
		value := strings.TrimPrefix(string(body), "\ufeff")
		if answer.ContentType == "text/plain" {
			value = strings.TrimSpace(value) // A count, with or without a line end.
		}
		text("result", value)
	default:
		text("content_base64", base64.StdEncoding.EncodeToString(body))
	}
	text("content_type", answer.ContentType)
	return nil
}

func (r *reading) setJSON(ctx context.Context, body json.RawMessage, selected []string) error {
	switch trimmed := strings.TrimSpace(string(body)); {
	case trimmed == "null":
	case selected == nil || trimmed[0] != '{':
		one, err := columns.DynamicOf([]byte(trimmed))
		if err != nil {
			return err
		}
		r.setList(ctx, "result", one)
	default:
		one, err := columns.SelectedOf(selected, []byte(trimmed))
		if err != nil {
			return err
		}
		r.setList(ctx, "result", one)
	}
	return nil
}

// isText tells text that a string of Terraform can hold.
func isText(answer *graph.Answer) bool {
	media := answer.ContentType
	return (strings.HasPrefix(media, "text/") || media == "application/xml" || strings.HasSuffix(media, "+xml")) && utf8.Valid(answer.Body)
}
