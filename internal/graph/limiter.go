package graph

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

// limiter bounds the number of requests in flight, and lets none through while Graph asks to wait: when one request is
// throttled, the others would be too, and each refused request counts against the quota.
type limiter struct {
	next  step
	slots chan struct{} // one element for each request in flight

	mu    sync.Mutex // guards until and cause
	until time.Time  // no request is sent before
	cause *Error     // the response that asked to wait
}

func (l *limiter) do(ctx context.Context, c *call) (*Response, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer func() { <-l.slots }()
	resp, err := l.next.do(ctx, c)
	if err == nil && throttled(resp.Status) {
		l.close(newError(c, resp))
	}
	return resp, err
}

// throttled reports whether a Retry-After of this status concerns all requests. That of an accepted mail (202) means
// nothing.
func throttled(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// enter waits until requests may be sent and takes a slot. The limiter may be closed while a request queues for a slot,
// so it is checked again afterwards.
func (l *limiter) enter(ctx context.Context) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if wait, cause := l.closed(); wait > 0 {
			if err := retry.Pause(ctx, wait, cause); err != nil {
				return tooLate(err)
			}
		}
		select {
		case l.slots <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if wait, _ := l.closed(); wait <= 0 {
			return nil
		}
		<-l.slots
	}
}

// closed returns how long no request may be sent, and the response that asked for it.
func (l *limiter) closed() (time.Duration, *Error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Until(l.until), l.cause
}

// close keeps requests back for as long as a response asks. It never shortens the wait of an earlier response.
func (l *limiter) close(answer *Error) {
	if answer.RetryAfter <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Now().Add(answer.RetryAfter); until.After(l.until) {
		l.until, l.cause = until, answer
	}
}
