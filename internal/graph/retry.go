package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

// The number of attempts at one request if Graph does not ask for a wait. If it does, the deadline of the context is
// the only limit.
const (
	attemptsBusy   = 6 // transient statuses; dropped connections and truncated responses
	attemptsFailed = 3 // 500, which is rarely better the next time
)

// retrying repeats reads that were throttled, truncated or dropped, or had a transient status. Other methods are
// repeated on 429 alone, because only then it is certain that nothing has happened.
type retrying struct {
	next   step
	logger *slog.Logger
}

func (r *retrying) do(ctx context.Context, c *call) (*Response, error) {
	resp, err := retry.Loop[*Response]{
		Attempt: func(n int) (*Response, error) {
			c.attempts = n
			return r.next.do(ctx, c)
		},
		Assess: func(_ int, resp *Response, err error) (retry.Failure, bool) { return assess(c, resp, err) },
		Waiting: func(n int, wait time.Duration, failed retry.Failure) {
			tallyOf(ctx).add(func(n *Counts) { n.Waited += wait })
			level := slog.LevelDebug
			if wait >= progressTime {
				level = slog.LevelInfo // Whoever watches a read wants to know why nothing comes.
			}
			r.logger.LogAttrs(ctx, level, "Microsoft Graph request waits for another attempt",
				append(describe(failed.Err), slog.Int("attempt", n), slog.Duration("wait", wait))...)
		},
	}.Run(ctx)
	return resp, tooLate(err)
}

// assess reports whether an attempt failed in a way that another one may mend.
func assess(c *call, resp *Response, err error) (retry.Failure, bool) {
	reads := c.reads()
	if err != nil {
		limit := attemptsBusy
		if retry.NoConnection(err) {
			limit = retry.UnconnectedAttempts
		}
		return retry.Failure{Err: err, Attempts: limit}, reads && !permanent(err)
	}
	transient := retry.Transient(resp.Status) || c.cut // The rest of the body may say what the status leaves open.
	if !transient || !reads && resp.Status != http.StatusTooManyRequests {
		return retry.Failure{}, false
	}
	limit := attemptsBusy
	if resp.Status == http.StatusInternalServerError {
		limit = attemptsFailed
	}
	cause := newError(c, resp)
	return retry.Failure{Err: cause, Attempts: limit, Asked: cause.RetryAfter}, true
}

// permanent reports whether an error will be the same the next time.
func permanent(err error) bool {
	return retry.Permanent(err) || is[*WaitError](err) || is[*TokenError](err) || is[*LinkError](err) ||
		is[*DownloadError](err) || is[*LimitError](err)
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// tooLate returns a [*WaitError] in place of a [*retry.LateError] that is due to a response, and the error of the last
// attempt in place of any other one. It returns other errors as they are.
func tooLate(err error) error {
	late, ok := errors.AsType[*retry.LateError](err)
	if !ok {
		return err
	}
	if answer, ok := errors.AsType[*Error](late.Err); ok {
		return &WaitError{Wait: late.Wait, Remaining: late.Remaining, Err: answer}
	}
	return late.Err
}

// A WaitError reports that the context ends before the time at which a request could be repeated. The request was given
// up without waiting.
type WaitError struct {
	Wait      time.Duration // until the next attempt; chosen by Graph if Err.RetryAfter is not 0, else by us
	Remaining time.Duration // until the deadline of the context
	Err       *Error        // the response that has to be waited for
}

func (e *WaitError) Error() string {
	return fmt.Sprintf("the next attempt is due in %s, but only %s are left: %s",
		e.Wait.Round(time.Millisecond), e.Remaining.Round(time.Millisecond), e.Err)
}

// Unwrap returns Err.
func (e *WaitError) Unwrap() error { return e.Err }
