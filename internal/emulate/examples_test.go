package emulate

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/golden"
)

// The examples of the guide do what it says. Each needs programs that a machine may lack.
func TestExamples(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		needs   []string
		command []string
	}{
		"curl":   {[]string{"sh", "curl", "grep"}, []string{"sh", example("curl.sh")}},
		"python": {[]string{"python3"}, []string{"python3", example("people.py")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, program := range c.needs {
				if _, err := exec.LookPath(program); err != nil {
					t.Skipf("the example needs %s: %v", program, err)
				}
			}
			args := append([]string{"-seed", example("people.json"), "--"}, c.command...)
			code, stdout, stderr := run(t.Context(), args...)
			if code != 0 {
				t.Fatalf("exit code = %d, want 0; output: %s%s", code, stdout, stderr)
			}
			golden.Equal(t, "example_"+name+".txt", stdout)
		})
	}
}

// The files of the guide are read without a mistake, and hold what the guide shows.
func TestExamples_files(t *testing.T) {
	t.Parallel()
	for _, list := range []string{"people", "groups", "teams", "calendars"} {
		code, stdout, stderr := run(t.Context(),
			"-seed", example("people.json"), "-faults", example("faults.json"), "-list", list)
		if code != 0 {
			t.Errorf("-list %s: exit code = %d, want 0; errors: %s", list, code, stderr)
		}
		golden.Equal(t, "example_"+list+".txt", stdout)
	}
}

func example(name string) string { return filepath.Join("..", "..", "examples", "emulator", name) }
