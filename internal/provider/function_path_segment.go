package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

func newPathSegmentFunction() function.Function {
	return pathSegmentFunction{namedFunction{"path_segment"}}
}

type pathSegmentFunction struct{ namedFunction }

func (pathSegmentFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Writes a text as one segment of a path.",
		MarkdownDescription: "Returns a text percent-encoded for `path` of `graph_query`, as what stands between two " +
			"slashes. So `a/b c#d` becomes `a%2Fb%20c%23d`.\n\n" +
			"`urlencode` is for a query: it turns a space into a plus, which remains a plus in a path. Some texts are errors, " +
			"because they would lead to another path: the empty text, `.` and `..`, and a text that begins with a dollar " +
			"sign, which Microsoft Graph takes for an operation such as `$count`.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "text", MarkdownDescription: "Name or id in the path."},
		},
		Return: function.StringReturn{},
	}
}

func (pathSegmentFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	switch {
	case text == "":
		resp.Error = refuse(0, "the text is empty, and without it the path would mean something else, such as all users "+
			"instead of one", "check where the text comes from")
	case text == ".", text == "..":
		resp.Error = refuse(0, fmt.Sprintf("%q would lead to another path", text), "check where the text comes from")
	case strings.HasPrefix(text, "$"):
		resp.Error = refuse(0, fmt.Sprintf("Microsoft Graph takes %q for an operation, because of its dollar sign", text),
			`write an operation such as $count without this function. For a name, put the key in parentheses: `+
				`"/users(${provider::graph::path_segment(provider::graph::odata_quote(…))})"`)
	default:
		resp.Error = resp.Result.Set(ctx, graph.Segment(text))
	}
}
