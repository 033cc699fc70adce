package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// An objectKind holds what users and groups differ in, which are found in the same ways: one by a key, many by keys or
// by a query.
type objectKind struct {
	name  string // in the singular, such as "user"
	call  permission.Call
	keys  []objectKey
	shown []string // the properties that tell apart objects with the same key

	// show returns these properties of an object as a text.
	show func(object json.RawMessage) (string, error)

	elsewhere string // how to find an object by other properties
}

// An objectKey is a property by which an object can be found, alone or with others.
type objectKey struct {
	property string // in Graph
	argument string // of the data source of one object
	plural   string // of the data source of many
	unique   bool   // whether Graph lets no two objects share a value
	checks   []validator.String
}

var userKind = objectKind{
	name: "user", call: permission.Users, shown: []string{"userPrincipalName"}, show: showUser,
	keys: []objectKey{
		{"id", "id", "ids", true, []validator.String{isGUID}},
		{"userPrincipalName", "user_principal_name", "user_principal_names", true, []validator.String{isNamed, notGUID{}}},
		{"mail", "mail", "mails", false, []validator.String{isNamed}},
		{"mailNickname", "mail_nickname", "mail_nicknames", false, []validator.String{isNamed}},
		{"employeeId", "employee_id", "employee_ids", false, []validator.String{isNamed}},
	},
	elsewhere: "data \"graph_users\" finds users by other properties, such as with filter = \"displayName eq 'Adele " +
		"Vance'\".",
}

func showUser(object json.RawMessage) (string, error) {
	var user struct {
		ID                string `json:"id"`
		UserPrincipalName string `json:"userPrincipalName"`
	}
	err := json.Unmarshal(object, &user)
	return user.ID + " " + user.UserPrincipalName, err
}

// plural returns the name of several objects, which is also that of their collection in Graph.
func (k objectKind) plural() string { return k.name + "s" }

// request returns the request for a list of these objects.
func (k objectKind) request(query graph.Query) graph.Request {
	return graph.Request{Call: k.call.Name, Path: "/" + k.plural(), Query: query}
}

// single returns the argument of a data source of one object.
func (k objectKind) single(key objectKey, doc string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: doc + " Set it to find the " + k.name + " by this key.",
		Validators:          key.checks,
	}
}

// many returns the argument of a data source of many objects.
func (k objectKind) many(key objectKey) schema.ListAttribute {
	return schema.ListAttribute{
		Optional:    true,
		ElementType: types.StringType,
		MarkdownDescription: fmt.Sprintf("Keys to find %[1]s by: the `%[2]s` of each %[3]s. An empty list finds no %[1]s.",
			k.plural(), key.argument, k.name),
		Validators: []validator.List{noNulls{}, listvalidator.ValueStringsAre(key.checks...)},
	}
}

// checkKey adds an error unless exactly one key is set, as far as the keys are known.
func (k objectKind) checkKey(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) {
	set, open := "", false
	for _, key := range k.keys {
		var value types.String
		diags.Append(config.GetAttribute(ctx, path.Root(key.argument), &value)...)
		switch {
		case value.IsUnknown():
			open = true
		case value.IsNull():
		case set != "":
			addConflict(diags, key.argument, set, "leave one of them out.")
		default:
			set = key.argument
		}
	}
	if set == "" && !open {
		k.addNoKey(diags)
	}
}

// addNoKey adds the error for an object that is not named.
func (k objectKind) addNoKey(diags *diag.Diagnostics) {
	names := make([]string, len(k.keys))
	for i, key := range k.keys {
		names[i] = key.argument
	}
	last := len(names) - 1
	diags.AddError("No key for the "+k.name, fmt.Sprintf(
		"Every key is left out or null.\n\nWhat to do: set one of %s and %s. %s", strings.Join(names[:last], ", "),
		names[last], k.elsewhere))
}

// key returns the key that is set. It checks again that there is exactly one: a key that was unknown at validation may
// turn out to be null, or a second one.
func (k objectKind) key(ctx context.Context, r *reading) (set objectKey, value string) {
	for _, key := range k.keys {
		text := argument[*string](ctx, r, key.argument)
		switch {
		case text == nil:
		case set.argument != "":
			addConflict(r.diags, key.argument, set.argument, "leave one of them out.")
		default:
			set, value = key, *text
		}
	}
	if set.argument == "" && !r.failed() {
		k.addNoKey(r.diags)
	}
	return set, value
}

// listOfKeys returns the list of keys that is set, if one is; it may be empty.
func (k objectKind) listOfKeys(ctx context.Context, r *reading) (*objectKey, []string) {
	for _, key := range k.keys {
		if values := r.getStrings(ctx, key.plural); values != nil {
			return &key, values
		}
	}
	return nil, nil
}

// find reads the one object with a key that Graph takes in filters only. Graph compares more loosely than it documents,
// such as ü with u, so that the key that comes back is compared too.
func (k objectKind) find(
	ctx context.Context, client *graph.Client, key objectKey, value string, properties []string,
) (json.RawMessage, error) {
	for _, needed := range append([]string{key.property}, k.shown...) {
		if !slices.Contains(properties, needed) {
			properties = append(slices.Clip(properties), needed)
		}
	}
	var found []json.RawMessage
	request := k.request(graph.Query{Select: properties})
	for object, err := range client.Lookup(ctx, request, key.property, []string{value}) {
		if err != nil {
			return nil, err
		}
		var values map[string]any
		if err := json.Unmarshal(object, &values); err != nil {
			return nil, fmt.Errorf("decode a %s: %w", k.name, err)
		}
		if text, ok := values[key.property].(string); ok && graph.Fold(text) == graph.Fold(value) {
			found = append(found, object)
		}
	}
	switch len(found) {
	case 0:
		return nil, explain.ErrNotFound
	case 1:
		return found[0], nil
	default:
		return nil, k.newAmbiguousError(key.argument, value, found, explain.Path{key.argument})
	}
}

// needsID reports whether Graph refuses a property with a user principal name in the path or on a list.
func needsID(property string) bool {
	return strings.EqualFold(property, "signInActivity") || isSingleOnly(property)
}

// isSingleOnly reports whether Graph serves a property only of a single user.
func isSingleOnly(property string) bool {
	return slices.ContainsFunc(singleOnly, func(p string) bool { return strings.EqualFold(p, property) })
}
