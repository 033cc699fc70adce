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
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", minimal, "github.com/graph-data/terraform-provider-graph/internal/cmd/bench/minimal").CombinedOutput(); err != nil {
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
	same := func(d time.Duration) time.Duration { return d }
	fmt.Printf("\nStart to handshake, median of %d: %.1f ms; a provider with one data source: %.1f ms.\n", handshakes,
		float64(median(ours, same).Microseconds())/1000, float64(median(theirs, same).Microseconds())/1000)
	return nil
}

// handshake starts a provider as a CLI does, and waits for the line in which it says where it listens.
func handshake(ctx context.Context, program string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program)
	// The cookie is the one of every Terraform provider: it keeps people from starting one by accident.
	cmd.Env = append(os.Environ(), "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2", "PLUGIN_PROTOCOL_VERSIONS=6")
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
