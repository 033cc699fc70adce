// Package auth signs in to Microsoft Entra. Each way of signing in is one file and gives an [oauth2.TokenSource].
package auth

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// Config is what a person set, under the names of the provider's settings.
type Config struct {
	Method           string // forces one method by its name; "" takes the first that is fully configured
	TenantID         string
	ClientID         string
	ClientSecret     string
	ClientSecretFile string
	AccessToken      string
	UseCLI           bool

	Authority string       // where to sign in, such as https://login.microsoftonline.com
	Scope     string       // what to ask for, such as https://graph.microsoft.com/.default
	HTTP      *http.Client // carries token requests; nil is the default client

	// Written names the settings that stand in the configuration. They win over those from the environment: a secret
	// in a provider block is used although the environment holds a token.
	Written []string
}

// Source is a signed-in identity.
type Source struct {
	Method string // the name of the method in use
	oauth2.TokenSource
}

// Drop forgets a token that was refused, so that the next request fetches another.
func (s Source) Drop(token *oauth2.Token) {
	if shared, ok := s.TokenSource.(*sharedSource); ok {
		shared.drop(token)
	}
}

// SettingError says which setting keeps a method from working.
type SettingError struct {
	Setting string // such as "client_id"
	Problem string // a sentence
	Missing bool   // whether it has to be set, not corrected
}

func (e *SettingError) Error() string { return e.Setting + ": " + e.Problem }

// NoMethodError says that nothing is configured, and what each method lacks.
type NoMethodError struct{ Methods []Lacking }

// Lacking is a method that is not configured: it needs one of OneOf, and all of All.
type Lacking struct {
	Method string
	OneOf  []string
	All    []string
}

func (e *NoMethodError) Error() string { return "no way to sign in is configured" }

// SignInError is a token that could not be had. Err is an [oauth2.RetrieveError], or what the method's library said.
type SignInError struct {
	Method string
	Err    error
}

func (e *SignInError) Error() string { return fmt.Sprintf("sign in by %s: %v", e.Method, e.Err) }
func (e *SignInError) Unwrap() error { return e.Err }

// method is one way of signing in.
type method struct {
	name string
	// trigger lists the settings of which one is enough to say that this method is meant.
	trigger []string
	// needs lists the settings without which it cannot work, beyond one trigger.
	needs []string
	// source prepares it. It makes no request. An error is a [SettingError].
	source func(context.Context, Config) (oauth2.TokenSource, error)
}

// methods in the order in which they are tried.
var methods = []method{
	{name: "access_token", trigger: []string{"access_token"}, source: accessToken},
	{name: "client_secret", trigger: []string{"client_secret", "client_secret_file_path"}, needs: []string{"tenant_id", "client_id"}, source: clientSecret},
	{name: "azure_cli", trigger: []string{"use_cli"}, source: azureCLI},
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
// outlives ctx, of which it keeps the values. An error is a [SettingError] or a [NoMethodError].
func New(ctx context.Context, config Config) (Source, error) {
	m, err := choose(config)
	if err != nil {
		return Source{}, err
	}
	// The context of Configure ends long before the last token is needed.
	ctx = context.WithoutCancel(ctx)
	ctx = context.WithValue(ctx, oauth2.HTTPClient, patient(config.HTTP))
	source, err := m.source(ctx, config)
	if err != nil {
		return Source{}, err
	}
	return Source{Method: m.name, TokenSource: &sharedSource{method: m.name, source: source}}, nil
}

// patient gives a client that repeats what failed for no fault of ours.
func patient(client *http.Client) *http.Client {
	if client == nil {
		client = http.DefaultClient
	}
	repeating := *client
	if repeating.Transport == nil {
		repeating.Transport = http.DefaultTransport
	}
	repeating.Transport = &retry{next: repeating.Transport}
	// A redirect would take the secret along to another host. The authority has no reason to send one.
	repeating.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &repeating
}

func choose(config Config) (method, error) {
	if config.Method != "" {
		return forced(config)
	}
	all := config.settings()
	for _, set := range []map[string]bool{config.written(all), all} {
		for _, m := range methods {
			if m.meant(set) {
				return m, m.complete(config)
			}
		}
	}
	return method{}, noMethod()
}

// forced gives the method that the configuration names.
func forced(config Config) (method, error) {
	i := slices.IndexFunc(methods, func(m method) bool { return strings.EqualFold(m.name, config.Method) })
	if i < 0 {
		return method{}, &SettingError{Setting: "auth_method", Problem: fmt.Sprintf("There is no method %q. It is one of: %s.", config.Method, strings.Join(Methods(), ", "))}
	}
	m := methods[i]
	switch {
	case m.meant(config.settings()):
		return m, m.complete(config)
	case m.name == "azure_cli":
		return method{}, &SettingError{Setting: "use_cli", Problem: "auth_method is \"azure_cli\", but use_cli is false."}
	default:
		return method{}, &SettingError{Setting: m.trigger[0], Missing: true, Problem: fmt.Sprintf("auth_method is %q, which needs %s.", m.name, strings.Join(m.trigger, " or "))}
	}
}

// settings says which of the settings that the methods look at are set.
func (c Config) settings() map[string]bool {
	return map[string]bool{
		"tenant_id":               c.TenantID != "",
		"client_id":               c.ClientID != "",
		"client_secret":           c.ClientSecret != "",
		"client_secret_file_path": c.ClientSecretFile != "",
		"access_token":            c.AccessToken != "",
		"use_cli":                 c.UseCLI,
	}
}

func (c Config) written(all map[string]bool) map[string]bool {
	written := map[string]bool{}
	for _, name := range c.Written {
		written[name] = all[name]
	}
	return written
}

func (m method) meant(set map[string]bool) bool {
	return slices.ContainsFunc(m.trigger, func(name string) bool { return set[name] })
}

// complete reports the first setting that the method lacks.
func (m method) complete(config Config) error {
	set := config.settings()
	for _, name := range m.needs {
		if !set[name] {
			return &SettingError{Setting: name, Missing: true, Problem: fmt.Sprintf("Signing in by %s needs %s, which is not set.", m.name, name)}
		}
	}
	if m.name == "azure_cli" && config.ClientID != "" && config.Method == "" {
		// A pipeline whose secret came out empty must not go on as whoever is signed in on the machine.
		return &SettingError{Setting: "client_secret", Missing: true, Problem: "client_id names an application to sign in as, but there is no credential for it. " +
			"To use the Azure CLI all the same, leave client_id out or set auth_method to \"azure_cli\"."}
	}
	return nil
}

func noMethod() error {
	e := &NoMethodError{}
	for _, m := range methods {
		e.Methods = append(e.Methods, Lacking{m.name, m.trigger, m.needs})
	}
	return e
}
