package graph

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

var (
	// ErrNotJSON is wrapped by the [*Error] of an answer of 2xx that is not JSON, such as the page
	// of a proxy.
	ErrNotJSON = errors.New("the answer is not JSON")

	// ErrNotCollection is wrapped by the [*Error] of an answer that [List] cannot walk, because
	// it is not an object with an array called value.
	ErrNotCollection = errors.New("the answer is not a collection")

	// ErrPagesExpired is wrapped by the error of [List] when Graph has forgotten the place up to
	// which a collection was read. The items so far stand for nothing; read again.
	ErrPagesExpired = errors.New("the collection was read too slowly and its next page has expired")
)

// An Error is an answer of Graph that is not what was asked for. It is made from any body: JSON in
// all its forms, HTML, or none.
//
// See https://learn.microsoft.com/graph/errors. Decide on Status and Code, not on Message.
type Error struct {
	Method          string
	Path            string        // escaped, with the version and without the query
	Status          int           // 2xx when Unwrap is not nil
	Code            string        // such as Request_ResourceNotFound; may be empty
	InnerCodes      []string      // codes of the inner errors, the innermost last
	Message         string        // one line of plain text, at most 500 characters; never empty
	RequestID       string        // Graph's id of the request
	ClientRequestID string        // ours
	Date            string        // as Graph wrote it: the one in the body has no time zone
	RetryAfter      time.Duration // what Graph asks to wait; 0 when it does not
	Claims          string        // JSON of a claims challenge; empty without one
	Grant           Grant         // what the token carries, of an answer of 403

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

// Unwrap returns [ErrNotJSON], [ErrNotCollection] or nil.
func (e *Error) Unwrap() error { return e.sentinel }

// Missing reports whether the object that was asked for does not exist. A 404 with another code,
// such as NotFound for a path that Graph does not know, is not that.
func (e *Error) Missing() bool {
	if e.Status != http.StatusNotFound {
		return false
	}
	switch strings.ToLower(e.Code) {
	case "request_resourcenotfound", "directory_objectnotfound", "resourcenotfound", "itemnotfound", "errorinvaliduser":
		return true
	}
	return false
}

// newError returns the error of an answer, whose body is data.
func newError(req *http.Request, resp *http.Response, data []byte) *Error {
	e := &Error{
		Method:          req.Method,
		Path:            req.URL.EscapedPath(),
		Status:          resp.StatusCode,
		RequestID:       resp.Header.Get("request-id"),
		ClientRequestID: resp.Header.Get("client-request-id"),
		RetryAfter:      retryAfter(resp.Header, time.Now()),
		Claims:          claims(resp.Header),
	}
	e.read(data)
	e.fallBack(resp.Header)
	return e
}

// fallBack fills what the body does not tell.
func (e *Error) fallBack(header http.Header) {
	if e.Message == "" {
		e.Message = http.StatusText(e.Status)
	}
	if e.Message == "" {
		e.Message = fmt.Sprintf("status %d", e.Status)
	}
	if e.Date == "" {
		e.Date = header.Get("Date")
	}
}

// answerError returns the error of an answer that is still on its way through the chain.
func answerError(req *http.Request, resp *http.Response) *Error {
	e := newError(req, resp, contents(resp))
	if b, ok := resp.Body.(*body); ok {
		e.Grant = b.grant
	}
	return e
}

// unreadable returns the error of a successful answer that cannot be read.
func unreadable(u *url.URL, answer *Answer, sentinel error) *Error {
	media := answer.ContentType
	if media == "" {
		media = "no content type"
	}
	return &Error{
		Method:          http.MethodGet,
		Path:            u.EscapedPath(),
		Status:          answer.Status,
		Message:         fmt.Sprintf("%s (%s): %s", sentinel, media, plainText(string(answer.Body[:min(len(answer.Body), maxErrorBody)]))),
		RequestID:       answer.Header.Get("request-id"),
		ClientRequestID: answer.Header.Get("client-request-id"),
		Date:            answer.Header.Get("Date"),
		sentinel:        sentinel,
	}
}
