package retry

import (
	"errors"
	"math"
	"testing"
	"time"
)

// A wait that is too long to be added to stays as long as it is. A sum that overflowed was no wait at all, and the
// requests followed each other without a pause.
func TestFailure_waitDoesNotOverflow(t *testing.T) {
	t.Parallel()
	for _, asked := range []time.Duration{math.MaxInt64, math.MaxInt64 - time.Millisecond, math.MaxInt64 - backoffCap} {
		for attempt := 1; attempt < 20; attempt++ {
			if got := (Failure{Err: errors.New("busy"), Asked: asked}).wait(attempt); got < asked {
				t.Errorf("attempt %d: got a wait of %d, want at least %d", attempt, got, asked)
			}
		}
	}
}
