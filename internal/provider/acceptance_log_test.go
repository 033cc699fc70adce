package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccLog_unasked checks that the provider writes no line about a request to a CLI that would throw it away, unless
// a variable asks for logs. A script in the place of the provider keeps what it writes.
func TestAccLog_unasked(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.0.0", "1.6.0")
	if runtime.GOOS == "windows" {
		t.Skip("the script is one for a shell")
	}
	built, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\nexec '%s/terraform-provider-graph' 2>>'%s/log'\n", built, dir)
	//nolint:gosec // It has to run.
	if err := os.WriteFile(filepath.Join(dir, "terraform-provider-graph"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	srv := graphemu.NewServer(t, graphemu.Options{})
	w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) + "data \"graph_me\" \"it\" {}\n"})
	config := filepath.Join(w.dir, "cli.tfrc")
	replaced := strings.ReplaceAll(contents(t, config), built, dir)
	if err := os.WriteFile(config, []byte(replaced), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, asked := range []bool{false, true} {
		if asked {
			w.env = append(w.env, "TF_LOG_PROVIDER=DEBUG")
		}
		w.mustRun(t, "", "plan", "-no-color")
		if got := strings.Contains(contents(t, filepath.Join(dir, "log")), "Microsoft Graph request"); got != asked {
			t.Errorf("a line about a request = %v, want %v", got, asked)
		}
	}
}
