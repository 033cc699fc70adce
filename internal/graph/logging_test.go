package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// logged returns a logger and what it has written, without what differs from run to run.
func logged(t *testing.T) (*slog.Logger, func() []map[string]any) {
	t.Helper()
	var buffer bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&buffer, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return logger, func() []map[string]any {
		if strings.Contains(buffer.String(), "private") || strings.Contains(buffer.String(), secret) {
			t.Errorf("the log tells a secret:\n%s", &buffer)
		}
		var lines []map[string]any
		for line := range strings.Lines(buffer.String()) {
			var fields map[string]any
			if err := json.Unmarshal([]byte(line), &fields); err != nil {
				t.Fatal(err)
			}
			if id, ok := fields["client_request_id"]; ok && id == "" {
				t.Errorf("no client-request-id in %s", line)
			}
			for _, name := range []string{"time", "client_request_id", "wait", "duration"} {
				delete(fields, name)
			}
			lines = append(lines, fields)
		}
		return lines
	}
}

func TestLogging(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		logger, lines := logged(t)
		graph := answers(
			reply(429, throttledBody, "Retry-After", "1", "request-id", "r0"),
			reply(200, pageOf(testRoot+"/v1.0/users?$skiptoken=private", "private", "b"), "request-id", "r1"),
			reply(200, pageOf("", "c"), "request-id", "r2"),
			reply(403, `{"error":{"code":"Forbidden","message":"private"}}`, "request-id", "r3"),
		)
		c := newClient(t, graph, func(config *Config) { config.Logger = logger })
		if _, err := items(Decode[named](c.List(t.Context(), Request{Path: "/users", Query: Query{Filter: "mail eq 'private'"}}))); err != nil {
			t.Fatal(err)
		}
		_, err := me(t.Context(), c)
		as[*Error](t, err)
		want := []map[string]any{
			{"level": "DEBUG", "msg": "Microsoft Graph request waits for another attempt", "attempt": 1., "asked": 1e9, "status": 429., "request_id": "r0"},
			{"level": "DEBUG", "msg": "Microsoft Graph request", "method": "GET", "path": "/v1.0/users", "status": 200., "request_id": "r1", "attempts": 2., "page": 1., "rows": 2.},
			{"level": "DEBUG", "msg": "Microsoft Graph request", "method": "GET", "path": "/v1.0/users", "status": 200., "request_id": "r2", "attempts": 1., "page": 2., "rows": 1.},
			{"level": "DEBUG", "msg": "Microsoft Graph request", "method": "GET", "path": "/v1.0/me", "status": 403., "request_id": "r3", "attempts": 1.},
		}
		if diff := cmp.Diff(want, lines()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestLogging_context(t *testing.T) {
	t.Parallel()
	type key struct{}
	seen := 0
	logger := slog.New(handler(func(ctx context.Context) {
		if ctx.Value(key{}) == "rpc" {
			seen++
		}
	}))
	c := newClient(t, answers(reply(200, `{}`)), func(config *Config) { config.Logger = logger })
	if _, err := me(context.WithValue(t.Context(), key{}, "rpc"), c); err != nil || seen != 1 {
		t.Errorf("%d lines with the context of the call, %v", seen, err)
	}
}

type handler func(context.Context)

func (h handler) Enabled(context.Context, slog.Level) bool { return true }
func (h handler) Handle(ctx context.Context, _ slog.Record) error {
	h(ctx)
	return nil
}
func (h handler) WithAttrs([]slog.Attr) slog.Handler { return h }
func (h handler) WithGroup(string) slog.Handler      { return h }

func TestLogging_transportError(t *testing.T) {
	t.Parallel()
	logger, lines := logged(t)
	c := newClient(t, answers(reply(200, pageOf("https://evil.example/?private", "a"))), func(config *Config) { config.Logger = logger })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := me(ctx, c); err == nil {
		t.Fatal("no error")
	}
	want := []map[string]any{
		{"level": "DEBUG", "msg": "Microsoft Graph request", "method": "GET", "path": "/v1.0/me", "error": "context canceled", "attempts": 1.},
	}
	if diff := cmp.Diff(want, lines()); diff != "" {
		t.Error(diff)
	}
}
