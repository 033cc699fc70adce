package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A Request describes what to read.
type Request struct {
	Call    string      // as Graph documents it, such as "GET /users/{id}", for logs and errors; may be empty
	Path    string      // relative to the version and escaped, such as User(id)+"/joinedTeams"
	Query   Query       // OData options and further parameters
	Header  http.Header // sent with each page
	Version string      // "" stands for [Version]
	Limit   int         // the number of items after which List stops, and stops fetching; 0 stands for all
}

// Get reads one object and returns the body of the response, which is valid JSON.
//
// The error is or wraps one of those in the package documentation. It wraps [ErrNotJSON] for a response of 200 that is
// not JSON, and [ErrNotObject] for one that is not the object.
func (c *Client) Get(ctx context.Context, req Request) (json.RawMessage, error) {
	call, err := c.newCall(req, "application/json")
	if err != nil {
		return nil, err
	}
	return c.object(ctx, call)
}

// object makes a call whose response is one object.
func (c *Client) object(ctx context.Context, call *call) (json.RawMessage, error) {
	var object json.RawMessage
	err := c.perform(ctx, call, func(resp *Response) error {
		if !json.Valid(resp.Body) {
			return unreadable(call, resp, ErrNotJSON)
		}
		if holdsError(resp.Body) {
			return failedLate(call, resp, resp.Body)
		}
		if !call.fits(resp.Body) {
			return unreadable(call, resp, ErrNotObject)
		}
		object = resp.Body
		return nil
	})
	return object, err
}

// Do reads any content: a photo, a count, JSON. The Accept header of the request counts; without one, everything is
// accepted. The errors are those of [Client.Get], but any response of 2xx is a success.
func (c *Client) Do(ctx context.Context, req Request) (*Response, error) {
	call, err := c.newCall(req, "*/*")
	if err != nil {
		return nil, err
	}
	var response *Response
	err = c.perform(ctx, call, func(resp *Response) error {
		response = resp
		return nil
	})
	return response, err
}

// newCall returns the call that reads what a request describes. It adds the advanced query parameters if they are
// needed, unless the request itself sets ConsistencyLevel to anything else.
func (c *Client) newCall(req Request, accept string) (*call, error) {
	header := req.Header.Clone()
	if header == nil {
		header = make(http.Header)
	}
	if header.Get("Accept") == "" {
		header.Set("Accept", accept)
	}
	if c.userAgent != "" {
		header.Set("User-Agent", c.userAgent)
	}
	req.Query = req.Query.folded()
	if req.needsAdvanced() {
		if header.Values("ConsistencyLevel") == nil {
			header.Set("ConsistencyLevel", "eventual")
		}
		eventual := strings.EqualFold(header.Get("ConsistencyLevel"), "eventual")
		if eventual && !isCount(req.Path) && req.Query.Extra["$count"] == "" {
			req.Query.Count = true
		}
	}
	if req.searches() {
		// Without it, v1.0 refuses an ampersand or a number sign in a search that is encoded as it should be: see
		// https://developer.microsoft.com/graph/known-issues/?search=18185.
		header.Add("Prefer", "legacySearch=false")
	}
	u, err := c.url(req)
	if err != nil {
		return nil, err
	}
	return &call{
		name: req.Call, method: http.MethodGet, url: u, header: header, hasID: slices.Contains(req.Query.Select, "id"),
	}, nil
}

// url joins the parts of the URL as texts, because they are escaped already: escaping them again would turn %23 into
// %2523.
func (c *Client) url(req Request) (*url.URL, error) {
	if strings.ContainsAny(req.Path, "?# ") {
		return nil, fmt.Errorf("path %q is not escaped: it holds a question mark, a number sign or a space", req.Path)
	}
	if strings.Contains(req.Path, "//") || strings.HasSuffix(req.Path, "/") {
		// The name of an object is missing. Without it, the path may mean another object, or all of them.
		return nil, fmt.Errorf("path %q has an empty segment", req.Path)
	}
	text := c.root + "/" + Segment(cmp.Or(req.Version, Version)) + "/" + strings.TrimPrefix(req.Path, "/")
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("path %q is not escaped properly", req.Path)
	}
	u.RawQuery = req.Query.encode()
	return u, nil
}
