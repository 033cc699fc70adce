package graph

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/plaintext"
	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

var (
	// ErrNotJSON is wrapped by the [*Error] of a response of 2xx that is not JSON, such as the page of a proxy.
	ErrNotJSON = errors.New("the response is not JSON")

	// ErrNotCollection is wrapped by the [*Error] of a response that [Client.List] cannot read, because it is not an
	// object with an array called value.
	ErrNotCollection = errors.New("the response is not a collection")

	// ErrNotObject is wrapped by the [*Error] of a response of 2xx that is JSON, but not the object or the objects that
	// were asked for: those have an id wherever the request selects it.
	ErrNotObject = errors.New("the response is not what was asked for")

	// ErrPagesExpired is wrapped by the error of [Client.List] when Graph has forgotten up to which item a collection
	// was read. The items so far are of no use; the collection has to be read again.
	ErrPagesExpired = errors.New("the collection was read too slowly and its next page has expired")
)

// An Error is a response of Graph other than the one that was asked for. It is made from any body: JSON in all its
// forms, HTML, or none.
//
// See https://learn.microsoft.com/graph/errors. Decide by Status and Code rather than by Message.
type Error struct {
	Call            string // as [Request.Call] has it; may be empty
	Method          string
	Path            string        // escaped, with the version and without the query
	Status          int           // 2xx if Unwrap is not nil
	Code            string        // such as Request_ResourceNotFound; may be empty
	InnerCodes      []string      // codes of the inner errors, the innermost last
	Message         string        // one line of plain text, at most 500 characters; never empty
	Silent          bool          // whether the response had no message, so that Message is that of the status
	JSON            bool          // whether the response is an object of JSON, as all errors of Graph are
	RequestID       string        // Graph's id of the request
	ClientRequestID string        // ours
	Date            string        // as Graph wrote it: the one in the body has no time zone
	RetryAfter      time.Duration // the wait that Graph asks for; 0 if it asks for none
	Claims          string        // JSON of a claims challenge; empty without one
	Grant           Grant         // of the token, for a response of 401 or 403

	sentinel error
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %d", e.Method, e.Path, e.Status)
	if e.Code != "" {
		b.WriteString(" " + e.Code)
	}
	b.WriteString(": " + e.Message)
	if e.RequestID != "" {
		b.WriteString(" (request-id " + e.RequestID + ")")
	}
	return b.String()
}

// Unwrap returns [ErrNotJSON], [ErrNotCollection], [ErrNotObject] or nil.
func (e *Error) Unwrap() error { return e.sentinel }

// Missing reports whether the object that was asked for does not exist. A 404 with another code, such as NotFound for
// an unknown path, does not mean that.
func (e *Error) Missing() bool {
	if e.Status != http.StatusNotFound {
		return false
	}
	switch strings.ToLower(e.Code) {
	case "request_resourcenotfound", "directory_objectnotfound", "errorinvaliduser":
		return true
	}
	return false
}

// Foreign reports whether the response comes from a proxy or a gateway: Graph's own errors have a code or a request id.
// Such a response does not tell whether an object exists, or a permission is missing.
func (e *Error) Foreign() bool { return e.Code == "" && e.RequestID == "" && e.Claims == "" }

// Final reports whether Graph itself has refused the request, and would do so again.
func (e *Error) Final() bool {
	return e.Status/100 == 4 && !e.Foreign() && !retry.Transient(e.Status)
}

// Unsupported reports whether Graph does not support the query in this form.
func (e *Error) Unsupported() bool {
	return e.Status == http.StatusBadRequest && strings.EqualFold(e.Code, "Request_UnsupportedQuery")
}

// newError returns the error of a response other than 2xx.
func newError(c *call, resp *Response) *Error {
	e := &Error{
		Call:            c.name,
		Method:          c.method,
		Path:            c.url.EscapedPath(),
		Status:          resp.Status,
		RequestID:       plaintext.Line(resp.Header.Get("request-id")),
		ClientRequestID: plaintext.Line(resp.Header.Get("client-request-id")),
		RetryAfter:      retry.After(resp.Header, time.Now()),
		Claims:          claims(resp.Header),
		Grant:           c.grant,
	}
	e.read(resp.Body)
	e.fallBack(resp.Header)
	return e
}

// fallBack fills what the body does not contain.
func (e *Error) fallBack(header http.Header) {
	if e.Message == "" {
		e.Message, e.Silent = http.StatusText(e.Status), true
	}
	if e.Message == "" {
		e.Message = fmt.Sprintf("status %d", e.Status)
	}
	if e.Date == "" {
		e.Date = plaintext.Line(header.Get("Date"))
	}
}

// failedLate returns the error that Graph reports in the body of a response of 2xx, whose status was sent before the
// failure. It counts as an internal error.
func failedLate(c *call, resp *Response, body []byte) *Error {
	return newError(c, &Response{
		Status: http.StatusInternalServerError, Header: resp.Header, ContentType: resp.ContentType, Body: body,
	})
}

// unreadable returns the error of a successful response that cannot be read.
func unreadable(c *call, resp *Response, sentinel error) *Error {
	if body := appendedError(resp.Body); body != nil {
		return failedLate(c, resp, body)
	}
	media := cmp.Or(resp.ContentType, "no content type")
	start := resp.Body[:min(len(resp.Body), maxErrorBody)]
	return &Error{
		Call:            c.name,
		Method:          c.method,
		Path:            c.url.EscapedPath(),
		Status:          resp.Status,
		Message:         fmt.Sprintf("%s (%s): %s", sentinel, media, plaintext.FromHTML(string(start))),
		RequestID:       plaintext.Line(resp.Header.Get("request-id")),
		ClientRequestID: plaintext.Line(resp.Header.Get("client-request-id")),
		Date:            plaintext.Line(resp.Header.Get("Date")),
		sentinel:        sentinel,
	}
}
