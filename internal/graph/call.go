package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// A call is one request on its way through the steps of the client. The steps record in it what the log and the errors
// need.
type call struct {
	name   string // as Graph documents it, such as "GET /users/{id}"; may be empty
	method string
	url    *url.URL
	header http.Header
	body   []byte // JSON; nil for a read

	hasID     bool // whether each object of the response has an id
	asks      bool // whether it only reads, although its method is POST
	downloads bool // whether a redirect to another host is followed, without the token

	attempts        int
	clientRequestID string // of the last attempt
	cut             bool   // whether the response of the last attempt is an error whose body ended early
	uncertain       bool   // whether the last attempt of an action may have been carried out although it failed
	grant           Grant  // of the token that was refused
	page            int    // counted from 1; 0 for what is not a page
	rows            int    // items of the page
}

// wantsJSON reports whether only JSON is of use.
func (c *call) wantsJSON() bool {
	return c.reads() && c.header.Get("Accept") == "application/json"
}

// fits reports whether a text of JSON can be an object that the call asks for. The answer of something else, such as a
// gateway that is down, would pass for an object whose properties are all null.
func (c *call) fits(object []byte) bool {
	object = bytes.TrimLeft(object, " \t\r\n")
	return bytes.HasPrefix(object, []byte("{")) && (!c.hasID || bytes.Contains(object, []byte(`"id"`)))
}

// fitAll reports whether all items of a collection can be objects that the call asks for.
func (c *call) fitAll(items []json.RawMessage) bool {
	return !c.hasID || !slices.ContainsFunc(items, func(item json.RawMessage) bool { return !c.fits(item) })
}

// reads reports whether the call changes nothing, so that it may be repeated.
func (c *call) reads() bool { return c.method == http.MethodGet || c.asks }

// A step is one of the steps that a call goes through. The responses that it returns have been read to their end.
type step interface {
	do(ctx context.Context, c *call) (*Response, error)
}

// A Response is a response of Graph with its whole body.
type Response struct {
	Status      int
	Header      http.Header
	ContentType string // media type in lower case, without parameters; empty if there is none
	Body        []byte
}

// JSON reports whether the response is declared to be JSON.
func (r *Response) JSON() bool { return jsonType(r.ContentType) }

// perform makes a call and passes its response to read. A response other than 2xx is an [*Error]. One line is logged
// for the call, whatever the number of attempts, after read has counted the rows of a page.
func (c *Client) perform(ctx context.Context, call *call, read func(*Response) error) error {
	start := time.Now()
	tallyOf(ctx).add(func(n *Counts) { n.Calls++ })
	resp, err := c.steps.do(ctx, call)
	took := time.Since(start)
	switch {
	case err != nil:
		c.log(ctx, call, took, describe(err))
		return fmt.Errorf("%s %s: %w", call.method, call.url.EscapedPath(), err)
	case resp.Status/100 != 2:
		err = newError(call, resp)
	default:
		err = read(resp)
	}
	c.log(ctx, call, took, describeResponse(resp))
	return err
}
