package graph

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

type mail struct {
	Text string `json:"text"`
}

// post sends a mail whose text HTML escaping would change.
func post(ctx context.Context, c *Client) (*Response, error) {
	return c.Post(ctx, Request{Path: User(Self) + "/sendMail"}, mail{"<b>Grüße & „Zitat“</b>"})
}

func TestPost(t *testing.T) {
	t.Parallel()
	var bodies []string
	graph := &server{respond: func(n int, req *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(req.Body)
		bodies = append(bodies, strings.TrimSpace(string(body)))
		if err != nil || req.ContentLength != int64(len(body)) {
			t.Errorf("Content-Length %d, body of %d bytes, error %v; want the same length",
				req.ContentLength, len(body), err)
		}
		if got := req.Header.Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type = %q, want application/json", got)
		}
		if n == 1 {
			return response(429, throttledBody, "Retry-After", "0"), nil
		}
		return response(202, "", "Retry-After", "60", "request-id", "r"), nil
	}}
	resp, err := post(t.Context(), newClient(t, graph))
	if err != nil || resp.Status != 202 || resp.Header.Get("request-id") != "r" {
		t.Fatalf("response %v, error %v; want status 202, request-id r", resp, err)
	}
	const want = `{"text":"<b>Grüße & „Zitat“</b>"}`
	if len(bodies) != 2 || bodies[0] != want || bodies[1] != want {
		t.Errorf("bodies = %q, want %s twice", bodies, want)
	}
	if got := graph.uris()[0]; got != "/v1.0/me/sendMail" {
		t.Errorf("request for %s, want /v1.0/me/sendMail", got)
	}
}

// A request that may have taken effect is not repeated, and its error is an UncertainError.
func TestPost_atMostOnce(t *testing.T) {
	t.Parallel()
	done := reply(202, "")
	dial := &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	for name, test := range map[string]struct {
		graph     *server
		requests  int
		uncertain bool
	}{
		"500":                  {newServer(reply(500, ""), done), 1, true},
		"502":                  {newServer(reply(502, "<html>"), done), 1, true},
		"503 with Retry-After": {newServer(reply(503, "", "Retry-After", "1"), done), 1, true},
		"504":                  {newServer(reply(504, ""), done), 1, true},
		"dropped":              {newServer(fail(io.EOF), done), 1, true},
		"reset":                {newServer(fail(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), done), 1, true},
		"error inside a 200":   {newServer(cut(`{"a":{"error":{"code":"generalException"}}`), done), 1, true},
		"429, then dropped":    {newServer(reply(429, ""), fail(io.EOF), done), 2, true},
		"no connection":        {newServer(fail(dial), done), 1, false},
		"400":                  {newServer(reply(400, ""), done), 1, false},
		"413":                  {newServer(reply(413, ""), done), 1, false},
		"429 for ever":         {newServer(reply(429, "")), 6, false},
		"error as a 200":       {newServer(reply(200, lateError), done), 1, true},
		"page of a proxy":      {newServer(reply(200, "<html>", "Content-Type", "text/html"), done), 1, false},
		"redirect":             {newServer(reply(302, "", "Location", "/login"), done), 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				_, err := post(t.Context(), newClient(t, test.graph))
				if err == nil || is[*UncertainError](err) != test.uncertain {
					t.Errorf("error = %v, want one that is uncertain %t", err, test.uncertain)
				}
				if test.graph.count() != test.requests {
					t.Errorf("requests = %d, want %d", test.graph.count(), test.requests)
				}
			})
		})
	}
}

func TestPost_timeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		}}
		_, err := post(shortContext(t), newClient(t, slow))
		if errorAs[*UncertainError](t, err); !errors.Is(err, context.DeadlineExceeded) || slow.count() != 1 {
			t.Errorf("error %v after %d requests, want %v after 1", err, slow.count(), context.DeadlineExceeded)
		}
	})
}

// An error before the request is sent is not uncertain: the limiter is closed, or there is no token.
func TestPost_notSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, newServer(reply(503, "", "Retry-After", "60")))
		_, _ = post(t.Context(), c)
		for _, ctx := range []context.Context{shortContext(t), canceledAfter(t, time.Second)} {
			if _, err := post(ctx, c); err == nil || is[*UncertainError](err) {
				t.Errorf("error = %v, want one that is not uncertain", err)
			}
		}
	})
	synctest.Test(t, func(t *testing.T) {
		graph := newServer(reply(202, ""))
		c := newClient(t, graph, func(config *Config) { config.Tokens = tokenFunc(noToken) })
		if _, err := post(t.Context(), c); is[*UncertainError](err) || !is[*TokenError](err) || graph.count() != 0 {
			t.Errorf("error %v after %d requests, want a TokenError after none", err, graph.count())
		}
	})
}

func noToken(context.Context) (*oauth2.Token, error) { return nil, errors.New("nobody is signed in") }

// canceledAfter returns a context that is canceled after a while.
func canceledAfter(t *testing.T, after time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(after, cancel)
	return ctx
}

// An action that was accepted is done, whatever becomes of the rest of the response.
func TestPost_accepted(t *testing.T) {
	t.Parallel()
	for name, reply := range map[string]func() (*http.Response, error){
		"202":             reply(202, ""),
		"202, cut":        cutAt(202, ""),
		"202, cut JSON":   cutAt(202, `{"a`),
		"202 with a page": reply(202, "<html>", "Content-Type", "text/html"),
		"200, cut":        cutAt(200, `{"a`),
		"204":             reply(204, ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := newServer(reply)
			if resp, err := post(t.Context(), newClient(t, graph)); err != nil || resp.Status/100 != 2 {
				t.Errorf("response %v, error %v, want a success", resp, err)
			}
			if got := graph.count(); got != 1 {
				t.Errorf("requests = %d, want 1", got)
			}
		})
	}
}

// An attempt that failed before the first byte of the request was written has not happened, whatever the type of the
// error.
func TestPost_neverSent(t *testing.T) {
	t.Parallel()
	hangUp := listen(t, func(conn net.Conn) { _, _ = conn.Read(make([]byte, 1)) })
	silent := listen(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	proxy := listen(t, func(conn net.Conn) {
		if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil && req.Method == http.MethodConnect {
			_, _ = io.WriteString(conn, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
		}
	})
	through := NewTransport()
	through.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: proxy})
	lost := NewTransport()
	lost.DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "graph.example"}}
	}
	for name, change := range map[string]func(*Config){
		"host not found":                 func(c *Config) { c.Transport = lost },
		"connection refused":             func(c *Config) { c.Root = "http://" + closedPort(t) },
		"proxy refuses the tunnel":       func(c *Config) { c.Transport = through },
		"handshake broken off":           func(c *Config) { c.Root = "https://" + hangUp },
		"handshake that does not end":    func(c *Config) { c.Root = "https://" + silent },
		"token that is no header":        func(c *Config) { c.Tokens = tokenFunc(brokenToken) },
		"token that is not to be had":    func(c *Config) { c.Tokens = tokenFunc(noToken) },
		"token that is fetched too long": func(c *Config) { c.Tokens = tokenFunc(slowToken) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			c := newClient(t, nil, func(config *Config) { config.Transport = NewTransport() }, change)
			if _, err := post(ctx, c); err == nil || is[*UncertainError](err) {
				t.Errorf("error = %v, want one that is certain", err)
			}
		})
	}
}

// What the server may have read in whole or in part may have been done.
func TestPost_sentAndLost(t *testing.T) {
	t.Parallel()
	for name, serve := range map[string]func(net.Conn){
		"closed at once":          func(net.Conn) {},
		"closed after the header": func(conn net.Conn) { _, _ = conn.Read(make([]byte, 16)) },
		"closed after the body": func(conn net.Conn) {
			if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				_, _ = io.Copy(io.Discard, req.Body)
			}
		},
		"half a status line": func(conn net.Conn) {
			_, _ = http.ReadRequest(bufio.NewReader(conn))
			_, _ = io.WriteString(conn, "HTTP/1.1 2")
		},
		"no response": func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			root := "http://" + listen(t, serve)
			c := newClient(t, NewTransport(), func(config *Config) { config.Root = root })
			if _, err := post(ctx, c); !is[*UncertainError](err) {
				t.Errorf("error = %v, want an UncertainError", err)
			}
		})
	}
}

// The transport sends again what a connection that has been idle for too long did not take.
func TestPost_idleConnection(t *testing.T) {
	t.Parallel()
	var bodies atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if body, err := io.ReadAll(req.Body); err == nil && int64(len(body)) == req.ContentLength {
			bodies.Add(1)
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(server.Close)
	transport := NewTransport()
	dialer := &net.Dialer{}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		return &onceConn{Conn: conn}, err
	}
	c := newClient(t, transport, func(config *Config) { config.Root = server.URL })
	for range 3 {
		if _, err := post(t.Context(), c); err != nil {
			t.Errorf("error = %v, want none", err)
		}
	}
	if got := bodies.Load(); got != 3 {
		t.Errorf("requests = %d, want 3", got)
	}
}

// onceConn is a connection that takes one write, and nothing afterwards.
type onceConn struct {
	net.Conn

	written atomic.Bool
}

func (c *onceConn) Write(b []byte) (int, error) {
	if c.written.Swap(true) {
		return 0, syscall.EPIPE
	}
	return c.Conn.Write(b)
}

// A request that was sent gets ten seconds to end after the CLI was interrupted; one that waits does not.
func TestPost_interrupted(t *testing.T) {
	t.Parallel()
	const early = 3 * time.Second
	for name, test := range map[string]struct {
		answers time.Duration // after which Graph accepts
		timeout time.Duration
		want    error
		took    time.Duration
	}{
		"answered in time":  {8 * time.Second, time.Hour, nil, 8 * time.Second},
		"answered too late": {time.Hour, time.Hour, context.Canceled, early + grace},
		"timeout goes on":   {time.Hour, 5 * time.Second, context.DeadlineExceeded, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				slow := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
					select {
					case <-time.After(test.answers):
						return response(202, ""), nil
					case <-req.Context().Done():
						return nil, context.Cause(req.Context())
					}
				}}
				ctx, cancel := context.WithTimeout(canceledAfter(t, early), test.timeout)
				defer cancel()
				start := time.Now()
				_, err := post(ctx, newClient(t, slow))
				if !errors.Is(err, test.want) || is[*UncertainError](err) != (test.want != nil) {
					t.Errorf("error = %v, want %v", err, test.want)
				}
				if took := time.Since(start); took != test.took {
					t.Errorf("it took %v, want %v", took, test.took)
				}
			})
		})
	}
}

func brokenToken(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: "a\nb"}, nil
}

func slowToken(ctx context.Context) (*oauth2.Token, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// listen accepts connections on a port of this machine and returns its address. A connection is closed when serve
// returns.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	t.Cleanup(open.Wait)
	t.Cleanup(func() { _ = listener.Close() })
	open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer func() { _ = conn.Close() }()
				_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
				serve(conn)
			})
		}
	})
	return listener.Addr().String()
}

// closedPort returns the address of a port that nobody listens on.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}
