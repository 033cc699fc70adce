// Demo lets Terraform or OpenTofu apply an example against an emulated Microsoft Graph: no tenant, no sign-in, nothing
// to install. Its argument is the name of a folder in examples/, and quickstart if there is none.
//
// Everything it makes is in a temporary folder that it removes, except for a page of HTML, which is kept in bin/.
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
	err := run(ctx, os.Args[1:])
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

func run(ctx context.Context, args []string) error {
	root, err := output(ctx, ".", "go", "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return err
	}
	name, names, err := choose(args, os.DirFS(filepath.Join(root, "examples")))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "graph-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	d := &demo{name: name, root: root, work: filepath.Join(dir, name), out: os.Stdout}
	if err := d.prepare(ctx, dir); err != nil {
		return err
	}
	for _, one := range storiesOf(name) {
		if err := d.tell(ctx, one); err != nil {
			return err
		}
	}
	fmt.Print(next(name, names))
	return nil
}

// prepare builds the provider in dir, starts the emulator, copies the example with its modules, and finds the CLI.
func (d *demo) prepare(ctx context.Context, dir string) error {
	fmt.Fprintln(d.out, "Building the provider …")
	plugins := filepath.Join(dir, "plugins")
	binary := filepath.Join(plugins, executable("terraform-provider-graph"))
	if _, err := output(ctx, d.root, "go", "build", "-buildvcs=false", "-o", binary, "."); err != nil {
		return err
	}
	cli, version, err := findCLI(ctx, d.root)
	if err != nil {
		return err
	}
	emulator := graphemu.New(graphemu.Options{})
	url, err := serve(ctx, emulator)
	if err != nil {
		return err
	}
	if err := os.CopyFS(d.work, os.DirFS(filepath.Join(d.root, "examples", d.name))); err != nil {
		return err
	}
	config := filepath.Join(dir, "cli.tfrc")
	if err := os.WriteFile(config, []byte(cliConfig(plugins)), 0o600); err != nil {
		return err
	}
	d.cli = cli
	d.env = append(isolated(os.Environ()),
		"TF_CLI_CONFIG_FILE="+config,
		"TF_IN_AUTOMATION=1", // leaves out the advice on what to run next
		"CHECKPOINT_DISABLE=1",
	)
	d.env = append(d.env, signIn(d.name, url, emulator)...)
	fmt.Fprintf(d.out, "Microsoft Graph is emulated at %s\n%s applies examples/%s …\n", url, version, d.name)
	_, err = d.run(ctx, "get") // the modules of the example
	return err
}

// executable is what a program's file is called on this system.
func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
