package retry

import (
	"errors"
	"math"
	"testing"
	"time"
)

// A very long wait must not overflow when the jitter is added to it. A negative sum would be no wait at all.
func TestFailure_waitDoesNotOverflow(t *testing.T) {
	t.Parallel()
	for _, asked := range []time.Duration{math.MaxInt64, math.MaxInt64 - time.Millisecond, math.MaxInt64 - backoffCap} {
		for attempt := 1; attempt < 20; attempt++ {
			if got := (Failure{Err: errors.New("busy"), Asked: asked}).wait(attempt); got < asked {
				t.Errorf("attempt %d: wait = %d, want at least %d", attempt, got, asked)
			}
		}
	}
}
