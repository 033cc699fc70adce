package graph

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// log writes the DEBUG line of a call. outcome describes its response or its error.
func (c *Client) log(ctx context.Context, call *call, took time.Duration, outcome []slog.Attr) {
	line := []slog.Attr{slog.String("method", call.method), slog.String("path", call.url.EscapedPath())}
	if call.name != "" {
		line = append(line, slog.String("call", call.name))
	}
	line = append(line, slog.Duration("duration", took))
	line = append(line, outcome...)
	line = append(line, slog.Int("attempts", call.attempts))
	if call.clientRequestID != "" {
		line = append(line, slog.String("client_request_id", call.clientRequestID))
	}
	if call.page > 0 {
		line = append(line, slog.Int("page", call.page), slog.Int("rows", call.rows))
	}
	c.logger.LogAttrs(ctx, slog.LevelDebug, "Microsoft Graph request", line...)
}

func describeResponse(resp *Response) []slog.Attr {
	return []slog.Attr{
		slog.Int("status", resp.Status),
		slog.String("request_id", resp.Header.Get("request-id")),
	}
}

// describe returns the attributes of an error. The message of a response is not among them: it may repeat the values of
// a query.
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
