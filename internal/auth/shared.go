package auth

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
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
	ctx    context.Context
	method string
	fetch  fetcher
	logger *slog.Logger

	mu         sync.Mutex // guards what follows
	token      *oauth2.Token
	renewAt    time.Time // zero: never
	claims     string    // of a challenge that the next fetch has to answer
	dropped    string    // the token that was refused last
	fetching   *fetching // nil while nobody fetches
	refusal    error
	sulksUntil time.Time
}

// fetching is a token on its way. What comes of it may be read when done is closed.
type fetching struct {
	claims string
	done   chan struct{}
	token  *oauth2.Token
	err    error
}

// Token gives the token in use, or fetches one. An error is a [SignInError].
func (s *sharedSource) Token() (*oauth2.Token, error) {
	for {
		s.mu.Lock()
		switch {
		case s.token != nil && (s.renewAt.IsZero() || time.Now().Before(s.renewAt)):
			defer s.mu.Unlock()
			return s.token, nil
		case s.refusal != nil && time.Now().Before(s.sulksUntil):
			defer s.mu.Unlock()
			return nil, s.refusal
		case s.fetching == nil:
			return s.fetchNow()
		}
		waiting, wanted := s.fetching, s.claims
		s.mu.Unlock()
		<-waiting.done
		// One that was under way when a challenge came does not answer it.
		if waiting.err != nil || waiting.claims == wanted {
			return waiting.token, waiting.err
		}
	}
}

// fetchNow fetches a token for all who wait. The caller holds the lock, and is rid of it then.
func (s *sharedSource) fetchNow() (*oauth2.Token, error) {
	f := &fetching{claims: s.claims, done: make(chan struct{})}
	s.fetching = f
	s.mu.Unlock()

	start := time.Now()
	f.token, f.err = s.fetch(s.ctx, f.claims)
	s.log(f, time.Since(start))
	s.settle(f)
	return f.token, f.err
}

// fresh gives a token that is good for some time to come, if the authority gives such ones.
func (s *sharedSource) fresh(least time.Duration) (*oauth2.Token, error) {
	token, err := s.Token()
	if err != nil || token.Expiry.IsZero() || time.Until(token.Expiry) >= least {
		return token, err
	}
	s.mu.Lock()
	if s.token == token {
		s.renewAt = time.Now() // It stays, for the case that no other can be had.
	}
	s.mu.Unlock()
	return s.Token()
}

// log tells of a fetch, without a word of what was sent or answered.
func (s *sharedSource) log(f *fetching, took time.Duration) {
	attrs := []any{"sign_in", s.method, "duration", took.Round(time.Millisecond), "challenged", f.claims != ""}
	if f.err != nil {
		s.logger.DebugContext(s.ctx, "Could not fetch a token", attrs...)
		return
	}
	if !f.token.Expiry.IsZero() {
		attrs = append(attrs, "expires", f.token.Expiry.UTC().Format(time.RFC3339))
	}
	s.logger.DebugContext(s.ctx, "Fetched a token", attrs...)
}

// settle keeps what came of a fetch and lets those go on who wait for it.
func (s *sharedSource) settle(f *fetching) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fetching, s.refusal = nil, nil
	switch {
	case f.err == nil && s.claims != f.claims:
		// A challenge came in the meantime, which this token does not answer.
	case f.err == nil:
		s.token, s.renewAt, s.claims = f.token, renewal(f.token.Expiry), ""
	case s.token != nil && time.Now().Before(s.token.Expiry):
		// It could not be renewed before its time, and is still good.
		f.token, f.err = s.token, nil
		s.renewAt = earlier(s.token.Expiry, time.Now().Add(sulk))
	default:
		f.token, f.err = nil, &SignInError{Method: s.method, Err: f.err}
		if lasting(f.err) {
			s.refusal, s.sulksUntil = f.err, time.Now().Add(sulk)
		}
	}
	close(f.done)
}

// lasting says that the same question would get the same answer again.
func lasting(err error) bool {
	if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return answer.Response != nil && answer.Response.StatusCode/100 == 4 && answer.Response.StatusCode != http.StatusTooManyRequests
	}
	_, isNetwork := errors.AsType[net.Error](err)
	return !isNetwork && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, context.DeadlineExceeded)
}

// renewal leaves a token that lives shorter than the margin half of its life, lest each request fetch another.
func renewal(expiry time.Time) time.Time {
	if expiry.IsZero() {
		return time.Time{}
	}
	return expiry.Add(-min(early, time.Until(expiry)/2))
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// drop forgets the token unless somebody has already fetched another. Several requests may be refused with one token, and
// only the answer to some of them says what the next one has to answer.
func (s *sharedSource) drop(token *oauth2.Token, claims string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	isCurrent := s.token != nil && s.token.AccessToken == token.AccessToken
	if !isCurrent && (s.token != nil || s.dropped != token.AccessToken) {
		return
	}
	s.token, s.dropped = nil, token.AccessToken
	if claims != "" {
		s.claims = claims
	}
}
