package auth

import (
	"context"
	"errors"
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
// permissions of Graph by their names, such as User.Read. An error is a [SignInError] or a [SettingError].
func Login(ctx context.Context, config Config, scopes []string, show func(DeviceCode)) (Session, error) {
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
	session.Authority, session.ClientID, session.Scopes = config.Authority, config.ClientID, client.Scopes
	session.Tenant = config.TenantID
	return session, config.Sessions.Save(session)
}

func signIn(ctx context.Context, client *oauth2.Config, show func(DeviceCode)) (Session, error) {
	code, err := client.DeviceAuth(ctx)
	if err != nil {
		return Session{}, err
	}
	show(DeviceCode{UserCode: code.UserCode, Address: code.VerificationURI, Expiry: code.Expiry})
	token, err := client.DeviceAccessToken(ctx, code, oauth2.SetAuthURLParam("claims", withCapabilities("")))
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return Session{}, ErrCodeExpired
	}
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

// qualified puts the resource in front of the names of permissions; without it they would be those of the public Graph.
func (c Config) qualified(scopes []string) []string {
	resource := strings.TrimSuffix(c.Scope, "/.default")
	qualified := make([]string, len(scopes))
	for i, scope := range scopes {
		if qualified[i] = scope; !strings.Contains(scope, "/") {
			qualified[i] = resource + "/" + scope
		}
	}
	return qualified
}

// deviceLogin uses the session of a person who signed in with [Login].
func deviceLogin(config Config) (fetcher, error) {
	found, err := config.Sessions.Find(config.Authority, config.TenantID, config.ClientID)
	switch {
	case err != nil:
		return nil, &SettingError{Setting: "auth_method", Problem: "The sessions of people who signed in cannot be read: " + err.Error() + ".", Todo: "remove the file and sign in again, or choose another way of signing in with auth_method."}
	case len(found) == 0:
		return nil, &SessionError{Session: Session{Authority: config.Authority, TenantID: config.TenantID, ClientID: config.ClientID, Scopes: []string{config.Scope}}}
	case len(found) > 1:
		return nil, &SettingError{Setting: config.undecided(found), Problem: "More than one person or application is signed in by device code."}
	}
	session := found[0]
	endpoint, err := config.endpoint(session.TenantID, "token")
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		return config.Sessions.renew(ctx, endpoint, session, claims)
	}, nil
}

// undecided names the setting that tells sessions apart.
func (c Config) undecided(found []Session) string {
	if found[0].TenantID != found[1].TenantID {
		return "tenant_id"
	}
	return "client_id"
}

func (c Config) hasSession() bool {
	found, err := c.Sessions.Find(c.Authority, c.TenantID, c.ClientID)
	return err == nil && len(found) > 0
}

// Check finds out whether the authority still takes a session. An error is a [SignInError].
func Check(ctx context.Context, config Config, session Session) error {
	config.Authority = session.Authority
	endpoint, err := config.endpoint(session.TenantID, "token")
	if err != nil {
		return err
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, patient(config.HTTP))
	if _, err := config.Sessions.renew(ctx, endpoint, session, ""); err != nil {
		return &SignInError{Method: "device_login", Err: err}
	}
	return nil
}

// renew trades the refresh token for an access token and the next refresh token. One does so at a time, and with what
// the last one left: an authority may take each refresh token once.
func (s Sessions) renew(ctx context.Context, endpoint string, session Session, claims string) (*oauth2.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	unlock, err := s.lock(ctx, session)
	if err != nil {
		return nil, err
	}
	defer unlock()
	current, err := readSession(s.file(session))
	if err != nil {
		return nil, &SessionError{Session: session}
	}
	grant := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {current.RefreshToken}}
	token, err := exchange(ctx, endpoint, current.ClientID, current.Scopes, grant, claims)
	if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok && (answer.ErrorCode == "invalid_grant" || answer.ErrorCode == "interaction_required") {
		return nil, &SessionError{Session: current, Err: err}
	}
	if err != nil {
		return nil, err
	}
	if token.RefreshToken != "" {
		current.RefreshToken, current.Renewed = token.RefreshToken, time.Now().UTC().Truncate(time.Second)
		if err := s.Save(current); err != nil {
			return nil, err
		}
	}
	return token, nil
}
