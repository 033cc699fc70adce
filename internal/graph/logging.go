package graph

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// logging writes one DEBUG line for each request, whatever the number of attempts. It is written
// when the body is closed, because only then the rows of a page have been counted.
type logging struct {
	next   http.RoundTripper
	logger *slog.Logger
}

func (l *logging) RoundTrip(req *http.Request) (*http.Response, error) {
	req, seen := traced(req)
	start := time.Now()
	resp, err := l.next.RoundTrip(req)
	line := []slog.Attr{
		slog.String("method", req.Method),
		slog.String("path", req.URL.EscapedPath()),
		slog.Duration("duration", time.Since(start)),
	}
	if err != nil {
		l.write(req.Context(), append(line, describe(err)...), seen)
		return nil, err
	}
	line = append(line,
		slog.Int("status", resp.StatusCode),
		slog.String("request_id", resp.Header.Get("request-id")))
	onClose(resp, func() { l.write(req.Context(), line, seen) })
	return resp, nil
}

func (l *logging) write(ctx context.Context, line []slog.Attr, seen *trace) {
	line = append(line, slog.Int("attempts", seen.attempts))
	if seen.clientRequestID != "" {
		line = append(line, slog.String("client_request_id", seen.clientRequestID))
	}
	if seen.page > 0 {
		line = append(line, slog.Int("page", seen.page), slog.Int("rows", seen.rows))
	}
	l.logger.LogAttrs(ctx, slog.LevelDebug, "Microsoft Graph request", line...)
}

// describe tells what failed. The words of an answer do not belong in the log: they may repeat what
// was asked for.
func describe(err error) []slog.Attr {
	answer, ok := errors.AsType[*Error](err)
	if !ok {
		return []slog.Attr{slog.String("error", err.Error())}
	}
	return []slog.Attr{
		slog.Int("status", answer.Status),
		slog.String("request_id", answer.RequestID),
		slog.Duration("asked", answer.RetryAfter),
	}
}

// A trace collects what only the inner steps of a request, or the reader of its answer, know. One
// goroutine at a time writes to it.
type trace struct {
	attempts        int
	clientRequestID string // of the last attempt
	unsure          bool   // whether the last attempt may have been carried out without our knowing
	page            int    // counted from 1; 0 for what is not a page
	rows            int
	grant           Grant // of the token that was refused with 403
}

type traceKey struct{}

func (t *trace) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

// traceOf returns the trace of a request, or one that nobody reads.
func traceOf(ctx context.Context) *trace {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		return t
	}
	return new(trace)
}

// traced returns a request that has a trace, and the trace.
func traced(req *http.Request) (*http.Request, *trace) {
	if t, ok := req.Context().Value(traceKey{}).(*trace); ok {
		return req, t
	}
	t := new(trace)
	return req.WithContext(t.in(req.Context())), t
}
