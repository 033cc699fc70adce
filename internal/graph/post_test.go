package graph

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

type letter struct {
	Text string `json:"text"`
}

func post(ctx context.Context, c *Client) (*Response, error) {
	return c.Post(ctx, Request{Path: User(Self) + "/sendMail"}, letter{"<b>Grüße & „Zitat“</b>"})
}

func TestPost(t *testing.T) {
	t.Parallel()
	var bodies []string
	graph := &server{answer: func(n int, req *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(req.Body)
		bodies = append(bodies, strings.TrimSpace(string(body)))
		if err != nil || req.ContentLength != int64(len(body)) || req.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%v, %d bytes of %d, %v", err, len(body), req.ContentLength, req.Header)
		}
		if n == 1 {
			return response(429, throttledBody, "Retry-After", "0"), nil
		}
		return response(202, "", "Retry-After", "60", "request-id", "r"), nil
	}}
	answer, err := post(t.Context(), newClient(t, graph))
	if err != nil || answer.Status != 202 || answer.Header.Get("request-id") != "r" {
		t.Fatal(answer, err)
	}
	const want = `{"text":"<b>Grüße & „Zitat“</b>"}`
	if len(bodies) != 2 || bodies[0] != want || bodies[1] != want {
		t.Errorf("sent %q", bodies)
	}
	if asked := graph.asked(); asked[0] != "/v1.0/me/sendMail" {
		t.Error(asked)
	}
}

// What may have been done is never asked for again, and is told from what was not.
func TestPost_atMostOnce(t *testing.T) {
	t.Parallel()
	done := reply(202, "")
	dial := &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	for name, test := range map[string]struct {
		graph     *server
		requests  int
		uncertain bool
	}{
		"500":                      {answers(reply(500, ""), done), 1, true},
		"502":                      {answers(reply(502, "<html>"), done), 1, true},
		"503 with Retry-After":     {answers(reply(503, "", "Retry-After", "1"), done), 1, true},
		"504":                      {answers(reply(504, ""), done), 1, true},
		"dropped":                  {answers(fail(io.EOF), done), 1, true},
		"reset":                    {answers(fail(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), done), 1, true},
		"cut while being accepted": {answers(cut(`{"a`), done), 1, true},
		"429, then dropped":        {answers(reply(429, ""), fail(io.EOF), done), 2, true},
		"no connection":            {answers(fail(dial), done), 1, false},
		"400":                      {answers(reply(400, ""), done), 1, false},
		"413":                      {answers(reply(413, ""), done), 1, false},
		"429 for ever":             {answers(reply(429, "")), 6, false},
		"page of a proxy":          {answers(reply(200, "<html>", "Content-Type", "text/html"), done), 1, false},
		"redirect":                 {answers(reply(302, "", "Location", "/login"), done), 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				_, err := post(t.Context(), newClient(t, test.graph))
				if err == nil || is[*UncertainError](err) != test.uncertain {
					t.Errorf("error %v, want uncertain %v", err, test.uncertain)
				}
				if test.graph.count() != test.requests {
					t.Errorf("%d requests, want %d", test.graph.count(), test.requests)
				}
			})
		})
	}
}

func TestPost_outOfTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := &server{answer: func(_ int, req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		}}
		_, err := post(expiring(t), newClient(t, slow))
		if as[*UncertainError](t, err); !errors.Is(err, context.DeadlineExceeded) || slow.count() != 1 {
			t.Errorf("%d requests, %v", slow.count(), err)
		}
	})
}

// A gate that another request has closed is no sign of this one.
func TestPost_certainWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, answers(reply(503, "", "Retry-After", "60")))
		_, _ = post(t.Context(), c)
		for _, ctx := range []context.Context{expiring(t), cancelled(t, time.Second)} {
			if _, err := post(ctx, c); err == nil || is[*UncertainError](err) {
				t.Errorf("error %v", err)
			}
		}
	})
	synctest.Test(t, func(t *testing.T) {
		graph := answers(reply(202, ""))
		c := newClient(t, graph, func(config *Config) { config.Tokens = tokenFunc(noToken) })
		if _, err := post(t.Context(), c); is[*UncertainError](err) || !is[*TokenError](err) || graph.count() != 0 {
			t.Errorf("%d requests, %v", graph.count(), err)
		}
	})
}

func noToken(context.Context) (*oauth2.Token, error) { return nil, errors.New("nobody is signed in") }

func cancelled(t *testing.T, after time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(after, cancel)
	return ctx
}
