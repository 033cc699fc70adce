// Package odata is the language of Graph: requests with their query options, filters and searches, the types that they
// are checked against, pages, answers and errors.
package odata

import "net/http"

// The versions of Graph.
const (
	VersionOne  = "v1.0"
	VersionBeta = "beta"
)

// Request is one Graph request on its way through a handler.
type Request struct {
	HTTP    *http.Request
	Version string // "v1.0" or "beta".
	Origin  string // Scheme and host that the request came to.
	Path    string // Escaped, as on the wire.
	Query   *Query
	// Params has the decoded values of the route's {names}, and by {name}= the property that a key named, or "".
	Params map[string]string
	Pages  *Paging
}

// Origin returns scheme and host that a request came to.
func Origin(r *http.Request) string {
	if r.TLS != nil || r.URL.Scheme == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Context returns the value of @odata.context for the given set.
func (c *Request) Context(set string) string {
	return c.Origin + "/" + c.Version + "/$metadata#" + set
}

// MaxRequestBody is what Graph takes at most, about.
const MaxRequestBody = 4 << 20
