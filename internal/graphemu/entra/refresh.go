package entra

import (
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// refreshStore keeps the refresh tokens that were given out.
type refreshStore struct {
	mu     sync.Mutex // Guards the map and all that it leads to.
	tokens map[string]*refreshToken
}

type refreshToken struct {
	person  person
	granted []string // Permissions of Graph.
	issued  time.Time
	used    bool
	family  *tokenFamily
}

// tokenFamily is a sign-in with all refresh tokens that came of it.
type tokenFamily struct{ ending ending }

// ending is why a sign-in is over.
type ending int

const (
	alive ending = iota
	revoked
	inactive
	replayed // A token was used again that was good for one use.
)

// add keeps a new token. The caller holds the lock.
func (rs *refreshStore) add(t refreshToken) string {
	if rs.tokens == nil {
		rs.tokens = make(map[string]*refreshToken)
	}
	if t.family == nil {
		t.family = new(tokenFamily)
	}
	value := "0.graphemu." + rand.Text() + rand.Text()
	rs.tokens[value] = &t
	return value
}

// end ends all sign-ins that there are.
func (rs *refreshStore) end(why ending) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for _, t := range rs.tokens {
		t.family.ending = why
	}
}

// RevokeSessions makes all refresh tokens that were given out worthless, as a new password of the person does.
func (a *Authority) RevokeSessions() { a.refresh.end(revoked) }

// ExpireSessions makes all refresh tokens that were given out worthless, as ninety days without use do.
func (a *Authority) ExpireSessions() { a.refresh.end(inactive) }

// RefreshToken returns the refresh token of a person who signed in before, named by id or user principal name; the
// empty name is [directory.PersonUPN]. Without scopes it has [WideScopes]. It panics when there is no such user.
func (a *Authority) RefreshToken(user string, scopes ...string) string {
	p, err := a.findPerson(user)
	if err != nil {
		panic(err)
	}
	if len(scopes) == 0 {
		scopes = WideScopes()
	}
	return a.newRefreshToken(p, scopes)
}

// newRefreshToken begins a sign-in.
func (a *Authority) newRefreshToken(p person, granted []string) string {
	a.refresh.mu.Lock()
	defer a.refresh.mu.Unlock()
	return a.refresh.add(refreshToken{person: p, granted: append([]string{}, granted...), issued: a.now()})
}

// grantRefresh returns a new access token for a refresh token, and the refresh token that comes after it.
func (a *Authority) grantRefresh(form tokenForm) *odata.Response {
	asked, refusal := form.scopes()
	if refusal != nil {
		return refusal
	}
	a.refresh.mu.Lock()
	defer a.refresh.mu.Unlock()
	old := a.refresh.tokens[form.Get("refresh_token")]
	if refusal := a.checkRefresh(form, old); refusal != nil {
		return refusal
	}
	// Who asks for no permission at all gets those of before.
	asked.all = asked.all || len(asked.graph) == 0
	granted, refusal := asked.within(form, old.granted)
	if refusal != nil {
		return refusal
	}
	old.used = true
	next := a.refresh.add(refreshToken{person: old.person, granted: old.granted, issued: a.now(), family: old.family})
	return a.personResponse(form, old.person, asked, granted, next)
}

// checkRefresh refuses a token that is not good any more. The caller holds the lock.
func (a *Authority) checkRefresh(form tokenForm, t *refreshToken) *odata.Response {
	if t == nil {
		return form.invalidGrant(70000, "Provided grant is invalid or malformed.")
	}
	if a.options.SingleUseRefreshTokens && t.used && t.family.ending == alive {
		t.family.ending = replayed // Whoever used it first may be a thief.
	}
	const layout = "2006-01-02T15:04:05.0000000Z"
	switch t.family.ending {
	case alive:
		return nil
	case revoked:
		return form.invalidGrant(50173, fmt.Sprintf("The provided grant has expired due to it being revoked, a fresh auth "+
			"token is needed. The user might have changed or reset their password. The grant was issued on '%s' and the "+
			"TokensValidFrom date (before which tokens are not valid) for this user is '%s'.",
			t.issued.UTC().Format(layout), a.now().UTC().Format(layout)))
	case inactive:
		return form.invalidGrant(700082, fmt.Sprintf("The refresh token has expired due to inactivity. The token was "+
			"issued on %s and was inactive for 90.00:00:00.", t.issued.UTC().Format(layout)))
	default:
		return form.invalidGrant(70000, "Provided grant is invalid or malformed. The refresh token was used before.")
	}
}
