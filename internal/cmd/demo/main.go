// Demo lets Terraform or OpenTofu apply an example against an emulated Microsoft Graph: no tenant, no sign-in, nothing
// to install. Its argument is the name of a folder in examples/, and quickstart if there is none. With -plan, it plans
// the configuration in another folder.
//
// Everything it makes is in a temporary folder that it removes, except for a page of HTML, which is kept in bin/.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/cliconfig"
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
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	own := flags.String("plan", "", "folder of a configuration to plan")
	if err := flags.Parse(args); err != nil {
		return err
	}
	root, err := output(ctx, ".", "go", "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "graph-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if *own != "" {
		return plan(ctx, &demo{root: root, work: *own, out: os.Stdout}, dir)
	}

	name, names, err := choose(flags.Args(), os.DirFS(filepath.Join(root, "examples")))
	if err != nil {
		return err
	}
	d := &demo{name: name, root: root, work: filepath.Join(dir, name), out: os.Stdout}
	if err := os.CopyFS(d.work, os.DirFS(filepath.Join(root, "examples", name))); err != nil {
		return err
	}
	// The quickstart reads what belongs to "me"; the others sign in as in a pipeline.
	if err := d.prepare(ctx, dir, name == quickstart); err != nil {
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

// plan plans the configuration in the work folder, and shows what the CLI prints. It writes nothing there. What init
// has left there is not used, so that the real state in a backend is not read.
func plan(ctx context.Context, d *demo, dir string) error {
	entries, err := os.ReadDir(d.work)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(entries, isConfiguration) {
		return fmt.Errorf("there is no configuration in %s: name its folder, as in make plan DIR=/path/to/it", d.work)
	}
	if err := d.prepare(ctx, dir, true); err != nil {
		return err
	}
	for _, entry := range os.Environ() {
		if strings.HasPrefix(entry, "TF_VAR_") { // A configuration of one's own may need it.
			d.env = append(d.env, entry)
		}
	}
	cmd := command(ctx, d.work, d.cli, "plan", "-input=false", "-lock=false")
	cmd.Env, cmd.Stdout, cmd.Stderr = d.env, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("plan: %w\nIf the CLI asks for init: nothing that init prepares is used here, so plan a copy of "+
			"the configuration without its backend and its other providers", cause(ctx, err))
	}
	return nil
}

// isConfiguration reports whether a CLI reads a file as a part of a configuration.
func isConfiguration(entry os.DirEntry) bool {
	return slices.ContainsFunc([]string{".tf", ".tofu", ".tf.json", ".tofu.json"}, func(ending string) bool {
		return !entry.IsDir() && strings.HasSuffix(entry.Name(), ending)
	})
}

// prepare builds the provider in dir, finds the CLI, starts the emulator with a person or an application signed in, and
// gets the modules of the configuration.
func (d *demo) prepare(ctx context.Context, dir string, person bool) error {
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
	emulator, err := graphemu.New(graphemu.Options{}).Listen("127.0.0.1:0", false)
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, emulator.Close)
	config := filepath.Join(dir, "cli.tfrc")
	if err := os.WriteFile(config, []byte(cliconfig.Override(plugins)), 0o600); err != nil {
		return err
	}
	d.cli = cli
	d.env = append(cliconfig.Isolated(os.Environ()),
		"TF_CLI_CONFIG_FILE="+config,
		"TF_DATA_DIR="+filepath.Join(dir, "data"), // in place of .terraform in somebody's own folder
		"TF_IN_AUTOMATION=1",                      // leaves out the advice on what to run next
		"CHECKPOINT_DISABLE=1",
	)
	d.env = append(d.env, signIn(person, emulator)...)
	task := "plans " + d.work
	if d.name != "" {
		task = "applies examples/" + d.name
	}
	fmt.Fprintf(d.out, "Microsoft Graph is emulated at %s\n%s %s …\n", emulator.URL, version, task)
	if out, err := d.run(ctx, "get"); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// executable is what a program's file is called on this system.
func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
