package graphemu

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
)

const (
	versionOne  = "v1.0"
	versionBeta = "beta"
)

// call is one Graph request on its way through a handler.
type call struct {
	server  *Server
	request *http.Request
	version string // "v1.0" or "beta".
	origin  string // Scheme and host that the request came to.
	path    string // Escaped, as on the wire.
	query   *queryOptions
	token   *claims
	params  map[string]string // Decoded values of the route's {names}.
}

// handler answers one route. An error that is a *problem becomes Graph's error body.
type handler func(c *call) (*response, error)

// answerGraph checks what is common to all Graph requests, in Graph's order: the token, then the path, then the query.
func (s *Server) answerGraph(r *http.Request) *response {
	resp, err := s.dispatch(r)
	if p := (*problem)(nil); errors.As(err, &p) {
		resp = p.response(r)
	} else if err != nil {
		panic(err) // Handlers fail with problems only.
	}
	if resp.contentType == "" && len(resp.body) > 0 {
		resp.contentType = contentTypeGraph
	}
	return resp
}

func (s *Server) dispatch(r *http.Request) (*response, error) {
	token, err := s.authenticate(r)
	if err != nil {
		return nil, err
	}
	path, rawQuery := wireForm(r)
	version, segments, err := splitPath(path)
	if err != nil {
		return nil, err
	}
	found, params, err := findRoute(r.Method, segments)
	if err != nil {
		return nil, err
	}
	query, err := parseQuery(rawQuery, version)
	if err != nil {
		return nil, err
	}
	return found.handle(&call{
		server: s, request: r, version: version, origin: origin(r), path: path, query: query, token: token, params: params,
	})
}

func origin(r *http.Request) string {
	if r.TLS != nil || r.URL.Scheme == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// context returns the value of @odata.context for the given set.
func (c *call) context(set string) string {
	return c.origin + "/" + c.version + "/" + contextSeparator + set
}

// errorBody is Graph's envelope of an error.
type errorBody struct {
	Error errorDetail `json:"error"`
}

type errorDetail struct {
	Code       string     `json:"code"`
	Message    string     `json:"message"`
	InnerError innerError `json:"innerError"`
}

type innerError struct {
	Code            string `json:"code,omitempty"`
	Date            string `json:"date"` // Without a zone, as in Graph.
	RequestID       string `json:"request-id"`
	ClientRequestID string `json:"client-request-id"`
}

func (p *problem) response(r *http.Request) *response {
	id := requestID(r)
	var body errorBody
	body.Error = errorDetail{Code: p.code, Message: p.message, InnerError: innerError{
		Code: p.inner, Date: arrivalTime(r).UTC().Format("2006-01-02T15:04:05"), RequestID: id,
		ClientRequestID: clientRequestID(r, id),
	}}
	document, err := json.Marshal(body)
	if err != nil {
		panic(err) // Strings can always be encoded.
	}
	resp := &response{status: p.status, contentType: contentTypeJSON, body: document, header: make(http.Header)}
	if p.status == http.StatusUnauthorized {
		resp.header.Set("WWW-Authenticate", cmp.Or(p.authenticate, plainChallenge))
	}
	return resp
}
