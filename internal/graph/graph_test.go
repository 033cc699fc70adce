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

// A server is an in-memory Graph that records the requests it receives.
type server struct {
	respond func(n int, req *http.Request) (*http.Response, error) // n counts requests from 1

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
	resp, err := s.respond(n, req)
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

// uris returns the URIs of the requests received so far.
func (s *server) uris() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var uris []string
	for _, req := range s.requests {
		uris = append(uris, req.URL.RequestURI())
	}
	return uris
}

// newServer returns a server that gives the replies in order and then repeats the last one.
func newServer(replies ...func() (*http.Response, error)) *server {
	return &server{respond: func(n int, _ *http.Request) (*http.Response, error) {
		return replies[min(n, len(replies))-1]()
	}}
}

// reply returns a reply with the given response; header alternates names and values.
func reply(status int, body string, header ...string) func() (*http.Response, error) {
	return func() (*http.Response, error) { return response(status, body, header...), nil }
}

// fail returns a reply that is an error of the transport.
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

// cut returns a reply of status 200 whose connection breaks after body.
func cut(body string) func() (*http.Response, error) { return cutAt(http.StatusOK, body) }

// cutAt returns a reply whose connection breaks after body.
func cutAt(status int, body string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		resp := response(status, body)
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(body), brokenReader{}))
		return resp, nil
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

const secret = "secret-token"

// A tokenFunc is a source of tokens that does not replace a rejected token.
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

// list returns the items of a collection, and the error that ended it if any.
func list(t testing.TB, transport http.RoundTripper, request Request) ([]entity, error) {
	t.Helper()
	return collect(Decode[entity](newClient(t, transport).List(t.Context(), request)))
}

// lookup returns the items that Lookup finds at /users, and the error that ended it if any.
func lookup(t testing.TB, transport http.RoundTripper, property string, keys []string) ([]entity, error) {
	t.Helper()
	sequence := newClient(t, transport).Lookup(t.Context(), Request{Path: "/users"}, property, keys)
	return collect(Decode[entity](sequence))
}

// collect returns the items of a sequence up to the first error, and that error.
func collect[T any](sequence iter.Seq2[T, error]) ([]T, error) {
	var list []T
	for item, err := range sequence {
		if err != nil {
			return list, err
		}
		list = append(list, item)
	}
	return list, nil
}

// An entity is an object of which a test needs the id only.
type entity struct{ ID string }

// ids returns the ids of the entities, separated by spaces.
func ids(list []entity) string {
	var b strings.Builder
	for _, item := range list {
		fmt.Fprintf(&b, "%s ", item.ID)
	}
	return strings.TrimSpace(b.String())
}

// pageOf returns the JSON of a page of entities with the given ids.
func pageOf(next string, ids ...string) string {
	var b bytes.Buffer
	b.WriteString(`{"@odata.context":"x"`)
	if next != "" {
		fmt.Fprintf(&b, `,"@odata.nextLink":%q`, next)
	}
	b.WriteString(`,"value":[`)
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%q}`, id)
	}
	b.WriteString(`]}`)
	return b.String()
}

// errorAs returns the first error in the tree of err that is an E. Without one, it fails the test.
func errorAs[E error](t testing.TB, err error) E {
	t.Helper()
	e, ok := errors.AsType[E](err)
	if !ok {
		t.Fatalf("error = %v (%T), want a %T in its tree", err, err, e)
	}
	return e
}

// getMe reads /me.
func getMe(ctx context.Context, c *Client) (entity, error) {
	var user entity
	object, err := c.Get(ctx, Request{Path: User(Self)})
	if err == nil {
		err = json.Unmarshal(object, &user)
	}
	return user, err
}

// shortContext returns a context that leaves time for a request, but not for the waits of these tests.
func shortContext(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	return ctx
}
