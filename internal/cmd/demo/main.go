// Demo lets Terraform or OpenTofu apply examples/quickstart against an emulated Microsoft Graph: no tenant, no sign-in,
// nothing to install. Everything it makes is in a temporary folder that it removes.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// limit ends a demo that hangs. A first run compiles everything and may build OpenTofu; the CLI itself needs seconds.
const limit = 30 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithTimeout(ctx, limit)
	err := run(ctx)
	cancel()
	stop()
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "demo:", err)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() > 0 {
		os.Exit(exit.ExitCode())
	}
	os.Exit(1)
}

func run(ctx context.Context) error {
	root, err := output(ctx, ".", "go", "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "graph-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	fmt.Println("Building the provider …")
	plugins := filepath.Join(dir, "plugins")
	binary := filepath.Join(plugins, executable("terraform-provider-graph"))
	if _, err := output(ctx, root, "go", "build", "-buildvcs=false", "-o", binary, "."); err != nil {
		return err
	}
	cli, name, err := findCLI(ctx, root)
	if err != nil {
		return err
	}
	emulator := graphemu.New(graphemu.Options{})
	url, err := serve(ctx, emulator)
	if err != nil {
		return err
	}
	work := filepath.Join(dir, "quickstart")
	if err := os.CopyFS(work, os.DirFS(filepath.Join(root, "examples", "quickstart"))); err != nil {
		return err
	}
	config := filepath.Join(dir, "cli.tfrc")
	if err := os.WriteFile(config, []byte(cliConfig(plugins)), 0o600); err != nil {
		return err
	}

	fmt.Printf("Microsoft Graph is emulated at %s\n%s applies examples/quickstart …\n\n", url, name)
	env := append(isolated(os.Environ()),
		"TF_CLI_CONFIG_FILE="+config,
		"TF_IN_AUTOMATION=1", // leaves out the advice on what to run next
		"CHECKPOINT_DISABLE=1",
		"GRAPH_ENDPOINT="+url,
		"GRAPH_ACCESS_TOKEN="+emulator.PersonToken(graphemu.PersonUPN),
	)
	if err := apply(ctx, cli, work, env); err != nil {
		return err
	}
	fmt.Println("\nThe README says how to sign in to a tenant of your own.")
	return nil
}

// executable is what a program's file is called on this system.
func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
