package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// quickstart is the example that is shown if none is named.
const quickstart = "quickstart"

// A demo is an example that is shown, or a configuration that is planned.
type demo struct {
	name string   // of its folder in examples/; empty for another configuration
	root string   // the folder of this module
	work string   // the folder of the configuration, which is a copy of the example
	cli  string   // Terraform or OpenTofu
	env  []string // of the CLI
	out  io.Writer
}

// A story is one apply of an example.
type story struct {
	title string
	vars  []string // as NAME=VALUE
	stops string   // what the error says, if the apply is meant to stop
}

// stories are those of examples that have more to show than an apply with the defaults of their variables.
var stories = map[string][]story{
	"approver-with-deputy": {
		{title: "The approver is there", vars: []string{`approvers=["AdeleV@contoso.com", "GradyA@contoso.com"]`}},
		{title: "The approver is away, and the deputy takes over"},
		{
			title: "Nobody can approve, and the run is meant to stop",
			vars:  []string{`approvers=["GradyA@contoso.com", "gone@contoso.com"]`},
			stops: "Nobody can approve",
		},
	},
	"change-freeze": {
		{title: "There is a change freeze, and the apply is meant to stop", stops: "There is a change freeze"},
		{title: "There is one, but an incident cannot wait", vars: []string{"override=INC-1234"}},
		{title: "There is none in another calendar", vars: []string{"calendar_name=Calendar"}},
	},
	"owners-as-tags": {
		{title: "The owners are there"},
		{
			title: "An owner has left, and the run is meant to stop",
			vars:  []string{`owners=["AdeleV@contoso.com", "former.employee@contoso.com"]`},
			stops: "These accounts are not enabled",
		},
	},
}

// storiesOf returns what is shown of an example.
func storiesOf(name string) []story {
	if list, ok := stories[name]; ok {
		return list
	}
	return []story{{}}
}

// choose returns the name of the example that the arguments name, and the names of all. Each is a folder in examples.
func choose(args []string, examples fs.FS) (name string, names []string, err error) {
	files, err := fs.Glob(examples, "*/main.tf")
	if err != nil {
		return "", nil, err
	}
	for _, file := range files {
		names = append(names, path.Dir(file))
	}
	name = quickstart
	if len(args) > 0 {
		name = args[0]
	}
	if len(args) > 1 || !slices.Contains(names, name) {
		return "", nil, fmt.Errorf("there is no example %q; there are %s", strings.Join(args, " "), strings.Join(names, ", "))
	}
	return name, names, nil
}

// signIn returns the variables by which the provider signs in to the emulator, as a person or as an application.
func signIn(person bool, emulator *graphemu.TestServer) []string {
	if person {
		return append(emulator.Addresses(), "GRAPH_ACCESS_TOKEN="+emulator.PersonToken(graphemu.PersonUPN))
	}
	return append(emulator.Addresses(), graphemu.AppSettings()...)
}

// tell applies the example as the story has it, and prints the diagnostics and the outputs. That an apply stops is an
// error only if it is not meant to, or stops for another reason.
func (d *demo) tell(ctx context.Context, s story) error {
	if s.title != "" {
		fmt.Fprintf(d.out, "\n%s:\n", s.title)
	}
	for _, v := range s.vars {
		fmt.Fprintf(d.out, "  -var '%s'\n", v)
	}
	found, err := d.apply(ctx, s.vars)
	if ctx.Err() != nil {
		return err
	}
	for _, one := range found {
		fmt.Fprintf(d.out, "\n%s\n", one)
	}
	switch {
	case s.stops == "" && err != nil:
		return err
	case s.stops == "":
		return d.showOutputs(ctx)
	case err == nil:
		return errors.New("the apply went through, but it was meant to stop")
	case !slices.ContainsFunc(found, func(one diagnostic) bool { return strings.Contains(one.Detail, s.stops) }):
		return fmt.Errorf("the apply was meant to stop for another reason: %w", err)
	}
	return nil
}

// next returns what a person may try after an example.
func next(name string, names []string) string {
	var b strings.Builder
	b.WriteString("\nWhat next?\n")
	if name != quickstart {
		fmt.Fprintf(&b, "  examples/%s/README.md says how to adapt this example, and how it fails.\n", name)
	}
	b.WriteString("  Another example:         make")
	for _, other := range names {
		if other != name && other != quickstart {
			b.WriteString(" demo-" + other)
		}
	}
	b.WriteString("\n  Your own configuration:  make plan DIR=/path/to/it\n")
	b.WriteString("  Your own tenant:         the README says how to sign in.\n")
	return b.String()
}
