package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestCommand runs a command that sees the settings, and takes over its exit code.
func TestCommand(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	script := `test -n "$GRAPH_ACCESS_TOKEN" && test -f "$GRAPH_CA_CERTIFICATE_FILE" && test "$ARM_CLIENT_ID$ARM_TENANT_ID" && ` +
		`echo "$GRAPH_ENDPOINT $GRAPHEMU_USER $GRAPH_CA_CERTIFICATE_FILE" && exit 7`
	if code := run([]string{"-tls", "-users", "10", "--", "sh", "-c", script}, &stdout, &stderr); code != 7 {
		t.Fatalf("exit code %d: %s%s", code, &stdout, &stderr)
	}
	fields := strings.Fields(stdout.String())
	if len(fields) != 3 || !strings.HasPrefix(fields[0], "https://127.0.0.1:") || fields[1] != "AdeleV@contoso.com" {
		t.Errorf("got %q", fields)
	}
	if _, err := os.Stat(fields[len(fields)-1]); !os.IsNotExist(err) {
		t.Errorf("the certificate is left behind: %v", err)
	}
}

// TestCommandTakesTooLong checks that the time is kept.
func TestCommandTakesTooLong(t *testing.T) {
	t.Parallel()
	start := time.Now()
	if code := run([]string{"-timeout", "100ms", "--", "sleep", "60"}, io.Discard, io.Discard); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
}

// TestSettings reads the printed settings back with a shell.
func TestSettings(t *testing.T) {
	t.Parallel()
	var stdout bytes.Buffer
	if code := run([]string{"-timeout", "50ms", "-sign-in", "app"}, &stdout, io.Discard); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	if strings.Contains(stdout.String(), "GRAPH_ACCESS_TOKEN") {
		t.Errorf("a person is signed in: %s", &stdout)
	}
	out, err := exec.CommandContext(t.Context(), "sh", "-c", stdout.String()+"\nprintf %s \"$ARM_CLIENT_SECRET\"").Output()
	if err != nil || string(out) != "emulator~secret+with/odd=characters&more" {
		t.Errorf("got %q, %v", out, err)
	}
}

func TestWrongFlags(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-nope"}, {"-sign-in", "nobody"}} {
		if code := run(args, io.Discard, io.Discard); code != 2 {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
	if code := run([]string{"-user", "nobody"}, io.Discard, io.Discard); code != 1 {
		t.Errorf("unknown user: exit code %d", code)
	}
	if code := run([]string{"-h"}, io.Discard, io.Discard); code != 0 {
		t.Errorf("help: exit code %d", code)
	}
}
