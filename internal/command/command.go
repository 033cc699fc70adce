// Package command implements the commands of the provider's binary: login, status, logout and version.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
	"github.com/graph-data/terraform-provider-graph/internal/session"
	"github.com/graph-data/terraform-provider-graph/internal/settings"
)

// commands maps the names of the commands to their functions.
var commands = map[string]func(context.Context, *command) error{
	"login":  login,
	"logout": logout,
	"status": status,
}

// Usage returns the help text.
func Usage() string {
	return fmt.Sprintf(usage, strings.Join(permission.LoginScopes, ","), strings.Join(clouds(), ", "))
}

const usage = `Terraform and OpenTofu start this program themselves. Run it yourself to sign in to Microsoft Graph:

  terraform-provider-graph login  -client-id ID [-tenant TENANT] [-environment CLOUD] [-scopes LIST]
  terraform-provider-graph logout [-tenant TENANT] [-client-id ID] [-environment CLOUD] [-all]
  terraform-provider-graph status [-tenant TENANT] [-client-id ID] [-environment CLOUD]
  terraform-provider-graph version

-scopes lists the permissions to request, separated by commas; the default is %s.
-environment is one of %s.

login reads settings without a flag from the environment, as the provider does: ARM_TENANT_ID, ARM_CLIENT_ID and so on.
Without a tenant, it signs in to your own tenant, and the app registration must be multitenant. logout and status apply
to all sessions that match the flags.
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
	out    io.Writer
	config auth.Config
	scopes string                // of login
	all    bool                  // of logout
	given  map[auth.Setting]bool // the settings that a flag sets
}

// Run runs the command that args names, and returns the exit code. version is that of the provider.
func Run(ctx context.Context, version string, args []string, out, errs io.Writer) int {
	run, known := commands[args[0]]
	switch {
	case args[0] == "help":
		_, _ = io.WriteString(out, Usage())
		return 0
	case args[0] == "version":
		printVersion(out, version)
		return 0
	case !known:
		_, _ = fmt.Fprintf(errs, "There is no command %q.\n\n%s", args[0], Usage())
		return 2
	}
	c, code := parse(args, out, errs)
	if c == nil {
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

// parse reads the flags. If it returns no command, the exit code is final.
func parse(args []string, out, errs io.Writer) (*command, int) {
	c := &command{out: out, given: map[auth.Setting]bool{}}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() { _, _ = io.WriteString(errs, Usage()) }
	named := map[auth.Setting]*string{
		auth.TenantID:  flags.String("tenant", "", "id or domain name of the tenant"),
		auth.ClientID:  flags.String("client-id", "", "application (client) id of your app registration"),
		auth.CloudName: flags.String("environment", "", "cloud"),
	}
	switch args[0] {
	case "login":
		flags.StringVar(&c.scopes, "scopes", strings.Join(permission.LoginScopes, ","), "permissions to request")
	case "logout":
		flags.BoolVar(&c.all, "all", false, "all sessions")
	}
	switch err := flags.Parse(args[1:]); {
	case errors.Is(err, flag.ErrHelp):
		return nil, 0
	case err != nil:
		return nil, 2
	}
	if flags.NArg() > 0 {
		_, _ = fmt.Fprintf(errs, "There is no argument %q.\n\n%s", flags.Arg(0), Usage())
		return nil, 2
	}
	written := map[auth.Setting]string{}
	for name, value := range named {
		written[name], c.given[name] = *value, *value != ""
	}
	loaded, problems := settings.Load(written)
	for _, err := range problems {
		report(errs, "run "+args[0], err)
	}
	if len(problems) > 0 {
		return nil, 1
	}
	c.config = loaded.Auth(nil)
	return c, 0
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
	return explain.Advice{Summary: explain.CannotSignIn, Seen: e.problem, Todo: e.todo}
}
