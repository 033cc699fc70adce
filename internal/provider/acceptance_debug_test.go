package provider_test

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccDebug checks that the line that -debug prints attaches the provider to either CLI, although each knows the
// provider by another address.
func TestAccDebug(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	w := newWorkspace(t, map[string]string{
		"main.tf": personBlock(srv) + `
data "graph_me" "it" {}
output "me" { value = data.graph_me.it.display_name }
`,
		// No provider can be installed, so only the process under debug can answer.
		"other.tfrc": "provider_installation {\n  filesystem_mirror {\n    path = \"/nowhere\"\n  }\n}\n",
	})
	dir, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "terraform-provider-graph"), "-debug")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() })
	var variable string
	for lines := bufio.NewScanner(out); variable == "" && lines.Scan(); {
		if line := strings.TrimSpace(lines.Text()); strings.HasPrefix(line, "TF_REATTACH_PROVIDERS=") {
			variable = strings.ReplaceAll(line, "'", "")
		}
	}
	w.env = append(w.env, variable, "TF_CLI_CONFIG_FILE="+filepath.Join(w.dir, "other.tfrc"))
	const want = `me = "Adele Vance"`
	if text := w.mustRun(t, "", "apply", "-auto-approve", "-no-color"); !strings.Contains(text, want) {
		t.Errorf("apply printed %s\nwant %s", text, want)
	}
}
