package graph

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slowServer returns a server that responds after a second. The largest number of concurrent requests is stored in
// most.
func slowServer(most *atomic.Int32) *server {
	var now atomic.Int32
	return &server{respond: func(int, *http.Request) (*http.Response, error) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		time.Sleep(time.Second)
		return response(200, `{}`), nil
	}}
}

// getParallel makes n reads of /me at the same time and returns their errors.
func getParallel(ctx context.Context, c *Client, n int) []error {
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { _, errs[i] = getMe(ctx, c) })
	}
	group.Wait()
	return errs
}

func TestLimiter_limit(t *testing.T) {
	t.Parallel()
	for configured, want := range map[int]int32{0: DefaultConcurrent, 3: 3, 20: 20} {
		synctest.Test(t, func(t *testing.T) {
			var most atomic.Int32
			c := newClient(t, slowServer(&most), func(config *Config) { config.MaxConcurrent = configured })
			start := time.Now()
			if err := errors.Join(getParallel(t.Context(), c, 40)...); err != nil {
				t.Fatal(err)
			}
			if most.Load() != want {
				t.Errorf("MaxConcurrent %d: concurrent requests = %d, want %d", configured, most.Load(), want)
			}
			wantTime := time.Duration((40+want-1)/want) * time.Second
			if took := time.Since(start); took != wantTime {
				t.Errorf("MaxConcurrent %d: took %s, want %s", configured, took, wantTime)
			}
		})
	}
}

// A request that waits for its next attempt leaves its slot to others.
func TestLimiter_waitReleasesSlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		graph := &server{respond: func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return response(503, ""), nil
			}
			return response(200, `{}`), nil
		}}
		c := newClient(t, graph, func(config *Config) { config.MaxConcurrent = 1 })
		var group sync.WaitGroup
		group.Go(func() { _, _ = getMe(t.Context(), c) })
		synctest.Wait() // Until the first request waits.
		start := time.Now()
		if _, err := getMe(t.Context(), c); err != nil || time.Since(start) > 0 {
			t.Errorf("error %v after %s, want none at once", err, time.Since(start))
		}
		group.Wait()
	})
}

// A Retry-After holds back all requests, including those that queue for a slot.
func TestLimiter_holdsAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var mu sync.Mutex
		var times []time.Duration
		graph := &server{respond: func(n int, _ *http.Request) (*http.Response, error) {
			mu.Lock()
			times = append(times, time.Since(start))
			mu.Unlock()
			time.Sleep(time.Second)
			if n == 1 {
				return response(429, throttledBody, "Retry-After", "10"), nil
			}
			return response(200, `{}`), nil
		}}
		c := newClient(t, graph, func(config *Config) { config.MaxConcurrent = 1 })
		if err := errors.Join(getParallel(t.Context(), c, 5)...); err != nil {
			t.Fatal(err)
		}
		if len(times) != 6 || times[0] != 0 || times[1] != 11*time.Second {
			t.Errorf("requests at %v, want six, the first at 0s and the second at 11s", times)
		}
	})
}

// Of two Retry-After headers, the one that ends later counts.
func TestLimiter_longestWaitCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var third time.Duration
		graph := &server{respond: func(n int, _ *http.Request) (*http.Response, error) {
			switch n {
			case 1:
				time.Sleep(time.Second) // Until the other request is under way, too.
				return response(429, throttledBody, "Retry-After", "10"), nil
			case 2:
				time.Sleep(2 * time.Second)
				return response(503, "", "Retry-After", "2"), nil
			case 3:
				third = time.Since(start)
			}
			return response(200, `{}`), nil
		}}
		if err := errors.Join(getParallel(t.Context(), newClient(t, graph), 2)...); err != nil || third != 11*time.Second {
			t.Errorf("third request after %s, error %v; want after 11s", third, err)
		}
	})
}

func TestLimiter_deadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		graph := newServer(reply(429, throttledBody, "Retry-After", "60"), reply(200, `{}`))
		c := newClient(t, graph)
		var group sync.WaitGroup
		group.Go(func() { _, _ = getMe(t.Context(), c) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		start := time.Now()
		_, err := getMe(ctx, c)
		wait := errorAs[*WaitError](t, err)
		if wait.Wait != time.Minute || wait.Remaining != 20*time.Second || wait.Err.Status != 429 || time.Since(start) > 0 {
			t.Errorf("error %+v after %s, want wait 1m0s, remaining 20s, status 429 at once", wait, time.Since(start))
		}
		if graph.count() != 1 {
			t.Errorf("requests = %d, want 1 while the limiter is closed", graph.count())
		}
		group.Wait()
	})
}

func TestLimiter_deadlineInQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var most atomic.Int32
		c := newClient(t, slowServer(&most), func(config *Config) { config.MaxConcurrent = 1 })
		var group sync.WaitGroup
		group.Go(func() { _, _ = getMe(t.Context(), c) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if _, err := getMe(ctx, c); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error = %v, want %v", err, context.DeadlineExceeded)
		}
		group.Wait()
	})
}

// A quota is a Graph that answers a number of requests in each second and refuses the others for two seconds.
type quota struct {
	inASecond int
	latency   time.Duration

	mu       sync.Mutex
	answered []time.Time
	refusals []time.Time
	times    []time.Time
}

func (q *quota) respond(int, *http.Request) (*http.Response, error) {
	q.mu.Lock()
	now := time.Now()
	q.times = append(q.times, now)
	q.answered = slices.DeleteFunc(q.answered, func(t time.Time) bool { return now.Sub(t) >= time.Second })
	refused := len(q.answered) >= q.inASecond
	if refused {
		q.refusals = append(q.refusals, now)
	} else {
		q.answered = append(q.answered, now)
	}
	q.mu.Unlock()
	time.Sleep(q.latency)
	if refused {
		return response(429, throttledBody, "Retry-After", "2"), nil
	}
	return response(200, `{}`), nil
}

// TestLimiter_quota checks how fifty reads get along with a quota of twenty in a second.
func TestLimiter_quota(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := &quota{inASecond: 20, latency: 40 * time.Millisecond}
		c := newClient(t, &server{respond: q.respond})
		start := time.Now()
		if err := errors.Join(getParallel(t.Context(), c, 50)...); err != nil {
			t.Fatal(err)
		}
		if got := len(q.times); got > 69 || time.Since(start) > 5*time.Second {
			t.Errorf("%d requests in %s, want at most 69 in 5s", got, time.Since(start))
		}
		for i, at := range q.times {
			for _, refused := range q.refusals {
				if after := at.Sub(refused); after > q.latency && after < 2*time.Second {
					t.Errorf("request %s after a refusal, want none before 2s", after)
				}
			}
			// After a wait, one request is sent first.
			if i > 0 && at.Sub(q.times[i-1]) > time.Second && i+1 < len(q.times) && q.times[i+1].Sub(at) < q.latency {
				t.Errorf("two requests within %s after a wait, want one", q.times[i+1].Sub(at))
			}
		}
	})
}

// TestLimiter_near checks that fewer requests are sent at the same time while Graph says that its limit is near, and as
// many as before afterwards.
func TestLimiter_near(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var flying, most int
		part := "0.79"
		c := newClient(t, &server{respond: func(int, *http.Request) (*http.Response, error) {
			mu.Lock()
			flying++
			most = max(most, flying)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			defer mu.Unlock()
			flying--
			return response(200, `{}`, "x-ms-throttle-limit-percentage", part), nil
		}})
		for _, round := range []struct {
			part string
			most int
		}{{"0.79", 10}, {"0.8", 10}, {"1.2", 5}, {"0.9", 1}, {"0.9", 1}, {"", 4}, {"", 10}} {
			part, most = round.part, 0
			if err := errors.Join(getParallel(t.Context(), c, 10)...); err != nil {
				t.Fatal(err)
			}
			if most != round.most {
				t.Errorf("part %q: requests at the same time = %d, want %d", round.part, most, round.most)
			}
		}
	})
}

// TestLimiter_release checks that slots which are taken at the moment of a refusal do not widen the window when they
// are given back unused.
func TestLimiter_release(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(10, nil)
		for range 10 {
			l.slots <- struct{}{}
		}
		refused := response(429, throttledBody, "Retry-After", "2")
		l.leave(&call{url: &url.URL{}}, &Response{Status: 429, Header: refused.Header}, l.current())
		for range 9 {
			l.release()
		}
		if free := cap(l.slots) - len(l.slots); free != 1 || l.held != 9 {
			t.Errorf("free slots = %d, held back %d, want 1, 9", free, l.held)
		}
	})
}
