package graph

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

// limiter bounds the number of requests in flight, and lets none through while Graph asks to wait: when one request is
// throttled, the others would be too, and each refused request counts against the quota.
//
// After a wait, the requests do not all start again at once, which would use up the quota at once: one does, and each
// response that is not refused lets one more through. Where Graph says that its limit is near, half as many are let
// through.
type limiter struct {
	next  step
	slots chan struct{} // one element for each request in flight, and for each slot that is held back

	mu     sync.Mutex // guards the following
	until  time.Time  // no request is sent before
	cause  *Error     // the response that asked to wait
	window int        // the number of requests that may be in flight
	held   int        // the number of slots that are held back, so that the window is not exceeded
	round  int        // counts how often the window was made smaller
}

func newLimiter(most int, next step) *limiter {
	return &limiter{next: next, slots: make(chan struct{}, most), window: most}
}

func (l *limiter) do(ctx context.Context, c *call) (*Response, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	round := l.current()
	resp, err := l.next.do(ctx, c)
	l.leave(c, resp, round)
	return resp, err
}

// throttled reports whether a Retry-After of this status concerns all requests. That of an accepted mail (202) means
// nothing.
func throttled(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// near is the part of a limit from which on Graph says how much of it is used, in x-ms-throttle-limit-percentage:
// https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits.
const near = 0.8

// nearLimit reports whether a response says that a limit is nearly reached.
func nearLimit(header http.Header) bool {
	part, err := strconv.ParseFloat(header.Get("x-ms-throttle-limit-percentage"), 64)
	return err == nil && part >= near
}

func (l *limiter) current() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.round
}

// leave adapts the window to a response, which is nil if there is none, and gives the slot of the request back. A
// request that was sent before the window was last made smaller says nothing about the new size.
func (l *limiter) leave(c *call, resp *Response, round int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case resp == nil:
	case throttled(resp.Status):
		l.close(newError(c, resp))
	case round != l.round:
	case nearLimit(resp.Header):
		l.narrow(l.window / 2)
	default:
		l.window = min(l.window+1, cap(l.slots))
	}
	l.release()
	for ; l.held > cap(l.slots)-l.window; l.held-- {
		<-l.slots
	}
}

// release frees a slot or, if too few are held back, holds it back before anybody else can take it.
func (l *limiter) release() {
	if l.held < cap(l.slots)-l.window {
		l.held++
	} else {
		<-l.slots
	}
}

// narrow makes the window smaller. Slots that are free are held back at once, the others when their requests leave.
func (l *limiter) narrow(window int) {
	l.window = max(window, 1)
	l.round++
	for ; l.held < cap(l.slots)-l.window; l.held++ {
		select {
		case l.slots <- struct{}{}:
		default:
			return
		}
	}
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
			tallyOf(ctx).add(func(n *Counts) { n.Waited += wait })
		}
		select {
		case l.slots <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if wait, _ := l.closed(); wait <= 0 {
			return nil
		}
		l.mu.Lock()
		l.release()
		l.mu.Unlock()
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
	if until := time.Now().Add(answer.RetryAfter); until.After(l.until) {
		l.until, l.cause = until, answer
	}
	l.narrow(1)
}
