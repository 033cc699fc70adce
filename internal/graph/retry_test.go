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

// Each case reads /me until it succeeds or the client gives up.
func TestRetry(t *testing.T) {
	t.Parallel()
	ok := reply(200, `{"id":"a"}`)
	for name, test := range map[string]struct {
		graph    *server
		requests int
		status   int // of the error; 0 for success
	}{
		"502":                  {answers(reply(502, ""), ok), 2, 0},
		"503":                  {answers(reply(503, ""), reply(503, "<html>"), ok), 3, 0},
		"504":                  {answers(reply(504, ""), ok), 2, 0},
		"429":                  {answers(reply(429, throttledBody), ok), 2, 0},
		"500":                  {answers(reply(500, ""), reply(500, ""), ok), 3, 0},
		"dropped":              {answers(fail(io.EOF), fail(syscall.ECONNRESET), ok), 3, 0},
		"cut":                  {answers(cut(`{"id":`), cut(``), ok), 3, 0},
		"cut in good order":    {answers(reply(200, `{"id":`), reply(200, `{"id":{"a":"}"}`), reply(200, `{"id":"a`), ok), 4, 0},
		"503 for ever":         {answers(reply(503, "")), 6, 503},
		"429 for ever":         {answers(reply(429, "")), 6, 429},
		"500 for ever":         {answers(reply(500, "")), 3, 500},
		"zero is not a word":   {answers(reply(503, "", "Retry-After", "0")), 6, 503},
		"501":                  {answers(reply(501, "")), 1, 501},
		"404 with Retry-After": {answers(reply(404, "", "Retry-After", "1")), 1, 404},
		"400":                  {answers(reply(400, "")), 1, 400},
		"cut error":            {answers(reply(403, `{"error":{"code":"Forb`)), 1, 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				got, err := me(t.Context(), newClient(t, test.graph))
				switch {
				case test.status == 0 && (err != nil || got.ID != "a"):
					t.Errorf("got %v, %v", got, err)
				case test.status != 0 && as[*Error](t, err).Status != test.status:
					t.Errorf("error %v, want %d", err, test.status)
				}
				if test.graph.count() != test.requests {
					t.Errorf("%d requests, want %d", test.graph.count(), test.requests)
				}
			})
		})
	}
}

// A collection is whole although every third request fails in one way or another.
func TestRetry_everyThird(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		graph := directoryOf(5000)
		pages := graph.answer
		graph.answer = func(n int, req *http.Request) (*http.Response, error) {
			resp, err := pages(n, req)
			if n%3 != 0 {
				return resp, err
			}
			body, _ := io.ReadAll(resp.Body)
			half := string(body[:len(body)/2])
			half = half[:strings.LastIndexByte(half, '}')+1] // A cut that looks like an end.
			return []func() (*http.Response, error){reply(503, ""), cut(half), reply(200, half), fail(io.ErrUnexpectedEOF)}[n/3%4]()
		}
		got, err := items(Decode[named](newClient(t, graph).List(t.Context(), Request{Path: "/users", Query: Query{Top: 100}})))
		if err != nil || len(got) != 5000 || graph.count() != 74 {
			t.Errorf("%d items in %d requests, %v", len(got), graph.count(), err)
		}
	})
}

func TestRetry_obeys(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"10":                            10 * time.Second,
		"2.128":                         2128 * time.Millisecond,
		"Sat, 01 Jan 2000 00:01:00 GMT": time.Minute, // The bubble begins at midnight.
	} {
		synctest.Test(t, func(t *testing.T) {
			graph := answers(reply(429, throttledBody, "Retry-After", value), reply(200, `{}`))
			start := time.Now()
			if _, err := me(t.Context(), newClient(t, graph)); err != nil {
				t.Fatal(err)
			}
			if waited := time.Since(start); waited != want {
				t.Errorf("Retry-After: %s waited %s", value, waited)
			}
		})
	}
}

func TestRetry_growsBeyondRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var times []time.Time
		graph := &server{answer: func(n int, _ *http.Request) (*http.Response, error) {
			times = append(times, time.Now())
			if n <= 40 {
				return response(429, throttledBody, "Retry-After", "1"), nil
			}
			return response(200, `{}`), nil
		}}
		if _, err := me(t.Context(), newClient(t, graph)); err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(times); i++ {
			wait := times[i].Sub(times[i-1])
			if wait < time.Second || i <= 3 && wait != time.Second || wait > 32*time.Second {
				t.Errorf("wait %d is %s", i, wait)
			}
		}
		// Forty waits of one second would be the naive way; 30 of them draw from up to 30 s.
		if total := times[len(times)-1].Sub(times[0]); total < 2*time.Minute {
			t.Errorf("%s for 40 refusals", total)
		}
	})
}

func TestRetry_deadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		graph := answers(reply(503, ""), reply(429, throttledBody, "Retry-After", "30", "request-id", "r"))
		_, err := me(ctx, newClient(t, graph))
		wait := as[*WaitError](t, err)
		if time.Since(start) >= time.Second || graph.count() != 2 {
			t.Errorf("gave up after %s and %d requests", time.Since(start), graph.count())
		}
		if wait.Wait != 30*time.Second || wait.Remaining != 5*time.Second-time.Since(start) {
			t.Errorf("%+v", wait)
		}
		if answer := as[*Error](t, err); answer.Status != 429 || answer.Code != "TooManyRequests" || answer.RetryAfter != 30*time.Second || answer.RequestID != "r" || answer.ClientRequestID == "" {
			t.Errorf("%+v", answer)
		}
	})
}

func TestRetry_canceledWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		_, err := me(ctx, newClient(t, answers(reply(429, throttledBody, "Retry-After", "60"))))
		if !errors.Is(err, context.Canceled) || as[*Error](t, err).Status != 429 || time.Since(start) != 3*time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	})
}

// Mail must not go out twice: what is not a read is repeated on 429 alone, with its whole body.
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
				graph := &server{answer: func(n int, req *http.Request) (*http.Response, error) {
					body, _ := io.ReadAll(req.Body)
					bodies = append(bodies, strings.TrimSpace(string(body)))
					if n == 1 {
						return test.first()
					}
					return response(202, "", "Retry-After", "100"), nil
				}}
				_, err := newClient(t, graph).Post(t.Context(), Request{Path: "/me/sendMail"}, "mail")
				if (err == nil) != (test.requests == 2) {
					t.Errorf("error %v", err)
				}
				if len(bodies) != test.requests {
					t.Errorf("%d requests, want %d", len(bodies), test.requests)
				}
				for _, body := range bodies {
					if body != `"mail"` {
						t.Errorf("body %q", body)
					}
				}
			})
		})
	}
}

func TestRetry_untrustedCertificate(t *testing.T) {
	t.Parallel()
	asked := 0
	graph := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	graph.Config.ErrorLog = log.New(io.Discard, "", 0)
	graph.StartTLS()
	t.Cleanup(graph.Close)
	seen := &counter{next: NewTransport()}
	_, err := me(t.Context(), newClient(t, seen, func(config *Config) { config.Root = graph.URL }))
	as[x509.UnknownAuthorityError](t, err)
	if seen.n != 1 || asked > 0 {
		t.Errorf("%d attempts", seen.n)
	}
	_, err = me(t.Context(), newClient(t, seen, func(config *Config) {
		config.Root = strings.Replace(withoutTLS(t), "http:", "https:", 1)
	}))
	if !errors.Is(err, http.ErrSchemeMismatch) || seen.n != 2 {
		t.Errorf("%v after %d attempts", err, seen.n-1)
	}
}

// withoutTLS returns the URL of a server that speaks no TLS.
func withoutTLS(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	return s.URL
}

type counter struct {
	next http.RoundTripper
	n    int
}

func (c *counter) RoundTrip(req *http.Request) (*http.Response, error) {
	c.n++
	return c.next.RoundTrip(req)
}

func TestRetry_network(t *testing.T) {
	t.Parallel()
	for op, attempts := range map[string]int{"dial": 3, "proxyconnect": 3, "read": 6, "remote error": 1, "local error": 1} {
		synctest.Test(t, func(t *testing.T) {
			graph := answers(fail(&net.OpError{Op: op, Net: "tcp", Err: syscall.ECONNREFUSED}))
			_, err := me(t.Context(), newClient(t, graph))
			if !errors.Is(err, syscall.ECONNREFUSED) || as[*net.OpError](t, err).Op != op || graph.count() != attempts {
				t.Errorf("%v after %d attempts", err, graph.count())
			}
			if want := "GET /v1.0/me: " + op + " tcp: connection refused"; err.Error() != want {
				t.Errorf("text %q", err)
			}
		})
	}
}

// The text of url.Error would tell the filter.
func TestRetry_errorWithoutQuery(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	graph := answers(reply(200, `{}`))
	_, err := newClient(t, graph).Do(ctx, Request{Path: "/users", Query: Query{Filter: "mail eq 'private'"}})
	if !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "private") {
		t.Errorf("error %v", err)
	}
}
