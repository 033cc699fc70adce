//go:build linux

package provider_test

import (
	"bytes"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// A mail that is being sent when the CLI is interrupted is sent and recorded, as long as the CLI waits for it: with the
// second interrupt it goes at once. Whatever is killed, no process stays behind, and no second mail is sent.
func TestAccMail_interrupted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		interrupt func(t *testing.T, cli *exec.Cmd, dir string)
		recorded  bool
	}{
		"terminated group": {signalGroup(syscall.SIGTERM), true},
		"terminated CLI":   {signalCLI(syscall.SIGTERM), true},
		"interrupt":        {signalGroup(syscall.SIGINT), true},
		"two interrupts":   {signalGroup(syscall.SIGINT, syscall.SIGINT), false},
		"killed provider":  {killProvider, false},
		"killed CLI":       {signalCLI(syscall.SIGKILL), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onEngine(t, "1.11.0", "1.11.0")
			srv := graphemu.NewServer(t, graphemu.Options{})
			srv.Fail(graphemu.Slow(3 * time.Second).AtMost(1))
			w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) + mailNamed("it", nil, "")})
			cli, out := w.start(t, "apply", "-auto-approve", "-no-color")
			for len(srv.GraphRequests()) == 0 {
				<-time.After(20 * time.Millisecond)
			}
			test.interrupt(t, cli, w.dir)
			_ = cli.Wait()
			w.waitForEnd(t)
			if got := len(srv.Sent()); got > 1 || test.recorded && got != 1 {
				t.Errorf("mails = %d, want 1, or none if it is not recorded", got)
			}
			plan := w.mustRun(t, "", "plan", "-no-color")
			if unchanged := strings.Contains(plan, "No changes"); unchanged != test.recorded {
				t.Errorf("recorded = %v, want %v:\n%s\n%s", unchanged, test.recorded, out.String(), plan)
			}
		})
	}
}

func signalGroup(signals ...syscall.Signal) func(*testing.T, *exec.Cmd, string) {
	return func(t *testing.T, cli *exec.Cmd, _ string) {
		t.Helper()
		send(t, -cli.Process.Pid, signals)
	}
}

func signalCLI(signals ...syscall.Signal) func(*testing.T, *exec.Cmd, string) {
	return func(t *testing.T, cli *exec.Cmd, _ string) {
		t.Helper()
		send(t, cli.Process.Pid, signals)
	}
}

func send(t *testing.T, pid int, signals []syscall.Signal) {
	t.Helper()
	for i, signal := range signals {
		if i > 0 {
			<-time.After(500 * time.Millisecond)
		}
		if err := syscall.Kill(pid, signal); err != nil {
			t.Error(err)
		}
	}
}

func killProvider(t *testing.T, _ *exec.Cmd, dir string) {
	t.Helper()
	for _, pid := range providers(t, "HOME="+dir) {
		send(t, pid, []syscall.Signal{syscall.SIGKILL})
	}
}

// start starts the CLI in a process group of its own, so that all of it can be interrupted as in a terminal. What the
// CLI prints is in the buffer when the CLI has ended.
func (w *workspace) start(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	cli := exec.CommandContext(t.Context(), w.path, args...) //nolint:gosec // The CLI is the tester's choice.
	cli.Dir, cli.Env, cli.Stdout, cli.Stderr = w.dir, w.env, &out, &out
	cli.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cli.Start(); err != nil {
		t.Fatal(err)
	}
	return cli, &out
}

// waitForEnd waits until no process of the workspace is left.
func (w *workspace) waitForEnd(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); len(processes(t, "HOME="+w.dir)) > 0; {
		if <-time.After(50 * time.Millisecond); time.Now().After(end) {
			t.Fatalf("processes %v are left", processes(t, "HOME="+w.dir))
		}
	}
}
