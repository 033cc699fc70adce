package provider_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestUsers_parallel checks that reading in parts has the very result of reading one page after the other.
func TestUsers_parallel(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 8000})
	s := connect(t, asApplication(srv))
	config := values{"all": true, "select": []string{"display_name", "mail"}}
	serial := s.mustRead(t, "graph_users", config)
	srv.Reset()
	config["parallel"] = true
	parallel := s.mustRead(t, "graph_users", config)
	delete(parallel, "parallel")
	delete(serial, "parallel")
	if diff := cmp.Diff(serial, parallel); diff != "" {
		t.Errorf("parallel (-serial +parallel):\n%s", diff)
	}
	parts := map[string]bool{}
	for _, r := range srv.GraphRequests() {
		parts[r.Query.Get("$filter")] = true
	}
	if len(parts) < 4 || srv.MaxConcurrent() < 2 {
		t.Errorf("parts = %v, %d at the same time; want several", parts, srv.MaxConcurrent())
	}
}

func TestUsers_parallelWarns(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 20})
	srv.Fail(graphemu.Fault{Rewrite: func(body []byte) []byte {
		return bytes.Replace(body, []byte(`"@odata.count":`), []byte(`"@odata.count":1`), 1)
	}})
	_, text := connect(t, asApplication(srv)).read(t, "graph_users", values{"all": true, "parallel": true})
	compareText(t, "users_count_differs", text)
}

func TestUsers_parallelConflicts(t *testing.T) {
	t.Parallel()
	s := newRPC(t)
	var all strings.Builder
	for _, config := range []values{
		{"parallel": true, "filter": "accountEnabled eq true"},
		{"parallel": true, "mails": []string{"a@contoso.com"}},
		{"parallel": true, "all": true, "limit": 5},
		{"parallel": true, "all": true, "order_by": "displayName"},
		{"parallel": true, "all": true, "include_manager": true},
	} {
		fmt.Fprintf(&all, "%v\n%s\n", config, s.validate(t, "graph_users", config))
	}
	compareText(t, "users_parallel_conflicts", all.String())
	for _, config := range []values{
		{"parallel": unknown{}, "filter": "accountEnabled eq true"},
		{"parallel": true, "all": unknown{}},
		{"parallel": false, "filter": "accountEnabled eq true"},
		{"parallel": true, "all": true, "include_manager": false},
	} {
		if text := s.validate(t, "graph_users", config); text != "" {
			t.Errorf("%v: got %s, want no diagnostics", config, text)
		}
	}
}

// BenchmarkParallel reads a hundred thousand users in parts, and compares the time with that of following the pages one
// by one, with the latency that Graph has: 40 ms for a request and 0.2 ms for an item.
func BenchmarkParallel(b *testing.B) {
	const n = 100_000
	srv := graphemu.NewServer(b, graphemu.Options{
		Users: n, NoSeed: true, Latency: 40 * time.Millisecond, ItemLatency: 200 * time.Microsecond,
	})
	s := connect(b, asApplication(srv))
	read := func(config values) time.Duration {
		start := time.Now()
		resp, err := s.server.ReadDataSource(b.Context(), &tfprotov6.ReadDataSourceRequest{
			TypeName: "graph_users", Config: dynamic(b, s.schemas.DataSourceSchemas["graph_users"], config),
		})
		if err != nil || len(resp.Diagnostics) > 0 {
			b.Fatal(err, textOf(resp.Diagnostics))
		}
		return time.Since(start)
	}
	var parallel, serial, following time.Duration
	for b.Loop() {
		parallel += read(values{"all": true, "parallel": true})
		srv.Reset()
		serial += read(values{"all": true})
		following += followPages(b, srv)
		srv.Reset()
	}
	b.ReportMetric(parallel.Seconds()/float64(b.N), "parallel-s/op")
	b.ReportMetric(parallel.Seconds()/serial.Seconds(), "parallel/serial")
	b.ReportMetric(parallel.Seconds()/following.Seconds(), "parallel/pages")
}

// followPages makes the first request of an emulator again, follows the pages, and discards them.
func followPages(b *testing.B, srv *graphemu.TestServer) time.Duration {
	b.Helper()
	first := srv.GraphRequests()[0]
	start := time.Now()
	for next := srv.URL + first.Path + "?" + first.RawQuery; next != ""; {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, next, nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+srv.AppToken())
		resp, err := srv.Client().Do(req)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			b.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(body), `"@odata.nextLink":"`)
		next, _, _ = strings.Cut(rest, `"`)
		next = strings.ReplaceAll(next, `\u0026`, "&")
	}
	return time.Since(start)
}
