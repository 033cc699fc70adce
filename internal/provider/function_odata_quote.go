package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

func newODataQuoteFunction() function.Function {
	return odataQuoteFunction{namedFunction{"odata_quote"}}
}

type odataQuoteFunction struct{ namedFunction }

func (odataQuoteFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Writes a text as a string of a filter.",
		MarkdownDescription: "Returns a text as a string literal of OData: in single quotes, with each single quote inside " +
			"it doubled. So `O'Brien` becomes `'O''Brien'`.\n\n" +
			"Without it, a filter fails for each name with a quote, and whoever chooses the name can add conditions to the " +
			"filter. The result is not percent-encoded, because the provider encodes the whole filter.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "text", MarkdownDescription: "Any text."},
		},
		Return: function.StringReturn{},
	}
}

func (odataQuoteFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	resp.Error = resp.Result.Set(ctx, graph.Quote(text))
}
