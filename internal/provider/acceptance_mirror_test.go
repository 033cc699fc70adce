package provider_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccMirror checks that a configuration with a version and a module can be initialized from the mirror that make
// mirror builds, with the CLI configuration that it prints.
func TestAccMirror(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	constraint := fmt.Sprintf("%q", versionConstraint(t))
	versioned := strings.Replace(requiredProviders, "\n    }", "\n      version = "+constraint+"\n    }", 1)
	w := newWorkspace(t, map[string]string{
		"main.tf": versioned + `
module "people" { source = "./people" }
output "name" { value = module.people.name }
`,
		"people/main.tf": versioned + `
data "graph_me" "it" {}
output "name" { value = data.graph_me.it.display_name }
`,
	}, personEnv(srv)...)
	dir := filepath.Join(t.TempDir(), "mirror")
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "run", "./internal/cmd/mirror", "-dir", dir)
	cmd.Dir, cmd.Env = filepath.Join("..", ".."), ownEnvironment
	cmd.WaitDelay = 10 * time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	checkBinaries(t, dir)
	w.env = append(w.env, "TF_CLI_CONFIG_FILE="+filepath.Join(dir, "cli.tfrc"))
	w.mustRun(t, "", "init", "-input=false")
	w.mustRun(t, "", "validate")
	if out := w.mustRun(t, "", "plan", "-no-color"); !strings.Contains(out, `+ name = "Adele Vance"`) {
		t.Errorf("plan printed %s\nwant the name of the signed-in person", out)
	}
	lock, err := os.ReadFile(filepath.Join(w.dir, ".terraform.lock.hcl"))
	if err != nil || !strings.Contains(string(lock), constraint) {
		t.Errorf("lock file: %v, %s\nwant the constraint of the configuration", err, lock)
	}
}

// checkBinaries checks that each of the mirror's two binaries says the version of its folder.
func checkBinaries(t *testing.T, mirror string) {
	t.Helper()
	binaries, err := filepath.Glob(filepath.Join(mirror, "*/graph-data/graph/*/*/terraform-provider-graph_v*"))
	if err != nil || len(binaries) != 2 {
		t.Fatalf("binaries = %q, error %v, want one for each registry", binaries, err)
	}
	for _, binary := range binaries {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		out, err := exec.CommandContext(ctx, binary, "version").Output()
		cancel()
		want := "terraform-provider-graph " + filepath.Base(filepath.Dir(filepath.Dir(binary))) + "\n"
		if err != nil || !strings.HasPrefix(string(out), want) {
			t.Errorf("%s printed %s, error %v, want %s", binary, out, err, want)
		}
	}
}
