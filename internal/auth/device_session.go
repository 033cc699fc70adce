package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/secret"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// deviceLogin uses the session of a person who signed in by [Login].
func deviceLogin(config Config) (fetcher, error) {
	wanted := config.Session()
	found, unusable := config.Sessions.Find(wanted)
	switch {
	case len(found) > 1:
		return nil, severalSessions(found)
	case len(found) == 0 && slices.ContainsFunc(unusable, isOwn):
		return nil, unusable[slices.IndexFunc(unusable, isOwn)]
	case len(found) == 0:
		return nil, &SessionError{Session: wanted}
	}
	for _, err := range unusable {
		config.warn(err)
	}
	r := renewal{config: config, session: found[0]}
	var err error
	if r.endpoint, err = config.endpoint(r.session.TenantID, "token"); err != nil {
		return nil, err
	}
	return r.fetch, nil
}

// Session returns the parts of a session that the settings determine: authority, resource, tenant and client.
func (c Config) Session() session.Session {
	return session.Session{
		Authority: c.Authority, Resource: c.resource(),
		TenantID: c.Settings.Text(TenantID), ClientID: c.Settings.Text(ClientID),
	}
}

// severalSessions returns the error for settings that match several sessions, at the setting that distinguishes them.
func severalSessions(found []session.Session) error {
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

// hasSession reports whether a session matches, or may be in a file that cannot be used: an error is better than to
// continue as another identity.
func (c Config) hasSession() bool {
	found, unusable := c.Sessions.Find(c.Session())
	return len(found) > 0 || slices.ContainsFunc(unusable, isOwn)
}

// isOwn reports whether a file that cannot be used may hold a session. A copy does not.
func isOwn(err *session.Error) bool { return !errors.Is(err, session.ErrForeign) }

// Check asks the authority whether it still accepts a session. The error is a [*SignInError], a [*SettingError] or, if
// the session works but cannot be kept, an [*UnkeptError].
func Check(ctx context.Context, config Config, s session.Session) error {
	config.Authority, config.HTTP = s.Authority, tokenClient(config.HTTP)
	var unkept error
	config.warn = func(err error) { unkept = err }
	r := renewal{config: config, session: s, always: true}
	var err error
	if r.endpoint, err = config.endpoint(s.TenantID, "token"); err != nil {
		return err
	}
	if _, err := r.fetch(ctx, ""); err != nil {
		return &SignInError{Method: "device_login", Err: err}
	}
	return unkept
}

// A renewal is the fetcher of a session.
type renewal struct {
	config   Config
	endpoint string
	session  session.Session
	always   bool   // whether the token that another run has fetched is not good enough
	last     string // the access token that was returned last: a fetch is for another one
}

// renewTimeout bounds a request for the next token, once it is the turn of this run.
const renewTimeout = time.Minute

// fetch returns the access token in the file of the session or, if that does not last, exchanges the refresh token for
// the next. Many runs share a session, so it looks again when it is its turn.
func (r *renewal) fetch(ctx context.Context, claims string) (*oauth2.Token, error) {
	current, err := r.read()
	switch {
	case err != nil:
		return nil, err
	case claims == "" && r.lasts(current):
		return r.use(current), nil
	}
	unlock, unkept := r.config.Sessions.Lock(ctx, r.session)
	switch {
	case errors.Is(unkept, session.ErrBusy) || ctx.Err() != nil:
		return nil, unkept
	case unkept == nil:
		defer unlock()
	}
	current, err = r.read()
	switch {
	case err != nil:
		return nil, err
	case claims == "" && r.lasts(current):
		return r.use(current), nil
	}
	ctx, cancel := context.WithTimeout(ctx, renewTimeout)
	defer cancel()
	next, err := r.renew(ctx, current, claims, unkept)
	if err != nil {
		return nil, err
	}
	return r.use(next), nil
}

// read returns the session as it is now. Reading it under the lock matters, because an authority may accept each
// refresh token only once.
func (r *renewal) read() (session.Session, error) {
	current, err := r.config.Sessions.Read(r.session)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return current, &SessionError{Session: r.session}
	case err != nil:
		return current, err
	case current.Username != r.session.Username:
		return current, &SessionError{Session: r.session, Err: ErrOtherPerson}
	}
	secret.Hold(current.RefreshToken, current.AccessToken)
	return current, nil
}

// lasts reports whether the access token of a session can be used, and is another one than before.
func (r *renewal) lasts(s session.Session) bool {
	return !r.always && s.AccessToken != "" && s.AccessToken != r.last && time.Until(s.Expires) > renewMargin
}

func (r *renewal) use(s session.Session) *oauth2.Token {
	r.last = s.AccessToken
	token := &oauth2.Token{AccessToken: s.AccessToken, Expiry: s.Expires}
	return token.WithExtra(map[string]any{issuedExtra: s.Renewed})
}

// renew exchanges the refresh token of a session for an access token and the next refresh token, and keeps both. The
// room for them is reserved first, so that they are not lost. Without the lock, unkept is why nothing can be kept.
func (r *renewal) renew(
	ctx context.Context, current session.Session, claims string, unkept error,
) (session.Session, error) {
	var place *session.Place
	if unkept == nil {
		place, unkept = r.config.Sessions.Reserve(current)
	}
	params := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {current.RefreshToken}}
	token, err := r.config.exchange(ctx, r.endpoint, grant{current.ClientID, current.Scopes, params, claims})
	if err != nil {
		if unkept == nil {
			place.Release()
		}
		if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok && ended(answer) {
			err = &SessionError{Session: current, Err: err}
		}
		return current, err
	}
	current.RefreshToken = cmp.Or(token.RefreshToken, current.RefreshToken)
	current.AccessToken, current.Expires = token.AccessToken, token.Expiry.UTC()
	current.Renewed = time.Now().UTC().Truncate(time.Second)
	if unkept == nil {
		unkept = place.Keep(current)
	}
	if unkept != nil {
		r.config.warn(&UnkeptError{unkept})
	}
	return current, nil
}

// ended reports whether the authority no longer accepts a refresh token.
func ended(answer *oauth2.RetrieveError) bool {
	return answer.ErrorCode == "invalid_grant" || answer.ErrorCode == "interaction_required"
}
