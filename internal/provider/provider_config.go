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
	name string
	env  []string // read in this order when the configuration leaves the argument out
	// platform lists what platforms set for every job. It is read last, and says nothing of what a person wants.
	platform []platformVariable
	kind     settingKind
	secret   bool
	spaced   bool     // white space around the value belongs to it
	oneOf    []string // the values that it takes, if they are counted
	doc      string
}

// platformVariable is one that a platform sets. It counts only where another setting is there too, if it names one.
type platformVariable struct{ name, with string }

type settingKind int

const (
	settingText settingKind = iota
	settingFlag
	settingNumber
)

// oidcAudience is what Entra proposes for federated credentials.
const oidcAudience = "api://AzureADTokenExchange"

// settings has every argument of the provider block.
var settings = []setting{
	{name: "access_token", env: []string{"GRAPH_ACCESS_TOKEN"}, secret: true, doc: "Access token to use as it is, for example from an ephemeral resource. It is not renewed."},
	{name: "tenant_id", env: []string{"ARM_TENANT_ID", "AZURE_TENANT_ID"}, doc: "Tenant to sign in to: its id or one of its domain names."},
	{name: "client_id", env: []string{"ARM_CLIENT_ID", "AZURE_CLIENT_ID"}, doc: "Application (client) id of the app registration to sign in as, or of a user-assigned managed identity."},
	{name: "client_certificate", env: []string{"ARM_CLIENT_CERTIFICATE"}, secret: true, doc: "Certificate of the app registration with its private key: a PKCS#12 (`.pfx`) or PEM file in base64, or PEM as it is."},
	{name: "client_certificate_path", env: []string{"ARM_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH"}, doc: "File that holds the certificate and its private key, as PKCS#12 (`.pfx`) or PEM."},
	{name: "client_certificate_password", env: []string{"ARM_CLIENT_CERTIFICATE_PASSWORD", "AZURE_CLIENT_CERTIFICATE_PASSWORD"}, secret: true, spaced: true, doc: "Password of the certificate's file or of its private key, if it has one."},
	{name: "send_certificate_chain", env: []string{"AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"}, kind: settingFlag, doc: "Whether the certificate's chain is sent along (`x5c`), for applications that trust a subject name and issuer. Defaults to `false`."},
	{name: "client_secret", env: []string{"ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"}, secret: true, doc: "Secret of the app registration: its value, not its id."},
	{name: "client_secret_file_path", env: []string{"ARM_CLIENT_SECRET_FILE_PATH"}, doc: "File that holds the client secret."},
	{name: "use_oidc", env: []string{"ARM_USE_OIDC"}, kind: settingFlag, doc: "Whether a federated token may be used to sign in. Left out, it is used where one is given, or where the job of a pipeline can ask for one and `tenant_id` and `client_id` are set."},
	{name: "oidc_token", env: []string{"ARM_OIDC_TOKEN"}, platform: []platformVariable{{name: "TFC_WORKLOAD_IDENTITY_TOKEN"}}, secret: true, doc: "Token of an identity provider that the app registration trusts (federated credential)."},
	{name: "oidc_token_file_path", env: []string{"ARM_OIDC_TOKEN_FILE_PATH"}, platform: []platformVariable{{name: "AZURE_FEDERATED_TOKEN_FILE"}}, doc: "File that holds such a token. It is read again whenever a token is fetched."},
	{name: "ado_pipeline_service_connection_id", env: []string{"ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID"}, doc: "Id of the Azure DevOps service connection whose identity is to be used."},
	{name: "oidc_request_url", env: []string{"ARM_OIDC_REQUEST_URL"}, platform: []platformVariable{{name: "ACTIONS_ID_TOKEN_REQUEST_URL"}, {name: "SYSTEM_OIDCREQUESTURI", with: "ado_pipeline_service_connection_id"}}, doc: "Where the job of a pipeline asks for such a token. GitHub Actions and Azure DevOps set it."},
	{name: "oidc_request_token", env: []string{"ARM_OIDC_REQUEST_TOKEN"}, platform: []platformVariable{{name: "ACTIONS_ID_TOKEN_REQUEST_TOKEN"}, {name: "SYSTEM_ACCESSTOKEN", with: "ado_pipeline_service_connection_id"}}, secret: true, doc: "What the job asks with. GitHub Actions sets it; in Azure DevOps hand `$(System.AccessToken)` to the step as `SYSTEM_ACCESSTOKEN`."},
	{name: "oidc_audience", env: []string{"GRAPH_OIDC_AUDIENCE"}, doc: "Audience to ask GitHub's token for, as the federated credential has it. Defaults to `" + oidcAudience + "`, which Entra proposes; its US government and China clouds propose `" + oidcAudience + "USGov` and `" + oidcAudience + "China`."},
	{name: "use_msi", env: []string{"ARM_USE_MSI"}, kind: settingFlag, doc: "Whether the managed identity of the Azure machine, app or container is used: the one of `client_id`, else that of the system. Defaults to `false`."},
	{name: "use_cli", env: []string{"ARM_USE_CLI"}, kind: settingFlag, doc: "Whether the account that is signed in to the Azure CLI is used, before a session of `login`. Left out, it is used where nothing else is configured and there is no session; `false` forbids it. `az` decides itself about its cloud: `az cloud set`."},
	{name: "auth_method", env: []string{"GRAPH_AUTH_METHOD"}, oneOf: auth.Methods(), doc: "Forces one way of signing in: `" + strings.Join(auth.Methods(), "`, `") + "`. Left out, the first that is configured is used, in this order; what stands in the provider block goes before the environment. Where none is, that is the session of `terraform-provider-graph login`, then the Azure CLI."},
	{name: "environment", env: []string{"ARM_ENVIRONMENT"}, oneOf: allCloudNames(), doc: "Cloud that the tenant lives in: " + cloudNames() + ". Defaults to `public`, which GCC is part of. It decides where people and applications sign in, which Graph is read and what the token is for."},
	{name: "graph_endpoint", env: []string{"GRAPH_ENDPOINT"}, doc: "Root of Microsoft Graph where it is not that of `environment`, for example a gateway. Without the version. Tokens are asked for with the scope of this root, unless `scope` says otherwise."},
	{name: "authority_host", env: []string{"AZURE_AUTHORITY_HOST"}, doc: "Root of the sign-in service where it is not that of `environment`. The Azure CLI and managed identities do not heed it."},
	{name: "scope", env: []string{"GRAPH_SCOPE"}, doc: "What tokens are asked for, where it is not `graph_endpoint`: the resource, such as `https://graph.microsoft.com` behind a gateway that passes tokens on, or `api://…` of the gateway's own registration."},
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
	doc := s.doc + " Environment: `" + strings.Join(s.variables(), "`, `") + "`."
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

// variables lists all that stand for the setting.
func (s setting) variables() []string {
	names := slices.Clone(s.env)
	for _, v := range s.platform {
		names = append(names, v.name)
	}
	return names
}

// providerConfig is what the settings came to, as text; a setting that is nowhere set is not in it.
type providerConfig struct {
	values map[string]string
	// written names the settings that stand in the configuration rather than in the environment.
	written []string
	// platform names those that come from what a platform sets for every job.
	platform []string
	// variables names the environment variables that the others came from.
	variables map[string]string
}

// readProviderConfig takes each setting from the configuration, else from the environment. unknown names those that only
// apply will know.
func readProviderConfig(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) (c providerConfig, unknown []setting) {
	written := map[string]string{}
	for _, s := range settings {
		value, known := s.configured(ctx, config, diags)
		if written[s.name] = value; !known {
			unknown = append(unknown, s)
		}
	}
	return newProviderConfig(written, diags), unknown
}

// newProviderConfig completes what is written with the environment. An empty value counts as left out, as it does when a
// module passes an empty default on.
func newProviderConfig(written map[string]string, diags *diag.Diagnostics) providerConfig {
	c := providerConfig{values: map[string]string{}, variables: map[string]string{}}
	for _, s := range settings {
		value := s.trimmed(written[s.name])
		if value != "" {
			c.written = append(c.written, s.name)
		} else {
			value = c.fromEnvironment(s)
		}
		if value != "" {
			c.values[s.name] = value
			c.check(s, diags)
		}
	}
	return c
}

// configured gives the value in the configuration as text, and whether it is known.
func (s setting) configured(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) (value string, known bool) {
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
		return "", false
	case s.kind == settingFlag && !flag.IsNull():
		return strconv.FormatBool(flag.ValueBool()), true
	case s.kind == settingNumber && !number.IsNull():
		return strconv.FormatInt(number.ValueInt64(), 10), true
	}
	return text.ValueString(), true
}

// addUnknown tells of a setting that is not known although it is needed now.
func (s setting) addUnknown(diags *diag.Diagnostics) {
	diags.AddAttributeError(path.Root(s.name), "Provider setting is not known yet", fmt.Sprintf(
		"%s depends on something that only apply will know, and data sources are read before that.\n\n"+
			"What to do: give a value that is known at plan, such as a variable, leave the argument out and set %s, or create what it depends on first with -target.",
		s.name, strings.Join(s.variables(), " or ")))
}

// fromEnvironment gives the first value that the environment has, and notes which variable holds it.
func (c *providerConfig) fromEnvironment(s setting) string {
	for _, name := range s.env {
		if value := s.trimmed(os.Getenv(name)); value != "" {
			c.variables[s.name] = name
			return value
		}
	}
	for _, v := range s.platform {
		if value := s.trimmed(os.Getenv(v.name)); value != "" && (v.with == "" || c.values[v.with] != "") {
			c.variables[s.name], c.platform = v.name, append(c.platform, s.name)
			return value
		}
	}
	return ""
}

// trimmed leaves white space out, which no value needs and many files have; what is nothing else is no value.
func (s setting) trimmed(value string) string {
	if trimmed := strings.TrimSpace(value); !s.spaced || trimmed == "" {
		return trimmed
	}
	return value
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

func (c providerConfig) isWritten(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(c.written, name) })
}

func (c providerConfig) text(name, otherwise string) string {
	if value, set := c.values[name]; set {
		return value
	}
	return otherwise
}

// flag gives nil for a truth value that is nowhere set.
func (c providerConfig) flag(name string) *bool {
	value, err := strconv.ParseBool(c.values[name])
	if err != nil {
		return nil
	}
	return &value
}

func (c providerConfig) number(name string, otherwise int) int {
	value, err := strconv.Atoi(c.values[name])
	if err != nil {
		return otherwise
	}
	return value
}
