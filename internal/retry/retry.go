// Package retry repeats requests that failed in a way that another attempt may mend. Microsoft Graph and the sign-in
// service are asked by the same loop, with the same backoff and the same reading of Retry-After.
package retry

import (
	"context"
	"fmt"
	"math"
	"time"
)

// A Failure is an attempt that is worth repeating.
type Failure struct {
	Err      error         // why the attempt failed
	Attempts int           // the limit on attempts for which the server asked no wait
	Asked    time.Duration // the wait that the server asked for; 0 if it asked for none
}

// A Loop calls Attempt until it succeeds or is not worth repeating.
type Loop[T any] struct {
	// Attempt makes one attempt; n counts from 1.
	Attempt func(n int) (T, error)

	// Assess reports whether an attempt failed in a way that another one may mend, and how.
	Assess func(n int, value T, err error) (Failure, bool)

	// Waiting, if not nil, is called before each wait.
	Waiting func(n int, wait time.Duration, failed Failure)
}

// Run makes attempts and returns the result of the last one. If the deadline of ctx is before the next attempt, it
// returns a [*LateError] at once. If ctx ends during a wait, the error wraps its cause and the failure.
func (l Loop[T]) Run(ctx context.Context) (T, error) {
	unasked := 0 // failed attempts for which the server asked no wait
	for n := 1; ; n++ {
		value, err := l.Attempt(n)
		failed, again := l.Assess(n, value, err)
		if !again {
			return value, err
		}
		if failed.Asked == 0 {
			if unasked++; unasked >= failed.Attempts {
				return value, err
			}
		}
		wait := failed.wait(n)
		if l.Waiting != nil {
			l.Waiting(n, wait, failed)
		}
		if err := Pause(ctx, wait, failed.Err); err != nil {
			return value, err
		}
	}
}

// wait returns the time until the next attempt: exactly the wait that the server asked for, if it did. After a few
// attempts, a growing backoff is added to it: there are reports of "Retry-After: 1" for minutes on end
// (microsoftgraph/msgraph-sdk-javascript#297).
func (f Failure) wait(attempt int) time.Duration {
	const trusted = 3
	switch {
	case f.Asked == 0:
		return Backoff(attempt)
	case attempt <= trusted:
		return f.Asked
	case f.Asked > math.MaxInt64-2*backoffCap:
		return f.Asked // The sum would overflow, and a negative wait is none.
	default:
		return f.Asked + Backoff(attempt-trusted)
	}
}

// Pause waits. If the deadline of ctx is before the end of the wait, it returns a [*LateError] at once, since waiting
// would only delay the error. cause is the reason for the wait.
func Pause(ctx context.Context, wait time.Duration, cause error) error {
	if deadline, ok := ctx.Deadline(); ok {
		if remaining := time.Until(deadline); wait >= remaining {
			return &LateError{Wait: wait, Remaining: max(remaining, 0), Err: cause}
		}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w while waiting to repeat what failed with: %w", context.Cause(ctx), cause)
	}
}

// A LateError reports that the context ends before the next attempt is due.
type LateError struct {
	Wait      time.Duration // until the next attempt
	Remaining time.Duration // until the deadline of the context
	Err       error         // why the last attempt failed
}

func (e *LateError) Error() string {
	return fmt.Sprintf("the next attempt is due in %s, but only %s are left: %v",
		e.Wait.Round(time.Millisecond), e.Remaining.Round(time.Millisecond), e.Err)
}

// Unwrap returns Err.
func (e *LateError) Unwrap() error { return e.Err }
