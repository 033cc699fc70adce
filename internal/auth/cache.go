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
	// renewMargin is how long before its expiry a token is renewed. Clocks may differ by as much.
	renewMargin = 5 * time.Minute
	// refusalTTL is how long a refusal is also the result of the next requests. The credential is the same, and an
	// account may be locked after too many failures.
	refusalTTL = 30 * time.Second
)

// A cache keeps one token for all requests of a provider. All callers that wait share one fetch and its result, a
// token or an error.
type cache struct {
	method string
	fetch  fetcher
	logger *slog.Logger

	mu           sync.Mutex // guards the fields below
	current      *oauth2.Token
	renewAt      time.Time // zero for a token that is never renewed
	claims       string    // of a challenge that the next token has to answer
	rejected     string    // the access token that was rejected last
	fetching     *fetching // nil if no fetch is under way
	refusal      error
	refusedUntil time.Time
}

// A fetching is a fetch that is under way. Its result may be read when done is closed.
type fetching struct {
	claims string
	done   chan struct{}
	token  *oauth2.Token
	err    error
}

// token implements [Source.Token].
func (c *cache) token(ctx context.Context) (*oauth2.Token, error) {
	for {
		f, claims := c.fetchFor(ctx)
		select {
		case <-f.done:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		// A fetch that was under way when a challenge came does not answer it.
		if f.err != nil || f.claims == claims {
			return f.token, f.err
		}
	}
}

// fetchFor returns the fetch to wait for, and the claims that its token has to answer. If there is a valid token or a
// recent refusal, that is a fetch that has ended. Otherwise it is the one under way, which is started if necessary.
func (c *cache) fetchFor(ctx context.Context) (f *fetching, claims string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.current != nil && (c.renewAt.IsZero() || time.Now().Before(c.renewAt)):
		return &fetching{done: closed, claims: c.claims, token: c.current}, c.claims
	case c.refusal != nil && time.Now().Before(c.refusedUntil):
		return &fetching{done: closed, err: c.refusal}, c.claims
	case c.fetching == nil:
		c.fetching = &fetching{claims: c.claims, done: make(chan struct{})}
		// The fetch serves all who wait, so it does not end with the context of the first.
		go c.run(context.WithoutCancel(ctx), c.fetching)
	}
	return c.fetching, c.claims
}

// closed is the done channel of a fetch that has ended.
var closed = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// run fetches a token and ends the wait for it.
func (c *cache) run(ctx context.Context, f *fetching) {
	start := time.Now()
	f.token, f.err = c.fetch(ctx, f.claims)
	c.log(ctx, f, time.Since(start))
	c.settle(f)
}

// fresh implements [Source.Fresh].
func (c *cache) fresh(ctx context.Context, least time.Duration) (*oauth2.Token, error) {
	token, err := c.token(ctx)
	if err != nil || token.Expiry.IsZero() || time.Until(token.Expiry) >= least {
		return token, err
	}
	c.mu.Lock()
	if c.current == token {
		c.renewAt = time.Now() // The token itself is kept, in case it cannot be renewed.
	}
	c.mu.Unlock()
	return c.token(ctx)
}

// log writes the line of a fetch, without anything that was sent or received.
func (c *cache) log(ctx context.Context, f *fetching, took time.Duration) {
	attrs := []any{"sign_in", c.method, "duration", took.Round(time.Millisecond), "challenged", f.claims != ""}
	if f.err != nil {
		c.logger.DebugContext(ctx, "Could not fetch a token", attrs...)
		return
	}
	if !f.token.Expiry.IsZero() {
		attrs = append(attrs, "expires", f.token.Expiry.UTC().Format(time.RFC3339))
	}
	c.logger.DebugContext(ctx, "Fetched a token", attrs...)
}

// settle keeps the result of a fetch and releases those who wait for it.
func (c *cache) settle(f *fetching) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fetching, c.refusal = nil, nil
	switch {
	case f.err == nil && c.claims != f.claims:
		// A challenge came in the meantime, which this token does not answer.
	case f.err == nil:
		c.current, c.renewAt, c.claims = f.token, renewal(f.token.Expiry), ""
	case c.current != nil && time.Now().Before(c.current.Expiry):
		// The token could not be renewed before its time, and is still valid.
		f.token, f.err = c.current, nil
		c.renewAt = earlier(c.current.Expiry, time.Now().Add(refusalTTL))
	default:
		f.token, f.err = nil, &SignInError{Method: c.method, Err: f.err}
		if lasting(f.err) {
			c.refusal, c.refusedUntil = f.err, time.Now().Add(refusalTTL)
		}
	}
	close(f.done)
}

// lasting reports whether another fetch would fail in the same way.
func lasting(err error) bool {
	if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return answer.Response != nil && answer.Response.StatusCode/100 == 4 &&
			answer.Response.StatusCode != http.StatusTooManyRequests
	}
	_, isNetwork := errors.AsType[net.Error](err)
	return !isNetwork && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) &&
		!errors.Is(err, context.DeadlineExceeded)
}

// renewal returns when to renew a token: the margin before its expiry, but not before half of its life has passed,
// since otherwise each request would fetch a short-lived token anew.
func renewal(expiry time.Time) time.Time {
	if expiry.IsZero() {
		return time.Time{}
	}
	return expiry.Add(-min(renewMargin, time.Until(expiry)/2))
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// reject removes the token unless another one has been fetched already. If several requests were refused with the same
// token, only some of the responses may have the claims that the next token must answer.
func (c *cache) reject(token *oauth2.Token, claims string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	isCurrent := c.current != nil && c.current.AccessToken == token.AccessToken
	if !isCurrent && (c.current != nil || c.rejected != token.AccessToken) {
		return
	}
	c.current, c.rejected = nil, token.AccessToken
	if claims != "" {
		c.claims = claims
	}
}
