//go:build linux

package provider_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// TestAccCrashKeepsSecrets checks, for every method of signing in, that no secret is in a command line while a read is
// under way, nor in the dump of a provider that is killed: on SIGQUIT Go writes all stacks, as it does for a panic.
func TestAccCrashKeepsSecrets(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.0.0", "1.6.0")
	tn := tenant.New(t, graphemu.Options{})
	methods := signInMethods(t, tn)
	tn.Fail(graphemu.Slow(time.Minute))
	for name, method := range methods {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if method.terraform != "" {
				onEngine(t, method.terraform, method.tofu)
			}
			config := method.block + "data \"graph_users\" \"it\" {\n  all = true\n}\n"
			log := filepath.Join(t.TempDir(), "trace.log")
			w := newWorkspace(t, map[string]string{"main.tf": config},
				append(method.env, "TF_LOG=TRACE", "TF_LOG_PATH="+log)...)
			printed := make(chan string, 1)
			go func() {
				out, _ := w.run(t, "", "plan", "-no-color")
				printed <- out
			}()
			waitForToken(t, log, printed)
			secrets := append(method.secrets, tn.Secrets()...)
			killed := killProviders(t, "TF_LOG_PATH="+log, secrets)
			out := <-printed
			content, err := os.ReadFile(log)
			if err != nil {
				t.Fatal(err)
			}
			if killed != 1 || !strings.Contains(string(content), "goroutine ") {
				t.Fatalf("killed %d providers, want 1 that leaves its stacks in the log\n%s", killed, out)
			}
			if leaks := tenant.Leaks(out+string(content), secrets); len(leaks) > 0 {
				t.Errorf("secrets in the output and the log = %v, want none", leaks)
			}
		})
	}
}

// waitForToken waits until a provider has its token, and is about to read.
func waitForToken(t *testing.T, log string, printed <-chan string) {
	t.Helper()
	for {
		content, _ := os.ReadFile(log) // There is none at first.
		if strings.Contains(string(content), "Fetched a token") {
			<-time.After(100 * time.Millisecond) // The request to Graph follows at once, and hangs.
			return
		}
		select {
		case out := <-printed:
			t.Fatalf("plan ended before the first request to Graph:\n%s", out)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// killProviders kills the providers among the processes with a variable, and returns how many there were. It checks the
// command lines of all of them.
func killProviders(t *testing.T, variable string, secrets []string) (killed int) {
	t.Helper()
	for _, pid := range processes(t, variable) {
		line, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
		if err != nil {
			continue // The process has just ended.
		}
		if leaks := tenant.Leaks(string(line), secrets); len(leaks) > 0 {
			t.Errorf("secrets in the command line of process %d = %v, want none", pid, leaks)
		}
	}
	for _, pid := range providers(t, variable) {
		if syscall.Kill(pid, syscall.SIGQUIT) == nil {
			killed++
		}
	}
	return killed
}

// providers returns the ids of the providers among the processes with a variable.
func providers(t *testing.T, variable string) []int {
	t.Helper()
	return slices.DeleteFunc(processes(t, variable), func(pid int) bool {
		line, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline")) // The process may have ended.
		program, _, _ := strings.Cut(string(line), "\x00")
		return filepath.Base(program) != "terraform-provider-graph"
	})
}

// processes returns the ids of the processes that have variable, as NAME=value, in their environment.
func processes(t *testing.T, variable string) []int {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	var pids []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		environ, err := os.ReadFile(filepath.Join("/proc", entry.Name(), "environ"))
		if err == nil && strings.Contains("\x00"+string(environ), "\x00"+variable+"\x00") {
			pids = append(pids, pid)
		}
	}
	return pids
}
