package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// Post asks Graph to perform an action, with a value that is sent as JSON. It sends a request again only if Graph
// refused it with 429 or because of its token. The error is an [*UncertainError] if the action may have been performed.
// Any other error means that nothing has happened.
//
// A response of 202 is a success, whatever its body; so is any other of 2xx that is empty, or JSON without an error.
// One that is not JSON is an error that wraps [ErrNotJSON]: it is the page of a proxy.
//
// When ctx is canceled, a request that was sent already has [grace] to end.
func (c *Client) Post(ctx context.Context, req Request, value any) (*Response, error) {
	content, err := EncodeBody(value)
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
		response = resp
		switch {
		case resp.Status == http.StatusAccepted, len(resp.Body) == 0:
			return nil
		case holdsError(resp.Body):
			call.uncertain = true // Graph has failed while it worked on it.
			return failedLate(call, resp, resp.Body)
		case json.Valid(resp.Body):
			return nil
		default:
			return unreadable(call, resp, ErrNotJSON)
		}
	})
	if err != nil && call.uncertain {
		err = &UncertainError{Err: err}
	}
	return response, err
}

// EncodeBody returns a value as [Client.Post] sends it: as JSON without escapes for HTML, which would make each bracket
// of a page six times as long.
func EncodeBody(value any) ([]byte, error) {
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

// grace is how long a request that was sent may go on after its context was canceled. An action whose outcome is not
// known is worse than a wait.
const grace = 10 * time.Second

// traced returns a context for an attempt at an action. It records in the call whether the action may have been sent.
// If so, the context ends only [grace] after ctx is canceled; the deadline of ctx stays. The caller must call done when
// the attempt has ended.
//
// The action may have been sent from the moment that the transport has a connection: whatever can fail before the first
// byte is written, such as the name server, the proxy or TLS, fails before that. The transport asks for another
// connection only if nothing was sent on the first.
func (c *call) traced(ctx context.Context) (lasting context.Context, done func()) {
	lasting, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	release := func() {}
	if deadline, ok := ctx.Deadline(); ok {
		lasting, release = context.WithDeadline(lasting, deadline)
	}
	var sent atomic.Bool
	stop := context.AfterFunc(ctx, func() {
		if sent.Load() {
			select {
			case <-time.After(grace):
			case <-lasting.Done():
			}
		}
		cancel(context.Cause(ctx))
	})
	record := func(to bool) {
		sent.Store(to)
		c.uncertain = to
	}
	record(false)
	return httptrace.WithClientTrace(lasting, &httptrace.ClientTrace{
		GetConn: func(string) { record(false) },
		GotConn: func(httptrace.GotConnInfo) { record(true) },
	}), func() { stop(); release(); cancel(nil) }
}
