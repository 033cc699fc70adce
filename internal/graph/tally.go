package graph

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// A Tally counts what a read takes. It is safe for concurrent use, and a nil Tally counts nothing.
type Tally struct {
	mu    sync.Mutex // guards the following
	now   Counts
	start time.Time
	told  time.Time // when progress was last logged
}

// Counts are the figures of a [Tally].
type Counts struct {
	Calls    int           // calls to Graph
	Requests int           // requests that were sent for them
	Pages    int           // pages of collections
	Rows     int           // items of these pages
	Waited   time.Duration // time that calls waited for another attempt, or because Graph asked others to wait
}

type tallyKey struct{}

// WithTally returns a context whose calls are counted.
func WithTally(ctx context.Context) (context.Context, *Tally) {
	t := &Tally{start: time.Now(), told: time.Now()}
	return context.WithValue(ctx, tallyKey{}, t), t
}

// tallyOf returns the tally of a context, or nil.
func tallyOf(ctx context.Context) *Tally {
	t, _ := ctx.Value(tallyKey{}).(*Tally)
	return t
}

// Counts returns the figures so far.
func (t *Tally) Counts() Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now
}

// add changes the figures.
func (t *Tally) add(change func(*Counts)) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.now)
}

// The progress of a read is logged with each tenth page, and with a page that comes ten seconds after the last line.
const (
	progressPages = 10
	progressTime  = 10 * time.Second
)

// page counts a page, and returns the attributes of a line about the progress if one is due.
func (t *Tally) page(rows int) (line []slog.Attr, due bool) {
	if t == nil {
		return nil, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.Pages++
	t.now.Rows += rows
	if t.now.Pages%progressPages != 0 && time.Since(t.told) < progressTime {
		return nil, false
	}
	t.told = time.Now()
	seconds := time.Since(t.start).Seconds()
	return []slog.Attr{
		slog.Int("pages", t.now.Pages), slog.Int("rows", t.now.Rows),
		slog.Int("rows_per_second", int(float64(t.now.Rows)/max(seconds, 0.001))), slog.Duration("waited", t.now.Waited),
	}, true
}
