package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// A quota is a number of requests that Graph answers in a second. It refuses the others.
type quota struct {
	inASecond int

	mu       sync.Mutex
	answered []time.Time
	refused  []time.Time
	all      []time.Time
}

// exceeded counts a request of Graph, and reports whether it is refused.
func (q *quota) exceeded(r *http.Request) bool {
	if !strings.HasPrefix(r.URL.Path, "/v1.0/") {
		return false
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	q.all = append(q.all, now)
	q.answered = slices.DeleteFunc(q.answered, func(t time.Time) bool { return now.Sub(t) >= time.Second })
	if len(q.answered) >= q.inASecond {
		q.refused = append(q.refused, now)
		return true
	}
	q.answered = append(q.answered, now)
	return false
}

// TestAccThrottled checks that fifty reads of a plan get along with a quota of twenty in a second: hardly more requests
// than reads, and none while Graph asks to wait, but those that were under way.
func TestAccThrottled(t *testing.T) {
	t.Parallel()
	const wait = 2 * time.Second
	srv := graphemu.NewServer(t, graphemu.Options{Users: 60})
	q := &quota{inASecond: 20}
	fault := graphemu.Throttle("2")
	fault.Match = q.exceeded
	srv.Fail(fault)
	w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) + `
data "graph_user" "each" {
  for_each            = toset([for i in range(50) : format("user%06d@contoso.com", i)])
  user_principal_name = each.key
}`})
	start := time.Now()
	w.mustRun(t, "", "plan", "-no-color")
	t.Logf("%d requests, %d of them refused, in %s", len(q.all), len(q.refused), time.Since(start).Round(time.Millisecond))
	if got := len(q.all); got > 60 { // Ten may be under way at the first refusal; on two cores, there are three.
		t.Errorf("requests = %d, want at most 60", got)
	}
	for _, at := range q.all {
		for _, refused := range q.refused {
			if after := at.Sub(refused); after > 200*time.Millisecond && after < wait {
				t.Errorf("a request was sent %s after a refusal, want none before %s", after, wait)
			}
		}
	}
}
