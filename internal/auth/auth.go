// Package auth signs in to Microsoft Entra. Each way of signing in is one file and gives tokens as an
// [oauth2.TokenSource].
package auth

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// Config is what a person set, under the names of the provider's settings.
type Config struct {
	Method   string // forces one method by its name; "" takes the first that is fully configured
	TenantID string
	ClientID string

	AccessToken string

	ClientSecret     string
	ClientSecretFile string

	Certificate         string // PKCS#12 or PEM, in base64; or PEM as it is
	CertificateFile     string
	CertificatePassword string
	SendChain           bool // sends the certificate's chain along, for apps that trust its subject and issuer

	UseOIDC             *bool // nil: where there is a token to use
	OIDCToken           string
	OIDCTokenFile       string
	OIDCRequestURL      string
	OIDCRequestToken    string
	OIDCAudience        string // of the token that GitHub is asked for
	ServiceConnectionID string // of Azure DevOps

	UseMSI *bool // nil: no
	UseCLI *bool // nil: where nothing else is configured

	Authority string       // where to sign in, such as https://login.microsoftonline.com
	Scope     string       // what to ask for, such as https://graph.microsoft.com/.default
	Sessions  Sessions     // where people who signed in by device code are kept
	HTTP      *http.Client // carries token requests; nil is the default client
	Logger    *slog.Logger // gets a DEBUG line for each token; nil is silence

	// Written names the settings that stand in the configuration. They win over those from the environment: a secret
	// in a provider block is used although the environment holds a token.
	Written []string
	// Platform names the settings that come from what a platform sets for every job, whether or not it signs in this way.
	// They say what is meant only where nobody has said so, and everything else is there too.
	Platform []string
}

// Source is a signed-in identity.
type Source struct {
	Method string // the name of the method in use
	oauth2.TokenSource
}

// Drop forgets a token that was refused, so that the next request fetches another. claims is the JSON of the claims
// challenge that came with the refusal, which the next fetch answers; "" without one.
func (s Source) Drop(token *oauth2.Token, claims string) {
	if shared, ok := s.TokenSource.(*sharedSource); ok {
		shared.drop(token, claims)
	}
}

// Fresh gives a token that is good for some time to come, if the authority gives such ones: for somebody who cannot renew it.
func (s Source) Fresh(least time.Duration) (*oauth2.Token, error) {
	if shared, ok := s.TokenSource.(*sharedSource); ok {
		return shared.fresh(least)
	}
	return s.Token()
}

// fetcher asks for a token each time; [sharedSource] decides when. claims is the JSON of a claims challenge to answer.
type fetcher func(ctx context.Context, claims string) (*oauth2.Token, error)

// method is one way of signing in.
type method struct {
	name string
	// trigger lists the settings of which one is enough to say that this method is meant.
	trigger []string
	// needs lists the settings without which it cannot work, beyond one of these.
	needs []string
	// fallback says that it is used where no method is meant, if it can be.
	fallback func(Config) bool
	// prepare makes no request. An error is a [SettingError], a [SessionError] or a [StoreError].
	prepare func(Config) (fetcher, error)
}

// methods in the order in which they are tried.
var methods = []method{
	{name: "access_token", trigger: []string{"access_token"}, prepare: accessToken},
	{name: "client_certificate", trigger: []string{"client_certificate", "client_certificate_path"}, needs: []string{"tenant_id", "client_id"}, prepare: clientCertificate},
	{name: "client_secret", trigger: []string{"client_secret", "client_secret_file_path"}, needs: []string{"tenant_id", "client_id"}, prepare: clientSecret},
	{name: "oidc", trigger: []string{"oidc_token", "oidc_token_file_path", "ado_pipeline_service_connection_id", "oidc_request_url", "use_oidc"}, needs: []string{"tenant_id", "client_id"}, prepare: oidc},
	{name: "managed_identity", trigger: []string{"use_msi"}, prepare: managedIdentity},
	{name: "device_login", fallback: Config.hasSession, prepare: deviceLogin},
	{name: "azure_cli", trigger: []string{"use_cli"}, fallback: Config.mayAskCLI, prepare: azureCLI},
}

// Methods lists the names that Config.Method takes.
func Methods() []string {
	names := make([]string, len(methods))
	for i, m := range methods {
		names[i] = m.name
	}
	return names
}

// New chooses the method and prepares it; the first request for a token comes with the first use. The token source
// outlives ctx, of which it keeps the values. An error is a [SettingError], a [SessionError], a [StoreError] or a
// [NoMethodError].
func New(ctx context.Context, config Config) (Source, error) {
	m, err := choose(config)
	if err != nil {
		return Source{}, err
	}
	fetch, err := m.prepare(config)
	if err != nil {
		return Source{}, err
	}
	logger := config.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	// The context of Configure ends long before the last token is needed.
	ctx = context.WithValue(context.WithoutCancel(ctx), oauth2.HTTPClient, patient(config.HTTP))
	return Source{Method: m.name, TokenSource: &sharedSource{ctx: ctx, method: m.name, fetch: fetch, logger: logger}}, nil
}
