package provider

import (
	"context"
	"maps"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// This file holds the arguments that several data sources share.

var (
	guid     = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	property = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	// notBlank covers the blanks of Unicode, as strings.TrimSpace does; \S covers those of ASCII.
	notBlank = regexp.MustCompile(`[^\s\v\p{Z}\x{85}]`)
	// searchClause is the least that Graph accepts as $search.
	searchClause = regexp.MustCompile(`"\w+:.+"`)
)

var (
	isGUID    = matching(guid, "is not an object id", "use a GUID, such as 87d349ed-44d7-43e1-9a83-5f2406dee5bd")
	isGroupID = matching(guid, "is not an object id", "set it to the id of a group; data \"graph_group\" finds it by name")
	isTeamID  = matching(guid, "is not an object id", "set it to the id of a team; data \"graph_team\" finds it by name")
	// isNamed accepts everything but a blank.
	isNamed    = matching(notBlank, "is blank", "give it a value")
	isProperty = matching(property, "is not the name of one property", "write it as Graph does, such as signInActivity")
)

// userArgument returns the argument that names the user. The schema has it optional, because the CLI's own error for a
// required argument does not say how to name the signed-in person.
func userArgument() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "Must be set. Object id or user principal name of the user whose data to read, or `\"me\"` " +
			"for the signed-in person.",
		Validators: []validator.String{isSomebody{}, isNamed},
	}
}

// missingArguments returns the attributes of a data source that reads what may not exist: the user, or what belongs to
// the user.
func missingArguments(things ...string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"ignore_missing": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to return null attributes and `exists = false`, instead of an error, if the " +
				anyOf("", things) + " does not exist. Defaults to `false`.",
		},
		"exists": schema.BoolAttribute{
			Computed:            true,
			MarkdownDescription: "Whether there is a result. Can be `false` only with `ignore_missing`.",
		},
		"missing_reason": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "What does not exist: " + anyOf("`", things) + "; null if `exists` is true.",
		},
	}
}

// anyOf joins words as in "a, b or c", with the mark on both sides of each.
func anyOf(mark string, words []string) string {
	var b strings.Builder
	for i, word := range words {
		switch {
		case i > 0 && i == len(words)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(mark + word + mark)
	}
	return b.String()
}

// additionalArgument returns the argument that names further properties. checks are further checks of each name.
func additionalArgument(checks ...validator.String) schema.ListAttribute {
	return schema.ListAttribute{
		Optional:    true,
		ElementType: types.StringType,
		MarkdownDescription: "Names of further properties to read, as Graph writes them, such as those of extension " +
			"attributes. They are returned in `additional_json`. `signInActivity` also needs `AuditLog.Read.All` and a " +
			"Microsoft Entra ID P1 licence; `customSecurityAttributes` also needs `CustomSecAttributeAssignment.Read.All`. " +
			"For each of the two, a signed-in person also needs a role in the directory.",
		Validators: []validator.List{
			noNulls{},
			distinctNames{},
			listvalidator.ValueStringsAre(append([]validator.String{isProperty, isUserProperty{}}, checks...)...),
		},
	}
}

// withTimeouts returns the attributes of a data source: the given ones and timeouts.
func withTimeouts(ctx context.Context, groups ...map[string]schema.Attribute) map[string]schema.Attribute {
	all := map[string]schema.Attribute{}
	for _, group := range groups {
		maps.Copy(all, group)
	}
	all["timeouts"] = timeouts.AttributesWithOpts(ctx, timeouts.Opts{
		ReadDescription: "How long the read may take in total, including retries, such as `30s` or `5m`. Defaults to `5m`.",
	})
	return all
}
