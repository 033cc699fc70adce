package provider_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// exampleFiles returns the files of a folder in examples/, by their names.
func exampleFiles(t *testing.T, name string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	root := os.DirFS(filepath.Join("..", "..", "examples", name))
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(root, path)
		files[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// newExample returns a workspace with an example, whose provider signs an application in to the emulator, or a person
// for the quickstart.
func newExample(t *testing.T, name string, srv *graphemu.TestServer) *workspace {
	t.Helper()
	onEngine(t, "1.11.0", "1.11.0")
	env := applicationEnv(srv)
	if name == "quickstart" { // It reads what belongs to "me".
		env = personEnv(srv)
	}
	return newWorkspace(t, exampleFiles(t, name), env...)
}

// apply applies the configuration with some variables, as NAME=VALUE. It returns what the CLI prints, in one line,
// because a CLI wraps its messages.
func (w *workspace) apply(t *testing.T, vars ...string) (string, error) {
	t.Helper()
	args := []string{"apply", "-auto-approve", "-no-color"}
	for _, v := range vars {
		args = append(args, "-var", v)
	}
	out, err := w.run(t, "", args...)
	return strings.Join(strings.Fields(out), " "), err
}

// mustApply is like [workspace.apply] but fails the test on an error.
func (w *workspace) mustApply(t *testing.T, vars ...string) string {
	t.Helper()
	out, err := w.apply(t, vars...)
	if err != nil {
		t.Fatalf("apply with %q: %v\n%s", vars, err, out)
	}
	return out
}

// mustStop applies the configuration and fails the test unless that ends with an error that holds all of want.
func (w *workspace) mustStop(t *testing.T, vars []string, want ...string) {
	t.Helper()
	out, err := w.apply(t, vars...)
	if err == nil {
		t.Errorf("apply with %q went through, want an error:\n%s", vars, out)
	}
	for _, text := range want {
		if !strings.Contains(out, text) {
			t.Errorf("apply with %q: want %q in\n%s", vars, text, out)
		}
	}
}

// outputs decodes the outputs into a pointer to a struct.
func (w *workspace) outputs(t *testing.T, into any) {
	t.Helper()
	var outputs map[string]struct{ Value json.RawMessage }
	if err := json.Unmarshal([]byte(w.mustRun(t, "", "output", "-json")), &outputs); err != nil {
		t.Fatal(err)
	}
	plain := make(map[string]json.RawMessage)
	for name, output := range outputs {
		plain[name] = output.Value
	}
	document, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(document, into); err != nil {
		t.Fatal(err)
	}
}

// TestAccExamples applies each example as a person finds it, checks that a second plan is empty, and runs its own
// tests.
func TestAccExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../examples/*/main.tf")
	if err != nil || len(files) < 6 {
		t.Fatalf("examples = %v, error %v, want at least 6", files, err)
	}
	// The calendar of the emulator has a change freeze. A check is read in each plan.
	vars := map[string][]string{"change-freeze": {"-var=override=INC-1234"}}
	second := map[string]string{"change-freeze": "Plan: 0 to add, 0 to change, 0 to destroy."}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newExample(t, name, graphemu.NewServer(t, graphemu.Options{}))
			w.mustRun(t, "", "get")
			w.mustRun(t, "", append([]string{"apply", "-auto-approve", "-no-color"}, vars[name]...)...)
			out := w.mustRun(t, "", append([]string{"plan", "-no-color"}, vars[name]...)...)
			want := second[name]
			if want == "" {
				want = "No changes."
			}
			if !strings.Contains(out, want) {
				t.Errorf("second plan: want %q in\n%s", want, out)
			}
			if tests, _ := filepath.Glob(filepath.Join(w.dir, "tests", "*.tftest.hcl")); len(tests) > 0 {
				if out := w.mustRun(t, "", "test", "-no-color"); strings.Contains(out, " 0 passed") {
					t.Errorf("tests: want some to run:\n%s", out)
				}
			}
		})
	}
}

// TestExamples_run checks that each example with a README is run by a test: by [TestAccExamples] if it is a
// configuration, else by one that names its folder.
func TestExamples_run(t *testing.T) {
	t.Parallel()
	readmes, err := filepath.Glob("../../examples/*/README.md")
	if err != nil || len(readmes) == 0 {
		t.Fatalf("READMEs = %v, error %v, want some", readmes, err)
	}
	tests, err := filepath.Glob("../*/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, readme := range readmes {
		dir := filepath.Dir(readme)
		if _, err := os.Stat(filepath.Join(dir, "main.tf")); err != nil {
			checkMentioned(t, dir, "examples/"+filepath.Base(dir), tests...)
		}
	}
}
