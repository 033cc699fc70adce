package provider

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// setting is one argument of the provider block. The schema, the look-up in the environment and the docs come from it.
type setting struct {
	name   string
	env    []string // read in this order when the configuration leaves the argument out
	kind   settingKind
	secret bool
	oneOf  []string // the values that it takes, if they are counted
	doc    string
}

type settingKind int

const (
	settingText settingKind = iota
	settingFlag
	settingNumber
)

// settings has every argument of the provider block.
var settings = []setting{
	{name: "access_token", env: []string{"GRAPH_ACCESS_TOKEN"}, secret: true, doc: "Access token to use as it is, for example from an ephemeral resource. It is not renewed."},
	{name: "tenant_id", env: []string{"ARM_TENANT_ID", "AZURE_TENANT_ID"}, doc: "Tenant to sign in to: its id or one of its domain names."},
	{name: "client_id", env: []string{"ARM_CLIENT_ID", "AZURE_CLIENT_ID"}, doc: "Application (client) id of the app registration to sign in as."},
	{name: "client_secret", env: []string{"ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"}, secret: true, doc: "Secret of the app registration: its value, not its id."},
	{name: "client_secret_file_path", env: []string{"ARM_CLIENT_SECRET_FILE_PATH"}, doc: "File that holds the client secret."},
	{name: "use_cli", env: []string{"ARM_USE_CLI"}, kind: settingFlag, doc: "Whether the account that is signed in to the Azure CLI may be used. Defaults to `true`."},
	{name: "auth_method", env: []string{"GRAPH_AUTH_METHOD"}, oneOf: auth.Methods(), doc: "Forces one way of signing in: `" + strings.Join(auth.Methods(), "`, `") + "`. Left out, the first that is configured is used, in this order; what stands in the provider block goes before the environment."},
	{name: "environment", env: []string{"ARM_ENVIRONMENT"}, oneOf: allCloudNames(), doc: "Cloud that the tenant lives in: " + cloudNames() + ". Defaults to `public`, which GCC is part of."},
	{name: "graph_endpoint", env: []string{"GRAPH_ENDPOINT"}, doc: "Root of Microsoft Graph where it is not that of `environment`, for example a gateway. Without the version. Tokens are asked for with the scope of this root."},
	{name: "authority_host", env: []string{"AZURE_AUTHORITY_HOST"}, doc: "Root of the sign-in service where it is not that of `environment`."},
	{name: "ca_certificate_file", env: []string{"GRAPH_CA_CERTIFICATE_FILE"}, doc: "PEM file of certificate authorities to trust besides those of the system, for a proxy that inspects TLS or a private gateway."},
	{name: "max_concurrent_requests", env: []string{"GRAPH_MAX_CONCURRENT_REQUESTS"}, kind: settingNumber, doc: "How many requests may be in flight at once, over all data sources. Defaults to `8`."},
}

func providerSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for _, s := range settings {
		attributes[s.name] = s.attribute()
	}
	return schema.Schema{
		MarkdownDescription: "Reads people and what belongs to them from Microsoft Graph: the signed-in person, users, managers, reports, teams, photos, calendars and any other path; and sends mail. It never changes the directory.",
		Attributes:          attributes,
	}
}

func (s setting) attribute() schema.Attribute {
	doc := s.doc + " Environment: `" + strings.Join(s.env, "`, `") + "`."
	switch s.kind {
	case settingFlag:
		return schema.BoolAttribute{Optional: true, MarkdownDescription: doc}
	case settingNumber:
		return schema.Int64Attribute{Optional: true, MarkdownDescription: doc, Validators: []validator.Int64{int64validator.AtLeast(1)}}
	case settingText:
	}
	var checks []validator.String
	if s.oneOf != nil {
		// An empty value counts as left out.
		checks = append(checks, stringvalidator.OneOfCaseInsensitive(append(slices.Clone(s.oneOf), "")...))
	}
	return schema.StringAttribute{Optional: true, Sensitive: s.secret, MarkdownDescription: doc, Validators: checks}
}

// providerConfig is what the settings came to, as text; a setting that is nowhere set is not in it.
type providerConfig struct {
	values map[string]string
	// written names the settings that stand in the configuration rather than in the environment.
	written []string
	// variables names the environment variables that the others came from.
	variables map[string]string
}

// readProviderConfig takes each setting from the configuration, else from the environment.
func readProviderConfig(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) providerConfig {
	c := providerConfig{values: map[string]string{}, variables: map[string]string{}}
	for _, s := range settings {
		value := strings.TrimSpace(s.configured(ctx, config, diags))
		if value != "" {
			c.written = append(c.written, s.name)
		} else {
			value, c.variables[s.name] = s.fromEnvironment()
		}
		if value != "" {
			c.values[s.name] = value
			c.check(s, diags)
		}
	}
	return c
}

// configured gives the value in the configuration as text. An empty one counts as left out, as it does when a module
// passes an empty default on.
func (s setting) configured(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) string {
	var text types.String
	var flag types.Bool
	var number types.Int64
	at := path.Root(s.name)
	switch s.kind {
	case settingFlag:
		diags.Append(config.GetAttribute(ctx, at, &flag)...)
	case settingNumber:
		diags.Append(config.GetAttribute(ctx, at, &number)...)
	case settingText:
		diags.Append(config.GetAttribute(ctx, at, &text)...)
	}
	switch {
	case text.IsUnknown() || flag.IsUnknown() || number.IsUnknown():
		diags.AddAttributeError(at, "Provider setting is not known yet", fmt.Sprintf(
			"%s depends on something that only apply will know, and data sources are read before that.\n\n"+
				"What to do: give a value that is known at plan, such as a variable, leave the argument out and set %s, or create what it depends on first with -target.",
			s.name, strings.Join(s.env, " or ")))
	case s.kind == settingFlag && !flag.IsNull():
		return strconv.FormatBool(flag.ValueBool())
	case s.kind == settingNumber && !number.IsNull():
		return strconv.FormatInt(number.ValueInt64(), 10)
	}
	return text.ValueString()
}

// fromEnvironment gives the first value that the environment has, and the variable that holds it.
func (s setting) fromEnvironment() (value, variable string) {
	for _, name := range s.env {
		if value := strings.TrimSpace(os.Getenv(name)); value != "" {
			return value, name
		}
	}
	return "", ""
}

// check reports a value that is not of the setting's kind, which the schema cannot do for the environment.
func (c providerConfig) check(s setting, diags *diag.Diagnostics) {
	value := c.values[s.name]
	switch s.kind {
	case settingFlag:
		if _, err := strconv.ParseBool(value); err != nil {
			c.addError(diags, s.name, "Provider setting is not a truth value", fmt.Sprintf("%s is %q.", s.name, value), "set it to true or false.")
		}
	case settingNumber:
		if n, err := strconv.Atoi(value); err != nil || n < 1 {
			c.addError(diags, s.name, "Provider setting is not a positive number", fmt.Sprintf("%s is %q.", s.name, value), "set it to 1 or more.")
		}
	case settingText:
	}
}

// addError tells what is wrong with a setting. It stands at the argument only where there is a provider block: without
// one, a CLI would point at a line 0 and ask for a block that is not needed. What came from a variable says so.
func (c providerConfig) addError(diags *diag.Diagnostics, name, summary, seen, todo string) {
	if variable := c.variables[name]; variable != "" {
		seen += fmt.Sprintf(" The value is from the environment variable %s.", variable)
	}
	detail := advice{seen: seen, todo: todo}.String()
	if c.variables[name] != "" || len(c.written) == 0 {
		diags.AddError(summary, detail)
		return
	}
	diags.AddAttributeError(path.Root(name), summary, detail)
}

func (c providerConfig) text(name, otherwise string) string {
	if value, set := c.values[name]; set {
		return value
	}
	return otherwise
}

func (c providerConfig) flag(name string, otherwise bool) bool {
	value, err := strconv.ParseBool(c.values[name])
	if err != nil {
		return otherwise
	}
	return value
}

func (c providerConfig) number(name string, otherwise int) int {
	value, err := strconv.Atoi(c.values[name])
	if err != nil {
		return otherwise
	}
	return value
}
