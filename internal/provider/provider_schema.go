package provider

import (
	"context"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/settings"
)

func providerSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for _, s := range settings.All {
		attributes[string(s.Name)] = settingAttribute(s)
	}
	return schema.Schema{
		MarkdownDescription: "Reads people from Microsoft Graph: the signed-in person, users, managers, direct reports, " +
			"teams, photos, calendars and any other path. It can also send mail. It never changes the directory.",
		Attributes: attributes,
	}
}

func settingAttribute(s settings.Setting) schema.Attribute {
	doc := s.Doc + " Environment: `" + strings.Join(s.Variables(), "`, `") + "`."
	switch s.Kind {
	case settings.Bool:
		return schema.BoolAttribute{Optional: true, MarkdownDescription: doc}
	case settings.Int:
		return schema.NumberAttribute{
			Optional: true, MarkdownDescription: doc, Validators: []validator.Number{positive{}},
		}
	case settings.String:
	}
	var checks []validator.String
	if s.OneOf != nil {
		// An empty value counts as left out.
		checks = append(checks, oneOfFold(s.OneOf...))
	}
	return schema.StringAttribute{Optional: true, Sensitive: s.Secret, MarkdownDescription: doc, Validators: checks}
}

// readConfiguration returns the settings of the provider block as texts, and those whose values are not known yet.
func readConfiguration(
	ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics,
) (written map[auth.Setting]string, unknown []settings.Setting) {
	written = map[auth.Setting]string{}
	for _, s := range settings.All {
		text, known := readSetting(ctx, config, s, diags)
		if written[s.Name] = text; !known {
			unknown = append(unknown, s)
		}
	}
	return written, unknown
}

// readSetting returns a setting of the provider block as a text, and reports whether it is known.
func readSetting(
	ctx context.Context, config tfsdk.Config, s settings.Setting, diags *diag.Diagnostics,
) (text string, known bool) {
	var value types.String
	var boolean types.Bool
	var number types.Number
	at := path.Root(string(s.Name))
	switch s.Kind {
	case settings.Bool:
		diags.Append(config.GetAttribute(ctx, at, &boolean)...)
	case settings.Int:
		diags.Append(config.GetAttribute(ctx, at, &number)...)
	case settings.String:
		diags.Append(config.GetAttribute(ctx, at, &value)...)
	}
	switch {
	case value.IsUnknown() || boolean.IsUnknown() || number.IsUnknown():
		return "", false
	case s.Kind == settings.Bool && !boolean.IsNull():
		return strconv.FormatBool(boolean.ValueBool()), true
	case s.Kind == settings.Int && !number.IsNull():
		return number.ValueBigFloat().Text('f', -1), true
	}
	return value.ValueString(), true
}
