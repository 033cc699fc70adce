package graphemu

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// Request is one request that the emulator got, and how it was answered.
type Request struct {
	Method   string      `json:"method"`
	Remote   string      `json:"remote"`   // Address of the client, which distinguishes connections.
	Path     string      `json:"path"`     // Escaped, as on the wire.
	RawQuery string      `json:"rawQuery"` // As on the wire.
	Query    url.Values  `json:"query"`    // RawQuery decoded; a raw semicolon belongs to the value.
	Header   http.Header `json:"header"`
	Body     []byte      `json:"body,omitempty"`
	Status   int         `json:"status"` // 0 while it is not answered, and when the connection was cut.
	Items    int         `json:"items"`  // Objects in the answer.
	Start    time.Time   `json:"start"`
	End      time.Time   `json:"end"`

	area area
}

// recorder keeps the requests in the order of their arrival.
type recorder struct {
	mu       sync.Mutex // Guards all below.
	requests []*Request
	inFlight int
	highest  int
}

func (rec *recorder) begin(r *http.Request, in area) *Request {
	// One byte more, so that the service can tell that it was too much; the rest is read for a client that sends all of
	// it before it looks at the answer.
	body, err := io.ReadAll(io.LimitReader(r.Body, odata.MaxRequestBody+1))
	if err == nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 16*odata.MaxRequestBody))
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	path, rawQuery := wireForm(r)
	one := &Request{
		Method: r.Method, Remote: r.RemoteAddr, Path: path, RawQuery: rawQuery, Query: decodeQuery(rawQuery),
		Header: r.Header.Clone(), Body: body, Start: time.Now(), area: in,
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.requests = append(rec.requests, one)
	if in == graphRequest {
		rec.inFlight++
		rec.highest = max(rec.highest, rec.inFlight)
	}
	return one
}

func (rec *recorder) end(one *Request, status, items int) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	one.Status, one.Items, one.End = status, items, time.Now()
	if one.area == graphRequest {
		rec.inFlight--
	}
}

func (rec *recorder) reset() {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.requests, rec.highest = nil, rec.inFlight
}

func (rec *recorder) list(keep func(*Request) bool) []Request {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	list := make([]Request, 0, len(rec.requests))
	for _, one := range rec.requests {
		if keep(one) {
			list = append(list, *one)
		}
	}
	return list
}

func decodeQuery(raw string) url.Values {
	values := make(url.Values)
	for pair := range strings.SplitSeq(raw, "&") {
		k, v, _ := strings.Cut(pair, "=")
		key, errKey := url.QueryUnescape(k)
		val, errValue := url.QueryUnescape(v)
		if pair != "" && errKey == nil && errValue == nil {
			values.Add(key, val)
		}
	}
	return values
}

// Requests returns all requests to Graph, to the authority and for an identity, in the order of their arrival. What a
// client's transport repeats on its own, as Go's does when a kept connection was cut, is there as often as it arrived.
func (s *Server) Requests() []Request {
	return s.recorder.list(func(*Request) bool { return true })
}

// GraphRequests returns the requests to Graph.
func (s *Server) GraphRequests() []Request {
	return s.recorder.list(func(r *Request) bool { return r.area == graphRequest })
}

// TokenRequests returns the requests to the authority: for tokens, and for the codes of devices.
func (s *Server) TokenRequests() []Request {
	return s.recorder.list(func(r *Request) bool { return r.area == tokenRequest })
}

// IdentityRequests returns the requests to managed identities, and to the identity providers of jobs.
func (s *Server) IdentityRequests() []Request {
	return s.recorder.list(func(r *Request) bool { return r.area == identityRequest })
}

// MaxConcurrent is the highest number of Graph requests that were worked on at the same time.
func (s *Server) MaxConcurrent() int {
	s.recorder.mu.Lock()
	defer s.recorder.mu.Unlock()
	return s.recorder.highest
}
