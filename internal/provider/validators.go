package provider

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// noNulls refuses null elements, which a list made from an attribute of many users easily has.
type noNulls struct {
	objects bool // whether the elements are objects, which compact does not take
}

func (noNulls) Description(context.Context) string               { return "no element may be null" }
func (v noNulls) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }
func (v noNulls) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	without := "compact(…)"
	if v.objects {
		without = "[for a in … : a if a != null]"
	}
	for i, element := range req.ConfigValue.Elements() {
		if element.IsNull() {
			resp.Diagnostics.AddAttributeError(req.Path.AtListIndex(i), "Null in a list", fmt.Sprintf(
				"Element %d of %s is null.\n\nWhat to do: leave nulls out, as in %s = %s.", i, req.Path, req.Path, without))
		}
	}
}

// isSomebody refuses null. Where it stood for the signed-in person, a reference to somebody who was not found read the
// data of whoever ran the plan.
type isSomebody struct{}

func (isSomebody) Description(context.Context) string               { return "must not be null" }
func (v isSomebody) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }
func (isSomebody) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() {
		addNobody(&resp.Diagnostics, req.Path)
	}
}

func addNobody(diags *diag.Diagnostics, at path.Path) {
	diags.AddAttributeError(at, "No user", fmt.Sprintf("%s is not set, or null.\n\nWhat to do: set it to an object id, a "+
		"user principal name, or \"me\" for the signed-in person. If it refers to a user that may be missing, see exists of "+
		"that data source.", at))
}

// notGUID refuses an object id as a name: Graph would accept it in some calls and not in others.
type notGUID struct{}

func (notGUID) Description(context.Context) string               { return "must not be an object id" }
func (v notGUID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }
func (notGUID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if value := req.ConfigValue.ValueString(); guid.MatchString(value) {
		resp.Diagnostics.AddAttributeError(req.Path, "Object id instead of a user principal name",
			fmt.Sprintf("%q is an object id.\n\nWhat to do: find the user by id instead.", value))
	}
}

// notSingleOnly refuses properties that Graph does not serve on a list.
type notSingleOnly struct{}

func (notSingleOnly) Description(context.Context) string {
	return "must not be a property that Graph serves for a single user only"
}
func (v notSingleOnly) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }
func (notSingleOnly) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if value := req.ConfigValue.ValueString(); isSingleOnly(value) {
		resp.Diagnostics.AddAttributeError(req.Path, "Property of a single user", fmt.Sprintf(
			"Graph does not return %s for a list of users.\n\n"+
				"What to do: read it with data \"graph_user\", one user at a time.", value))
	}
}

// isAttribute accepts the names of the columns of a table. Its error names the column for a property's name in Graph.
type isAttribute struct{ table columns.Table }

func (isAttribute) Description(context.Context) string               { return "must be the name of an attribute" }
func (v isAttribute) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }
func (v isAttribute) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	name, names := req.ConfigValue.ValueString(), v.table.Names()
	if slices.Contains(names, name) {
		return
	}
	todo := "use names of attributes: " + strings.Join(names, ", ") + ". Other properties go into additional_properties."
	if snake := columns.SnakeCase(name); slices.Contains(names, snake) {
		todo = fmt.Sprintf("write %q: the argument takes the names of attributes in Terraform.", snake)
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Unknown attribute",
		fmt.Sprintf("There is no attribute %q.\n\nWhat to do: %s", name, todo))
}

// distinctNames refuses names that differ at most in case: Graph takes them for one, so which of them counts would be
// left to chance.
type distinctNames struct{}

func (distinctNames) Description(context.Context) string {
	return "must not contain a name twice, regardless of case"
}

func (v distinctNames) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (distinctNames) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	names := slices.Sorted(maps.Keys(req.ConfigValue.Elements()))
	resp.Diagnostics.Append(sameName(req.Path, names)...)
}

func (distinctNames) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	var names []string
	for _, element := range req.ConfigValue.Elements() {
		if name, ok := element.(types.String); ok && isSet(name) {
			names = append(names, name.ValueString())
		}
	}
	resp.Diagnostics.Append(sameName(req.Path, names)...)
}

// sameName returns an error for the first name that another one equals, regardless of case.
func sameName(at path.Path, names []string) diag.Diagnostics {
	known := make(map[string]string, len(names))
	for _, name := range names {
		if first, twice := known[graph.Fold(name)]; twice {
			return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Name given twice", fmt.Sprintf(
				"%q and %q are the same name to Microsoft Graph.\n\nWhat to do: leave one of them out.", first, name))}
		}
		known[graph.Fold(name)] = name
	}
	return nil
}

// isUserProperty refuses names that look like properties of a user and for which Graph returns nothing.
type isUserProperty struct{}

func (isUserProperty) Description(context.Context) string {
	return "must be a property of a user, as Microsoft Graph names it"
}

func (v isUserProperty) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (isUserProperty) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	name := req.ConfigValue.ValueString()
	if isRelation(name) {
		addRelation(&resp.Diagnostics, req.Path, name)
		return
	}
	for _, column := range userRecord {
		if column.Name == name && column.Property != name {
			resp.Diagnostics.AddAttributeError(req.Path, "Terraform name instead of Graph's", fmt.Sprintf(
				"Microsoft Graph has no property %q.\n\nWhat to do: write %q.", name, column.Property))
		}
	}
}

func isRelation(name string) bool { return findRelation(name) >= 0 }

// findRelation returns the index of a relation of users, or -1.
func findRelation(name string) int {
	return slices.IndexFunc(userRelations, func(r string) bool { return strings.EqualFold(r, name) })
}

// addRelation adds the error for a relation that is taken for a property.
func addRelation(diags *diag.Diagnostics, at path.Path, name string) {
	relation := userRelations[findRelation(name)]
	diags.AddAttributeError(at, "Relation instead of a property", fmt.Sprintf(
		"%s is a relation of a user, and Microsoft Graph leaves it out without an error.\n\nWhat to do: %s.",
		relation, cmp.Or(relationSources[relation], "read it with graph_query, from its own path or with $expand")))
}

// userRelations holds the navigation properties of a user. Graph accepts them in $select, and returns nothing for them.
var userRelations = strings.Fields(`activities agreementAcceptances appRoleAssignments authentication calendar
	calendarGroups calendarView calendars chats cloudClipboard contactFolders contacts createdObjects
	dataSecurityAndGovernance directReports drive drives employeeExperience events extensions followedSites
	inferenceClassification insights
	joinedTeams licenseDetails mailFolders managedAppRegistrations managedDevices manager memberOf messages
	oauth2PermissionGrants onenote onlineMeetings onPremisesSyncBehavior outlook ownedDevices ownedObjects people
	permissionGrants photo photos planner presence registeredDevices scopedRoleMemberOf settings solutions sponsors
	teamwork todo transitiveMemberOf`)

// relationSources holds what reads a relation.
var relationSources = map[string]string{
	"manager":       "use include_manager of graph_user or graph_users, or the data source graph_manager",
	"directReports": "use the data source graph_direct_reports",
	"joinedTeams":   "use the data source graph_joined_teams",
	"photo":         "use the data source graph_photo",
	"calendarView":  "use the data source graph_calendar_view",
}
