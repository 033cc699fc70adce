package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/golden"
)

// A command sees the settings in its environment, and its exit code is the one of graphemu.
func TestRun_command(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	script := `test -n "$GRAPH_ACCESS_TOKEN" && test -f "$GRAPH_CA_CERTIFICATE_FILE" && ` +
		`test "$ARM_CLIENT_ID$ARM_TENANT_ID" && ` +
		`echo "$GRAPH_ENDPOINT $GRAPHEMU_USER $GRAPH_CA_CERTIFICATE_FILE" && exit 7`
	if code := run([]string{"-tls", "-users", "10", "--", "sh", "-c", script}, &stdout, &stderr); code != 7 {
		t.Fatalf("exit code = %d, want 7; output: %s%s", code, &stdout, &stderr)
	}
	fields := strings.Fields(stdout.String())
	if len(fields) != 3 || !strings.HasPrefix(fields[0], "https://127.0.0.1:") || fields[1] != "AdeleV@contoso.com" {
		t.Errorf("fields = %q, want a URL on 127.0.0.1, AdeleV@contoso.com and a file", fields)
	}
	if _, err := os.Stat(fields[len(fields)-1]); !os.IsNotExist(err) {
		t.Errorf("error of Stat on the certificate = %v, want that it does not exist", err)
	}
}

// A command is stopped at the timeout.
func TestRun_timeout(t *testing.T) {
	t.Parallel()
	start := time.Now()
	if code := run([]string{"-timeout", "100ms", "--", "sleep", "60"}, io.Discard, io.Discard); code != 1 {
		t.Errorf("exit code = %d, want 1", code)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %s, want at most 20s", took)
	}
}

// A shell can read the printed settings.
func TestRun_settings(t *testing.T) {
	t.Parallel()
	var stdout bytes.Buffer
	if code := run([]string{"-timeout", "50ms", "-sign-in", "app"}, &stdout, io.Discard); code != 0 {
		t.Fatalf("exit code = %d, want 0", code)
	}
	if strings.Contains(stdout.String(), "GRAPH_ACCESS_TOKEN") {
		t.Errorf("settings of an application = %s, want no GRAPH_ACCESS_TOKEN", &stdout)
	}
	out, err := exec.CommandContext(t.Context(), "sh", "-c", stdout.String()+"\nprintf %s \"$ARM_CLIENT_SECRET\"").Output()
	if want := "emulator~secret+with/odd=characters&more"; err != nil || string(out) != want {
		t.Errorf("secret %q, error %v; want %q", out, err, want)
	}
}

func TestRun_flags(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-nope"}, {"-sign-in", "nobody"}, {"-list", "nothing"}} {
		if code := run(args, io.Discard, io.Discard); code != 2 {
			t.Errorf("%v: exit code = %d, want 2", args, code)
		}
	}
	if code := run([]string{"-user", "nobody"}, io.Discard, io.Discard); code != 1 {
		t.Errorf("unknown user: exit code = %d, want 1", code)
	}
	if code := run([]string{"-h"}, io.Discard, io.Discard); code != 0 {
		t.Errorf("help: exit code = %d, want 0", code)
	}
}

// TestRun_list checks the list of routes, which is a golden file since the docs show it.
func TestRun_list(t *testing.T) {
	t.Parallel()
	var stdout bytes.Buffer
	if code := run([]string{"-list", "routes"}, &stdout, io.Discard); code != 0 {
		t.Errorf("exit code = %d, want 0", code)
	}
	golden.Equal(t, "routes.txt", stdout.String())
}
