package graph

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// gate lets a bounded number of requests through at once, and none while Graph wants to be left
// alone: when one request is told to wait, the others would be told the same, and each failed
// request counts against the quota.
type gate struct {
	next  http.RoundTripper
	slots chan struct{} // one element for each request in flight

	mu    sync.Mutex // guards until and cause
	until time.Time
	cause *Error // the answer that closed the gate
}

func (g *gate) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.enter(req.Context()); err != nil {
		return nil, err
	}
	defer func() { <-g.slots }()
	resp, err := g.next.RoundTrip(req)
	if err == nil && throttled(resp.StatusCode) {
		g.close(answerError(req, resp))
	}
	return resp, err
}

// throttled reports whether a status with a Retry-After concerns the client and not the request. An
// accepted mail (202) may carry the header too, and means nothing by it.
func throttled(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// enter waits for an open gate and a slot. The gate may close while a request queues for a slot, so
// it is looked at again afterwards.
func (g *gate) enter(ctx context.Context) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if wait, cause := g.closed(); wait > 0 {
			if err := pause(ctx, wait, cause); err != nil {
				return err
			}
		}
		select {
		case g.slots <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if wait, _ := g.closed(); wait <= 0 {
			return nil
		}
		<-g.slots
	}
}

func (g *gate) closed() (time.Duration, *Error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return time.Until(g.until), g.cause
}

// close keeps the gate shut for as long as the answer asks. It never opens it earlier than an
// earlier answer did.
func (g *gate) close(answer *Error) {
	if answer.RetryAfter <= 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := time.Now().Add(answer.RetryAfter); until.After(g.until) {
		g.until, g.cause = until, answer
	}
}
