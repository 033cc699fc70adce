package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// handshakes is how often each provider is started.
const handshakes = 41

// start measures how long a provider takes until a CLI may speak to it, and a CLI to read its schema: a CLI starts it
// three times for each plan.
func (b *bench) start(ctx context.Context) error {
	minimal := filepath.Join(b.dir, "provider", "minimal")
	build := exec.CommandContext(ctx, "go", "build", "-o", minimal,
		"github.com/graph-data/terraform-provider-graph/internal/cmd/bench/minimal")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	var ours, theirs []time.Duration
	for range handshakes {
		for program, list := range map[string]*[]time.Duration{b.provider(): &ours, minimal: &theirs} {
			took, err := handshake(ctx, program)
			if err != nil {
				return err
			}
			*list = append(*list, took)
		}
	}
	fmt.Printf("\nStart to handshake, median of %d: %.1f ms; a provider with one data source: %.1f ms.\n", handshakes,
		float64(median(ours).Microseconds())/1000, float64(median(theirs).Microseconds())/1000)
	schema, err := b.schema(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("The CLI's `providers schema -json`, median of %d: %d ms.\n", b.runs, schema.Milliseconds())
	return nil
}

// schema measures how long the CLI takes to show what the provider has.
func (b *bench) schema(ctx context.Context) (time.Duration, error) {
	dir, err := os.MkdirTemp(b.dir, "schema-")
	if err != nil {
		return 0, err
	}
	config := "terraform {\n  required_providers {\n    graph = {\n      source = \"graph-data/graph\"\n    }\n  }\n}\n"
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o600); err != nil {
		return 0, err
	}
	var all []time.Duration
	for range b.runs {
		//nolint:gosec // The CLI is the tester's choice.
		cmd := exec.CommandContext(ctx, b.cli, "providers", "schema", "-json")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+b.cliConfig(), "CHECKPOINT_DISABLE=1",
			envMeasure+"="+b.provider(), envUsage+"="+filepath.Join(dir, "usage"))
		begin := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%w: %s", err, out)
		}
		all = append(all, time.Since(begin))
	}
	return median(all), nil
}

// handshake starts a provider as a CLI does, and waits for the line with the address on which it listens.
func handshake(ctx context.Context, program string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program)
	// The cookie is the one of every Terraform provider: it keeps people from starting one by accident.
	cmd.Env = append(os.Environ(), "PLUGIN_PROTOCOL_VERSIONS=6",
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	_, err = bufio.NewReader(out).ReadString('\n')
	took := time.Since(begin)
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // It was killed.
	return took, err
}
