package graph

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestPacer checks that no second has more than the allowed calls of one team, and that other calls do not wait.
func TestPacer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		sent := map[string][]time.Duration{}
		start := time.Now()
		graph := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			team := teamOf(req.URL.Path)
			sent[team] = append(sent[team], time.Since(start))
			return response(200, `{"id":"a"}`), nil
		}}
		c := newClient(t, graph, func(config *Config) { config.MaxConcurrent = 30 })
		var reading sync.WaitGroup
		for i := range 12 {
			for _, path := range []string{"/teams/A/channels", "/teams/a/members", "/teams/B/channels", "/users/x"} {
				reading.Go(func() {
					if _, err := c.Get(t.Context(), Request{Path: path}); err != nil {
						t.Errorf("%s %d: %v", path, i, err)
					}
				})
			}
		}
		reading.Wait()
		for team, times := range sent {
			for i, at := range times {
				if i < teamCalls || team == "" {
					continue
				}
				// A burst of four, then one each quarter of a second.
				if earliest := time.Duration(i-teamCalls+1) * time.Second / teamCalls; at < earliest {
					t.Errorf("call %d of team %s after %s, want at least %s", i, team, at, earliest)
				}
			}
		}
		if others := sent[""]; len(others) != 12 || others[11] != 0 {
			t.Errorf("other calls after %v, want 12 of them at once", others)
		}
		if a := sent["a"]; len(a) != 24 || a[23] != 5*time.Second {
			t.Errorf("calls of team a after %v, want the last of 24 after 5s", a)
		}
	})
}

func TestPacer_canceled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, newServer(reply(200, `{"id":"a"}`)))
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		var err error
		for i := 0; err == nil; i++ {
			if _, err = c.Get(ctx, Request{Path: fmt.Sprintf("/teams/a/channels/%d", i)}); i > 10 {
				t.Fatal("no end")
			}
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error = %v, want %v", err, context.DeadlineExceeded)
		}
	})
}

// TestPacer_mailbox checks that at most four calls of one mailbox are under way, and that other calls do not wait.
func TestPacer_mailbox(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		flying, most := map[string]int{}, map[string]int{}
		count := func(path string, n int) {
			mu.Lock()
			defer mu.Unlock()
			key := mailboxOf(path)
			flying[key] += n
			most[key] = max(most[key], flying[key])
		}
		graph := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
			count(req.URL.Path, 1)
			defer count(req.URL.Path, -1)
			time.Sleep(time.Second)
			return response(200, `{"id":"a"}`), nil
		}}
		c := newClient(t, graph, func(config *Config) { config.MaxConcurrent = 60 })
		start := time.Now()
		var reading sync.WaitGroup
		for i := range 8 {
			for _, path := range []string{
				"/users/A/calendarView", "/users/a/photos/48x48/$value", "/me/mailboxSettings", "/groups/b/calendarView",
				"/users/a", "/me/memberOf",
			} {
				reading.Go(func() {
					if _, err := c.Get(t.Context(), Request{Path: path}); err != nil {
						t.Errorf("%s %d: %v", path, i, err)
					}
				})
			}
		}
		reading.Wait()
		want := map[string]int{"users/a": 4, "me": 4, "groups/b": 4, "": 16}
		if diff := cmp.Diff(want, most); diff != "" || time.Since(start) != 4*time.Second {
			t.Errorf("%s; calls at the same time (-want +got):\n%s", time.Since(start), diff)
		}
	})
}
