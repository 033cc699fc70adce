package provider

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

func newODataInFunction() function.Function { return odataInFunction{namedFunction{"odata_in"}} }

type odataInFunction struct{ namedFunction }

// propertyPath matches a property, or a property of a property. Anything else could be a condition of its own.
var propertyPath = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(/[A-Za-z_][A-Za-z0-9_]*)*$`)

func (odataInFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Writes the filter for a property that has one of several values.",
		MarkdownDescription: "Returns a filter for the objects whose property has one of the values, such as " +
			"`department in ('Sales','R''n''D')`. Values that are repeated are written once.\n\n" +
			"An empty list is an error, because no filter finds nothing everywhere: within `not`, it would find everything. " +
			"Set `count` or `for_each` of the data source for a list that may be empty.\n\n" +
			"Microsoft Graph accepts 15 values in a plain query. For more values on users, groups and other directory " +
			"objects, the provider makes an advanced query, in which the whole URL may have 2,048 characters. To find many " +
			"users by name, mail or id, use the lists of keys of `graph_users`, which have no limit and accept an empty list.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name: "property", MarkdownDescription: "Property as Graph writes it, such as `displayName` or " +
					"`employeeOrgData/division`.",
			},
			function.ListParameter{
				Name: "values", ElementType: types.StringType, MarkdownDescription: "Texts, of which none is null.",
			},
		},
		Return: function.StringReturn{},
	}
}

func (odataInFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var property string
	var elements []*string
	if resp.Error = req.Arguments.Get(ctx, &property, &elements); resp.Error != nil {
		return
	}
	if resp.Error = checkProperty(property); resp.Error != nil {
		return
	}
	var values []string
	for i, element := range elements {
		if element == nil {
			resp.Error = refuse(1, fmt.Sprintf("element %d is null", i), "leave nulls out, as with compact(…)")
			return
		}
		if !slices.Contains(values, *element) {
			values = append(values, *element)
		}
	}
	if len(values) == 0 {
		resp.Error = refuse(1, "the list is empty, and no filter finds nothing everywhere",
			"read the data source only if there are values, with count = length(…) > 0 ? 1 : 0; or use the lists of keys of "+
				"graph_users, which may be empty")
		return
	}
	resp.Error = resp.Result.Set(ctx, graph.In(property, values))
}

func checkProperty(property string) *function.FuncError {
	if !propertyPath.MatchString(property) {
		return refuse(0, fmt.Sprintf("%q is not the name of a property", property),
			"write a property as Graph does, such as displayName or employeeOrgData/division")
	}
	if name, found := graphName(property); found {
		return refuse(0, fmt.Sprintf("Microsoft Graph has no property %q", property), fmt.Sprintf("write %q", name))
	}
	return nil
}
