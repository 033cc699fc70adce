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

// While a read is under way no command line holds a secret, and neither does what a provider that is killed leaves:
// SIGQUIT has Go write all of its stacks, as a panic does.
func TestAccCrashKeepsSecrets(t *testing.T) {
	t.Parallel()
	tn := tenant.New(t, graphemu.Options{})
	tn.Fail(graphemu.Slow(time.Minute))
	log := filepath.Join(tn.Dir, "trace.log")
	pem := tn.File(t, "app.pem", tn.RSA.PEM(t, tn.Password))
	w := newWorkspace(t, map[string]string{"main.tf": tenantApplication(tn, "") + "data \"graph_users\" \"it\" {\n  all = true\n}\n"},
		"ARM_CLIENT_CERTIFICATE_PATH="+pem, "ARM_CLIENT_CERTIFICATE_PASSWORD="+tn.Password, "TF_LOG=TRACE", "TF_LOG_PATH="+log)
	printed := make(chan string, 1)
	go func() {
		out, _ := w.run(t, "", "plan", "-no-color")
		printed <- out
	}()
	for len(tn.GraphRequests()) == 0 {
		select {
		case out := <-printed:
			t.Fatalf("it ended early:\n%s", out)
		case <-time.After(20 * time.Millisecond):
		}
	}
	secrets := append(tn.Secrets(), tn.Password)
	killed := 0
	for _, pid := range processes(t, "HOME="+w.dir) {
		line, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
		if err != nil {
			continue // It has just ended.
		}
		if found := tenant.Leaks(string(line), secrets); len(found) > 0 {
			t.Errorf("a command line holds %v", found)
		}
		program, _, _ := strings.Cut(string(line), "\x00")
		if filepath.Base(program) == "terraform-provider-graph" && syscall.Kill(pid, syscall.SIGQUIT) == nil {
			killed++
		}
	}
	out := <-printed
	content, err := os.ReadFile(log)
	if err != nil || killed != 1 || !strings.Contains(string(content), "goroutine ") {
		t.Fatalf("killed %d providers, %v\n%s", killed, err, out)
	}
	if found := tenant.Leaks(out+string(content), secrets); len(found) > 0 {
		t.Errorf("what it left holds %v", found)
	}
}

// processes lists those whose environment has a variable.
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
