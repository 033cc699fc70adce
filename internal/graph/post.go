package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

// Post sends a value as JSON, for Graph to perform an action. Only what Graph refused to take, with 429 or because of
// its token, is sent again; after any other failure the action may have been performed. That is an [*UncertainError];
// any other error means that nothing has happened.
//
// Any response of 2xx is a success, and 202 is one whatever its Retry-After says. A response that is neither empty nor
// JSON is an error that wraps [ErrNotJSON]: it is the page of a proxy.
func (c *Client) Post(ctx context.Context, req Request, value any) (*Response, error) {
	content, err := encodeBody(value)
	if err != nil {
		return nil, fmt.Errorf("encode the body of POST %s: %w", req.Path, err)
	}
	call, err := c.newCall(req, "application/json")
	if err != nil {
		return nil, err
	}
	call.method, call.body = http.MethodPost, content
	call.header.Set("Content-Type", "application/json")
	var response *Response
	err = c.perform(ctx, call, func(resp *Response) error {
		if response = resp; len(resp.Body) == 0 || json.Valid(resp.Body) {
			return nil
		}
		return unreadable(call, resp, ErrNotJSON)
	})
	if err != nil && call.uncertain && !unsent(err) {
		err = &UncertainError{Err: err}
	}
	return response, err
}

// encodeBody is [json.Marshal] without its escapes for HTML, which make each bracket of a page six times as long.
func encodeBody(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return b.Bytes(), err
}

// An UncertainError reports that an action may have been performed: the request was on its way when the connection
// broke or the time ran out, or Graph failed while it worked on it.
type UncertainError struct {
	Err error // what went wrong
}

func (e *UncertainError) Error() string {
	return "it may have been carried out, but: " + e.Err.Error()
}

// Unwrap returns Err.
func (e *UncertainError) Unwrap() error { return e.Err }

// unsent reports whether an attempt failed before Graph saw it.
func unsent(err error) bool {
	return retry.NoConnection(err) || retry.Untrusted(err) || is[*TokenError](err) || is[*LinkError](err)
}
