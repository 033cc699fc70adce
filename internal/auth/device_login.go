package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
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
// a [*SettingError] or a [*StoreError].
func Login(ctx context.Context, config Config, scopes []string, show func(DeviceCode)) (Session, error) {
	if err := config.Sessions.ready(); err != nil {
		return Session{}, err
	}
	config.HTTP = tokenClient(config.HTTP)
	wanted := config.Session()
	tenant := cmp.Or(wanted.TenantID, "organizations")
	device, err := config.endpoint(tenant, "devicecode")
	if err != nil {
		return Session{}, err
	}
	token, err := config.endpoint(tenant, "token")
	if err != nil {
		return Session{}, err
	}
	client := &oauth2.Config{
		ClientID: wanted.ClientID,
		Endpoint: oauth2.Endpoint{DeviceAuthURL: device, TokenURL: token, AuthStyle: oauth2.AuthStyleInParams},
		Scopes:   append(config.qualified(scopes), identityScopes...),
	}
	session, err := signIn(config.forLibrary(ctx), client, show)
	if err != nil {
		return Session{}, &SignInError{Method: "device_login", Err: err}
	}
	session.Authority, session.Resource = trimSlash(wanted.Authority), wanted.Resource
	session.Tenant, session.ClientID, session.Scopes = wanted.TenantID, wanted.ClientID, client.Scopes
	unlock, err := config.Sessions.lock(ctx, session)
	if err != nil {
		return Session{}, err
	}
	defer unlock()
	return session, config.Sessions.save(session)
}

// signIn returns a session that lacks only what the caller determined: where it leads, and what was asked for.
func signIn(ctx context.Context, client *oauth2.Config, show func(DeviceCode)) (Session, error) {
	code, err := client.DeviceAuth(ctx)
	if err != nil {
		return Session{}, err
	}
	show(DeviceCode{UserCode: code.UserCode, Address: code.VerificationURI, Expiry: code.Expiry})
	token, err := poll(ctx, client, code)
	if err != nil {
		return Session{}, err
	}
	// The token comes straight from the authority over TLS, so its signature need not be checked.
	id, _ := token.Extra("id_token").(string)
	who := ReadClaims(id)
	if token.RefreshToken == "" || who.TenantID == "" {
		return Session{}, errors.New("the sign-in service started no session: " +
			"its response has no refresh token or does not state who signed in")
	}
	now := time.Now().UTC().Truncate(time.Second)
	return Session{
		TenantID: who.TenantID, Username: who.Username, SignedIn: now, Renewed: now, RefreshToken: token.RefreshToken,
	}, nil
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

// deviceLogin uses the session of a person who signed in by [Login].
func deviceLogin(config Config) (fetcher, error) {
	wanted := config.Session()
	found, err := config.Sessions.Find(wanted)
	switch {
	case len(found) == 0 && err != nil:
		return nil, err
	case len(found) == 0:
		return nil, &SessionError{Session: wanted}
	case len(found) > 1:
		return nil, severalSessions(found)
	}
	session := found[0]
	endpoint, err := config.endpoint(session.TenantID, "token")
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		return config.renew(ctx, endpoint, session, claims)
	}, nil
}

// Session returns the parts of a session that the settings determine: authority, resource, tenant and client.
func (c Config) Session() Session {
	return Session{
		Authority: c.Authority, Resource: c.resource(),
		TenantID: c.Settings.Text(TenantID), ClientID: c.Settings.Text(ClientID),
	}
}

// severalSessions returns the error for settings that match several sessions, at the setting that distinguishes them.
func severalSessions(found []Session) error {
	people := make([]string, len(found))
	for i, s := range found {
		people[i] = fmt.Sprintf("%s in the tenant %s with the application %s", s.Username, s.TenantID, s.ClientID)
	}
	setting := ClientID
	if found[0].TenantID != found[1].TenantID {
		setting = TenantID
	}
	return unsetError(setting,
		"More than one person or application is signed in by device code: "+strings.Join(people, "; ")+".")
}

// hasSession reports whether a session matches, or may be in a file that cannot be read: an error is better than to
// continue as another identity.
func (c Config) hasSession() bool {
	found, err := c.Sessions.Find(c.Session())
	return len(found) > 0 || err != nil
}

// Check asks the authority whether it still accepts a session. The error is a [*SignInError] or a [*SettingError].
func Check(ctx context.Context, config Config, session Session) error {
	config.Authority, config.HTTP = session.Authority, tokenClient(config.HTTP)
	endpoint, err := config.endpoint(session.TenantID, "token")
	if err != nil {
		return err
	}
	if _, err := config.renew(ctx, endpoint, session, ""); err != nil {
		return &SignInError{Method: "device_login", Err: err}
	}
	return nil
}

// renew exchanges the refresh token for an access token and the next refresh token. It reads the refresh token while it
// holds the lock of the session, because an authority may accept each refresh token only once.
func (c Config) renew(ctx context.Context, endpoint string, session Session, claims string) (*oauth2.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	unlock, err := c.Sessions.lock(ctx, session)
	if err != nil {
		return nil, err
	}
	defer unlock()
	current, err := readSession(c.Sessions.file(session))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &SessionError{Session: session}
	case err != nil:
		return nil, err
	case current.Username != session.Username:
		return nil, &SessionError{Session: session, Err: ErrOtherPerson}
	}
	params := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {current.RefreshToken}}
	token, err := c.exchange(ctx, endpoint, grant{current.ClientID, current.Scopes, params, claims})
	if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok && ended(answer) {
		return nil, &SessionError{Session: current, Err: err}
	}
	if err != nil || token.RefreshToken == "" {
		return token, err
	}
	current.RefreshToken, current.Renewed = token.RefreshToken, time.Now().UTC().Truncate(time.Second)
	if err := c.Sessions.save(current); err != nil && c.Logger != nil {
		// This run has its token all the same; the next one may have to sign in again.
		c.Logger.WarnContext(ctx, "Could not keep the renewed session", "error", err.Error())
	}
	return token, nil
}

// ended reports whether the authority no longer accepts a refresh token.
func ended(answer *oauth2.RetrieveError) bool {
	return answer.ErrorCode == "invalid_grant" || answer.ErrorCode == "interaction_required"
}
