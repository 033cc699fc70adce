package retry

import (
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

// Backoff returns a random time that grows with the number of attempts made. It is drawn from the whole range (full
// jitter), so that clients that failed together do not come back together.
func Backoff(attempt int) time.Duration {
	ceiling := backoffCap
	if doublings := attempt - 1; doublings < 6 {
		ceiling = min(ceiling, backoffBase<<doublings)
	}
	return rand.N(ceiling) + time.Millisecond
}

// After returns the wait that a Retry-After header asks for, or 0 if there is none that can be obeyed. Graph sends
// seconds, also fractional ("2.128"); a date is allowed by RFC 9110, section 10.2.3, and read against the server's
// clock.
func After(header http.Header, now time.Time) time.Duration {
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

// seconds parses a decimal number of seconds without a sign and rounds it up to milliseconds, since an early attempt
// counts against the quota. It does not use floating point, in which 2.128 is slightly more and would be rounded up.
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
