package graph

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

const throttledBody = `{"error":{"code":"TooManyRequests","message":"Please retry again later."}}`

// Each case reads /me until the read succeeds or the client gives up.
func TestRetry(t *testing.T) {
	t.Parallel()
	ok := reply(200, `{"id":"a"}`)
	for name, test := range map[string]struct {
		graph    *server
		requests int
		status   int // of the error; 0 for success
	}{
		"408":       {newServer(reply(408, ""), ok), 2, 0},
		"424":       {newServer(reply(424, ""), ok), 2, 0},
		"509":       {newServer(reply(509, ""), ok), 2, 0},
		"502":       {newServer(reply(502, ""), ok), 2, 0},
		"503":       {newServer(reply(503, ""), reply(503, "<html>"), ok), 3, 0},
		"504":       {newServer(reply(504, ""), ok), 2, 0},
		"429":       {newServer(reply(429, throttledBody), ok), 2, 0},
		"500":       {newServer(reply(500, ""), reply(500, ""), ok), 3, 0},
		"dropped":   {newServer(fail(io.EOF), fail(syscall.ECONNRESET), ok), 3, 0},
		"truncated": {newServer(cut(`{"id":`), cut(``), ok), 3, 0},
		"truncated, no error": {
			newServer(reply(200, `{"id":`), reply(200, `{"id":{"a":"}"}`), reply(200, `{"id":"a`), ok), 4, 0,
		},
		"503 for ever":         {newServer(reply(503, "")), 6, 503},
		"429 for ever":         {newServer(reply(429, "")), 6, 429},
		"500 for ever":         {newServer(reply(500, "")), 3, 500},
		"Retry-After of zero":  {newServer(reply(503, "", "Retry-After", "0")), 6, 503},
		"cut error":            {newServer(cutAt(404, `{"error":`), cutAt(403, ``), ok), 3, 0},
		"cut error for ever":   {newServer(cutAt(403, `{"error":`)), 6, 403},
		"501":                  {newServer(reply(501, "")), 1, 501},
		"507":                  {newServer(reply(507, "")), 1, 507},
		"404 with Retry-After": {newServer(reply(404, "", "Retry-After", "1")), 1, 404},
		"400":                  {newServer(reply(400, "")), 1, 400},
		"truncated error":      {newServer(reply(403, `{"error":{"code":"Forb`)), 1, 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				got, err := getMe(t.Context(), newClient(t, test.graph))
				switch {
				case test.status == 0 && (err != nil || got.ID != "a"):
					t.Errorf("got %v, error %v; want id a", got, err)
				case test.status != 0 && errorAs[*Error](t, err).Status != test.status:
					t.Errorf("error = %v, want status %d", err, test.status)
				}
				if test.graph.count() != test.requests {
					t.Errorf("requests = %d, want %d", test.graph.count(), test.requests)
				}
			})
		})
	}
}

// A collection is read completely even if every third request fails in one way or another.
func TestRetry_everyThird(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		graph := newDirectory(5000)
		pages := graph.respond
		graph.respond = func(n int, req *http.Request) (*http.Response, error) {
			resp, err := pages(n, req)
			if n%3 != 0 {
				return resp, err
			}
			body, _ := io.ReadAll(resp.Body)
			half := string(body[:len(body)/2])
			half = half[:strings.LastIndexByte(half, '}')+1] // It ends like a whole object.
			failures := []func() (*http.Response, error){
				reply(503, ""), cut(half), reply(200, half), fail(io.ErrUnexpectedEOF),
			}
			return failures[n/3%len(failures)]()
		}
		got, err := list(t, graph, Request{Path: "/users", Query: Query{Top: 100}})
		if err != nil || len(got) != 5000 || graph.count() != 74 {
			t.Errorf("%d items in %d requests, error %v; want 5000 in 74", len(got), graph.count(), err)
		}
	})
}

func TestRetry_retryAfter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"10":                            10 * time.Second,
		"2.128":                         2128 * time.Millisecond,
		"Sat, 01 Jan 2000 00:01:00 GMT": time.Minute, // The clock of synctest starts at midnight.
	} {
		synctest.Test(t, func(t *testing.T) {
			graph := newServer(reply(429, throttledBody, "Retry-After", value), reply(200, `{}`))
			start := time.Now()
			if _, err := getMe(t.Context(), newClient(t, graph)); err != nil {
				t.Fatal(err)
			}
			if waited := time.Since(start); waited != want {
				t.Errorf("Retry-After %s: waited %s, want %s", value, waited, want)
			}
		})
	}
}

// If Graph keeps asking for a short wait, the waits grow all the same.
func TestRetry_growsBeyondRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var times []time.Time
		graph := &server{respond: func(n int, _ *http.Request) (*http.Response, error) {
			times = append(times, time.Now())
			if n <= 40 {
				return response(429, throttledBody, "Retry-After", "1"), nil
			}
			return response(200, `{}`), nil
		}}
		if _, err := getMe(t.Context(), newClient(t, graph)); err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(times); i++ {
			wait := times[i].Sub(times[i-1])
			if wait < time.Second || i <= 3 && wait != time.Second || wait > 32*time.Second {
				t.Errorf("wait %d = %s, want 1s for the first three and 1s to 32s for the others", i, wait)
			}
		}
		// To obey Retry-After alone would take 40 seconds. About 30 of the waits are drawn from up to 30 seconds.
		if total := times[len(times)-1].Sub(times[0]); total < 2*time.Minute {
			t.Errorf("40 waits took %s, want at least 2m0s", total)
		}
	})
}

func TestRetry_deadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		graph := newServer(reply(503, ""), reply(429, throttledBody, "Retry-After", "30", "request-id", "r"))
		_, err := getMe(ctx, newClient(t, graph))
		wait := errorAs[*WaitError](t, err)
		if time.Since(start) >= time.Second || graph.count() != 2 {
			t.Errorf("gave up after %s and %d requests, want less than 1s and 2", time.Since(start), graph.count())
		}
		if remaining := 5*time.Second - time.Since(start); wait.Wait != 30*time.Second || wait.Remaining != remaining {
			t.Errorf("wait %s, remaining %s; want 30s, %s", wait.Wait, wait.Remaining, remaining)
		}
		refused := errorAs[*Error](t, err)
		if refused.Status != 429 || refused.Code != "TooManyRequests" || refused.RetryAfter != 30*time.Second {
			t.Errorf("status %d, code %s, Retry-After %s; want 429, TooManyRequests, 30s",
				refused.Status, refused.Code, refused.RetryAfter)
		}
		if refused.RequestID != "r" || refused.ClientRequestID == "" {
			t.Errorf("request id %q, client request id %q; want r and any", refused.RequestID, refused.ClientRequestID)
		}
	})
}

func TestRetry_canceledWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		_, err := getMe(ctx, newClient(t, newServer(reply(429, throttledBody, "Retry-After", "60"))))
		if !errors.Is(err, context.Canceled) || errorAs[*Error](t, err).Status != 429 || time.Since(start) != 3*time.Second {
			t.Errorf("error %v after %s, want %v with status 429 after 3s", err, time.Since(start), context.Canceled)
		}
	})
}

// Mail must not be sent twice, so a request that is not a read is repeated on 429 only, with its whole body.
func TestRetry_otherMethods(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first    func() (*http.Response, error)
		requests int
	}{
		"429":     {reply(429, "", "Retry-After", "1"), 2},
		"500":     {reply(500, ""), 1},
		"502":     {reply(502, ""), 1},
		"503":     {reply(503, "", "Retry-After", "1"), 1},
		"504":     {reply(504, ""), 1},
		"dropped": {fail(io.EOF), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var bodies []string
				graph := &server{respond: func(n int, req *http.Request) (*http.Response, error) {
					body, _ := io.ReadAll(req.Body)
					bodies = append(bodies, strings.TrimSpace(string(body)))
					if n == 1 {
						return test.first()
					}
					return response(202, "", "Retry-After", "100"), nil
				}}
				_, err := newClient(t, graph).Post(t.Context(), Request{Path: "/me/sendMail"}, "mail")
				if ok := test.requests == 2; ok != (err == nil) {
					t.Errorf("error = %v, want success %t", err, ok)
				}
				if len(bodies) != test.requests {
					t.Errorf("requests = %d, want %d", len(bodies), test.requests)
				}
				for _, body := range bodies {
					if body != `"mail"` {
						t.Errorf(`body = %s, want "mail"`, body)
					}
				}
			})
		})
	}
}

func TestRetry_untrustedCertificate(t *testing.T) {
	t.Parallel()
	requests := 0
	graph := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests++ }))
	graph.Config.ErrorLog = log.New(io.Discard, "", 0)
	graph.StartTLS()
	t.Cleanup(graph.Close)
	transport := &countingTransport{next: NewTransport()}
	_, err := getMe(t.Context(), newClient(t, transport, func(config *Config) { config.Root = graph.URL }))
	errorAs[x509.UnknownAuthorityError](t, err)
	if transport.n != 1 || requests > 0 {
		t.Errorf("%d attempts, %d requests received; want 1, 0", transport.n, requests)
	}
	_, err = getMe(t.Context(), newClient(t, transport, func(config *Config) {
		config.Root = strings.Replace(withoutTLS(t), "http:", "https:", 1)
	}))
	if !errors.Is(err, http.ErrSchemeMismatch) || transport.n != 2 {
		t.Errorf("error %v after %d attempts, want %v after 1", err, transport.n-1, http.ErrSchemeMismatch)
	}
}

// withoutTLS returns the URL of a server that speaks no TLS.
func withoutTLS(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	return s.URL
}

// A countingTransport counts the requests that it passes on.
type countingTransport struct {
	next http.RoundTripper
	n    int
}

func (c *countingTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	c.n++
	return c.next.RoundTrip(req)
}

func TestRetry_network(t *testing.T) {
	t.Parallel()
	for op, attempts := range map[string]int{
		"dial": 3, "proxyconnect": 3, "read": 6, "remote error": 1, "local error": 1,
	} {
		synctest.Test(t, func(t *testing.T) {
			graph := newServer(fail(&net.OpError{Op: op, Net: "tcp", Err: syscall.ECONNREFUSED}))
			_, err := getMe(t.Context(), newClient(t, graph))
			if !errors.Is(err, syscall.ECONNREFUSED) || errorAs[*net.OpError](t, err).Op != op || graph.count() != attempts {
				t.Errorf("error %v after %d attempts, want %s: %v after %d",
					err, graph.count(), op, syscall.ECONNREFUSED, attempts)
			}
			if want := "GET /v1.0/me: " + op + " tcp: connection refused"; err.Error() != want {
				t.Errorf("error = %q, want %q", err, want)
			}
		})
	}
}

// The text of a url.Error would contain the filter.
func TestRetry_errorWithoutQuery(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	graph := newServer(reply(200, `{}`))
	_, err := newClient(t, graph).Do(ctx, Request{Path: "/users", Query: Query{Filter: "mail eq 'private'"}})
	if !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "private") {
		t.Errorf("error = %v, want %v without the filter", err, context.DeadlineExceeded)
	}
}
