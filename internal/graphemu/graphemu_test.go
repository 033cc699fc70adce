package graphemu

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// asker sends requests to one emulator without a connection.
type asker struct {
	t      *testing.T
	server *Server
	token  string
}

func newAsker(t *testing.T, opts Options) *asker {
	t.Helper()
	s := New(opts)
	return &asker{t: t, server: s, token: s.PersonToken("")}
}

// answer is what came back, with the JSON decoded when it is an object.
type answer struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// get asks for a path below the version, or for an absolute URL. Headers are given as "name: value".
func (a *asker) get(path string, headers ...string) *answer {
	a.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = "https://graph.example.com/v1.0" + path
	}
	// Not http.NewRequest: a test of the wire form must be able to send what that would not parse alike.
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, path, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	for _, h := range headers {
		name, v, _ := strings.Cut(h, ": ")
		req.Header.Set(name, v)
	}
	return a.do(req)
}

func (a *asker) do(req *http.Request) *answer {
	a.t.Helper()
	resp, err := a.server.Transport().RoundTrip(req)
	if err != nil {
		a.t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	got := &answer{status: resp.StatusCode, header: resp.Header, text: string(b)}
	if strings.HasPrefix(got.text, "{") {
		if err := json.Unmarshal(b, &got.body); err != nil {
			a.t.Fatalf("got %s, %v, want JSON", b, err)
		}
	}
	return got
}

const eventualHeader = "ConsistencyLevel: eventual"

// ok fails the test unless the status is 200.
func (g *answer) ok(t *testing.T) *answer {
	t.Helper()
	if g.status != http.StatusOK {
		t.Fatalf("got %d %s, want 200", g.status, g.text)
	}
	return g
}

// fails holds an error against its status, its code and a part of its message.
func (g *answer) fails(t *testing.T, status int, code, message string) {
	t.Helper()
	gotCode, gotMessage := g.problem()
	if g.status != status || gotCode != code || !strings.Contains(gotMessage, message) {
		t.Errorf("got %d %q %q, want %d %q with %q", g.status, gotCode, gotMessage, status, code, message)
	}
}

func (g *answer) problem() (code, message string) {
	e, _ := g.body["error"].(map[string]any)
	code, _ = e["code"].(string)
	message, _ = e["message"].(string)
	return code, message
}

// values returns one property of all items of a list.
func (g *answer) values(property string) []string {
	items, _ := g.body["value"].([]any)
	list := make([]string, 0, len(items))
	for _, item := range items {
		object, _ := item.(map[string]any)
		s, _ := object[property].(string)
		list = append(list, s)
	}
	return list
}

func (g *answer) nextLink() string {
	s, _ := g.body["@odata.nextLink"].(string)
	return s
}
