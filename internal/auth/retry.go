package auth

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

// attempts is how often a token is asked for before a failure counts.
const attempts = 4

// retrying repeats token requests after a failed connection, a transient status and a success without a token. That is
// harmless, even if a refresh token works only once: if the response to it was lost, it is used up whether or not it is
// sent again. The timeout of the client bounds all attempts together.
type retrying struct{ next http.RoundTripper }

func (r *retrying) RoundTrip(req *http.Request) (*http.Response, error) {
	var last *answer
	var failed error
	// The result is that of the last attempt, even if there is no time for another one, for which Run has an error.
	_, _ = retry.Loop[*answer]{
		Attempt: func(n int) (*answer, error) {
			attempt := req
			if n > 1 {
				if attempt, failed = rewind(req); failed != nil {
					return nil, failed
				}
			}
			last, failed = r.attempt(attempt)
			return last, failed
		},
		Assess: func(n int, a *answer, err error) (retry.Failure, bool) {
			switch {
			case n == attempts:
				return retry.Failure{}, false
			case retry.NoConnection(err):
				return retry.Failure{Err: err, Attempts: retry.UnconnectedAttempts}, true
			case err != nil:
				return retry.Failure{Err: err, Attempts: attempts}, !retry.Permanent(err)
			default:
				return retry.Failure{
					Err: fmt.Errorf("status %d", a.status), Attempts: attempts, Asked: retry.After(a.header, time.Now()),
				}, a.transient()
			}
		},
	}.Run(req.Context())
	if failed != nil {
		return nil, failed
	}
	return last.response(req), nil
}

// An answer is a response to a token request.
type answer struct {
	status int
	header http.Header
	body   []byte
	cut    bool // whether it is an error whose body ended early
}

// maxBody is the greatest length of a response that is read.
const maxBody = 1 << 20

func (r *retrying) attempt(req *http.Request) (*answer, error) {
	resp, err := r.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	cut := err != nil
	if cut && resp.StatusCode/100 == 2 {
		return nil, err
	}
	// The client follows no redirect. If it cannot parse the address of one, its error would repeat it.
	resp.Header.Del("Location")
	return &answer{status: resp.StatusCode, header: resp.Header, body: body, cut: cut}, nil
}

// transient reports whether another attempt may succeed.
func (a *answer) transient() bool {
	return a.cut || retry.Transient(a.status) || a.status/100 == 2 && !a.hasToken()
}

// hasToken reports whether an answer has what was requested: a token of the authority or of a pipeline, or the code of
// a device.
func (a *answer) hasToken() bool {
	var members map[string]any
	_ = json.Unmarshal(a.body, &members)
	for _, name := range []string{"access_token", "value", "oidcToken", "device_code"} {
		if text, _ := members[name].(string); text != "" {
			return true
		}
	}
	return false
}

func (a *answer) response(req *http.Request) *http.Response {
	return &http.Response{
		Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: req,
	}
}

// rewind returns the request with its body, if it has one, at the start again.
func rewind(req *http.Request) (*http.Request, error) {
	again := req.Clone(req.Context())
	if req.GetBody == nil {
		return again, nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	again.Body = body
	return again, nil
}
