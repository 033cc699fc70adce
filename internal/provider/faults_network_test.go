package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"

	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

// An answer is a response, or the failure of a connection.
type answer struct {
	status int
	header http.Header
	body   []byte
	cut    bool  // whether the connection breaks behind the body
	err    error // in place of a response
}

func (a answer) response(req *http.Request) (*http.Response, error) {
	if a.err != nil {
		return nil, a.err
	}
	var body io.Reader = bytes.NewReader(a.body)
	if a.cut {
		body = io.MultiReader(body, brokenReader{})
	}
	return &http.Response{
		StatusCode: a.status, Header: a.header.Clone(), Body: io.NopCloser(body), ContentLength: -1, Request: req,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A network carries the requests of a provider to an emulator without connections. It makes three pages of each list,
// and puts faults in the place of answers. It keeps the right answers to reads, so that they cost nothing from the
// second time on.
type network struct {
	emulator http.RoundTripper

	mu      sync.Mutex // guards the fields below
	right   map[string]answer
	arrived []string           // the requests, each once, in the order in which they came
	count   map[string]int     // how often each request came
	once    map[string][]fault // by request: those that the next answers have
	always  map[string]fault   // by request: those that all answers have
	tokens  func() *fault      // returns the fault that the next answer of the authority has; may be nil
}

func newNetwork(emulator http.RoundTripper) *network {
	n := &network{emulator: emulator, right: map[string]answer{}}
	n.script(nil, nil)
	return n
}

// script forgets what came so far, and sets the faults to come.
func (n *network) script(once map[string][]fault, always map[string]fault) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.arrived, n.count, n.once, n.always = nil, map[string]int{}, maps.Clone(once), always
}

// RoundTrip implements [http.RoundTripper].
func (n *network) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := bodyOf(req)
	if err != nil {
		return nil, err
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	// A POST that asks has its question in the key.
	key := strings.TrimSpace(req.Method + " " + req.URL.RequestURI() + " " + string(body))
	f := n.next(key)
	var right answer
	if f == nil || !f.unhandled {
		if right, err = n.handle(key, req); err != nil {
			return nil, err
		}
	}
	if f != nil {
		right = f.answer(right)
	}
	if trace := httptrace.ContextClientTrace(req.Context()); trace != nil {
		trace.GetConn(req.URL.Host)
		if !retry.NoConnection(right.err) {
			trace.GotConn(httptrace.GotConnInfo{})
		}
	}
	return right.response(req)
}

// bodyOf returns the body of a request, and leaves the request as it is.
func bodyOf(req *http.Request) ([]byte, error) {
	if req.GetBody == nil {
		return nil, nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(body)
}

// next counts a request, and returns the fault that its answer has, or nil.
func (n *network) next(key string) *fault {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.count[key]++; n.count[key] == 1 {
		n.arrived = append(n.arrived, key)
	}
	if n.tokens != nil && strings.Contains(key, "/oauth2/v2.0/token ") {
		return n.tokens()
	}
	if faults := n.once[key]; len(faults) > 0 {
		n.once[key] = faults[1:]
		return &faults[0]
	}
	if f, found := n.always[key]; found {
		return &f
	}
	return nil
}

// handle returns the right answer.
func (n *network) handle(key string, req *http.Request) (answer, error) {
	n.mu.Lock()
	known, found := n.right[key]
	n.mu.Unlock()
	if found {
		return known, nil
	}
	resp, err := n.emulator.RoundTrip(req)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: resp.StatusCode, header: resp.Header}
	if a.body, err = io.ReadAll(resp.Body); err != nil {
		return answer{}, err
	}
	a.header.Del("Content-Length")
	reads := req.Method == http.MethodGet || strings.HasSuffix(req.URL.Path, "/getSchedule")
	if !reads {
		return a, nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.right[key] = a
	if req.Method == http.MethodGet && a.status == http.StatusOK {
		n.divide(key, req.URL.Scheme+"://"+req.URL.Host, a)
	}
	return n.right[key], nil
}

// divide makes a first, a middle and a last page of a list that has one page. Some may have no items, which is lawful.
func (n *network) divide(key, root string, whole answer) {
	var list map[string]json.RawMessage
	var items []json.RawMessage
	if json.Unmarshal(whole.body, &list) != nil || json.Unmarshal(list["value"], &items) != nil || items == nil {
		return
	}
	for name := range list {
		if name == "@odata.nextLink" || name != "value" && !strings.Contains(name, "@") {
			return
		}
	}
	uri, separator := strings.TrimPrefix(key, "GET "), "?"
	if strings.Contains(uri, separator) {
		separator = "&"
	}
	third := (len(items) + 2) / 3
	parts := [][]json.RawMessage{
		items[:third], items[third:min(2*third, len(items))], items[min(2*third, len(items)):],
	}
	for i, part := range parts {
		page := maps.Clone(list)
		page["value"] = marshal(part)
		next := fmt.Sprintf("%s%spage=%d", uri, separator, i+2)
		if i+1 < len(parts) {
			page["@odata.nextLink"] = marshal(root + next)
		}
		n.right[key] = answer{status: whole.status, header: whole.header, body: marshal(page)}
		key = "GET " + next
	}
}

// marshal returns a value in JSON.
func marshal(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // It is made of valid JSON.
	}
	return text
}
