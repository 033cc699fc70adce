package auth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// identityScopes are asked for besides those of Graph: who signed in, and a refresh token.
var identityScopes = []string{"openid", "profile", "offline_access"}

// DeviceCode is what a person has to do to sign in.
type DeviceCode struct {
	UserCode string    // to be entered
	Address  string    // of the page where it is entered
	Expiry   time.Time // until when
}

// Login signs a person in by device code, RFC 8628, and keeps the session. It waits until the person has done what show
// tells. An empty TenantID stands for any organization, and the session is then in the tenant of the person. scopes are
// permissions of Graph by their names, such as User.Read. An error is a [SignInError], a [SettingError] or a [StoreError].
func Login(ctx context.Context, config Config, scopes []string, show func(DeviceCode)) (Session, error) {
	if err := config.Sessions.ready(); err != nil {
		return Session{}, err
	}
	tenant := config.TenantID
	if tenant == "" {
		tenant = "organizations"
	}
	device, err := config.endpoint(tenant, "devicecode")
	if err != nil {
		return Session{}, err
	}
	token, err := config.endpoint(tenant, "token")
	if err != nil {
		return Session{}, err
	}
	client := &oauth2.Config{
		ClientID: config.ClientID,
		Endpoint: oauth2.Endpoint{DeviceAuthURL: device, TokenURL: token, AuthStyle: oauth2.AuthStyleInParams},
		Scopes:   append(config.qualified(scopes), identityScopes...),
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, patient(config.HTTP))
	session, err := signIn(ctx, client, show)
	if err != nil {
		return Session{}, &SignInError{Method: "device_login", Err: err}
	}
	session.Authority, session.Resource = trimSlash(config.Authority), config.resource()
	session.Tenant, session.ClientID, session.Scopes = config.TenantID, config.ClientID, client.Scopes
	unlock, err := config.Sessions.lock(ctx, session)
	if err != nil {
		return Session{}, err
	}
	defer unlock()
	return session, config.Sessions.save(session)
}

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
	// The token comes straight from the authority, so that who it is from needs no proof.
	id, _ := token.Extra("id_token").(string)
	who := ReadClaims(id)
	if token.RefreshToken == "" || who.TenantID == "" {
		return Session{}, errors.New("the sign-in service gave no session: the answer has no refresh token or does not say who signed in")
	}
	now := time.Now().UTC().Truncate(time.Second)
	return Session{TenantID: who.TenantID, Username: who.Username, SignedIn: now, Renewed: now, RefreshToken: token.RefreshToken}, nil
}

// poll asks until the person has entered the code. A network that fails in between is no reason to give up, RFC 8628
// section 3.5; the library waits before each question.
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

// resource is what tokens are for.
func (c Config) resource() string { return strings.TrimSuffix(c.Scope, "/.default") }

// qualified puts the resource in front of the names of permissions; without it they would be those of the public Graph.
func (c Config) qualified(scopes []string) []string {
	qualified := make([]string, len(scopes))
	for i, scope := range scopes {
		if qualified[i] = scope; !strings.Contains(scope, "/") {
			qualified[i] = c.resource() + "/" + scope
		}
	}
	return qualified
}

// deviceLogin uses the session of a person who signed in with [Login].
func deviceLogin(config Config) (fetcher, error) {
	found, err := config.Sessions.Find(config.wanted())
	switch {
	case len(found) == 0 && err != nil:
		return nil, err
	case len(found) == 0:
		return nil, &SessionError{Session: config.wanted()}
	case len(found) > 1:
		people := make([]string, len(found))
		for i, session := range found {
			people[i] = fmt.Sprintf("%s in the tenant %s with the application %s", session.Username, session.TenantID, session.ClientID)
		}
		return nil, &SettingError{Setting: config.undecided(found), Problem: "More than one person or application is signed in by device code: " + strings.Join(people, "; ") + "."}
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

// wanted is what is known of the session that the settings mean.
func (c Config) wanted() Session {
	return Session{Authority: c.Authority, Resource: c.resource(), TenantID: c.TenantID, ClientID: c.ClientID}
}

// undecided names the setting that tells sessions apart.
func (c Config) undecided(found []Session) string {
	if found[0].TenantID != found[1].TenantID {
		return "tenant_id"
	}
	return "client_id"
}

// hasSession says that a session fits, or that it cannot be told whether one does: to go on as somebody else would be
// worse than to stop.
func (c Config) hasSession() bool {
	found, err := c.Sessions.Find(c.wanted())
	return len(found) > 0 || err != nil
}

// Check finds out whether the authority still takes a session. An error is a [SignInError].
func Check(ctx context.Context, config Config, session Session) error {
	config.Authority = session.Authority
	endpoint, err := config.endpoint(session.TenantID, "token")
	if err != nil {
		return err
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, patient(config.HTTP))
	if _, err := config.renew(ctx, endpoint, session, ""); err != nil {
		return &SignInError{Method: "device_login", Err: err}
	}
	return nil
}

// renew trades the refresh token for an access token and the next refresh token. One does so at a time, and with what
// the last one left: an authority may take each refresh token once.
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
	grant := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {current.RefreshToken}}
	token, err := exchange(ctx, endpoint, current.ClientID, current.Scopes, grant, claims)
	if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok && (answer.ErrorCode == "invalid_grant" || answer.ErrorCode == "interaction_required") {
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
