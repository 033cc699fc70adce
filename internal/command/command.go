// Package command implements the commands of the provider's binary: check, login, status, logout, version and, by
// package emulate, emulate.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/emulate"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
	"github.com/graph-data/terraform-provider-graph/internal/session"
	"github.com/graph-data/terraform-provider-graph/internal/settings"
)

// commands maps the names of the commands to their functions.
var commands = map[string]func(context.Context, *command) error{
	"check":  check,
	"login":  login,
	"logout": logout,
	"status": status,
}

// A Program is the program whose commands these are.
type Program struct {
	Version string
	Commit  string           // "" if it is not known
	Uses    []permission.Use // the data sources and others that check is about
}

// Usage returns the help text.
func Usage() string {
	return fmt.Sprintf(usage,
		strings.Join(permission.LoginScopes, ","), strings.Join(clouds(), ", "), checkTimeout.Seconds())
}

const usage = `Terraform and OpenTofu start this program themselves. Run it yourself to sign in to Microsoft Graph, to
see what works, or to try a configuration without a tenant:

  terraform-provider-graph login  -client-id ID [-tenant TENANT] [-environment CLOUD] [-scopes LIST]
  terraform-provider-graph logout [-tenant TENANT] [-client-id ID] [-environment CLOUD] [-all]
  terraform-provider-graph status [-tenant TENANT] [-client-id ID] [-environment CLOUD]
  terraform-provider-graph check  [-need LIST] [-json] [-timeout DURATION] [-SETTING VALUE ...]
  terraform-provider-graph emulate [-sign-in person|app|all] [-user NAME] [-seed FILE] [...] -- COMMAND [ARGUMENTS]
  terraform-provider-graph version

-scopes lists the permissions to request, separated by commas; the default is %s.
-environment is one of %s.

login reads settings without a flag from the environment, as the provider does: ARM_TENANT_ID, ARM_CLIENT_ID and so on.
Without a tenant, it signs in to your own tenant, and the app registration must be multitenant. logout and status apply
to all sessions that match the flags.

check signs in as the provider does, and says whether Microsoft Graph can be reached and which data sources work. Its
flags are the arguments of the provider block, with dashes, such as -tenant-id or -use-cli; the environment counts too.
Secrets have no flags, since other users of the machine can see those: set them in the environment, or name a file, as
with -client-secret-file-path. -need lists data sources, separated by commas: the exit code is 1 if one does not work.
-json prints the result for programs. -timeout bounds the whole check; the default is %.0fs.

emulate runs a command, such as terraform test, against an emulator of Microsoft Graph with the people of a fictional
company or of a file. emulate -h lists its flags, and emulate -list people the people.
`

func clouds() []string {
	names := make([]string, len(auth.Clouds))
	for i, cloud := range auth.Clouds {
		names[i] = cloud.Name
	}
	return names
}

// errReported is the error of a command that has reported its failure already.
var errReported = errors.New("reported already")

// A command is one run of a command.
type command struct {
	Program
	out      io.Writer
	settings *settings.Settings
	config   auth.Config
	given    map[auth.Setting]bool // the settings that a flag sets

	scopes  string        // of login
	all     bool          // of logout
	need    []string      // of check
	json    bool          // of check
	timeout time.Duration // of check
}

// Run runs the command that args names, and returns the exit code: 0, 1 if it failed, or 2 if it is not written as the
// usage has it. That of emulate is the exit code of the command that it runs.
func (p Program) Run(ctx context.Context, args []string, out, errs io.Writer) int {
	run, known := commands[args[0]]
	switch {
	case args[0] == "help":
		_, _ = io.WriteString(out, Usage())
		return 0
	case args[0] == "emulate":
		return emulate.Run(ctx, args[1:], out, errs)
	case args[0] == "version":
		p.printVersion(out)
		return 0
	case !known:
		_, _ = fmt.Fprintf(errs, "There is no command %q.\n\n%s", args[0], Usage())
		return 2
	}
	c := &command{Program: p, out: out, given: map[auth.Setting]bool{}}
	code := c.parse(args, errs)
	if c.settings == nil {
		return code
	}
	err := run(ctx, c)
	switch {
	case err == nil:
		return 0
	case !errors.Is(err, errReported):
		report(errs, "run "+args[0], err)
	}
	return 1
}

// report writes an error as a person reads it on a terminal. doing is what failed.
func report(w io.Writer, doing string, err error) {
	advice := explain.Error(err)
	if advice.Summary == "" {
		advice.Summary = "Cannot " + doing
	}
	_, _ = fmt.Fprintf(w, "%s\n\n%s\n", advice.Summary, advice)
}

// parse reads the flags, and loads the settings. If it loads none, the exit code is final.
func (c *command) parse(args []string, errs io.Writer) int {
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() { _, _ = io.WriteString(errs, Usage()) }
	written := c.define(flags)
	switch err := flags.Parse(args[1:]); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if flags.NArg() > 0 {
		_, _ = fmt.Fprintf(errs, "There is no argument %q.\n\n%s", flags.Arg(0), Usage())
		return 2
	}
	if err := c.checkFlags(args[0]); err != nil {
		report(errs, "run "+args[0], err)
		return 2
	}
	loaded, problems := settings.Load(written)
	for _, err := range problems {
		report(errs, "run "+args[0], err)
	}
	if len(problems) > 0 {
		return 1
	}
	c.settings, c.config = loaded, loaded.Auth(nil)
	return 0
}

// define defines the flags of a command. It returns the settings that the flags will set.
func (c *command) define(flags *flag.FlagSet) map[auth.Setting]string {
	written := map[auth.Setting]string{}
	set := func(name auth.Setting) func(string) error {
		return func(value string) error {
			written[name], c.given[name] = value, value != ""
			return nil
		}
	}
	if flags.Name() == "check" {
		c.defineCheck(flags, set)
		return written
	}
	flags.Func("tenant", "id or domain name of the tenant", set(auth.TenantID))
	flags.Func("client-id", "application (client) id of your app registration", set(auth.ClientID))
	flags.Func("environment", "cloud", set(auth.CloudName))
	switch flags.Name() {
	case "login":
		flags.StringVar(&c.scopes, "scopes", strings.Join(permission.LoginScopes, ","), "permissions to request")
	case "logout":
		flags.BoolVar(&c.all, "all", false, "all sessions")
	}
	return written
}

// find returns the sessions that match the flags. The environment variables do not count here, nor does the default
// cloud: without flags, all sessions match.
func (c *command) find() (found []session.Session, unusable []*session.Error) {
	want := c.config.Session()
	if !c.given[auth.CloudName] {
		want.Authority, want.Resource = "", ""
	}
	if !c.given[auth.TenantID] {
		want.TenantID = ""
	}
	if !c.given[auth.ClientID] {
		want.ClientID = ""
	}
	return c.config.Sessions.Find(want)
}

func (c *command) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(c.out, format, args...)
}

// A flagError reports a flag that has to be set or corrected.
type flagError struct{ problem, todo string }

func (e *flagError) Error() string { return e.problem }

// Explain implements [explain.Explainer].
func (e *flagError) Explain() explain.Advice {
	return explain.Advice{Seen: e.problem, Todo: e.todo}
}
