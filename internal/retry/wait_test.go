package retry

import (
	"math"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"10":                            10 * time.Second,
		" 10 ":                          10 * time.Second,
		"2.128":                         2128 * time.Millisecond,
		"2.1280":                        2128 * time.Millisecond,
		"2.12801":                       2129 * time.Millisecond,
		"0.0001":                        time.Millisecond,
		"1.":                            time.Second,
		"1.5":                           1500 * time.Millisecond,
		"-5":                            0,
		"+5":                            0,
		".5":                            0,
		"1.2.3":                         0,
		"1e9":                           0,
		"0x10":                          0,
		"NaN":                           0,
		"Inf":                           0,
		"soon":                          0,
		"99999999999999999999999":       math.MaxInt64,
		"9223372036":                    math.MaxInt64,
		"Thu, 15 Jan 2026 10:00:30 GMT": 30 * time.Second,
		"Thu, 15 Jan 2026 09:00:00 GMT": 0,
	} {
		if got := After(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("After(%q) = %s, want %s", value, got, want)
		}
	}
}

// A date is compared with the clock of the server, which may differ from ours.
func TestRetryAfter_serverClock(t *testing.T) {
	t.Parallel()
	header := http.Header{
		"Retry-After": {"Thu, 15 Jan 2026 10:00:30 GMT"},
		"Date":        {"Thu, 15 Jan 2026 10:00:00 GMT"},
	}
	if got := After(header, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)); got != 30*time.Second {
		t.Errorf("After = %s, want 30s", got)
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for i, millis := range []int{500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000} {
		ceiling := time.Duration(millis) * time.Millisecond
		var least, most time.Duration = math.MaxInt64, 0
		for range 2000 {
			wait := Backoff(i + 1)
			least, most = min(least, wait), max(most, wait)
		}
		if least <= 0 || least > ceiling/10 || most < ceiling*9/10 || most > ceiling+time.Millisecond {
			t.Errorf("attempt %d: waits from %s to %s, want them spread from 0s to %s", i+1, least, most, ceiling)
		}
	}
	if wait := Backoff(math.MaxInt); wait <= 0 || wait > backoffCap+time.Millisecond {
		t.Errorf("wait of a very late attempt = %s, want more than 0s and at most %s", wait, backoffCap+time.Millisecond)
	}
}

// A number is never rounded down, and up by less than a millisecond.
func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{
		"10", "2.128", "-1", "0", "1e5", "Thu, 15 Jan 2026 10:00:30 GMT", "9223372036", "0.00049", "\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		wait := After(http.Header{"Retry-After": {value}}, time.Now())
		if wait < 0 {
			t.Fatalf("After(%q) = %s, want at least 0s", value, wait)
		}
		number := strings.TrimSpace(value)
		if _, ok := seconds(number); !ok || wait == math.MaxInt64 {
			return
		}
		asked, ok := new(big.Rat).SetString(strings.TrimSuffix(number, "."))
		if !ok {
			t.Fatalf("seconds(%q) accepts it, want it refused: it is not a number", value)
		}
		got := big.NewRat(int64(wait), int64(time.Second))
		if got.Cmp(asked) < 0 || got.Sub(got, asked).Cmp(big.NewRat(1, 1000)) >= 0 {
			t.Fatalf("After(%q) = %s, want it rounded up by less than a millisecond", value, wait)
		}
	})
}
