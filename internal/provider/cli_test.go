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

	"github.com/graph-data/terraform-provider-graph/internal/changelog"
	"github.com/graph-data/terraform-provider-graph/internal/cliconfig"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// An engine is the CLI that the acceptance tests run on. OpenTofu introduces itself to providers as a Terraform of
// another version, so the version alone does not say what it can do.
type engine struct {
	path    string
	tofu    bool
	version *version.Version
}

// versionLine matches the line of the version command that names the CLI and its version.
var versionLine = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\S+)`)

// detectEngine asks the CLI once which one it is.
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

// onEngine returns the engine. It skips the test if the engine is older than the given versions of Terraform and
// OpenTofu; "" means that no version has the feature under test.
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
		t.Skipf("needs Terraform %q or OpenTofu %q (empty: no version has it); %s is version %s",
			terraform, tofu, e.path, e.version)
	}
	return e
}

// ownEnvironment is the environment of whoever runs the tests, before [TestMain] hides it.
var ownEnvironment = os.Environ()

// builtProvider builds the provider once, as a person installs it, and returns the folder of the binary.
var builtProvider = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "terraform-provider-graph-")
	if err != nil {
		return "", err
	}
	// Go looks for its own settings in the user's environment.
	build := exec.Command("go", "build", "-o", dir+string(os.PathSeparator), "../..")
	build.Env = ownEnvironment
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return dir, nil
})

// A workspace is a folder with a configuration, in which the CLI itself is run. It serves what plugin-testing has no
// step for.
type workspace struct {
	engine
	dir   string
	env   []string
	ended *os.ProcessState // of the last run
}

// newWorkspace returns a workspace with files, in which the CLI runs with env. It builds the provider.
func newWorkspace(t *testing.T, files map[string]string, env ...string) *workspace {
	t.Helper()
	w := &workspace{engine: onEngine(t, "1.0.0", "1.6.0"), dir: t.TempDir()}
	provider, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	files["cli.tfrc"] = cliconfig.Override(provider)
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
		"PATH=" + os.Getenv("PATH"), "HOME=" + w.dir, "TMPDIR=" + os.TempDir(),
		"CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1",
		"TF_CLI_CONFIG_FILE=" + filepath.Join(w.dir, "cli.tfrc"),
	}, env...)
	return w
}

// run runs the CLI. It returns what the CLI prints on both streams.
func (w *workspace) run(t *testing.T, stdin string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, w.path, args...) //nolint:gosec // The CLI is the tester's choice.
	cmd.Dir, cmd.Env = w.dir, w.env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &out
	err := cmd.Run()
	w.ended = cmd.ProcessState
	return out.String(), err
}

// mustRun is like [workspace.run] but fails the test on an error.
func (w *workspace) mustRun(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	out, err := w.run(t, stdin, args...)
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// personEnv returns the environment that signs a person in to an emulator, with all permissions or those given.
func personEnv(srv *graphemu.TestServer, permissions ...string) []string {
	return tokenEnv(srv, srv.PersonToken("", permissions...))
}

// tokenEnv returns the environment with a token for an emulator.
func tokenEnv(srv *graphemu.TestServer, token string) []string {
	return append(srv.Addresses(), "GRAPH_ACCESS_TOKEN="+token)
}

// applicationEnv returns the environment that signs the registered application in to an emulator.
func applicationEnv(srv *graphemu.TestServer) []string {
	return append(srv.Addresses(), graphemu.AppSettings()...)
}

// versionConstraint returns the constraint of configurations with a version: the next one up to its minor part, such as
// "~> 0.1".
func versionConstraint(t *testing.T) string {
	t.Helper()
	next, err := changelog.Next("../..")
	if err != nil {
		t.Fatal(err)
	}
	segments := version.Must(version.NewVersion(next)).Segments()
	return fmt.Sprintf("~> %d.%d", segments[0], segments[1])
}
