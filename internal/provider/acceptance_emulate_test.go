package provider_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestAccEmulate tests a module in a folder of its own, as somebody else's is, with the binary of the provider and
// nothing else: no checkout, no network and no tenant.
func TestAccEmulate(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.6.0", "1.6.0") // The first versions with the command test.
	files := map[string]string{}
	for _, name := range []string{"people.json", "faults.json", "module/main.tf", "module/main.tftest.hcl"} {
		content, err := os.ReadFile(filepath.Join("../../examples/emulator", name))
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = string(content)
	}
	w := newWorkspace(t, files)
	built, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	emulate := func(args ...string) (string, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, filepath.Join(built, "terraform-provider-graph"),
			append([]string{"emulate"}, args...)...)
		cmd.Dir, cmd.Env = w.dir, w.env
		cmd.WaitDelay = 10 * time.Second
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := emulate("-seed", "people.json", "-faults", "faults.json", "--", w.path, "test", "-no-color")
	if err != nil || !strings.Contains(out, "1 passed, 0 failed") {
		t.Errorf("error of the test = %v, want none, and 1 passed:\n%s", err, out)
	}
	// Without the file, the group does not exist, and the exit code of the command is that of emulate.
	out, err = emulate("--", w.path, "test", "-no-color")
	if err == nil || !strings.Contains(out, "0 passed, 1 failed") {
		t.Errorf("error of the test in another company = %v, want one, and 1 failed:\n%s", err, out)
	}
}
