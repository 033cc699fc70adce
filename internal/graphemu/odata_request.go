package graphemu

import "net/http"

// The versions of Graph.
const (
	versionOne  = "v1.0"
	versionBeta = "beta"
)

// odataRequest is one Graph request on its way through a handler.
type odataRequest struct {
	request *http.Request
	version string // "v1.0" or "beta".
	origin  string // Scheme and host that the request came to.
	path    string // Escaped, as on the wire.
	query   *queryOptions
	params  map[string]string // Decoded values of the route's {names}.
	pages   *paging
}

// origin returns scheme and host that a request came to.
func origin(r *http.Request) string {
	if r.TLS != nil || r.URL.Scheme == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// context returns the value of @odata.context for the given set.
func (c *odataRequest) context(set string) string {
	return c.origin + "/" + c.version + "/$metadata#" + set
}

// maxRequestBody is what Graph takes at most, about.
const maxRequestBody = 4 << 20
