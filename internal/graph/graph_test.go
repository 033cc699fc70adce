package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

const testRoot = "https://graph.example"

// A server is a Graph in memory: a function answers, and what was asked is kept.
type server struct {
	answer func(n int, req *http.Request) (*http.Response, error) // n counts from 1

	mu       sync.Mutex
	requests []*http.Request
}

func (s *server) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.requests = append(s.requests, req)
	n := len(s.requests)
	s.mu.Unlock()
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	trace := httptrace.ContextClientTrace(req.Context())
	if trace != nil {
		trace.GetConn(req.URL.Host)
		trace.GotConn(httptrace.GotConnInfo{})
	}
	resp, err := s.answer(n, req)
	if resp != nil {
		resp.Request = req
	}
	if trace != nil && retry.NoConnection(err) {
		trace.GetConn(req.URL.Host)
	}
	return resp, err
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

// asked returns the request URIs so far.
func (s *server) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var uris []string
	for _, req := range s.requests {
		uris = append(uris, req.URL.RequestURI())
	}
	return uris
}

// answers returns a server that gives the answers one after the other, the last one for ever.
func answers(list ...func() (*http.Response, error)) *server {
	return &server{answer: func(n int, _ *http.Request) (*http.Response, error) {
		return list[min(n, len(list))-1]()
	}}
}

// reply returns an answer; header holds names and values in turn.
func reply(status int, body string, header ...string) func() (*http.Response, error) {
	return func() (*http.Response, error) { return response(status, body, header...), nil }
}

func fail(err error) func() (*http.Response, error) {
	return func() (*http.Response, error) { return nil, err }
}

func response(status int, body string, header ...string) *http.Response {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode:    status,
		Header:        h,
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: -1,
	}
}

// cut returns an answer that breaks off after body.
func cut(body string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		resp := response(http.StatusOK, body)
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(body), broke{}))
		return resp, nil
	}
}

type broke struct{}

func (broke) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

const secret = "secret-token"

// A tokenFunc is a source of tokens that has no other token when one is rejected.
type tokenFunc func(context.Context) (*oauth2.Token, error)

func (f tokenFunc) Token(ctx context.Context) (*oauth2.Token, error) { return f(ctx) }
func (tokenFunc) Reject(*oauth2.Token, string)                       {}

func tokens() Tokens {
	return tokenFunc(func(context.Context) (*oauth2.Token, error) { return &oauth2.Token{AccessToken: secret}, nil })
}

func newClient(t testing.TB, transport http.RoundTripper, changes ...func(*Config)) *Client {
	t.Helper()
	config := Config{Root: testRoot, Tokens: tokens(), Transport: transport, UserAgent: "test/1"}
	for _, change := range changes {
		change(&config)
	}
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// items reads a sequence to its end.
func items[T any](sequence iter.Seq2[T, error]) ([]T, error) {
	var list []T
	for item, err := range sequence {
		if err != nil {
			return list, err
		}
		list = append(list, item)
	}
	return list, nil
}

type named struct{ ID string }

func ids(list []named) string {
	var b strings.Builder
	for _, item := range list {
		fmt.Fprintf(&b, "%s ", item.ID)
	}
	return strings.TrimSpace(b.String())
}

// pageOf returns the JSON of a page.
func pageOf(next string, names ...string) string {
	var b bytes.Buffer
	b.WriteString(`{"@odata.context":"x"`)
	if next != "" {
		fmt.Fprintf(&b, `,"@odata.nextLink":%q`, next)
	}
	b.WriteString(`,"value":[`)
	for i, name := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%q}`, name)
	}
	b.WriteString(`]}`)
	return b.String()
}

func as[E error](t testing.TB, err error) E {
	t.Helper()
	e, ok := errors.AsType[E](err)
	if !ok {
		t.Fatalf("error %v (%T) holds no %T", err, err, e)
	}
	return e
}

func me(ctx context.Context, c *Client) (named, error) {
	var person named
	object, err := c.Get(ctx, Request{Path: User(Self)})
	if err == nil {
		err = json.Unmarshal(object, &person)
	}
	return person, err
}

// expiring returns a context too short to wait for anything, but not to ask.
func expiring(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	return ctx
}
