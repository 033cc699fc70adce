package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

var (
	// recipe matches a recipe in the guide: the file, and the text from "Needs" to the end of the sentence.
	recipe = regexp.MustCompile(`(?s)tffile "(examples/cookbook/[\w-]+\.tf)" \}\}\s+Needs (.+?)[.:]\s`)
	// backticked matches the name of a permission.
	backticked = regexp.MustCompile("`([^`]+)`")
)

// recipes returns the permissions that the guide names for each recipe, by file.
func recipes(t *testing.T) map[string][]string {
	t.Helper()
	guide, err := os.ReadFile("../../templates/guides/cookbook.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, match := range recipe.FindAllStringSubmatch(string(guide), -1) {
		permissions := []string{"openid"} // A token always has one, and it allows nothing.
		for _, name := range backticked.FindAllStringSubmatch(match[2], -1) {
			permissions = append(permissions, name[1])
		}
		found[match[1]] = permissions
	}
	return found
}

// TestAccCookbook applies each configuration of the cookbook, which has at most ten lines beside the terraform block,
// as a person with the permissions that the guide names. It checks that a second plan is empty and warns of nothing.
func TestAccCookbook(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../examples/cookbook/*.tf")
	if err != nil || len(files) < 16 {
		t.Fatalf("cookbook = %v, error %v, want at least 16 files", files, err)
	}
	permissions := recipes(t)
	fails := map[string]string{"change-freeze.tf": "There is a change freeze"}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			granted := permissions["examples/cookbook/"+name]
			if granted == nil {
				t.Fatal("the guide has no such recipe, or does not say what it needs")
			}
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got := countLines(string(content)); got > 10 {
				t.Errorf("lines = %d, want at most 10", got)
			}
			srv := graphemu.NewServer(t, graphemu.Options{})
			w := newWorkspace(t, map[string]string{"main.tf": string(content)}, personEnv(srv, granted...)...)
			out, err := w.run(t, "", "apply", "-auto-approve", "-no-color")
			if want := fails[name]; want != "" {
				if err == nil || !strings.Contains(out, want) {
					t.Errorf("apply: error %v, want %q in %s", err, want, out)
				}
				return
			}
			if err != nil {
				t.Fatalf("apply with %v: %v\n%s", granted, err, out)
			}
			out = w.mustRun(t, "", "plan", "-no-color", "-detailed-exitcode") // Its status is 2 if anything would change.
			// The CLI itself warns of a build that is not released.
			if got := strings.Count(out, "Warning: "); got != 1 {
				t.Errorf("warnings with %v = %d, want 1:\n%s", granted, got, out)
			}
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
	files := exampleFiles(t, "cookbook/console")
	w := newWorkspace(t, files, personEnv(graphemu.NewServer(t, graphemu.Options{}))...)
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
