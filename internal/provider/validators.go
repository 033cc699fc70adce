package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// noNulls refuses null elements, which a list made from an attribute of many users easily has.
type noNulls struct{}

func (noNulls) Description(context.Context) string { return "no element may be null" }
func (v noNulls) MarkdownDescription(context.Context) string {
	return v.Description(context.Background())
}
func (noNulls) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	for i, element := range req.ConfigValue.Elements() {
		if element.IsNull() {
			resp.Diagnostics.AddAttributeError(req.Path.AtListIndex(i), "Null in a list", fmt.Sprintf(
				"Element %d of %s is null.\n\nWhat to do: leave nulls out, as in %s = compact(…).", i, req.Path, req.Path))
		}
	}
}

// notGUID refuses an object id as a name: Graph would accept it in some calls and not in others.
type notGUID struct{}

func (notGUID) Description(context.Context) string { return "must not be an object id" }
func (v notGUID) MarkdownDescription(context.Context) string {
	return v.Description(context.Background())
}
func (notGUID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if value := req.ConfigValue.ValueString(); guid.MatchString(value) {
		resp.Diagnostics.AddAttributeError(req.Path, "Object id in place of a user principal name",
			fmt.Sprintf("%q is an object id.\n\nWhat to do: find the user by id instead.", value))
	}
}

// notSingleOnly refuses properties that Graph does not serve on a list.
type notSingleOnly struct{}

func (notSingleOnly) Description(context.Context) string {
	return "must not be a property that Graph serves for a single user only"
}
func (v notSingleOnly) MarkdownDescription(context.Context) string {
	return v.Description(context.Background())
}
func (notSingleOnly) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if value := req.ConfigValue.ValueString(); isSingleOnly(value) {
		resp.Diagnostics.AddAttributeError(req.Path, "Property of a single user", fmt.Sprintf(
			"Graph does not serve %s on a list of users.\n\n"+
				"What to do: read it with data \"graph_user\", one user at a time.", value))
	}
}

// isAttribute accepts the names of the columns of a table. Its error names the column for a property's name in Graph.
type isAttribute struct{ table columns.Table }

func (isAttribute) Description(context.Context) string { return "must be the name of an attribute" }
func (v isAttribute) MarkdownDescription(context.Context) string {
	return v.Description(context.Background())
}
func (v isAttribute) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsUnknown() || req.ConfigValue.IsNull() {
		return
	}
	name, names := req.ConfigValue.ValueString(), v.table.Names()
	if slices.Contains(names, name) {
		return
	}
	todo := "use names of attributes: " + strings.Join(names, ", ") + ". Other properties go into additional_properties."
	if snake := columns.SnakeCase(name); slices.Contains(names, snake) {
		todo = fmt.Sprintf("write %q: attributes have Terraform names here.", snake)
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Unknown attribute",
		fmt.Sprintf("There is no attribute %q.\n\nWhat to do: %s", name, todo))
}
