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

// newLogger returns a logger and a function that returns the lines logged so far, without the fields that differ from
// run to run. The function fails the test if a line contains a secret.
func newLogger(t *testing.T) (*slog.Logger, func() []map[string]any) {
	t.Helper()
	var buffer bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&buffer, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return logger, func() []map[string]any {
		if strings.Contains(buffer.String(), "private") || strings.Contains(buffer.String(), secret) {
			t.Errorf("log with a secret, want none:\n%s", &buffer)
		}
		var lines []map[string]any
		for line := range strings.Lines(buffer.String()) {
			var fields map[string]any
			if err := json.Unmarshal([]byte(line), &fields); err != nil {
				t.Fatal(err)
			}
			if id, ok := fields["client_request_id"]; ok && id == "" {
				t.Errorf("client_request_id is empty, want one: %s", line)
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
		logger, lines := newLogger(t)
		graph := newServer(
			reply(429, throttledBody, "Retry-After", "1", "request-id", "r0"),
			reply(200, pageOf(testRoot+"/v1.0/users?$skiptoken=private", "private", "b"), "request-id", "r1"),
			reply(200, pageOf("", "c"), "request-id", "r2"),
			reply(403, `{"error":{"code":"Forbidden","message":"private"}}`, "request-id", "r3"),
		)
		c := newClient(t, graph, func(config *Config) { config.Logger = logger })
		sequence := c.List(t.Context(), Request{Path: "/users", Query: Query{Filter: "mail eq 'private'"}})
		if _, err := collect(Decode[entity](sequence)); err != nil {
			t.Fatal(err)
		}
		_, err := getMe(t.Context(), c)
		errorAs[*Error](t, err)
		want := []map[string]any{
			{
				"level": "DEBUG", "msg": "Microsoft Graph request waits for another attempt",
				"attempt": 1., "asked": 1e9, "status": 429., "request_id": "r0",
			},
			{
				"level": "DEBUG", "msg": "Microsoft Graph request", "method": "GET", "path": "/v1.0/users",
				"status": 200., "request_id": "r1", "attempts": 2., "page": 1., "rows": 2.,
			},
			{
				"level": "DEBUG", "msg": "Microsoft Graph request", "method": "GET", "path": "/v1.0/users",
				"status": 200., "request_id": "r2", "attempts": 1., "page": 2., "rows": 1.,
			},
			{
				"level": "DEBUG", "msg": "Microsoft Graph request", "method": "GET", "path": "/v1.0/me",
				"status": 403., "request_id": "r3", "attempts": 1.,
			},
		}
		if diff := cmp.Diff(want, lines()); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	})
}

func TestLogging_context(t *testing.T) {
	t.Parallel()
	type key struct{}
	seen := 0
	logger := slog.New(contextHandler(func(ctx context.Context) {
		if ctx.Value(key{}) == "rpc" {
			seen++
		}
	}))
	c := newClient(t, newServer(reply(200, `{}`)), func(config *Config) { config.Logger = logger })
	if _, err := getMe(context.WithValue(t.Context(), key{}, "rpc"), c); err != nil || seen != 1 {
		t.Errorf("%d lines with the context of the call, error %v; want 1 line", seen, err)
	}
}

// A contextHandler is called with the context of each line.
type contextHandler func(context.Context)

func (h contextHandler) Enabled(context.Context, slog.Level) bool { return true }
func (h contextHandler) Handle(ctx context.Context, _ slog.Record) error {
	h(ctx)
	return nil
}
func (h contextHandler) WithAttrs([]slog.Attr) slog.Handler { return h }
func (h contextHandler) WithGroup(string) slog.Handler      { return h }

func TestLogging_transportError(t *testing.T) {
	t.Parallel()
	logger, lines := newLogger(t)
	graph := newServer(reply(200, pageOf("https://evil.example/?private", "a")))
	c := newClient(t, graph, func(config *Config) { config.Logger = logger })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := getMe(ctx, c); err == nil {
		t.Fatal("no error, want one")
	}
	want := []map[string]any{{
		"level": "DEBUG", "msg": "Microsoft Graph request", "method": "GET", "path": "/v1.0/me",
		"error": "context canceled", "attempts": 1.,
	}}
	if diff := cmp.Diff(want, lines()); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}
