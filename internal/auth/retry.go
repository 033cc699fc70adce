package auth

import (
	"crypto/tls"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"
)

// attempts is how often a token is asked for before a failure counts.
const attempts = 4

// retry repeats token requests that failed for no fault of theirs: a dropped connection, 429, 5xx. To ask twice does no
// harm; where a refresh token works once, an answer that was lost has used it up, whether or not it is asked for again. The
// timeout of the client bounds it all.
type retry struct{ next http.RoundTripper }

func (r *retry) RoundTrip(req *http.Request) (*http.Response, error) {
	for attempt := 1; ; attempt++ {
		resp, err := r.next.RoundTrip(req)
		if attempt == attempts || !passing(resp, err) || req.GetBody == nil {
			return resp, err
		}
		if !wait(req, resp, attempt) {
			return resp, err
		}
		if resp != nil {
			_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // Read to its end, the connection can be used again.
			_ = resp.Body.Close()
		}
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		req = req.Clone(req.Context())
		req.Body = body
	}
}

// passing says that another attempt may end better. A server that cannot be reached, or is not trusted, stays so.
func passing(resp *http.Response, err error) bool {
	if err != nil {
		dial, isOperation := errors.AsType[*net.OpError](err)
		_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
		return !untrusted && (!isOperation || dial.Op != "dial" && dial.Op != "proxyconnect")
	}
	return resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= http.StatusInternalServerError
}

// wait waits as long as it was asked to, else for a random time that grows. It says whether there is time for another
// attempt.
func wait(req *http.Request, resp *http.Response, attempt int) bool {
	pause := rand.N(250*time.Millisecond<<attempt) + time.Millisecond
	if resp != nil {
		if seconds, err := strconv.ParseFloat(resp.Header.Get("Retry-After"), 64); err == nil && seconds >= 0 && seconds < 3600 {
			pause = time.Duration(seconds * float64(time.Second))
		}
	}
	if deadline, ok := req.Context().Deadline(); ok && time.Until(deadline) <= pause {
		return false
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-req.Context().Done():
		return false
	}
}
