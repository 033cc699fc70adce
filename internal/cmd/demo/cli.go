package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/cliconfig"
)

// findCLI returns Terraform or OpenTofu from PATH, or else an OpenTofu that is built here, and its name.
func findCLI(ctx context.Context, root string) (path, name string, err error) {
	for _, candidate := range []string{"terraform", "tofu"} {
		if path, err = exec.LookPath(candidate); err == nil {
			break
		}
	}
	if err != nil {
		fmt.Println("There is no terraform and no tofu on PATH: using an OpenTofu of our own.")
		if path, err = output(ctx, root, "go", "run", "./internal/cmd/opentofu"); err != nil {
			return "", "", err
		}
	}
	version, err := output(ctx, "", path, "version")
	if err != nil {
		return "", "", err
	}
	name, _, _ = strings.Cut(version, "\n")
	return path, name, nil
}

// output runs a program in this process's own environment and returns what it printed.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	var out bytes.Buffer
	cmd := command(ctx, dir, name, args...)
	// Settings meant for a CLI (arguments, logs) would change what `version` prints.
	cmd.Env, cmd.Stdout, cmd.Stderr = append(cliconfig.Isolated(os.Environ()), "CHECKPOINT_DISABLE=1"), &out, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w", name, args[0], cause(ctx, err))
	}
	return strings.TrimSpace(out.String()), nil
}

// command prepares a program that is asked to stop, not killed, when ctx ends: a CLI stops its provider too.
func command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// cause prefers why ctx ended over how the program that it stopped took it.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
