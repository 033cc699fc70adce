package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestMain lets this program stand in for a CLI: it prints what the file of the first argument holds in the current
// folder, and fails if the file says so.
func TestMain(m *testing.M) {
	if os.Getenv("DEMO_TEST_CLI") == "" {
		os.Exit(m.Run())
	}
	name := os.Args[1]
	if len(os.Args) == 4 && os.Args[1] == "output" {
		name = os.Args[3] // output -no-color NAME
	}
	content, err := os.ReadFile(name)
	_, _ = os.Stdout.Write(content)
	if err != nil || strings.Contains(string(content), `"severity":"error"`) {
		os.Exit(1)
	}
	os.Exit(0)
}

// newDemo returns a demo whose CLI prints files, and what it prints itself.
func newDemo(t *testing.T, files map[string]string) (*demo, *strings.Builder) {
	t.Helper()
	cli, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out := new(strings.Builder)
	d := &demo{
		name: "shop", root: t.TempDir(), work: t.TempDir(), cli: cli, env: append(os.Environ(), "DEMO_TEST_CLI=1"), out: out,
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(d.work, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return d, out
}

const (
	overridden = `{"type":"diagnostic","diagnostic":{"severity":"warning","summary":"Provider development overrides are ` +
		`in effect","detail":"In /tmp."}}` + "\n"
	warned = `{"type":"diagnostic","diagnostic":{"severity":"warning","summary":"Check failed","detail":"Soon."}}` + "\n"
	frozen = `{"type":"diagnostic","diagnostic":{"severity":"error","summary":"Precondition failed","detail":"Frozen.\n` +
		`Wait.\n"}}` + "\n"
	complete = `{"type":"change_summary","@message":"Apply complete!"}` + "\n"
)

func TestTell(t *testing.T) {
	t.Parallel()
	outputs := `{"name":{"value":"Adele"},"csv":{"value":"\"a\",\"b\"\r\n"},"html":{"value":"<p>"}}`
	d, out := newDemo(t, map[string]string{
		"apply": overridden + warned + warned + complete, "output": outputs, "name": "\"Adele\"\n",
	})
	if err := d.tell(t.Context(), story{title: "It works", vars: []string{"x=1"}}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(d.root, "bin", "demo-shop.html")
	want := "\nIt works:\n  -var 'x=1'\n\nWarning: Check failed\n  Soon.\n\ncsv =\n\"a\",\"b\"\r\n\n" +
		"html = a page to open in a browser: " + file + "\nname = \"Adele\"\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	if page, err := os.ReadFile(file); err != nil || string(page) != "<p>" {
		t.Errorf("page = %q, error %v, want <p>", page, err)
	}
}

func TestTell_stops(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ apply, stops, want string }{
		"as it is meant to":     {warned + frozen, "Frozen", ""},
		"for another reason":    {frozen, "Nobody", "for another reason"},
		"not at all":            {complete, "Frozen", "the apply went through"},
		"without being told to": {frozen, "", "apply: exit status 1"},
		"with a warning only":   {strings.ReplaceAll(frozen, `"error"`, `"warning"`), "Frozen", "the apply went through"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, out := newDemo(t, map[string]string{"apply": c.apply})
			err := d.tell(t.Context(), story{stops: c.stops})
			if c.want != "" {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error = %v, want %q", err, c.want)
				}
				return
			}
			want := "\nWarning: Check failed\n  Soon.\n\nError: Precondition failed\n  Frozen.\n  Wait.\n"
			if err != nil || out.String() != want {
				t.Errorf("output = %q, error %v, want %q", out, err, want)
			}
		})
	}
}

// What a CLI prints that cannot start is shown as it is.
func TestDiagnostics_plain(t *testing.T) {
	t.Parallel()
	want := []diagnostic{{Summary: "Error: no such command"}}
	if diff := cmp.Diff(want, diagnostics("Error: no such command\n\n")); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	examples := fstest.MapFS{"quickstart/main.tf": {}, "freeze/main.tf": {}, "cookbook/team.tf": {}, "a/b/main.tf": {}}
	want := []string{"freeze", "quickstart"}
	for _, c := range []struct {
		args []string
		name string
	}{{nil, "quickstart"}, {[]string{"freeze"}, "freeze"}} {
		name, names, err := choose(c.args, examples)
		if err != nil || name != c.name || !slices.Equal(names, want) {
			t.Errorf("choose(%q) = %q, %q, %v, want %q and %q", c.args, name, names, err, c.name, want)
		}
	}
	for _, args := range [][]string{{"cookbook"}, {""}, {"freeze", "quickstart"}} {
		_, _, err := choose(args, examples)
		if want := "there are freeze, quickstart"; err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("choose(%q): error = %v, want %q", args, err, want)
		}
	}
}

// Each story is one of an example that exists, and each example is followed by the others and by its README.
func TestStories(t *testing.T) {
	t.Parallel()
	examples := os.DirFS("../../../examples")
	for name := range stories {
		if _, _, err := choose([]string{name}, examples); err != nil {
			t.Error(err)
		}
	}
	_, names, err := choose(nil, examples)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text := next(name, names)
		if strings.Contains(text, "demo-"+name+" ") || !strings.Contains(text, "make demo-") {
			t.Errorf("%s is followed by %s, want the other examples", name, text)
		}
		if name == quickstart {
			continue
		}
		readme := name + "/README.md"
		if _, err := fs.Stat(examples, readme); err != nil || !strings.Contains(text, readme) {
			t.Errorf("%s is followed by %s, error %v, want its README", name, text, err)
		}
	}
}
