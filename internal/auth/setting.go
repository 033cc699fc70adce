package auth

import "strconv"

// A Setting is the name of a provider argument.
type Setting string

// The settings that decide how to sign in, and to which tenant of which cloud.
const (
	CloudName           Setting = "environment"
	Method              Setting = "auth_method"
	TenantID            Setting = "tenant_id"
	ClientID            Setting = "client_id"
	ClientIDFile        Setting = "client_id_file_path" // package settings reads the file into ClientID
	AccessToken         Setting = "access_token"
	ClientSecret        Setting = "client_secret"
	ClientSecretFile    Setting = "client_secret_file_path"
	Certificate         Setting = "client_certificate" // PKCS#12 or PEM in base64, or PEM as it is
	CertificateFile     Setting = "client_certificate_path"
	CertificatePassword Setting = "client_certificate_password"
	SendChain           Setting = "send_certificate_chain"
	UseOIDC             Setting = "use_oidc" // if unset, OIDC is used if there is a token for it
	OIDCToken           Setting = "oidc_token"
	OIDCTokenFile       Setting = "oidc_token_file_path"
	OIDCRequestURL      Setting = "oidc_request_url"
	OIDCRequestToken    Setting = "oidc_request_token"
	OIDCAudience        Setting = "oidc_audience" // of the token that GitHub is asked for
	ServiceConnection   Setting = "ado_pipeline_service_connection_id"
	UseMSI              Setting = "use_msi" // if unset, no managed identity is used
	UseCLI              Setting = "use_cli" // if unset, the Azure CLI is used if nothing else is configured
	AuthorityHost       Setting = "authority_host"
)

// DefaultAudience is the audience that Entra proposes for federated credentials.
const DefaultAudience = "api://AzureADTokenExchange"

// An Origin is the place where a setting was set. What a user decided takes precedence over what happens to be set.
type Origin int

// The origins, in increasing order of precedence.
const (
	Platform      Origin = iota // a variable that a CI platform sets in every job, whether or not it is to be used
	Environment                 // a variable that a user set
	Configuration               // the provider block, or a flag of a command
)

// A Value is the value of a setting and where it comes from.
type Value struct {
	Text     string
	Origin   Origin
	Variable string // the environment variable that holds it; empty for Configuration
}

// Settings holds the settings that are set. An empty text is not a value.
type Settings map[Setting]Value

// Text returns the value of a setting, or "" if it is not set.
func (s Settings) Text(name Setting) string { return s[name].Text }

// Flag returns the value of a boolean setting, and reports whether it is set to one.
func (s Settings) Flag(name Setting) (value, set bool) {
	value, err := strconv.ParseBool(s[name].Text)
	return value, err == nil
}

// Written reports whether one of the settings is set in the configuration.
func (s Settings) Written(names ...Setting) bool {
	for _, name := range names {
		if value, set := s[name]; set && value.Origin == Configuration {
			return true
		}
	}
	return false
}

// oidcSources are the settings that lead to a federated token, in the order in which they are tried.
var oidcSources = []Setting{OIDCToken, OIDCTokenFile, ServiceConnection, OIDCRequestURL}

// forbidden reports whether a method is switched off by its flag. use_oidc = false in the environment does not switch
// off a token that is named in the configuration.
func (s Settings) forbidden(flag Setting) bool {
	value, set := s.Flag(flag)
	if flag == UseOIDC && !s.Written(UseOIDC) && s.Written(oidcSources...) {
		return false
	}
	return set && !value
}

// configures reports whether the value of a setting selects the method that depends on it.
func (s Settings) configures(name Setting) bool {
	switch name {
	case UseOIDC, UseMSI, UseCLI:
		value, set := s.Flag(name)
		return set && value
	case OIDCToken, OIDCTokenFile, ServiceConnection, OIDCRequestURL:
		return s.Text(name) != "" && !s.forbidden(UseOIDC)
	default:
		return s.Text(name) != ""
	}
}

// firstOf returns the first of these settings that is set in the configuration, else the first that is set at all, else
// "".
func (s Settings) firstOf(names ...Setting) Setting {
	for _, written := range []bool{true, false} {
		for _, name := range names {
			if s.configures(name) && (!written || s.Written(name)) {
				return name
			}
		}
	}
	return ""
}
