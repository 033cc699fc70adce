package auth

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/retry"
	"github.com/graph-data/terraform-provider-graph/internal/secret"
)

const (
	// renewMargin is how long before its expiry a token is renewed. Clocks may differ by as much.
	renewMargin = 5 * time.Minute
	// refusalTTL is how long a refusal is also the result of the next requests. The credential is the same, and an
	// account may be locked after too many failures.
	refusalTTL = 30 * time.Second
	// leastLife is how long a token is used that has expired when it arrives, or is about to: the clock of this machine
	// may be ahead, and each request would fetch another one.
	leastLife = 30 * time.Second
	// young is the age of a token up to which another one would be refused too, unless a challenge came with the refusal.
	young = time.Minute
)

// A cache keeps one token for all requests of a provider. All callers that wait share one fetch and its result, a
// token or an error. Nobody waits while the token in hand is valid.
type cache struct {
	method string
	fetch  fetcher
	check  func(*oauth2.Token) error // of each token that is fetched
	also   string                    // for errors; see [SignInError]
	logger *slog.Logger

	mu           sync.Mutex // guards the fields below
	current      held
	claims       string       // of a challenge that the next token has to answer
	fetching     *fetching    // nil if no fetch is under way
	failed       *SignInError // the last one
	refusal      error
	refusedUntil time.Time
}

// A held is a token that a cache keeps. Its zero value is none.
type held struct {
	token   *oauth2.Token
	claims  string // of the challenge that it answers
	issued  time.Time
	renewAt time.Time // zero for a token that is never renewed
	until   time.Time // when it is no longer used; zero for a token that does not expire
}

// hold returns a token to keep. It is renewed a margin before its expiry, but not before half of its life has passed,
// since otherwise each request would fetch a short-lived token anew.
func hold(token *oauth2.Token, claims string) held {
	h := held{token: token, claims: claims, issued: time.Now()}
	if !token.Expiry.IsZero() {
		life := max(time.Until(token.Expiry), leastLife)
		h.until = h.issued.Add(life)
		h.renewAt = h.until.Add(-min(renewMargin, life/2))
	}
	if issued, ok := token.Extra(issuedExtra).(time.Time); ok {
		h.issued = issued
	}
	return h
}

// issuedExtra is the name under which a token carries the time when it was issued, if that is not now.
const issuedExtra = "issued"

func (h held) valid() bool { return h.token != nil && (h.until.IsZero() || time.Now().Before(h.until)) }

func (h held) due() bool { return !h.renewAt.IsZero() && !time.Now().Before(h.renewAt) }

// A fetching is a fetch that is under way. Its result may be read when done is closed.
type fetching struct {
	claims string
	done   chan struct{}
	token  *oauth2.Token
	err    error
}

// wait returns the result of the fetch.
func (f *fetching) wait(ctx context.Context) (*oauth2.Token, error) {
	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// token implements [Source.Token].
func (c *cache) token(ctx context.Context) (*oauth2.Token, error) {
	for {
		f, claims := c.fetchFor(ctx)
		token, err := f.wait(ctx)
		// A fetch that was under way when a challenge came does not answer it.
		if err != nil || f.claims == claims {
			return token, err
		}
	}
}

// fetchFor returns the fetch to wait for, and the claims that its token has to answer. If there is a valid token or a
// recent refusal, that is a fetch that has ended. Otherwise it is the one under way, which is started if necessary.
func (c *cache) fetchFor(ctx context.Context) (f *fetching, claims string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.current.valid():
		if c.current.due() {
			c.start(ctx) // In the background: the token in hand is valid.
		}
		return &fetching{done: closed, claims: c.claims, token: c.current.token}, c.claims
	case c.refusal != nil && time.Now().Before(c.refusedUntil):
		return &fetching{done: closed, err: c.refusal}, c.claims
	default:
		return c.start(ctx), c.claims
	}
}

// start returns the fetch that is under way, and starts one if there is none. The caller holds the lock.
func (c *cache) start(ctx context.Context) *fetching {
	if c.fetching == nil {
		c.fetching = &fetching{claims: c.claims, done: make(chan struct{})}
		// The fetch serves all who wait, so it does not end with the context of the first.
		go c.run(context.WithoutCancel(ctx), c.fetching)
	}
	return c.fetching
}

// closed is the done channel of a fetch that has ended.
var closed = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// run fetches a token, checks it, and ends the wait for it.
func (c *cache) run(ctx context.Context, f *fetching) {
	start := time.Now()
	f.token, f.err = c.fetch(ctx, f.claims)
	if f.err == nil {
		secret.Hold(f.token.AccessToken)
		f.err = c.check(f.token)
	}
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
	if c.current.token != token {
		c.mu.Unlock()
		return c.token(ctx)
	}
	f := c.start(ctx)
	c.mu.Unlock()
	return f.wait(ctx) // If the token cannot be renewed, the result is the one in hand.
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
		c.current, c.claims = hold(f.token, f.claims), ""
	case c.current.valid():
		// The token could not be renewed before its time, and is still valid.
		f.token, f.err = c.current.token, nil
		c.current.renewAt = time.Now().Add(refusalTTL)
	default:
		f.token, f.err = nil, c.failure(f.err)
		if lasting(f.err) {
			c.refusal, c.refusedUntil = f.err, time.Now().Add(refusalTTL)
		}
	}
	close(f.done)
}

// failure returns the error for a fetch that failed: the last one, if that was the same, so that a person is told once.
func (c *cache) failure(err error) error {
	failed := &SignInError{Method: c.method, Also: c.also, Err: err}
	if c.failed == nil || c.failed.Error() != failed.Error() {
		c.failed = failed
	}
	return c.failed
}

// lasting reports whether another fetch would fail in the same way.
func lasting(err error) bool {
	if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return answer.Response != nil && answer.Response.StatusCode/100 == 4 &&
			!retry.Transient(answer.Response.StatusCode)
	}
	_, isNetwork := errors.AsType[net.Error](err)
	return !isNetwork && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) &&
		!errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, ErrNoToken)
}

// reject removes a token that was refused, so that the next one answers the challenge that came with the refusal.
//
// Without a challenge, a young token stays: some refusals are about the user, whatever the token. If several requests
// were refused with the same token, only some of the responses may have a challenge, and it may come when another token
// is in use already.
func (c *cache) reject(token *oauth2.Token, claims string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	isCurrent := c.current.token != nil && c.current.token.AccessToken == token.AccessToken
	switch {
	case claims == "" && (!isCurrent || time.Since(c.current.issued) < young):
		return
	case claims != "" && !isCurrent && c.current.token != nil && c.current.claims == claims:
		return // It is answered already.
	}
	c.current = held{}
	c.claims = mergeClaims(c.claims, claims)
}
