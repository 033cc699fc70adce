package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// A userKey is a property by which a user can be found, alone or with others.
type userKey struct {
	property string // in Graph
	argument string // of graph_user
	plural   string // of graph_users
	unique   bool   // whether Graph lets no two users share a value
	checks   []validator.String
}

var userKeys = []userKey{
	{"id", "id", "ids", true, []validator.String{isGUID}},
	{"userPrincipalName", "user_principal_name", "user_principal_names", true, []validator.String{isNamed, notGUID{}}},
	{"mail", "mail", "mails", false, []validator.String{isNamed}},
	{"mailNickname", "mail_nickname", "mail_nicknames", false, []validator.String{isNamed}},
	{"employeeId", "employee_id", "employee_ids", false, []validator.String{isNamed}},
}

// single returns the argument of graph_user.
func (k userKey) single(doc string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: doc + " Set it to find the user by this key.",
		Validators:          k.checks,
	}
}

// many returns the argument of graph_users.
func (k userKey) many() schema.ListAttribute {
	return schema.ListAttribute{
		Optional:    true,
		ElementType: types.StringType,
		MarkdownDescription: fmt.Sprintf("Keys to find users by: the `%s` of each user. An empty list finds no users.",
			k.argument),
		Validators: []validator.List{noNulls{}, listvalidator.ValueStringsAre(k.checks...)},
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
