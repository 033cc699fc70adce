package graph

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// TestLimits checks that each response without an end is an error that names the limit, after one request.
func TestLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body func() io.Reader
		want string
	}{
		"body":  {func() io.Reader { return io.MultiReader(strings.NewReader(`{"a":"`), endlessReader{new(int)}) }, "48 MiB"},
		"depth": {func() io.Reader { return strings.NewReader(strings.Repeat(`[`, 5_000_000)) }, "2000 JSON"},
		"values": {func() io.Reader {
			return strings.NewReader(`{"a":[0` + strings.Repeat(`,0`, maxValues) + `]}`)
		}, "5000000 JSON values"},
		"items": {func() io.Reader {
			return strings.NewReader(`{"value":[0` + strings.Repeat(`,0`, maxItems) + `]}`)
		}, "1000000 objects"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := &server{respond: func(int, *http.Request) (*http.Response, error) {
				resp := response(200, "")
				resp.Body, resp.ContentLength = io.NopCloser(c.body()), -1
				return resp, nil
			}}
			_, err := list(t, graph, Request{Path: "/users"})
			if got := errorAs[*LimitError](t, err).Limit; !strings.HasPrefix(got, c.want) {
				t.Errorf("limit = %s, want %s", got, c.want)
			}
			if got := graph.count(); got != 1 {
				t.Errorf("requests = %d, want 1", got)
			}
		})
	}
}

// TestLimits_header checks the error of net/http for both versions of HTTP, by its text.
func TestLimits_header(t *testing.T) {
	t.Parallel()
	one := http.Header{"X-Long": {strings.Repeat("x", 2<<20)}}
	many := http.Header{"X-Short": slices.Repeat([]string{strings.Repeat("x", 2_000)}, 1_000)}
	for _, c := range []struct {
		version string
		header  http.Header
	}{{"HTTP/1.1", one}, {"HTTP/1.1", many}, {"HTTP/2.0", one}, {"HTTP/2.0", many}} {
		t.Run(fmt.Sprint(c.version, " ", len(c.header["X-Short"])), func(t *testing.T) {
			t.Parallel()
			requests := 0
			srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if requests++; r.Proto != c.version {
					t.Errorf("protocol = %s, want %s", r.Proto, c.version)
				}
				maps.Copy(w.Header(), c.header)
			}))
			srv.EnableHTTP2 = c.version == "HTTP/2.0"
			srv.StartTLS()
			t.Cleanup(srv.Close)
			transport := NewTransport()
			roots := x509.NewCertPool()
			roots.AddCert(srv.Certificate())
			transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
			t.Cleanup(transport.CloseIdleConnections)
			client := newClient(t, transport, func(c *Config) { c.Root = srv.URL })
			_, err := getMe(t.Context(), client)
			if got := errorAs[*LimitError](t, err).Limit; got != errTooWide.Limit {
				t.Errorf("limit = %s, want %s", got, errTooWide.Limit)
			}
			if requests != 1 {
				t.Errorf("requests = %d, want 1", requests)
			}
		})
	}
}

// TestLimits_pages checks that a chain of pages has an end.
func TestLimits_pages(t *testing.T) {
	t.Parallel()
	chain := func(ids ...string) *server {
		return &server{respond: func(n int, _ *http.Request) (*http.Response, error) {
			return response(200, pageOf(fmt.Sprintf("%s/v1.0/users?page=%d", testRoot, n), ids...)), nil
		}}
	}
	empty := chain()
	_, err := list(t, empty, Request{Path: "/users"})
	if got := errorAs[*LimitError](t, err).Limit; got != errTooEmpty.Limit || empty.count() != maxEmptyPages {
		t.Errorf("limit = %s after %d requests, want %s after %d", got, empty.count(), errTooEmpty.Limit, maxEmptyPages)
	}
	w := newPager(newClient(t, chain("1")), Request{Path: "/users"}).start()
	if _, err := w.first(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.number = maxPages - 1
	if _, err := w.follow(t.Context(), testRoot+"/v1.0/users?page=x"); err != nil {
		t.Errorf("page %d: %v", maxPages, err)
	}
	_, err = w.follow(t.Context(), testRoot+"/v1.0/users?page=y")
	if got := errorAs[*LimitError](t, err).Limit; got != errTooMany.Limit {
		t.Errorf("page %d: limit = %s, want %s", maxPages+1, got, errTooMany.Limit)
	}
	long := &server{respond: func(int, *http.Request) (*http.Response, error) {
		return response(200, pageOf(testRoot+"/v1.0/users?page="+strings.Repeat("x", maxLink), "1")), nil
	}}
	_, err = list(t, long, Request{Path: "/users"})
	if got := errorAs[*LinkError](t, err); got.Kind != LinkBroken || got.Page != 2 {
		t.Errorf("error = %+v, want a broken link to page 2", got)
	}
}

// TestLimits_emptyPages checks that lawful pages without an object are followed.
func TestLimits_emptyPages(t *testing.T) {
	t.Parallel()
	graph := &server{respond: func(n int, _ *http.Request) (*http.Response, error) {
		link := fmt.Sprintf("%s/v1.0/users?page=%d", testRoot, n)
		switch {
		case n == 3*maxEmptyPages:
			return response(200, pageOf("", "last")), nil
		case n%(maxEmptyPages-1) == 0:
			return response(200, pageOf(link, fmt.Sprint(n))), nil
		default:
			return response(200, pageOf(link)), nil
		}
	}}
	got, err := list(t, graph, Request{Path: "/users"})
	if err != nil || len(got) != 4 {
		t.Errorf("items = %d, error %v, want 4", len(got), err)
	}
}
