package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// Ask reads by POST: it is for calls that only read, although they have a body. It is repeated like [Client.Get], and
// has the same errors.
func (c *Client) Ask(ctx context.Context, req Request, question any) (json.RawMessage, error) {
	content, err := EncodeBody(question)
	if err != nil {
		return nil, fmt.Errorf("encode the body of POST %s: %w", req.Path, err)
	}
	call, err := c.newCall(req, "application/json")
	if err != nil {
		return nil, err
	}
	call.method, call.body, call.asks = http.MethodPost, content, true
	call.header.Set("Content-Type", "application/json")
	return c.object(ctx, call)
}
