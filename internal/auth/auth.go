// Package auth signs in to Microsoft Entra. Each way of signing in is a method with a file of its own; the tokens of
// the one in use are kept in one cache.
package auth

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// A Config describes how to sign in.
type Config struct {
	Settings  Settings
	Authority string        // where to sign in, such as https://login.microsoftonline.com
	Scope     string        // what tokens are for, such as https://graph.microsoft.com/.default
	Sessions  session.Store // of people who signed in by device code
	HTTP      *http.Client  // carries token requests; nil stands for the default client
	Logger    *slog.Logger  // gets a DEBUG line for each token; nil discards them

	warn func(error) // set by New; is called with what does not keep a method from working
}

// A Source is a signed-in identity. It is safe for concurrent use.
type Source struct {
	Method   string  // the name of the method in use
	By       Setting // the setting that selects the method; empty if no method is configured
	cache    *cache
	warnings *warnings
}

// warnings collects what a person should be told although signing in works.
type warnings struct {
	mu   sync.Mutex
	list []error
}

func (w *warnings) add(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	same := func(known error) bool { return known.Error() == err.Error() }
	if !slices.ContainsFunc(w.list, same) {
		w.list = append(w.list, err)
	}
}

// Warnings returns what has gone wrong without keeping the source from working, each once: an [*UnkeptError], or a
// [*session.Error] for each file that is no session.
func (s *Source) Warnings() []error {
	s.warnings.mu.Lock()
	defer s.warnings.mu.Unlock()
	list := s.warnings.list
	s.warnings.list = nil
	return list
}

// Token returns the token in use, or fetches one. The error is a [*SignInError], or the cause of the end of ctx.
func (s *Source) Token(ctx context.Context) (*oauth2.Token, error) { return s.cache.token(ctx) }

// Reject removes a token that was refused, so that the next request fetches another one. claims is the JSON of the
// claims challenge that came with the refusal and that the next token has to answer, or "" if there was none. Without
// one, a token that was fetched a moment ago is not removed: another one would be refused too.
func (s *Source) Reject(token *oauth2.Token, claims string) { s.cache.reject(token, claims) }

// Fresh returns a token that is valid for at least the given time, if the authority issues such tokens. It is for
// callers that cannot renew the token. The errors are those of Token.
func (s *Source) Fresh(ctx context.Context, least time.Duration) (*oauth2.Token, error) {
	return s.cache.fresh(ctx, least)
}

// A fetcher fetches a new token each time; the [cache] decides when. claims is the JSON of a claims challenge to
// answer.
type fetcher func(ctx context.Context, claims string) (*oauth2.Token, error)

// A method is one way of signing in.
type method struct {
	name string
	// triggers lists the settings that select the method; any one of them does.
	triggers []Setting
	// needs lists the further settings that the method cannot do without.
	needs []Setting
	// fallback reports whether the method is used if none is selected.
	fallback func(Config) bool
	// prepare makes no request. The error is a [*SettingError], a [*SessionError] or a [*session.Error].
	prepare func(Config) (fetcher, error)
}

// methods holds the methods in the order in which they are tried.
var methods = []method{
	{name: "access_token", triggers: []Setting{AccessToken}, prepare: accessToken},
	{name: "client_certificate", triggers: []Setting{Certificate, CertificateFile}, needs: application,
		prepare: clientCertificate},
	{
		name: "client_secret", triggers: []Setting{ClientSecret, ClientSecretFile},
		needs: application, prepare: clientSecret,
	},
	{name: "oidc", triggers: append(slices.Clip(oidcSources), UseOIDC), needs: application, prepare: oidc},
	{name: "managed_identity", triggers: []Setting{UseMSI}, prepare: managedIdentity},
	{name: "device_login", fallback: Config.hasSession, prepare: deviceLogin},
	{name: "azure_cli", triggers: []Setting{UseCLI}, fallback: Config.mayUseCLI, prepare: azureCLI},
}

// application holds the settings that identify an application.
var application = []Setting{TenantID, ClientID}

// Methods returns the values of the setting auth_method.
func Methods() []string {
	names := make([]string, len(methods))
	for i, m := range methods {
		names[i] = m.name
	}
	return names
}

// New chooses a method and prepares it. It makes no request: the first token is fetched when it is used first. The
// error is a [*SettingError], a [*SessionError], a [*session.Error] or a [*NoMethodError].
func New(config Config) (*Source, error) {
	config.HTTP = tokenClient(config.HTTP)
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	found := &warnings{}
	config.warn = found.add
	m, err := choose(config)
	if err != nil {
		return nil, err
	}
	fetch, err := m.prepare(config)
	if err != nil {
		return nil, err
	}
	return &Source{
		Method:   m.name,
		By:       m.by,
		warnings: found,
		cache: &cache{
			method: m.name, fetch: fetch, check: config.checkToken, also: config.Settings.unusedToken(), logger: config.Logger,
		},
	}, nil
}
