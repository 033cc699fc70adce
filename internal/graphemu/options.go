package graphemu

import (
	"net/url"
	"strconv"
	"strings"
)

// queryOptions is the query of a request: OData's options by their name with the dollar sign, and all other parameters.
// Names are in lower case.
type queryOptions struct {
	raw    string // As on the wire.
	odata  map[string]string
	others map[string]string
}

// parseQuery reads a query. It does not use [url.ParseQuery] because that refuses the raw semicolons which Graph
// accepts inside of $expand. On beta the dollar sign may be left out.
func parseQuery(raw, version string) (*queryOptions, error) {
	q := &queryOptions{raw: raw, odata: make(map[string]string), others: make(map[string]string)}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		k, v, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(k)
		if err != nil {
			return nil, badRequest("The query string is not encoded correctly: '%s'.", k)
		}
		name := strings.ToLower(key)
		if version == versionBeta && odataOptions["$"+name] {
			name = "$" + name
		}
		if !strings.HasPrefix(name, "$") {
			// v1.0 ignores what it does not know, so that a broken value matters to those only who ask for it.
			if q.others[name], err = url.QueryUnescape(v); err != nil {
				q.others[name] = v
			}
			continue
		}
		val, err := url.QueryUnescape(v)
		if err != nil || !validText(val) {
			return nil, badRequest("The value of query option '%s' is not encoded correctly.", name)
		}
		if !odataOptions[name] {
			return nil, badRequest("The query parameter '%s' is not supported.", key)
		}
		if _, twice := q.odata[name]; twice {
			return nil, badRequest("Query option '%s' was specified more than once, but it must be specified at most "+
				"once.", name)
		}
		q.odata[name] = val
	}
	return q, nil
}

// odataOptions are the system query options.
var odataOptions = nameSet("$select $filter $search $orderby $expand $top $skip $count $skiptoken $format")

func (q *queryOptions) get(name string) (string, bool) {
	v, ok := q.odata[name]
	return v, ok
}

// count reads $count as a parameter.
func (q *queryOptions) count() (bool, error) {
	v, ok := q.get("$count")
	if !ok {
		return false, nil
	}
	switch strings.ToLower(v) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	default:
		return false, badRequest("Invalid value '%s' for $count query option found. Valid values are 'true' or 'false'.", v)
	}
}

// top reads $top as a page size. Graph names the number that it accepts at most, which is limit here.
func (q *queryOptions) top(standard, limit int) (int, error) {
	v, ok := q.get("$top")
	if !ok {
		return min(standard, limit), nil
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		return 0, badRequest("Invalid value '%s' for $top query option found. The $top query option requires a "+
			"non-negative integer value.", v)
	}
	if n < 1 || n > limit {
		return 0, unsupportedQuery("Invalid page size specified: '%d'. Must be between 1 and %d inclusive.", n, limit)
	}
	return n, nil
}

// eventual reports whether the request has the header of an advanced query.
func (c *odataRequest) eventual() bool {
	return strings.EqualFold(c.request.Header.Get("ConsistencyLevel"), "eventual")
}

// singleOnly refuses the options that make sense on a list only. $count is taken because $levels asks for it.
func (c *odataRequest) singleOnly() error {
	for _, name := range []string{"$filter", "$orderby", "$search", "$skip", "$top", "$skiptoken"} {
		if _, ok := c.query.get(name); ok {
			return badRequest("The query specified in the URI is not valid. Query options $filter, $orderby, $count, $skip, " +
				"and $top can be applied only on collections.")
		}
	}
	return nil
}

// hasToken reports whether the request is for a later page.
func (c *odataRequest) hasToken() bool {
	_, ok := c.query.get("$skiptoken")
	return ok
}
