// Opentofu prints the path of an OpenTofu that it builds from its Go module, once, into the user's cache folder. The
// acceptance tests and the demo run on it, so a machine needs Go and nothing else.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

const modulePath = "github.com/opentofu/opentofu"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	path, err := binary(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "opentofu:", err)
		os.Exit(1)
	}
	fmt.Println(path)
}

// binary returns the path of the cached OpenTofu and builds it where it is missing. The version that
// internal/tools/opentofu/go.mod asks for is part of the path, so an update is built anew.
func binary(ctx context.Context) (string, error) {
	root, err := goOutput(ctx, ".", "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, "internal", "tools", "opentofu")
	version, err := goOutput(ctx, dir, "list", "-m", "-f", "{{.Version}}", modulePath)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(cache, "terraform-provider-graph", "opentofu", version, "tofu")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}

	fmt.Fprintf(os.Stderr, "Building OpenTofu %s from its Go module, once; this takes 3 to 5 minutes …\n", version)
	start := time.Now()
	if err := build(ctx, dir, path); err != nil {
		return "", err
	}
	fmt.Fprintf(os.Stderr, "Built it in %s; it is kept as %s\n", time.Since(start).Round(time.Second), path)
	return path, nil
}

// build compiles under a name of its own and renames at the end: an interrupted build leaves nothing that looks
// finished, and two builds at once do not disturb each other.
func build(ctx context.Context, dir, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(path), "build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)

	// A build from the module cache calls itself a development build unless told otherwise. -s and -w leave out
	// symbols that nobody debugs here and a third of the size.
	ldflags := "-s -w -X " + modulePath + "/version.dev=no"
	built := filepath.Join(tmp, filepath.Base(path))
	if _, err := goOutput(ctx, dir, "build", "-o", built, "-ldflags", ldflags, modulePath+"/cmd/tofu"); err != nil {
		return err
	}
	return os.Rename(built, path)
}

// goOutput runs the go command in dir and returns what it printed. Without cgo the result is the same on a machine
// with a C compiler and on one without; without a workspace the tool's module is built as its own go.mod says.
func goOutput(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("go %s: %w", args[0], err)
	}
	return strings.TrimSpace(out.String()), nil
}
