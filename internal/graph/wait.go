package graph

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	backoffBase = 500 * time.Millisecond
	backoffCap  = 30 * time.Second
)

// backoff returns a random time that grows with the number of attempts made. It is drawn from the
// whole range (full jitter), so that clients that failed together do not come back together.
func backoff(attempt int) time.Duration {
	ceiling := backoffCap
	if doublings := attempt - 1; doublings < 6 {
		ceiling = min(ceiling, backoffBase<<doublings)
	}
	return rand.N(ceiling) + time.Millisecond
}

// pause waits. When the deadline of the context would come first it fails at once: time that is
// known to be lost is better spent on telling so. cause is why there is something to wait for.
func pause(ctx context.Context, wait time.Duration, cause error) error {
	if deadline, ok := ctx.Deadline(); ok {
		if remaining := time.Until(deadline); wait >= remaining {
			return tooLong(wait, remaining, cause)
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

func tooLong(wait, remaining time.Duration, cause error) error {
	if answer, ok := errors.AsType[*Error](cause); ok {
		return &WaitError{Wait: wait, Remaining: max(remaining, 0), Err: answer}
	}
	return cause
}

// A WaitError reports that the context ends before the time at which a request could be repeated.
// It was given up without waiting.
type WaitError struct {
	Wait      time.Duration // until the next attempt; chosen by Graph when Err.RetryAfter is not 0, else by us
	Remaining time.Duration // until the deadline of the context
	Err       *Error        // the answer that has to be waited for
}

func (e *WaitError) Error() string {
	return fmt.Sprintf("the next attempt is due in %s, but only %s are left: %s",
		e.Wait.Round(time.Millisecond), e.Remaining.Round(time.Millisecond), e.Err)
}

// Unwrap returns Err.
func (e *WaitError) Unwrap() error { return e.Err }

// retryAfter returns how long an answer asks to wait, or 0 when it does not say so in a way that
// can be obeyed. Graph sends seconds, also fractional ("2.128"); a date is allowed by RFC 9110,
// section 10.2.3, and read against the server's own clock.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if wait, ok := seconds(value); ok {
		return wait
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if sent, err := http.ParseTime(header.Get("Date")); err == nil {
		now = sent
	}
	return max(date.Sub(now), 0)
}

// seconds reads a decimal number of seconds without a sign, and rounds it up to milliseconds, since
// an early attempt counts against the quota. Floating point would not do: 2.128 is a bit more there.
func seconds(s string) (time.Duration, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if !digits(whole) || whole == "" || !digits(fraction) {
		return 0, false
	}
	count, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || count > int64(math.MaxInt64/time.Second)-1 {
		return math.MaxInt64, true
	}
	millis, _ := strconv.Atoi((fraction + "000")[:3])
	if len(fraction) > 3 && strings.Trim(fraction[3:], "0") != "" {
		millis++
	}
	return time.Duration(count)*time.Second + time.Duration(millis)*time.Millisecond, true
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
