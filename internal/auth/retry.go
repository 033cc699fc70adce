package auth

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

// attempts is how often a token is asked for before a failure counts.
const attempts = 4

// retrying repeats token requests after a dropped connection, 429 and 5xx. That is harmless, even if a refresh token
// works only once: if the response to it was lost, it is used up whether or not it is sent again. The timeout of the
// client bounds all attempts together.
type retrying struct{ next http.RoundTripper }

func (r *retrying) RoundTrip(req *http.Request) (*http.Response, error) {
	var last *http.Response
	var failed error
	// The result is that of the last attempt, even if there is no time for another one, for which Run has an error.
	_, _ = retry.Loop[*http.Response]{
		Attempt: func(n int) (*http.Response, error) {
			attempt := req
			if n > 1 {
				discard(last)
				last = nil
				if attempt, failed = rewind(req); failed != nil {
					return nil, failed
				}
			}
			last, failed = r.next.RoundTrip(attempt)
			return last, failed
		},
		Assess: func(n int, resp *http.Response, err error) (retry.Failure, bool) {
			if n == attempts || !transient(resp, err) || req.GetBody == nil {
				return retry.Failure{}, false
			}
			if err != nil {
				return retry.Failure{Err: err, Attempts: attempts}, true
			}
			return retry.Failure{
				Err: fmt.Errorf("status %d", resp.StatusCode), Attempts: attempts,
				Asked: retry.After(resp.Header, time.Now()),
			}, true
		},
	}.Run(req.Context())
	return last, failed
}

// transient reports whether another attempt may succeed. A server that cannot be reached, or is not trusted, stays so.
func transient(resp *http.Response, err error) bool {
	if err != nil {
		return !retry.NoConnection(err) && !retry.Permanent(err)
	}
	return resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= http.StatusInternalServerError
}

// discard reads a response to its end, so that its connection can be used again, and closes it.
func discard(resp *http.Response) {
	if resp != nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
		_ = resp.Body.Close()
	}
}

// rewind returns the request with its body at the start again.
func rewind(req *http.Request) (*http.Request, error) {
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	again := req.Clone(req.Context())
	again.Body = body
	return again, nil
}
