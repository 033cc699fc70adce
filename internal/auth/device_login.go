package auth

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/plaintext"
	"github.com/graph-data/terraform-provider-graph/internal/secret"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// identityScopes are requested besides those of Graph: the identity of the person, and a refresh token.
var identityScopes = []string{"openid", "profile", "offline_access"}

// A DeviceCode is what a person needs to sign in.
type DeviceCode struct {
	UserCode string    // to be entered
	Address  string    // of the page where it is entered
	Expiry   time.Time // of the code; zero if it is not known
}

// Login signs a person in by device code, RFC 8628, and keeps the session. It passes the code to show and waits until
// the person has entered it. If no tenant is configured, the person may be of any organization, and the session is in
// the person's tenant. scopes are the names of permissions of Graph, such as User.Read. The error is a [*SignInError],
// a [*SettingError] or a [*session.Error].
func Login(
	ctx context.Context, config Config, scopes []string, show func(DeviceCode),
) (session.Session, error) {
	if err := config.Sessions.Ready(); err != nil {
		return session.Session{}, err
	}
	config.HTTP = tokenClient(config.HTTP)
	wanted := config.Session()
	tenant := cmp.Or(wanted.TenantID, "organizations")
	device, err := config.endpoint(tenant, "devicecode")
	if err != nil {
		return session.Session{}, err
	}
	token, err := config.endpoint(tenant, "token")
	if err != nil {
		return session.Session{}, err
	}
	client := &oauth2.Config{
		ClientID: wanted.ClientID,
		Endpoint: oauth2.Endpoint{DeviceAuthURL: device, TokenURL: token, AuthStyle: oauth2.AuthStyleInParams},
		Scopes:   append(config.qualified(scopes), identityScopes...),
	}
	signedIn, err := signIn(config.forLibrary(ctx), client, show)
	if err != nil {
		return session.Session{}, &SignInError{Method: "device_login", Err: err}
	}
	signedIn.Authority, signedIn.Resource = strings.TrimRight(wanted.Authority, "/"), wanted.Resource
	signedIn.Tenant, signedIn.ClientID, signedIn.Scopes = wanted.TenantID, wanted.ClientID, client.Scopes
	unlock, err := config.Sessions.Lock(ctx, signedIn)
	if err != nil {
		return session.Session{}, err
	}
	defer unlock()
	return signedIn, config.Sessions.Save(signedIn)
}

// signIn returns a session that lacks only what the caller determined: where it leads, and what was asked for.
func signIn(ctx context.Context, client *oauth2.Config, show func(DeviceCode)) (session.Session, error) {
	code, err := requestCode(ctx, client)
	if err != nil {
		return session.Session{}, err
	}
	show(DeviceCode{
		UserCode: plaintext.Line(code.UserCode), Address: plaintext.Line(code.VerificationURI), Expiry: code.Expiry,
	})
	token, err := poll(ctx, client, code)
	if err != nil {
		return session.Session{}, err
	}
	secret.Hold(token.AccessToken, token.RefreshToken)
	// The token comes straight from the authority over TLS, so its signature need not be checked.
	id, _ := token.Extra("id_token").(string)
	who := ReadClaims(id)
	if token.RefreshToken == "" || who.TenantID == "" {
		return session.Session{}, errors.New("the sign-in service started no session: " +
			"its response has no refresh token or does not state who signed in")
	}
	now := time.Now().UTC().Truncate(time.Second)
	return session.Session{
		TenantID: plaintext.Line(who.TenantID), Username: plaintext.Line(who.Username), SignedIn: now, Renewed: now,
		RefreshToken: token.RefreshToken, AccessToken: token.AccessToken, Expires: token.Expiry.UTC(),
	}, nil
}

// requestCode requests the code that a person enters. It ends with ctx, which the library passes on to no request.
func requestCode(ctx context.Context, client *oauth2.Config) (*oauth2.DeviceAuthResponse, error) {
	type result struct {
		code *oauth2.DeviceAuthResponse
		err  error
	}
	done := make(chan result, 1)
	go func() {
		code, err := client.DeviceAuth(ctx)
		done <- result{code, err}
	}()
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case r := <-done:
		switch {
		case r.err != nil:
			return nil, r.err
		case r.code.DeviceCode == "" || r.code.UserCode == "" || r.code.VerificationURI == "":
			return nil, ErrNoCode
		}
		secret.Hold(r.code.DeviceCode)
		r.code.Interval = max(r.code.Interval, 1) // The library waits as long, and cannot wait less.
		return r.code, nil
	}
}

// poll asks for the token until the person has entered the code. A failure of the network in between does not end it
// (RFC 8628, section 3.5); the library waits before each request.
func poll(ctx context.Context, client *oauth2.Config, code *oauth2.DeviceAuthResponse) (*oauth2.Token, error) {
	for {
		token, err := client.DeviceAccessToken(ctx, code, oauth2.SetAuthURLParam("claims", withCapabilities("")))
		_, answered := errors.AsType[*oauth2.RetrieveError](err)
		switch {
		case err == nil || answered || ctx.Err() != nil:
			return token, err
		case !time.Now().Before(code.Expiry):
			return nil, ErrCodeExpired
		}
	}
}

// resource returns the resource that tokens are for.
func (c Config) resource() string { return strings.TrimSuffix(c.Scope, "/.default") }

// qualified returns the names of permissions with the resource in front. Without it, they would be permissions of the
// public Graph.
func (c Config) qualified(scopes []string) []string {
	qualified := make([]string, len(scopes))
	for i, scope := range scopes {
		if qualified[i] = scope; !strings.Contains(scope, "/") {
			qualified[i] = c.resource() + "/" + scope
		}
	}
	return qualified
}
