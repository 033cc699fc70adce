package entra

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// graphAudience is the resource that a token is made for unless the client asked for another root.
const graphAudience = "https://graph.microsoft.com"

// cloud is a set of authorities, with the roots of Graph that they know: reference chapter 2.
type cloud struct {
	authorities []string
	roots       []string // The first is meant where no root is named.
}

var clouds = []cloud{
	{[]string{"login.microsoftonline.com"}, []string{graphAudience}},
	{[]string{"login.microsoftonline.us"}, []string{"https://graph.microsoft.us", "https://dod-graph.microsoft.us"}},
	{
		[]string{"login.chinacloudapi.cn", "login.partner.microsoftonline.cn"},
		[]string{"https://microsoftgraph.chinacloudapi.cn"},
	},
}

// cloudOf returns the cloud of an authority, or nil if the request did not come under the name of one.
func cloudOf(r *http.Request) *cloud {
	for i := range clouds {
		if slices.Contains(clouds[i].authorities, hostname(r)) {
			return &clouds[i]
		}
	}
	return nil
}

// hostname is the host that the request asked for, without a port and in lower case.
func hostname(r *http.Request) string {
	return strings.ToLower((&url.URL{Host: r.Host}).Hostname())
}

// isGraphRoot reports whether a resource is Graph in one of the clouds.
func isGraphRoot(resource string) bool {
	return slices.ContainsFunc(clouds, func(c cloud) bool { return slices.Contains(c.roots, resource) })
}

// knowsResource reports whether the authority gives tokens for a resource. One that is asked under its real name knows
// the roots of its cloud alone; any other knows those of all clouds, and the emulator itself.
func knowsResource(r *http.Request, resource string) bool {
	switch c := cloudOf(r); {
	case resource == odata.GraphAppID:
		return true
	case c != nil:
		return slices.Contains(c.roots, resource)
	default:
		return resource == odata.Origin(r) || isGraphRoot(resource)
	}
}

// standardResource is the one that a scope without a resource belongs to.
func standardResource(r *http.Request) string {
	if c := cloudOf(r); c != nil {
		return c.roots[0]
	}
	return graphAudience
}

// checkAudience refuses the token of another cloud where Graph is asked under its real name.
func checkAudience(r *http.Request, c *claims) error {
	root := "https://" + hostname(r)
	if isGraphRoot(root) && c.Audience != root && c.Audience != odata.GraphAppID {
		return odata.Unauthenticated("Access token validation failure. Invalid audience.")
	}
	return nil
}
