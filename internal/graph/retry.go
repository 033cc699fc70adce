package graph

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Attempts at one request when Graph does not say how long to wait. When it does, the deadline of
// the context is the only limit.
const (
	attemptsBusy    = 6 // 429, 502, 503, 504; dropped and cut answers
	attemptsBroken  = 3 // 500, which is rarely better the next time
	attemptsNoRoute = 3 // no connection at all; a wrong endpoint should not take long to notice
)

// attemptsByStatus holds the statuses that may be better the next time.
var attemptsByStatus = map[int]int{
	http.StatusTooManyRequests:     attemptsBusy,
	http.StatusInternalServerError: attemptsBroken,
	http.StatusBadGateway:          attemptsBusy,
	http.StatusServiceUnavailable:  attemptsBusy,
	http.StatusGatewayTimeout:      attemptsBusy,
}

// retry repeats what is worth repeating: reads that were throttled, cut or dropped. Other methods
// are repeated on 429 alone, because only then it is certain that nothing has happened.
type retry struct {
	next   http.RoundTripper
	logger *slog.Logger
}

func (r *retry) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	unasked := 0 // failed attempts without a word from Graph on how long to wait
	for attempt := 1; ; attempt++ {
		traceOf(ctx).attempts = attempt
		resp, err := r.next.RoundTrip(req)
		failed, again := assess(req, resp, err)
		if !again {
			return resp, err
		}
		if failed.asked == 0 {
			if unasked++; unasked >= failed.limit {
				return resp, err
			}
		}
		if err := r.pause(ctx, failed, attempt); err != nil {
			return nil, err
		}
		if req, err = rewind(req); err != nil {
			return nil, err
		}
	}
}

func (r *retry) pause(ctx context.Context, failed failure, attempt int) error {
	wait := failed.wait(attempt)
	r.logger.LogAttrs(ctx, slog.LevelDebug, "Microsoft Graph request waits for another attempt",
		append(describe(failed.cause), slog.Int("attempt", attempt), slog.Duration("wait", wait))...)
	return pause(ctx, wait, failed.cause)
}

// A failure is an attempt that is worth repeating.
type failure struct {
	cause error
	limit int           // attempts
	asked time.Duration // what Graph asked to wait; 0 when it did not
}

// wait returns the time until the next attempt. Graph's word counts, to the millisecond. When it
// has proved wrong a few times, a growing back-off is added to it: there are reports of
// "Retry-After: 1" for minutes on end (microsoftgraph/msgraph-sdk-javascript#297).
func (f failure) wait(attempt int) time.Duration {
	const trusted = 3
	switch {
	case f.asked == 0:
		return backoff(attempt)
	case attempt <= trusted:
		return f.asked
	default:
		return f.asked + backoff(attempt-trusted)
	}
}

// assess tells whether an attempt failed in a way that another one may mend.
func assess(req *http.Request, resp *http.Response, err error) (failure, bool) {
	reads := req.Method == http.MethodGet
	if err != nil {
		return assessError(err), reads && !final(err)
	}
	limit, passing := attemptsByStatus[resp.StatusCode]
	if !passing || !reads && resp.StatusCode != http.StatusTooManyRequests {
		return failure{}, false
	}
	cause := answerError(req, resp)
	return failure{cause: cause, limit: limit, asked: cause.RetryAfter}, true
}

func assessError(err error) failure {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return failure{cause: err, limit: attemptsNoRoute}
	}
	return failure{cause: err, limit: attemptsBusy}
}

// final reports whether an error of the transport will be the same the next time. What is not in
// the list is taken for a dropped connection: HTTP/2 has no exported errors for those.
func final(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "remote error" || op.Op == "local error") {
		return true // An alert of TLS, such as a client certificate that is not accepted.
	}
	return is[*tls.CertificateVerificationError](err) || is[tls.RecordHeaderError](err) ||
		is[*WaitError](err) || is[*TokenError](err) || is[*LinkError](err)
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// rewind returns the request with its body at the start again.
func rewind(req *http.Request) (*http.Request, error) {
	if req.GetBody == nil {
		return req, nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	req = req.Clone(req.Context())
	req.Body = body
	return req, nil
}
