package graph

import (
	"context"
	"errors"
	"net/http"
)

// Ping finds out whether Graph can be reached with the token. It reads the id of the tenant, which changes nothing and
// shows nothing of a person. That a permission for it is missing is an answer of Graph too, and no error.
func (c *Client) Ping(ctx context.Context) error {
	var err error
	for _, err = range c.List(ctx, Request{
		Call: "GET /organization", Path: "/organization", Query: Query{Select: []string{"id"}},
	}) {
		break // There is one tenant.
	}
	answer, refused := errors.AsType[*Error](err)
	if refused && answer.Status == http.StatusForbidden && answer.Claims == "" && !answer.Foreign() {
		return nil
	}
	return err
}
