package provider_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-version"
)

// engine is the CLI that acceptance tests run on. OpenTofu passes itself off as a Terraform of another version, so the
// version alone does not tell what it can do.
type engine struct {
	path    string
	tofu    bool
	version *version.Version
}

var versionLine = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\S+)`)

// theEngine asks the CLI once.
var detectEngine = sync.OnceValues(func() (engine, error) {
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if path == "" {
		path = "terraform"
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "version").Output() //nolint:gosec // The CLI is the tester's choice.
	if err != nil {
		return engine{}, err
	}
	match := versionLine.FindStringSubmatch(string(out))
	if match == nil {
		return engine{}, fmt.Errorf("%s is neither Terraform nor OpenTofu: %s", path, out)
	}
	v, err := version.NewVersion(match[2])
	return engine{path: path, tofu: match[1] == "OpenTofu", version: v}, err
})

// onEngine skips a test where the CLI is older than the feature under test; "" stands for a CLI that lacks it in all
// versions.
func onEngine(t *testing.T, terraform, tofu string) engine {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run with TF_ACC=1, as make testacc does")
	}
	e, err := detectEngine()
	if err != nil {
		t.Fatal(err)
	}
	least := terraform
	if e.tofu {
		least = tofu
	}
	if least == "" || e.version.LessThan(version.Must(version.NewVersion(least))) {
		t.Skipf("needs Terraform %s or OpenTofu %s (empty: none has it), this is %s %s", terraform, tofu, e.path, e.version)
	}
	return e
}

// ownEnvironment is that of whoever runs the tests, before [TestMain] hides it.
var ownEnvironment = os.Environ()

// builtProvider builds the provider once, as a person installs it.
var builtProvider = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "terraform-provider-graph-")
	if err != nil {
		return "", err
	}
	// Go looks for its own settings where a user has them.
	build := exec.Command("go", "build", "-o", dir+string(os.PathSeparator), "../..")
	build.Env = ownEnvironment
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return dir, nil
})

// workspace is a folder with a configuration in which the CLI itself is run, for what plugin-testing has no step for.
type workspace struct {
	engine
	dir string
	env []string
}

func newWorkspace(t *testing.T, files map[string]string, env ...string) *workspace {
	t.Helper()
	w := &workspace{engine: onEngine(t, "1.0.0", "1.6.0"), dir: t.TempDir()}
	provider, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	files["cli.tfrc"] = fmt.Sprintf(`provider_installation {
  dev_overrides {
    "registry.terraform.io/graph-data/graph" = %[1]q
    "registry.opentofu.org/graph-data/graph" = %[1]q
  }
  direct {}
}`, provider)
	for name, content := range files {
		file := filepath.Join(w.dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + w.dir, "TMPDIR=" + os.TempDir(), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1",
		"TF_CLI_CONFIG_FILE=" + filepath.Join(w.dir, "cli.tfrc"),
	}, env...)
	return w
}

// run returns what the CLI prints on both streams.
func (w *workspace) run(t *testing.T, stdin string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, w.path, args...) //nolint:gosec // The CLI is the tester's choice.
	cmd.Dir, cmd.Env = w.dir, w.env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &out
	err := cmd.Run()
	return out.String(), err
}

func (w *workspace) mustRun(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	out, err := w.run(t, stdin, args...)
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}
