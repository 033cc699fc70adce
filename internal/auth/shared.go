package auth

import (
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// early is how long before its end a token is renewed, which also survives clocks that differ by as much.
const early = 5 * time.Minute

// sharedSource keeps one token for all requests of a provider. However many wait, one fetches.
type sharedSource struct {
	method string
	source oauth2.TokenSource

	mu      sync.Mutex // guards what follows, and is held while a token is fetched
	token   *oauth2.Token
	renewAt time.Time // zero: never
}

// Token gives the token in use, or fetches one. An error is a [SignInError].
func (s *sharedSource) Token() (*oauth2.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != nil && (s.renewAt.IsZero() || time.Now().Before(s.renewAt)) {
		return s.token, nil
	}
	token, err := s.source.Token()
	if err != nil {
		return nil, &SignInError{Method: s.method, Err: err}
	}
	s.token, s.renewAt = token, renewal(token.Expiry)
	return token, nil
}

// renewal leaves a token that lives shorter than the margin half of its life, lest each request fetch another.
func renewal(expiry time.Time) time.Time {
	if expiry.IsZero() {
		return time.Time{}
	}
	return expiry.Add(-min(early, time.Until(expiry)/2))
}

// drop forgets the token unless somebody has already fetched another.
func (s *sharedSource) drop(token *oauth2.Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != nil && s.token.AccessToken == token.AccessToken {
		s.token = nil
	}
}
