// Package emulate implements the command emulate of the provider's binary, which runs a command against the emulator
// of Microsoft Graph.
package emulate

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

const usage = `Usage: terraform-provider-graph emulate [flags] -- COMMAND [ARGUMENTS]

Runs a command against an emulator of Microsoft Graph and of its sign-in, without a network, and exits with the code of
the command. The command finds the emulator by its environment, so provider "graph" {} uses it, and sees no settings of
a real tenant. Without a command, it prints these settings and serves until it is interrupted.

  terraform-provider-graph emulate -- terraform plan
  terraform-provider-graph emulate -seed people.json -- terraform test
  terraform-provider-graph emulate -list people

Flags:
`

// settings are the flags, and what follows from them.
type settings struct {
	listen  string
	secure  bool
	signIn  string
	user    string
	seed    string
	faults  string
	list    string
	verbose bool
	timeout time.Duration
	options graphemu.Options
	script  []graphemu.Fault // of the file that faults names
	command []string
}

// ways are the values of -sign-in.
var ways = []string{"person", "app", "all"}

// Run runs the command emulate with its arguments. It returns the exit code: that of the command under it; 1 if that
// could not be started or was stopped, or the emulator could not serve; 2 if the arguments, or a file that they name,
// are wrong. Without a command, it serves until ctx ends.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	s, err := parse(args, stdout, stderr)
	if err == nil {
		err = s.read()
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		report(stderr, err)
		return 2
	case s.list != "":
		err = s.print(stdout)
	default:
		err = s.serve(ctx, stdout, stderr)
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() >= 0 {
		return exit.ExitCode()
	}
	if err != nil {
		report(stderr, err)
		return 1
	}
	return 0
}

// report writes an error without a dot at its end, which errors of Windows have.
func report(stderr io.Writer, err error) {
	_, _ = fmt.Fprintf(stderr, "emulate: %s\n", strings.TrimSuffix(err.Error(), "."))
}

// parse reads the arguments. After help that was asked for, its error is [flag.ErrHelp].
func parse(args []string, stdout, stderr io.Writer) (*settings, error) {
	s := new(settings)
	flags := flag.NewFlagSet("emulate", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // Run reports the error, without a page of flags below it.
	s.define(flags)
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		_, _ = io.WriteString(stdout, usage)
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w; emulate -h lists the flags", err)
	}
	s.command = flags.Args()
	if s.verbose {
		s.options.Log = slog.New(slog.NewTextHandler(stderr, nil))
	}
	return s, s.check(len(args) > 0 && args[len(args)-1] == "--")
}

func (s *settings) define(flags *flag.FlagSet) {
	flags.StringVar(&s.signIn, "sign-in", "person", "as `whom` to sign in: "+strings.Join(ways, ", "))
	flags.StringVar(&s.user, "user", "", "user principal name or id of the `person` who is signed in (default "+
		graphemu.PersonUPN+",\nor the first one of a seed file)")
	flags.StringVar(&s.seed, "seed", "", "JSON `file` with the company to use in place of the built-in one; "+
		"-list seed\nhas its format")
	flags.BoolVar(&s.options.NoSeed, "no-seed", false, "leave the built-in company out, with -users")
	flags.IntVar(&s.options.Users, "users", 0, "add this `number` of generated people")
	flags.IntVar(&s.options.Events, "events", 0,
		"add this `number` of generated events to the calendar of the default -user")
	flags.StringVar(&s.faults, "faults", "", "JSON `file` with a list of what goes wrong; -list faults has its format")
	flags.StringVar(&s.list, "list", "", "print a list of `what` there is, and serve nothing: "+
		strings.Join(listNames(), ", "))
	flags.StringVar(&s.listen, "listen", "", "`address` to listen on, such as localhost:8080 (default a free port of the "+
		"loopback interface)")
	flags.BoolVar(&s.secure, "tls", false, "serve over HTTPS, with a certificate that is made for this run")
	flags.DurationVar(&s.options.Latency, "latency", 0, "`time` to wait before each answer, such as 40ms")
	flags.DurationVar(&s.options.ItemLatency, "item-latency", 0, "`time` to wait for each object of an answer")
	flags.DurationVar(&s.options.SignIn.TokenLifetime, "token-lifetime", time.Hour,
		"`time` for which access tokens are valid")
	flags.DurationVar(&s.timeout, "timeout", time.Hour, "stop after this `time`")
	flags.BoolVar(&s.verbose, "verbose", false, "log each request to standard error")
}

// check refuses values that have no meaning, alone or together.
func (s *settings) check(emptyCommand bool) error {
	switch {
	case !slices.Contains(ways, s.signIn):
		return fmt.Errorf("-sign-in takes %s, and not %q", strings.Join(ways, ", "), s.signIn)
	case s.list != "" && !slices.Contains(listNames(), s.list):
		return fmt.Errorf("-list takes %s, and not %q", strings.Join(listNames(), ", "), s.list)
	case s.signIn == "app" && s.user != "":
		return errors.New("-user names a person, and -sign-in app signs in an application: leave one of them out")
	case s.seed != "" && s.options.NoSeed:
		return errors.New("-no-seed leaves out the company that -seed names: leave one of them out")
	case s.options.Users < 0 || s.options.Events < 0:
		return errors.New("-users and -events take numbers of at least 0")
	case s.list != "" && len(s.command) > 0:
		return errors.New("-list prints a list and runs no command: leave one of them out")
	case s.timeout <= 0:
		return errors.New("-timeout takes a time above 0, such as 2h")
	case s.options.Latency < 0 || s.options.ItemLatency < 0:
		return errors.New("-latency and -item-latency take times of at least 0")
	case s.options.SignIn.TokenLifetime < time.Second:
		return errors.New("-token-lifetime takes a time of at least 1s")
	case emptyCommand && len(s.command) == 0:
		return errors.New("no command follows --; leave -- out to serve until you stop it")
	default:
		return nil
	}
}
