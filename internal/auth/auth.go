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
}

func (e *SettingError) Error() string { return e.Setting + ": " + e.Problem }

// NoMethodError says that nothing is configured, and what each method lacks.
type NoMethodError struct{ Lacks []string }

func (e *NoMethodError) Error() string {
	return "no way to sign in is configured: " + strings.Join(e.Lacks, "; ")
}

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
	if config.HTTP != nil {
		ctx = context.WithValue(ctx, oauth2.HTTPClient, config.HTTP)
	}
	source, err := m.source(ctx, config)
	if err != nil {
		return Source{}, err
	}
	return Source{Method: m.name, TokenSource: &sharedSource{method: m.name, source: source}}, nil
}

func choose(config Config) (method, error) {
	if config.Method != "" {
		i := slices.IndexFunc(methods, func(m method) bool { return m.name == config.Method })
		if i < 0 {
			return method{}, &SettingError{"auth_method", fmt.Sprintf("There is no method %q. It is one of: %s.", config.Method, strings.Join(Methods(), ", "))}
		}
		if !methods[i].meant(config.settings()) && methods[i].name != "azure_cli" {
			return method{}, &SettingError{methods[i].trigger[0], fmt.Sprintf("auth_method is %q, which needs %s.", config.Method, strings.Join(methods[i].trigger, " or "))}
		}
		return methods[i], methods[i].complete(config)
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
			return &SettingError{name, fmt.Sprintf("Signing in by %s needs %s, which is not set.", m.name, name)}
		}
	}
	return nil
}

func noMethod() error {
	e := &NoMethodError{}
	for _, m := range methods {
		lacks := append([]string{strings.Join(m.trigger, " or ")}, m.needs...)
		e.Lacks = append(e.Lacks, m.name+" needs "+strings.Join(lacks, ", "))
	}
	return e
}
