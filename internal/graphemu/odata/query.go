package odata

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
)

// Query is the query of a request: OData's options by their name with the dollar sign, and all other parameters.
// Names are in lower case.
type Query struct {
	Raw    string // As on the wire.
	System map[string]string
	Others map[string]string
}

// ParseQuery reads a query. It does not use [url.ParseQuery] because that refuses the raw semicolons which Graph
// accepts inside of $expand. On beta the dollar sign may be left out.
func ParseQuery(raw, version string) (*Query, error) {
	q := &Query{Raw: raw, System: make(map[string]string), Others: make(map[string]string)}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		k, v, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(k)
		if err != nil {
			return nil, BadRequest("The query string is not encoded correctly: '%s'.", k)
		}
		name := strings.ToLower(key)
		if version == VersionBeta && odataOptions.Get()["$"+name] {
			name = "$" + name
		}
		if !strings.HasPrefix(name, "$") && odataOptions.Get()["$"+name] {
			// See https://github.com/microsoftgraph/microsoft-graph-docs/issues/4488.
			return nil, &Problem{
				Status: http.StatusBadRequest, Code: "Request_BadRequest",
				Message: "Unrecognized query argument specified: '" + key + "'.",
			}
		}
		if !strings.HasPrefix(name, "$") {
			// v1.0 ignores what it does not know, so that a broken value matters to those only who ask for it.
			if q.Others[name], err = url.QueryUnescape(v); err != nil {
				q.Others[name] = v
			}
			continue
		}
		val, err := url.QueryUnescape(v)
		if err != nil || !ValidText(val) {
			return nil, BadRequest("The value of query option '%s' is not encoded correctly.", name)
		}
		if !odataOptions.Get()[name] {
			return nil, BadRequest("The query parameter '%s' is not supported.", key)
		}
		if _, twice := q.System[name]; twice {
			return nil, BadRequest("Query option '%s' was specified more than once, but it must be specified at most "+
				"once.", name)
		}
		if name == "$format" && !strings.EqualFold(val, "json") && !strings.HasPrefix(strings.ToLower(val), ContentTypeJSON) {
			return nil, BadRequest("The value '%s' of $format is not supported.", val) // The words are ours.
		}
		q.System[name] = val
	}
	return q, nil
}

// odataOptions are the system query options.
var odataOptions = late.Value[map[string]bool]{Make: func() map[string]bool {
	return NameSet("$select $filter $search $orderby $expand $top $skip $count $skiptoken $format")
}}

// Get returns a system query option by its name with the dollar sign.
func (q *Query) Get(name string) (string, bool) {
	v, ok := q.System[name]
	return v, ok
}

// Count reads $count as a parameter.
func (q *Query) Count() (bool, error) {
	v, ok := q.Get("$count")
	if !ok {
		return false, nil
	}
	switch strings.ToLower(v) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	default:
		return false, BadRequest("Invalid value '%s' for $count query option found. Valid values are 'true' or 'false'.", v)
	}
}

// Top reads $top as a page size. Graph names the number that it accepts at most, which is limit here.
func (q *Query) Top(standard, limit int) (int, error) {
	v, ok := q.Get("$top")
	if !ok {
		return min(standard, limit), nil
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		return 0, BadRequest("Invalid value '%s' for $top query option found. The $top query option requires a "+
			"non-negative integer value.", v)
	}
	if n < 1 || n > limit {
		return 0, UnsupportedQuery("Invalid page size specified: '%d'. Must be between 1 and %d inclusive.", n, limit)
	}
	return n, nil
}

// Eventual reports whether the request has the header of an advanced query.
func (c *Request) Eventual() bool {
	return strings.EqualFold(c.HTTP.Header.Get("ConsistencyLevel"), "eventual")
}

// SingleOnly refuses the options that make sense on a list only. $count is taken because $levels asks for it.
func (c *Request) SingleOnly() error {
	for _, name := range []string{"$filter", "$orderby", "$search", "$skip", "$top", "$skiptoken"} {
		if _, ok := c.Query.Get(name); ok {
			return BadRequest("The query specified in the URI is not valid. Query options $filter, $orderby, $count, $skip, " +
				"and $top can be applied only on collections.")
		}
	}
	return nil
}

// Lacks answers that the emulator does not know the options on this path, if the request has one of them.
func (c *Request) Lacks(options ...string) error {
	for _, name := range options {
		if _, ok := c.Query.Get(name); ok {
			return NotEmulated("the query option '" + name + "' there")
		}
	}
	return nil
}

// HasToken reports whether the request is for a later page.
func (c *Request) HasToken() bool {
	_, ok := c.Query.Get("$skiptoken")
	return ok
}
