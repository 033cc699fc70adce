package command_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/command"
	"github.com/graph-data/terraform-provider-graph/internal/golden"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

func TestMain(m *testing.M) {
	os.Exit(tenant.Main(m))
}

// program returns the program with the data sources of the provider.
func program(t *testing.T) command.Program {
	return command.Program{Version: "test", Commit: "448a8f7b2c1d", Uses: provider.Uses(t.Context())}
}

// run runs a command in this process and returns what it wrote to both streams, and its exit code.
func run(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var out strings.Builder
	code := program(t).Run(t.Context(), args, &out, &out)
	return out.String(), code
}

// A person signs in, looks at the status, and signs out.
//
//nolint:paralleltest // The tests change the environment.
func TestCommand(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	tn.AtHome(t)
	tn.ApproveDevices(t)
	login := "login -tenant " + graphemu.TenantDomain + " -client-id " + graphemu.ClientID
	steps := []struct {
		name, args string
		code       int
	}{
		{"status_nobody", "status", 1},
		{"logout_nobody", "logout", 0},
		{"login", login, 0},
		{"status", "status", 0},
		{"login_fewer", login + " -scopes User.Read,Mail.Send", 0},
		{"status_fewer", "status", 0},
		{"status_elsewhere", "status -tenant fabrikam.com", 1},
		{"logout", "logout", 0},
		{"status_nobody", "status", 1},
	}
	for _, step := range steps {
		out, code := run(t, strings.Fields(step.args)...)
		golden.Equal(t, step.name+".txt", out)
		if code != step.code {
			t.Errorf("%s: exit code = %d, want %d; output:\n%s", step.name, code, step.code, out)
		}
		if found := tenant.Leaks(out, tn.Secrets()); len(found) > 0 {
			t.Errorf("%s: secrets in the output = %v, want none", step.name, found)
		}
	}
	if left, err := filepath.Glob(filepath.Join(tn.Dir, "home", "*", "sessions", "*.json")); err != nil || len(left) > 0 {
		t.Errorf("sessions = %v, error %v; want none", left, err)
	}
}

//nolint:paralleltest // The tests change the environment.
func TestCommand_refused(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{SignIn: entra.Options{ConsentedScopes: []string{"User.Read"}}})
	tn.AtHome(t)
	for name, c := range map[string]struct {
		args string
		code int
	}{
		"tenant":    {"login -tenant contoso.con -client-id " + graphemu.ClientID, 1},
		"client":    {"login -client-id 00000000-0000-4000-8000-000000000001", 1},
		"no_client": {"login", 1},
		"cloud":     {"login -environment germany -client-id x", 1},
		"argument":  {"login contoso.com", 2},
		"unknown":   {"signin", 2},
		"help":      {"help", 0},
		"flag":      {"login -x", 2},
		"flag_help": {"login -h", 0},
	} {
		out, code := run(t, strings.Fields(c.args)...)
		golden.Equal(t, "refused_"+name+".txt", out)
		if code != c.code {
			t.Errorf("%s: exit code = %d, want %d", name, code, c.code)
		}
	}
	tn.ApproveDevices(t)
	out, code := run(t, "login", "-client-id", graphemu.ClientID)
	golden.Equal(t, "refused_consent.txt", out)
	if code != 1 {
		t.Errorf("login without consent: exit code = %d, want 1", code)
	}
	// Without -tenant, the session is for the person's own tenant.
	out, code = run(t, "login", "-client-id", graphemu.ClientID, "-scopes", "User.Read")
	if code != 0 || !strings.Contains(out, graphemu.TenantID) {
		t.Errorf("login: exit code = %d, want 0 and %s; output:\n%s", code, graphemu.TenantID, out)
	}
	if out, code := run(t, "status", "-tenant", graphemu.TenantID); code != 0 {
		t.Errorf("status: exit code = %d, want 0; output:\n%s", code, out)
	}
}

//nolint:paralleltest // The tests change the environment.
func TestCommand_declined(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	tn.AtHome(t)
	tn.AnswerDevices(t, tn.DeclineDevice)
	out, code := run(t, "login", "-client-id", graphemu.ClientID)
	golden.Equal(t, "declined.txt", out)
	if code != 1 {
		t.Errorf("exit code = %d, want 1", code)
	}
}

// An interrupter is a terminal whose user presses Ctrl-C when the command waits.
type interrupter struct {
	strings.Builder
	cancel func()
}

func (i *interrupter) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "Waiting") {
		i.cancel()
	}
	return i.Builder.Write(p)
}

// Ctrl-C ends the wait.
//
//nolint:paralleltest // The tests change the environment.
func TestCommand_interrupted(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	tn.AtHome(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &interrupter{cancel: cancel}
	if code := program(t).Run(ctx, []string{"login", "-client-id", graphemu.ClientID}, out, out); code != 1 {
		t.Errorf("exit code = %d, want 1", code)
	}
	golden.Equal(t, "interrupted.txt", out.String())
}

// With two sessions, logout asks which one to end, and -all ends both.
//
//nolint:paralleltest // The tests change the environment.
func TestCommand_manySessions(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	tn.AtHome(t)
	tn.ApproveDevices(t)
	for _, authority := range []string{tn.URL, tn.Plain.URL} {
		t.Setenv("AZURE_AUTHORITY_HOST", authority)
		t.Setenv("GRAPH_ENDPOINT", authority)
		if out, code := run(t, "login", "-client-id", graphemu.ClientID); code != 0 {
			t.Fatalf("login at %s: exit code = %d, want 0; output:\n%s", authority, code, out)
		}
	}
	out, code := run(t, "logout")
	if code != 1 || strings.Count(out, graphemu.PersonUPN) != 2 || !strings.Contains(out, "-all") {
		t.Errorf("logout: exit code = %d, want 1, two sessions and -all; output:\n%s", code, out)
	}
	if out, code := run(t, "status"); code != 0 || strings.Count(out, "works") != 2 {
		t.Errorf("status: exit code = %d, want 0 and two sessions that work; output:\n%s", code, out)
	}
	if out, code := run(t, "logout", "-all"); code != 0 || strings.Count(out, "signed out") != 2 {
		t.Errorf("logout -all: exit code = %d, want 0 and two sessions signed out; output:\n%s", code, out)
	}
}

// The version is that of the provider, of its commit and of Go.
func TestCommand_version(t *testing.T) {
	t.Parallel()
	out, code := run(t, "version")
	want := regexp.MustCompile(`^terraform-provider-graph test\ncommit 448a8f7b2c1d\ngo\d+\.\d+\S*\n$`)
	if code != 0 || !want.MatchString(out) {
		t.Errorf("exit code = %d, output %q; want 0 and %s", code, out, want)
	}
}

// A copy of a session is told, keeps no session from being ended, and goes with -all.
//
//nolint:paralleltest // The tests change the environment.
func TestCommand_copy(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	tn.AtHome(t)
	tn.ApproveDevices(t)
	if out, code := run(t, "login", "-client-id", graphemu.ClientID); code != 0 {
		t.Fatalf("login: exit code = %d, want 0; output:\n%s", code, out)
	}
	folder := filepath.Join(tn.Dir, "home", "terraform-provider-graph", "sessions")
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("sessions = %v, error %v; want one", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"copy-LAPTOP7.json": content, "null.json": []byte("null")} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, code := run(t, "status")
	if code != 0 || !strings.Contains(out, "works, and was renewed") || strings.Count(out, "is not used") != 2 {
		t.Errorf("status: exit code = %d, want 0, a session that works and two files that are not used:\n%s", code, out)
	}
	out, code = run(t, "logout")
	if code != 0 || !strings.Contains(out, "is signed out") || !strings.Contains(out, "copy-LAPTOP7.json") {
		t.Errorf("logout: exit code = %d, want 0, and the files that are left:\n%s", code, out)
	}
	out, code = run(t, "status")
	if code != 1 || !strings.Contains(out, "No session matches") || strings.Count(out, "is not used") != 2 {
		t.Errorf("status without a session: exit code = %d, want 1, and the two files:\n%s", code, out)
	}
	for _, args := range []string{"logout", "logout -all -tenant fabrikam.com"} {
		out, code = run(t, strings.Fields(args)...)
		if code != 0 || strings.Contains(out, "deleted from") || !strings.Contains(out, "Nobody is signed in") ||
			!strings.Contains(out, "copy-LAPTOP7.json") {
			t.Errorf("%s: exit code = %d, want 0, that nobody is signed in, and the files that are left:\n%s", args, code, out)
		}
	}
	out, code = run(t, "logout", "-all")
	if code != 0 || strings.Contains(out, "still there") {
		t.Errorf("logout -all: exit code = %d, want 0 and nothing left:\n%s", code, out)
	}
	if left, err := filepath.Glob(filepath.Join(folder, "*.json")); err != nil || len(left) > 0 {
		t.Errorf("files = %v, error %v; want none", left, err)
	}
}

// If the session cannot be written, login says what to do.
//
//nolint:paralleltest // The tests change the environment.
func TestCommand_noDirectory(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	tn.AtHome(t)
	tn.ApproveDevices(t)
	file := tn.File(t, "file", nil)
	t.Setenv("XDG_CONFIG_HOME", file)
	t.Setenv("LocalAppData", file)
	t.Setenv("HOME", file) // It decides on macOS.
	if _, err := os.UserConfigDir(); err != nil {
		t.Fatal(err)
	}
	out, code := run(t, "login", "-client-id", graphemu.ClientID)
	if code != 1 || !strings.Contains(out, "What to do") {
		t.Errorf("exit code = %d, want 1 and advice; output:\n%s", code, out)
	}
}
