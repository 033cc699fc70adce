package graph

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
)

// Post sends a value as JSON, for Graph to do something. Only what Graph refused to take, with 429
// or for its token, is sent again: whatever else goes wrong, it may have been done. That is an
// [*UncertainError]; any other error says that nothing has happened.
//
// Any answer of 2xx is a success, and 202 is so whatever its Retry-After says. One that is neither
// empty nor JSON wraps [ErrNotJSON]: it is the page of a proxy.
func (c *Client) Post(ctx context.Context, req Request, value any) (*Answer, error) {
	content, err := encodeBody(value)
	if err != nil {
		return nil, fmt.Errorf("encode the body of POST %s: %w", req.Path, err)
	}
	u, header, err := c.prepare(req, "application/json")
	if err != nil {
		return nil, err
	}
	header.Set("Content-Type", "application/json")
	seen := new(trace)
	post, err := http.NewRequestWithContext(seen.in(ctx), http.MethodPost, c.root, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	post.URL, post.Host, post.Header = u, u.Host, header
	var answer *Answer
	err = perform(c.posts(), post, func(a *Answer) error {
		if answer = a; len(a.Body) == 0 || json.Valid(a.Body) {
			return nil
		}
		page := unreadable(u, a, ErrNotJSON)
		page.Method = http.MethodPost
		return page
	})
	if err != nil && seen.unsure && !unsent(err) {
		err = &UncertainError{Err: err}
	}
	return answer, err
}

// encodeBody is [json.Marshal] without its escapes for HTML, which make a page six times as long at
// each bracket.
func encodeBody(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return b.Bytes(), err
}

// posts returns a client that follows no redirect: most of them would make a GET of the POST, and
// the success of that means nothing.
func (c *Client) posts() *http.Client {
	client := *c.http
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// An UncertainError reports that nobody knows whether a request was carried out: it was on its way
// when the connection broke or the time ran out, or Graph failed over it.
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
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	return is[*tls.CertificateVerificationError](err) || is[tls.RecordHeaderError](err) ||
		is[*TokenError](err) || is[*LinkError](err)
}
