package auth

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

const (
	// early is how long before its end a token is renewed, which also survives clocks that differ by as much.
	early = 5 * time.Minute
	// sulk is how long a refusal is taken for the answer to the next request too. The credential is the same, and an
	// account may be locked after too many failures.
	sulk = 30 * time.Second
)

// sharedSource keeps one token for all requests of a provider. However many wait, one fetches; they share what comes of
// it, be it a token or an error.
type sharedSource struct {
	method string
	source oauth2.TokenSource

	mu         sync.Mutex // guards what follows
	token      *oauth2.Token
	renewAt    time.Time // zero: never
	fetching   *fetch    // nil while nobody fetches
	refusal    error
	sulksUntil time.Time
}

// fetch is a token on its way. What comes of it may be read when done is closed.
type fetch struct {
	done  chan struct{}
	token *oauth2.Token
	err   error
}

// Token gives the token in use, or fetches one. An error is a [SignInError].
func (s *sharedSource) Token() (*oauth2.Token, error) {
	s.mu.Lock()
	switch {
	case s.token != nil && (s.renewAt.IsZero() || time.Now().Before(s.renewAt)):
		defer s.mu.Unlock()
		return s.token, nil
	case s.refusal != nil && time.Now().Before(s.sulksUntil):
		defer s.mu.Unlock()
		return nil, s.refusal
	case s.fetching != nil:
		waiting := s.fetching
		s.mu.Unlock()
		<-waiting.done
		return waiting.token, waiting.err
	}
	f := &fetch{done: make(chan struct{})}
	s.fetching = f
	s.mu.Unlock()

	f.token, f.err = s.source.Token()
	if f.err != nil {
		f.token, f.err = nil, &SignInError{Method: s.method, Err: f.err}
	}
	s.settle(f)
	return f.token, f.err
}

// settle keeps what came of a fetch and lets those go on who wait for it.
func (s *sharedSource) settle(f *fetch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fetching, s.refusal = nil, nil
	switch {
	case f.err == nil:
		s.token, s.renewAt = f.token, renewal(f.token.Expiry)
	case refused(f.err):
		s.refusal, s.sulksUntil = f.err, time.Now().Add(sulk)
	}
	close(f.done)
}

// refused says that the authority answered, and that its answer was no.
func refused(err error) bool {
	answer, ok := errors.AsType[*oauth2.RetrieveError](err)
	return ok && answer.Response != nil && answer.Response.StatusCode/100 == 4 && answer.Response.StatusCode != http.StatusTooManyRequests
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
