package graph

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slow answers after a second, and counts how many do so at once.
func slow(most *atomic.Int32) *server {
	var now atomic.Int32
	return &server{answer: func(int, *http.Request) (*http.Response, error) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		time.Sleep(time.Second)
		return response(200, `{}`), nil
	}}
}

// parallel runs n reads at once and returns their errors.
func parallel(ctx context.Context, c *Client, n int) []error {
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { _, errs[i] = me(ctx, c) })
	}
	group.Wait()
	return errs
}

func TestLimiter_limit(t *testing.T) {
	t.Parallel()
	for configured, want := range map[int]int32{0: 8, 3: 3, 20: 20} {
		synctest.Test(t, func(t *testing.T) {
			var most atomic.Int32
			c := newClient(t, slow(&most), func(config *Config) { config.MaxConcurrent = configured })
			start := time.Now()
			if err := errors.Join(parallel(t.Context(), c, 40)...); err != nil {
				t.Fatal(err)
			}
			if most.Load() != want {
				t.Errorf("%d at once, want %d", most.Load(), want)
			}
			if took := time.Since(start); took != time.Duration((40+want-1)/want)*time.Second {
				t.Errorf("%d at once took %s", want, took)
			}
		})
	}
}

// A request that waits for its next attempt leaves its slot to others.
func TestLimiter_sleepersHoldNoSlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		graph := &server{answer: func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return response(503, ""), nil
			}
			return response(200, `{}`), nil
		}}
		c := newClient(t, graph, func(config *Config) { config.MaxConcurrent = 1 })
		var group sync.WaitGroup
		group.Go(func() { _, _ = me(t.Context(), c) })
		synctest.Wait() // It sleeps now.
		start := time.Now()
		if _, err := me(t.Context(), c); err != nil || time.Since(start) > 0 {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		group.Wait()
	})
}

// When one request is told to wait, all wait, also those that queue for a slot.
func TestLimiter_all(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var mu sync.Mutex
		var at []time.Duration
		graph := &server{answer: func(n int, _ *http.Request) (*http.Response, error) {
			mu.Lock()
			at = append(at, time.Since(start))
			mu.Unlock()
			time.Sleep(time.Second)
			if n == 1 {
				return response(429, throttledBody, "Retry-After", "10"), nil
			}
			return response(200, `{}`), nil
		}}
		c := newClient(t, graph, func(config *Config) { config.MaxConcurrent = 1 })
		if err := errors.Join(parallel(t.Context(), c, 5)...); err != nil {
			t.Fatal(err)
		}
		if len(at) != 6 || at[0] != 0 || at[1] != 11*time.Second {
			t.Errorf("requests at %v", at)
		}
	})
}

// A second answer may close the limiter for longer, never for a shorter time.
func TestLimiter_longestWaitCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var third time.Duration
		graph := &server{answer: func(n int, _ *http.Request) (*http.Response, error) {
			switch n {
			case 1:
				time.Sleep(time.Second) // Until the other one has been let in, too.
				return response(429, throttledBody, "Retry-After", "10"), nil
			case 2:
				time.Sleep(2 * time.Second)
				return response(503, "", "Retry-After", "2"), nil
			case 3:
				third = time.Since(start)
			}
			return response(200, `{}`), nil
		}}
		if err := errors.Join(parallel(t.Context(), newClient(t, graph), 2)...); err != nil || third != 11*time.Second {
			t.Errorf("third request after %s, %v", third, err)
		}
	})
}

func TestLimiter_deadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		graph := answers(reply(429, throttledBody, "Retry-After", "60"), reply(200, `{}`))
		c := newClient(t, graph)
		var group sync.WaitGroup
		group.Go(func() { _, _ = me(t.Context(), c) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		start := time.Now()
		_, err := me(ctx, c)
		wait := as[*WaitError](t, err)
		if wait.Wait != time.Minute || wait.Remaining != 20*time.Second || wait.Err.Status != 429 || time.Since(start) > 0 {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		if graph.count() != 1 {
			t.Errorf("%d requests while the limiter is closed", graph.count())
		}
		group.Wait()
	})
}

func TestLimiter_canceledInTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var most atomic.Int32
		c := newClient(t, slow(&most), func(config *Config) { config.MaxConcurrent = 1 })
		var group sync.WaitGroup
		group.Go(func() { _, _ = me(t.Context(), c) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if _, err := me(ctx, c); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		group.Wait()
	})
}
