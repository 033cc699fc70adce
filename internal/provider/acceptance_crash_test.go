//go:build linux

package provider_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// TestAccCrashKeepsSecrets checks that no secret is in a command line while a read is under way, nor in the dump of a
// provider that is killed: on SIGQUIT Go writes all stacks, as it does for a panic.
func TestAccCrashKeepsSecrets(t *testing.T) {
	t.Parallel()
	tn := tenant.New(t, graphemu.Options{})
	tn.Fail(graphemu.Slow(time.Minute))
	log := filepath.Join(tn.Dir, "trace.log")
	pem := tn.File(t, "app.pem", tn.RSA.PEM(t, tn.Password))
	config := tenantApplicationBlock(tn, "") + "data \"graph_users\" \"it\" {\n  all = true\n}\n"
	w := newWorkspace(t, map[string]string{"main.tf": config}, "ARM_CLIENT_CERTIFICATE_PATH="+pem,
		"ARM_CLIENT_CERTIFICATE_PASSWORD="+tn.Password, "TF_LOG=TRACE", "TF_LOG_PATH="+log)
	printed := make(chan string, 1)
	go func() {
		out, _ := w.run(t, "", "plan", "-no-color")
		printed <- out
	}()
	for len(tn.GraphRequests()) == 0 {
		select {
		case out := <-printed:
			t.Fatalf("plan ended before the first request to Graph:\n%s", out)
		case <-time.After(20 * time.Millisecond):
		}
	}
	secrets := append(tn.Secrets(), tn.Password)
	killed := 0
	for _, pid := range processes(t, "HOME="+w.dir) {
		line, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
		if err != nil {
			continue // The process has just ended.
		}
		if leaks := tenant.Leaks(string(line), secrets); len(leaks) > 0 {
			t.Errorf("secrets in the command line of process %d = %v, want none", pid, leaks)
		}
		program, _, _ := strings.Cut(string(line), "\x00")
		if filepath.Base(program) == "terraform-provider-graph" && syscall.Kill(pid, syscall.SIGQUIT) == nil {
			killed++
		}
	}
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
