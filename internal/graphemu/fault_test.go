package graphemu

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// TestFaultsOverConnections uses real connections, HTTP/1.1 and HTTP/2, because cutting one is the point.
func TestFaultsOverConnections(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(TB, Options) *TestServer{"http": NewServer, "https": NewTLSServer} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := start(t, Options{Users: 200})
			ask := func() (*http.Response, []byte, error) {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/v1.0/users", nil)
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Authorization", "Bearer "+srv.PersonToken(""))
				req.Close = name == "http" // Go repeats a request by itself when a kept connection breaks.
				resp, err := srv.Client().Do(req)
				if err != nil {
					return nil, nil, err
				}
				defer func() { _ = resp.Body.Close() }()
				b, err := io.ReadAll(resp.Body)
				return resp, b, err
			}
			resp, b, err := ask()
			if err != nil || resp.StatusCode != http.StatusOK || len(b) < 10000 || name == "https" && resp.ProtoMajor != 2 {
				t.Fatalf("got %v, %v, want a page of users in 200", resp, err)
			}
			srv.Fail(Cut().AtMost(1))
			srv.Fail(Truncate().AtMost(1))
			srv.Fail(HTML(0).AtMost(1))
			if resp, _, err := ask(); err == nil {
				t.Errorf("a cut connection: got %s, want an error", resp.Status)
			}
			if resp, _, err := ask(); err == nil || resp == nil || resp.StatusCode != http.StatusOK {
				t.Errorf("a truncated answer: got %v, %v, want 200 and an error", resp, err)
			}
			if resp, b, err := ask(); err != nil || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") ||
				b[0] != '<' {
				t.Errorf("got %s, %v, want HTML", b, err)
			}
			if _, _, err := ask(); err != nil {
				t.Errorf("got %v behind the script, want no error", err)
			}
		})
	}
}

// TestStall checks that half of an answer arrives, and that the connection then stays until the client leaves.
func TestStall(t *testing.T) {
	t.Parallel()
	srv := NewServer(t, Options{})
	srv.Fail(Stall())
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/v1.0/users", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.PersonToken(""))
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.ReadFull(resp.Body, make([]byte, resp.ContentLength/2)); err != nil {
		t.Fatal(err)
	}
	leave()
	if rest, err := io.ReadAll(resp.Body); len(rest) > 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("rest = %d bytes, %v, want none and %v", len(rest), err, context.Canceled)
	}
}

func TestFaultsInTurn(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	a.server.Fail(Throttle("2.128").On("/v1.0/me").EveryNth(3).AtMost(2))
	a.server.Fail(Unavailable(http.StatusServiceUnavailable, "").EveryNth(5))
	var statuses []int
	for range 10 {
		got := a.get("/me")
		statuses = append(statuses, got.status)
		if got.status == http.StatusTooManyRequests {
			got.fails(t, http.StatusTooManyRequests, "TooManyRequests", "Please retry again later.")
			if got.header.Get("Retry-After") != "2.128" {
				t.Errorf("Retry-After = %q, want 2.128", got.header.Get("Retry-After"))
			}
		}
	}
	if want := []int{200, 200, 429, 200, 503, 429, 200, 200, 200, 503}; !slices.Equal(statuses, want) {
		t.Errorf("got %v, want %v", statuses, want)
	}
	a.server.Reset()
	a.get("/me").ok(t)
	if n := len(a.server.Requests()); n != 1 {
		t.Errorf("requests after the reset = %d, want 1", n)
	}
}

func TestFaultBodies(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	a.server.Fail(Fault{Status: 403, Body: `{"error":"access_denied"}`, Header: http.Header{"X-Test": {"1"}}, Times: 1})
	a.server.Fail(Fault{Status: 401, Empty: true, Times: 1})
	if got := a.get("/me"); got.status != 403 || got.text != `{"error":"access_denied"}` ||
		got.header.Get("X-Test") != "1" {
		t.Errorf("got %d %s, want 403 with the given body and header", got.status, got.text)
	}
	if got := a.get("/me"); got.status != 401 || got.text != "" {
		t.Errorf("got %d %s, want an empty 401", got.status, got.text)
	}
	a.server.Fail(Status(500).On(tokenPath))
	a.get("/me").ok(t)
	if got := a.post(tokenPath, tokenFields(nil)); got.status != 500 {
		t.Errorf("got %d, want 500", got.status)
	}
}

func TestWrongNextLinks(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	a.server.Fail(ForeignNextLink("https://evil.example.com"))
	right := a.get("/users?$top=5&$select=id").ok(t).nextLink()
	if !strings.HasPrefix(right, "https://evil.example.com/v1.0/users?$top=5&$select=id&$skiptoken=X%27") {
		t.Errorf("got %s, want a link to evil.example.com", right)
	}
	a.server.Reset()
	a.server.Fail(RepeatedNextLink())
	first := a.get("/users?$top=5").ok(t).nextLink()
	if second := a.get(first).ok(t).nextLink(); first == "" || second != first {
		t.Errorf("got %q after %q, want the same", second, first)
	}
}

// TestTimeInABubble checks that latency costs fake time, and that a client may leave.
func TestTimeInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Latency: time.Second, ItemLatency: time.Second, SignIn: entra.Options{TokenLifetime: time.Minute}})
		a := &asker{t: t, server: s, token: s.PersonToken("")}
		start := time.Now()
		a.get("/users?$top=10").ok(t)
		if took := time.Since(start); took != 11*time.Second {
			t.Errorf("took %s, want 11s", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://graph.example.com/v1.0/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Transport().RoundTrip(req); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
		}
		time.Sleep(time.Minute)
		a.get("/me").fails(t, http.StatusUnauthorized, "InvalidAuthenticationToken", "expired")
		s.Fail(Cut())
		if _, err := s.Transport().RoundTrip(req.WithContext(t.Context())); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got %v, want %v", err, io.ErrUnexpectedEOF)
		}
	})
}
