package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccCookbook applies each configuration of the cookbook, which has at most ten lines beside the terraform block,
// and checks that a second plan is empty.
func TestAccCookbook(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../examples/cookbook/*.tf")
	if err != nil || len(files) < 9 {
		t.Fatalf("cookbook = %v, error %v, want at least 9 files", files, err)
	}
	fails := map[string]string{"change-freeze.tf": "There is a change freeze"}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got := countLines(string(content)); got > 10 {
				t.Errorf("lines = %d, want at most 10", got)
			}
			srv := graphemu.NewServer(t, graphemu.Options{})
			w := newWorkspace(t, map[string]string{"main.tf": personProvider(srv) + string(content)})
			if want := fails[name]; want != "" {
				if out, err := w.run(t, "", "apply", "-auto-approve", "-no-color"); err == nil || !strings.Contains(out, want) {
					t.Errorf("apply: error %v, want %q in %s", err, want, out)
				}
				return
			}
			w.mustRun(t, "", "apply", "-auto-approve", "-no-color")
			w.mustRun(t, "", "plan", "-no-color", "-detailed-exitcode") // Its status is 2 if anything would change.
		})
	}
}

// countLines counts the lines after the terraform block that are neither blank, nor a comment, nor a closing brace
// alone.
func countLines(config string) int {
	_, config, _ = strings.Cut(config, "\n}\n")
	lines := 0
	for line := range strings.Lines(config) {
		line = strings.TrimSpace(line)
		if line != "" && line != "}" && !strings.HasPrefix(line, "#") {
			lines++
		}
	}
	return lines
}

// TestAccCookbook_console looks at Graph from the console.
func TestAccCookbook_console(t *testing.T) {
	t.Parallel()
	files := cookbook(t, "console", "main.tf", "console.txt")
	w := newWorkspace(t, files)
	var out string
	if w.tofu {
		w.mustRun(t, "", "apply", "-auto-approve", "-no-color")
		out = w.mustRun(t, files["console.txt"], "console")
	} else {
		out = w.mustRun(t, files["console.txt"], "console", "-plan")
	}
	if want := `"Contoso Team"`; !strings.Contains(out, want) {
		t.Errorf("console printed %s, want %s", out, want)
	}
}

// cookbook returns files of a folder of the cookbook, with a provider block for a person beside them.
func cookbook(t *testing.T, folder string, names ...string) map[string]string {
	t.Helper()
	files := map[string]string{"provider.tf": personProvider(graphemu.NewServer(t, graphemu.Options{}))}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join("../../examples/cookbook", folder, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(content)
	}
	return files
}

// TestAccCookbook_testing runs the test of a module by the CLI.
func TestAccCookbook_testing(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.6.0", "1.6.0")
	out := newWorkspace(t, cookbook(t, "testing", "main.tf", "main.tftest.hcl")).mustRun(t, "", "test", "-no-color")
	if want := "1 passed, 0 failed"; !strings.Contains(out, want) {
		t.Errorf("got %s, want %q", out, want)
	}
}
