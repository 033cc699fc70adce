package provider

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// commands are what the program does when a person runs it, rather than a CLI.
var commands = map[string]func(context.Context, *command) error{
	"login":  login,
	"logout": logout,
	"status": status,
}

// Usage tells a person what the program is for.
func Usage() string {
	return fmt.Sprintf(usage, strings.Join(dataSourceScopes(), ","), strings.ReplaceAll(cloudNames(), "`", ""))
}

const usage = `Terraform and OpenTofu start this program by themselves. A person uses it to sign in, for the runs of that person:

  terraform-provider-graph login  -client-id ID [-tenant TENANT] [-environment CLOUD] [-scopes LIST]
  terraform-provider-graph logout [-tenant TENANT] [-client-id ID] [-environment CLOUD] [-all]
  terraform-provider-graph status [-tenant TENANT] [-client-id ID] [-environment CLOUD]

-scopes has the permissions to ask for, with commas; without it they are %s.
-environment is one of %s.

What login is not told by a flag it reads from the environment, as the provider does: ARM_TENANT_ID, ARM_CLIENT_ID and so
on. Without a tenant it signs in to that of the person, for which the application must be one of many tenants. logout and
status look at all sessions that the flags do not exclude.
`

// errToldAlready is a failure of which the person has read already.
var errToldAlready = errors.New("told already")

// command is one run of a command.
type command struct {
	out    io.Writer
	config providerConfig
	deployment
	scopes string
	all    bool
	given  map[string]bool // the settings that a flag gave
}

// Command runs what a person typed: login, logout or status. It gives the exit code.
func Command(ctx context.Context, args []string, out, errs io.Writer) int {
	run, known := commands[args[0]]
	if !known {
		if args[0] == "help" {
			_, _ = io.WriteString(out, Usage())
			return 0
		}
		_, _ = fmt.Fprintf(errs, "There is no command %q.\n\n%s", args[0], Usage())
		return 2
	}
	c, code := parseCommand(args, out, errs)
	if c == nil {
		return code
	}
	if err := run(ctx, c); err != nil {
		if errors.Is(err, errToldAlready) {
			return 1
		}
		var diags diag.Diagnostics
		addError(&diags, "run "+args[0], path.Empty(), err)
		_, _ = io.WriteString(errs, told(diags))
		return 1
	}
	return 0
}

// told gives diagnostics as a person reads them on a terminal.
func told(diags diag.Diagnostics) string {
	var b strings.Builder
	for _, d := range diags {
		b.WriteString(d.Summary() + "\n\n" + d.Detail() + "\n")
	}
	return b.String()
}

// parseCommand reads the flags. Without a command in return, the exit code says why.
func parseCommand(args []string, out, errs io.Writer) (*command, int) {
	c := &command{out: out, given: map[string]bool{}}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() { _, _ = io.WriteString(errs, Usage()) }
	named := map[string]*string{
		"tenant_id":   flags.String("tenant", "", "id or domain name of the tenant"),
		"client_id":   flags.String("client-id", "", "application (client) id of your app registration"),
		"environment": flags.String("environment", "", "cloud: "+cloudNames()),
	}
	switch args[0] {
	case "login":
		flags.StringVar(&c.scopes, "scopes", strings.Join(dataSourceScopes(), ","), "permissions to ask for")
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
	written := map[string]string{}
	for name, value := range named {
		written[name], c.given[name] = *value, *value != ""
	}
	var diags diag.Diagnostics
	c.config = newProviderConfig(written, &diags)
	c.deployment, _ = c.config.deployment(&diags)
	if diags.HasError() {
		_, _ = io.WriteString(errs, told(diags))
		return nil, 1
	}
	return c, 0
}

// find lists the sessions that the flags mean. Without flags all are meant: a person who looks for a session should not
// have to know in which cloud it is.
func (c *command) find() (auth.Config, []auth.Session, error) {
	config := c.config.auth(c.deployment)
	want := c.config.session(c.deployment)
	if !c.given["environment"] {
		want.Authority, want.Resource = "", ""
	}
	if !c.given["tenant_id"] {
		want.TenantID = ""
	}
	if !c.given["client_id"] {
		want.ClientID = ""
	}
	found, err := config.Sessions.Find(want)
	return config, found, err
}

func (c *command) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(c.out, format, args...)
}
