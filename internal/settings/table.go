package settings

import (
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// A Setting is one argument of the provider block. The schema, the look-up in the environment and the documentation are
// made from it.
type Setting struct {
	Name auth.Setting
	Kind Kind
	// Env lists the environment variables that are read, in this order, if the argument is left out.
	Env []string
	// Platform lists variables that CI platforms set in every job. They come last, because they do not express the
	// user's choice.
	Platform []PlatformVariable
	Secret   bool
	// Spaced reports whether white space around the value is significant.
	Spaced bool
	// OneOf lists the values that are accepted; nil stands for all.
	OneOf []string
	Doc   string // Markdown
}

// A PlatformVariable is an environment variable that a CI platform sets. If With names a setting, the variable counts
// only if that is set too.
type PlatformVariable struct {
	Name string
	With auth.Setting
}

// A Kind is the type of a setting.
type Kind int

// The kinds of settings.
const (
	String Kind = iota
	Bool
	Int // a positive number
)

// The settings that decide which Graph is read, and how. Those that decide how to sign in are in package auth.
const (
	graphEndpoint auth.Setting = "graph_endpoint"
	scope         auth.Setting = "scope"
	caFile        auth.Setting = "ca_certificate_file"
	maxConcurrent auth.Setting = "max_concurrent_requests"
)

// All holds every argument of the provider block.
var All = []Setting{
	{Name: auth.AccessToken, Env: []string{"GRAPH_ACCESS_TOKEN"}, Secret: true,
		Doc: "Access token for Microsoft Graph, for example from an ephemeral resource. The provider cannot renew it."},
	{Name: auth.TenantID, Env: []string{"ARM_TENANT_ID", "AZURE_TENANT_ID"},
		Doc: "Tenant to sign in to: its id or one of its domain names."},
	{Name: auth.ClientID, Env: []string{"ARM_CLIENT_ID", "AZURE_CLIENT_ID"},
		Doc: "Application (client) id of the app registration to sign in as, or of a user-assigned managed identity."},
	{Name: auth.ClientIDFile, Env: []string{"ARM_CLIENT_ID_FILE_PATH"},
		Doc: "Path of a file that contains the client id, such as the one of HCP Terraform's dynamic credentials."},
	{Name: auth.Certificate, Env: []string{"ARM_CLIENT_CERTIFICATE"}, Secret: true,
		Doc: "Certificate of the app registration with its private key: a PKCS#12 (`.pfx`) or PEM file in Base64, or PEM " +
			"text."},
	{Name: auth.CertificateFile, Env: []string{"ARM_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH"},
		Doc: "Path of a PKCS#12 (`.pfx`) or PEM file with the certificate and its private key."},
	{Name: auth.CertificatePassword, Secret: true, Spaced: true,
		Env: []string{"ARM_CLIENT_CERTIFICATE_PASSWORD", "AZURE_CLIENT_CERTIFICATE_PASSWORD"},
		Doc: "Password of the certificate file or of the private key, if it is encrypted."},
	{Name: auth.SendChain, Kind: Bool, Env: []string{"AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"},
		Doc: "Whether to send the certificate chain too (`x5c`), for app registrations that trust a subject name and " +
			"issuer. Defaults to `false`."},
	{Name: auth.ClientSecret, Env: []string{"ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"}, Secret: true,
		Doc: "Client secret of the app registration: the value of the secret, not its id."},
	{Name: auth.ClientSecretFile, Env: []string{"ARM_CLIENT_SECRET_FILE_PATH"},
		Doc: "Path of a file that contains the client secret."},
	{Name: auth.UseOIDC, Kind: Bool, Env: []string{"ARM_USE_OIDC"},
		Doc: "Whether to sign in with a federated token. Defaults to `true` if a token is set, or if a pipeline job can " +
			"request one and `tenant_id` and `client_id` are set."},
	{Name: auth.OIDCToken, Env: []string{"ARM_OIDC_TOKEN"}, Secret: true,
		Platform: []PlatformVariable{{Name: "TFC_WORKLOAD_IDENTITY_TOKEN"}},
		Doc:      "Token of an identity provider for which the app registration has a federated credential."},
	{Name: auth.OIDCTokenFile, Env: []string{"ARM_OIDC_TOKEN_FILE_PATH"},
		Platform: []PlatformVariable{{Name: "AZURE_FEDERATED_TOKEN_FILE"}},
		Doc:      "Path of a file that contains such a token. The file is read again for each new access token."},
	{Name: auth.ServiceConnection,
		Env: []string{"ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID"},
		Doc: "Id of the Azure DevOps service connection to sign in with."},
	{Name: auth.OIDCRequestURL, Env: []string{"ARM_OIDC_REQUEST_URL"},
		Platform: []PlatformVariable{
			{Name: "ACTIONS_ID_TOKEN_REQUEST_URL"},
			{Name: "SYSTEM_OIDCREQUESTURI", With: auth.ServiceConnection},
		},
		Doc: "URL from which a pipeline job requests such a token. GitHub Actions and Azure DevOps set it."},
	{Name: auth.OIDCRequestToken, Env: []string{"ARM_OIDC_REQUEST_TOKEN"}, Secret: true,
		Platform: []PlatformVariable{
			{Name: "ACTIONS_ID_TOKEN_REQUEST_TOKEN"},
			{Name: "SYSTEM_ACCESSTOKEN", With: auth.ServiceConnection},
		},
		Doc: "Token that authorizes that request. GitHub Actions sets it. In Azure DevOps, pass `$(System.AccessToken)` to " +
			"the step as `SYSTEM_ACCESSTOKEN`."},
	{Name: auth.OIDCAudience, Env: []string{"GRAPH_OIDC_AUDIENCE"},
		Doc: "Audience of the token that is requested from GitHub; it must be that of the federated credential. Defaults " +
			"to `" + auth.DefaultAudience + "`, the default of Entra. In the US government and China clouds, the default of " +
			"Entra is `" + auth.DefaultAudience + "USGov` and `" + auth.DefaultAudience + "China`."},
	{Name: auth.UseMSI, Kind: Bool, Env: []string{"ARM_USE_MSI"},
		Doc: "Whether to use the managed identity of the virtual machine, app or container: the user-assigned one with " +
			"`client_id` or, without `client_id`, the system-assigned one. Defaults to `false`."},
	{Name: auth.UseCLI, Kind: Bool, Env: []string{"ARM_USE_CLI"},
		Doc: "Whether to use the account that is signed in to the Azure CLI. `true` prefers it to a session of `login`; " +
			"`false` forbids it. If not set, it is used if no other method is configured and there is no session. The cloud " +
			"is that of `az` (`az cloud set`)."},
	{Name: auth.Method, Env: []string{"GRAPH_AUTH_METHOD"}, OneOf: auth.Methods(),
		Doc: "Forces one sign-in method: `" + strings.Join(auth.Methods(), "`, `") + "`. If not set, the first method that " +
			"is configured is used, in this order; the provider block takes precedence over the environment. If none is " +
			"configured, the session of `terraform-provider-graph login` is used or, without a session, the Azure CLI."},
	{Name: auth.CloudName, Env: []string{"ARM_ENVIRONMENT"}, OneOf: cloudNames(true),
		Doc: "Cloud of the tenant: `" + strings.Join(cloudNames(false), "`, `") + "`. Defaults to `public`, which includes " +
			"GCC. It sets the sign-in service, the Graph endpoint and the scope of tokens."},
	{Name: graphEndpoint, Env: []string{"GRAPH_ENDPOINT"},
		Doc: "Root URL of Microsoft Graph, without the version, for example that of a gateway. Defaults to that of " +
			"`environment`. Tokens are requested with the scope of this URL, unless `scope` is set."},
	{Name: auth.AuthorityHost, Env: []string{"AZURE_AUTHORITY_HOST"},
		Doc: "Root URL of the sign-in service. Defaults to that of `environment`. The Azure CLI and managed identities " +
			"ignore it."},
	{Name: scope, Env: []string{"GRAPH_SCOPE"},
		Doc: "Resource to request tokens for, such as `https://graph.microsoft.com` behind a gateway that passes tokens " +
			"on, or the `api://…` of a gateway with its own app registration. Defaults to `graph_endpoint`."},
	{Name: caFile, Env: []string{"GRAPH_CA_CERTIFICATE_FILE"},
		Doc: "Path of a PEM file with certificate authorities to trust in addition to those of the system, for a proxy " +
			"that inspects TLS or a private gateway."},
	{Name: maxConcurrent, Kind: Int, Env: []string{"GRAPH_MAX_CONCURRENT_REQUESTS"},
		Doc: "Maximum number of requests at the same time, over all data sources. Defaults to `10`."},
}

// Variables returns all environment variables that set the setting.
func (s Setting) Variables() []string {
	names := slices.Clone(s.Env)
	for _, v := range s.Platform {
		names = append(names, v.Name)
	}
	return names
}

// variables returns the environment variables of a setting by its name.
func variables(name auth.Setting) []string {
	for _, s := range All {
		if s.Name == name {
			return s.Variables()
		}
	}
	return nil
}

// cloudNames returns the names of all clouds, with or without their aliases.
func cloudNames(aliases bool) []string {
	var names []string
	for _, cloud := range auth.Clouds {
		if names = append(names, cloud.Name); aliases {
			names = append(names, cloud.Aliases...)
		}
	}
	return names
}
