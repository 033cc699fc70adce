// Releasecheck makes the release of the last commit twice, as the workflow makes it but without publishing it, and
// checks what a release has: archives for all platforms, signed checksums, a list of modules for each binary, and the
// same bytes both times. Then both CLIs install it. It needs git and Go; without gpg nothing is signed.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/changelog"
	"github.com/graph-data/terraform-provider-graph/internal/cliconfig"
)

const project = "terraform-provider-graph"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "releasecheck:", err)
		os.Exit(1)
	}
	fmt.Println("The release is complete, can be made again, and can be installed.")
}

func run(ctx context.Context) error {
	version, err := changelog.Next(".")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "releasecheck-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fingerprint, home, err := throwawayKey(ctx, dir)
	defer endAgent(home)
	if err != nil {
		return err
	}

	// The folders differ, and a path in a binary would too.
	var releases [2]*release
	for i, folder := range []string{"first", "the-second"} {
		start := time.Now()
		r := &release{dir: filepath.Join(dir, folder), version: version, gpgHome: home}
		if err := r.make(ctx, fingerprint); err != nil {
			return err
		}
		fmt.Printf("Made version %s in %s\n", r.version, time.Since(start).Round(time.Second))
		releases[i] = r
	}
	first, err := releases[0].check(ctx)
	if err != nil {
		return err
	}
	again, err := releases[1].sums()
	if err != nil {
		return err
	}
	if !bytes.Equal(first, again) {
		return fmt.Errorf("the second release has other bytes than the first; checksums of the first:\n%s\nand of the "+
			"second:\n%s", first, again)
	}
	return releases[0].install(ctx)
}

// throwawayKey makes a key to sign with, and returns its fingerprint and the folder of gpg. Both are empty without gpg.
// With an error, an agent may run for the folder.
func throwawayKey(ctx context.Context, dir string) (fingerprint, home string, err error) {
	if _, err := exec.LookPath("gpg"); err != nil {
		fmt.Println("There is no gpg, so nothing is signed.")
		return "", "", nil
	}
	home = filepath.Join(dir, "gpg")
	if err := os.Mkdir(home, 0o700); err != nil {
		return "", "", err
	}
	_, err = output(ctx, ".", nil, "gpg", "--homedir", home, "--batch", "--quiet", "--passphrase", "",
		"--quick-generate-key", "Release check", "rsa3072", "sign", "1d")
	if err != nil {
		return "", home, err
	}
	list, err := output(ctx, ".", nil, "gpg", "--homedir", home, "--batch", "--list-keys", "--with-colons")
	if err != nil {
		return "", home, err
	}
	for line := range strings.Lines(list) {
		if fields := strings.Split(line, ":"); fields[0] == "fpr" {
			return fields[9], home, nil
		}
	}
	return "", home, errors.New("gpg lists no key")
}

// endAgent ends the agent that gpg has started for the folder, also after an interrupt.
func endAgent(home string) {
	if home == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, _ = output(ctx, ".", nil, "gpgconf", "--homedir", home, "--kill", "all")
}

// output runs a program in dir and returns what it printed. env is added to the environment, of which the user's own
// tenant and CLI settings are left out. What went wrong is in the error.
func output(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(cliconfig.Isolated(os.Environ()), env...)
	cmd.WaitDelay = 10 * time.Second
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", cmd, err, &out, &errs)
	}
	return out.String(), nil
}
