package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A diagnostic is an error or a warning of a CLI, in its machine-readable output.
type diagnostic struct {
	Severity string `json:"severity"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
}

// String returns the diagnostic as people read it: the summary, and below it the indented detail.
func (d diagnostic) String() string {
	text := d.Summary
	if d.Severity != "" {
		text = strings.ToUpper(d.Severity[:1]) + d.Severity[1:] + ": " + text
	}
	if d.Detail != "" {
		text += "\n  " + strings.ReplaceAll(strings.TrimSpace(d.Detail), "\n", "\n  ")
	}
	return text
}

// apply applies the configuration with some variables, and returns the diagnostics.
func (d *demo) apply(ctx context.Context, vars []string) ([]diagnostic, error) {
	args := []string{"apply", "-json", "-auto-approve", "-input=false"}
	for _, v := range vars {
		args = append(args, "-var", v)
	}
	out, err := d.run(ctx, args...)
	return diagnostics(out), err
}

// diagnostics returns those in the output of a CLI, each once: a CLI prints some for the plan and for the apply. A line
// that is not JSON is one too, as when a CLI cannot start. The warning about the local build is left out.
func diagnostics(out string) []diagnostic {
	var found []diagnostic
	for line := range strings.Lines(out) {
		var message struct{ Diagnostic *diagnostic }
		if err := json.Unmarshal([]byte(line), &message); err != nil {
			message.Diagnostic = &diagnostic{Summary: strings.TrimSpace(line)}
		}
		one := message.Diagnostic
		if one == nil || one.Summary == "" || one.Summary == "Provider development overrides are in effect" {
			continue
		}
		if !slices.Contains(found, *one) {
			found = append(found, *one)
		}
	}
	return found
}

// showOutputs prints the outputs, in the order of their names. A page is written to a file, and a CSV is printed as it
// is.
func (d *demo) showOutputs(ctx context.Context) error {
	out, err := d.run(ctx, "output", "-json")
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	var outputs map[string]struct{ Value any }
	if err := json.Unmarshal([]byte(out), &outputs); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	fmt.Fprintln(d.out)
	for _, name := range slices.Sorted(maps.Keys(outputs)) {
		text, isText := outputs[name].Value.(string)
		switch {
		case isText && name == "html":
			err = d.writePage(text)
		case isText && name == "csv":
			_, err = fmt.Fprintf(d.out, "csv =\n%s\n", text)
		default:
			err = d.showOutput(ctx, name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// showOutput prints an output as the CLI does.
func (d *demo) showOutput(ctx context.Context, name string) error {
	out, err := d.run(ctx, "output", "-no-color", name)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	_, err = fmt.Fprintf(d.out, "%s = %s", name, out)
	return err
}

// writePage writes a page to a file that remains, and prints its name.
func (d *demo) writePage(page string) error {
	file := filepath.Join(d.root, "bin", "demo-"+d.name+".html")
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		return err
	}
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		return err
	}
	_, err := fmt.Fprintf(d.out, "html = a page to open in a browser: %s\n", file)
	return err
}

// run runs the CLI and returns what it prints on both streams.
func (d *demo) run(ctx context.Context, args ...string) (string, error) {
	var out bytes.Buffer
	cmd := command(ctx, d.work, d.cli, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = d.env, &out, &out
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("%s: %w", args[0], cause(ctx, err))
	}
	return out.String(), nil
}
