package emulate

import (
	"bufio"
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/golden"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// asCommand is the variable with which the program of the tests is the command emulate.
const asCommand = "EMULATE_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(Run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// run runs the command and returns its exit code and what it wrote.
func run(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = Run(ctx, args, &out, &errs)
	return code, out.String(), errs.String()
}

// A command sees the settings in its environment, and its exit code is that of emulate.
func TestRun_command(t *testing.T) {
	t.Parallel()
	script := `test -n "$GRAPH_ACCESS_TOKEN" && test -f "$GRAPH_CA_CERTIFICATE_FILE" && ` +
		`test "$ARM_CLIENT_ID$ARM_TENANT_ID" && ` +
		`echo "$GRAPH_ENDPOINT $GRAPHEMU_USER $GRAPH_CA_CERTIFICATE_FILE" && exit 7`
	code, stdout, stderr := run(t.Context(), "-tls", "-users", "10", "-sign-in", "all", "--", "sh", "-c", script)
	if code != 7 {
		t.Fatalf("exit code = %d, want 7; output: %s%s", code, stdout, stderr)
	}
	fields := strings.Fields(stdout)
	if len(fields) != 3 || !strings.HasPrefix(fields[0], "https://127.0.0.1:") || fields[1] != "AdeleV@contoso.com" {
		t.Errorf("fields = %q, want a URL on 127.0.0.1, AdeleV@contoso.com and a file", fields)
	}
	if _, err := os.Stat(fields[len(fields)-1]); !os.IsNotExist(err) {
		t.Errorf("error of Stat on the certificate = %v, want that it does not exist", err)
	}
}

// A command gets the settings of the way of signing in that was asked for, and none of the user's own.
func TestRun_signIn(t *testing.T) {
	t.Setenv("ARM_CLIENT_SECRET", "own")
	t.Setenv("GRAPH_ACCESS_TOKEN", "own")
	const secret = graphemu.ClientSecret
	for way, want := range map[string]string{"person": "token ", "app": " " + secret, "all": "token " + secret} {
		script := `test "$GRAPH_ACCESS_TOKEN" != own && echo "${GRAPH_ACCESS_TOKEN:+token} $ARM_CLIENT_SECRET"`
		if _, stdout, stderr := run(t.Context(), "-sign-in", way, "--", "sh", "-c", script); stdout != want+"\n" {
			t.Errorf("-sign-in %s gives %q, want %q; errors: %s", way, stdout, want, stderr)
		}
	}
}

// A command asks no proxy for the emulator, and keeps the hosts that the user has excepted.
func TestRun_noProxy(t *testing.T) {
	t.Setenv("no_proxy", "")
	for _, c := range []struct{ upper, lower, want string }{
		{"", "", "127.0.0.1,localhost 127.0.0.1,localhost"},
		{"a.example", "", "a.example,127.0.0.1,localhost a.example,127.0.0.1,localhost"},
		{"a.example", "b.example", "a.example,127.0.0.1,localhost b.example,127.0.0.1,localhost"},
		{"*", "", "* *"},
	} {
		t.Setenv("NO_PROXY", c.upper)
		t.Setenv("no_proxy", c.lower)
		_, stdout, stderr := run(t.Context(), "--", "sh", "-c", `echo "$NO_PROXY $no_proxy"`)
		if runtime.GOOS != "windows" && stdout != c.want+"\n" { // There, both are the same variable.
			t.Errorf("with %q and %q, the command has %q, want %q; errors: %s", c.upper, c.lower, stdout, c.want, stderr)
		}
	}
}

// An emulator that listens on all addresses is found on the loopback interface.
func TestRun_listen(t *testing.T) {
	t.Parallel()
	for _, address := range []string{":0", "0.0.0.0:0"} {
		_, stdout, stderr := run(t.Context(), "-listen", address, "--", "sh", "-c", `echo "$GRAPH_ENDPOINT"`)
		if !strings.HasPrefix(stdout, "http://127.0.0.1:") {
			t.Errorf("-listen %s: the address is %q, want one on 127.0.0.1; errors: %s", address, stdout, stderr)
		}
	}
}

// A command is stopped at the timeout.
func TestRun_timeout(t *testing.T) {
	t.Parallel()
	start := time.Now()
	code, _, stderr := run(t.Context(), "-timeout", "100ms", "--", "sleep", "60")
	if code != 1 || !strings.Contains(stderr, "sleep was stopped after 100ms: set -timeout to more") {
		t.Errorf("exit code = %d, errors %q; want 1 and the time", code, stderr)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %s, want at most 20s", took)
	}
}

// forAMinute keeps a shell busy, which handles signals in between.
const forAMinute = `i=0; while [ $i -lt 600 ]; do sleep 0.1; i=$((i + 1)); done`

// writerFunc is a function that gets what is written.
type writerFunc func([]byte)

func (f writerFunc) Write(b []byte) (int, error) { f(b); return len(b), nil }

// A command that ends with success when it is asked to end was not stopped.
func TestExecute_success(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := &settings{command: []string{"sh", "-c", `trap 'exit 0' TERM; echo ready; ` + forAMinute}}
	if err := s.execute(ctx, nil, writerFunc(func([]byte) { cancel() }), io.Discard); err != nil {
		t.Errorf("error = %v, want none", err)
	}
}

// A signal ends the command and emulate, which says so and leaves no file.
func TestRun_signals(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signals")
	}
	for _, c := range []struct {
		signal os.Signal
		want   string
	}{{syscall.SIGTERM, "terminated"}, {syscall.SIGHUP, "hangup"}} {
		t.Run(c.want, func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(c.signal) {
				t.Skip("the tests were started to survive this signal, as by nohup, and so is emulate")
			}
			script := `trap 'echo ended; exit 3' TERM; echo "$GRAPH_CA_CERTIFICATE_FILE"; ` + forAMinute
			emulate := exec.CommandContext(t.Context(), os.Args[0], "-tls", "--", "sh", "-c", script)
			emulate.Env = append(os.Environ(), asCommand+"=1")
			var stderr bytes.Buffer
			emulate.Stderr = &stderr
			pipe, err := emulate.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := emulate.Start(); err != nil {
				t.Fatal(err)
			}
			stdout := bufio.NewReader(pipe)
			file, _ := stdout.ReadString('\n')
			if err := emulate.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			rest, _ := io.ReadAll(stdout)
			_ = emulate.Wait() // The exit code says how it ended.
			want := "emulate: sh was stopped: " + c.want
			if code := emulate.ProcessState.ExitCode(); code != 1 || !strings.HasPrefix(stderr.String(), want) {
				t.Errorf("exit code = %d, errors %q; want 1 and %q", code, stderr.String(), want)
			}
			if string(rest) != "ended\n" {
				t.Errorf("the command wrote %q, want that it was asked to end", rest)
			}
			if _, err := os.Stat(strings.TrimSpace(file)); !os.IsNotExist(err) {
				t.Errorf("error of Stat on the certificate %q = %v, want that it does not exist", file, err)
			}
		})
	}
}

// The end of the context, which is an interrupt of the terminal, ends a run without a command only.
func TestRun_interrupt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code, stdout, stderr := run(ctx, "--", "sh", "-c", "echo done"); code != 0 || stdout != "done\n" {
		t.Errorf("exit code = %d, output %q, errors %q; want 0 and done", code, stdout, stderr)
	}
	code, stdout, stderr := run(ctx)
	if code != 0 || !strings.Contains(stdout, "GRAPH_ENDPOINT") || !strings.Contains(stderr, "until you press Ctrl-C") {
		t.Errorf("exit code = %d, output %q, errors %q; want 0, the settings, and how to stop it", code, stdout, stderr)
	}
}

// A shell can run the lines that are printed.
func TestExport(t *testing.T) {
	t.Parallel()
	const setting = "SECRET=it's $HOME = `x`"
	out, err := exec.CommandContext(t.Context(), "sh", "-c", export("linux", setting)+"\nprintenv SECRET").Output()
	if got, want := string(out), "it's $HOME = `x`\n"; err != nil || got != want {
		t.Errorf("the shell has %q, error %v; want %q", got, err, want)
	}
	if got, want := export("windows", setting), "$env:SECRET = 'it''s $HOME = `x`'"; got != want {
		t.Errorf("the line for PowerShell = %s, want %s", got, want)
	}
}

// Mistakes are told in one line each, and golden files show them.
func TestRun_refused(t *testing.T) {
	t.Parallel()
	file := func(name, content string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	faults := file("faults.json", `[
  {"pathPrefix": "/v1.0/users", "status": 5030, "every": -1},
  {"pathprefix": "/v1.0/users", "cut": "yes", "delay": "1"},
  {"times": 1.5, "times": 2}
]`)
	idle := file("idle.json", `[
  {"body": "x"}, {"header": {"Retry-After": "1"}}, {"truncate": true, "afterHandling": true},
  {"cut": true, "status": 500},
  {"html": true, "empty": true}, {"status": 500, "empty": true, "body": "x"}, {"truncate": true, "stall": true},
  {"foreignNextLink": "https://evil.example.com", "repeatedNextLink": true}, {"repeatedNextLink": true, "status": 500},
  {"status": 503, "cut": false, "header": {"Retry-After": "1"}, "afterHandling": true}
]`)
	nowhere := file("nowhere.json", `[{"pathPrefix": "users"}, {"status": 101}, {"status": 503, "body": ""}]`)
	broken := file("broken.json", "[\n  {\"cut\": true},\n]")
	var all strings.Builder
	for _, c := range []struct {
		code int
		args []string
	}{
		{2, []string{"-nope"}},
		{2, []string{"-sign-in", "nobody"}},
		{2, []string{"-list", "nothing"}},
		{2, []string{"-users", "-1"}},
		{2, []string{"-sign-in", "app", "-user", "AlexW@contoso.com"}},
		{2, []string{"--"}},
		{2, []string{"-list", "people", "--", "true"}},
		{2, []string{"-timeout", "0"}},
		{2, []string{"-item-latency", "-1s"}},
		{2, []string{"-token-lifetime", "0s"}},
		{2, []string{"-faults", "no-such-file.json"}},
		{2, []string{"-faults", faults}},
		{2, []string{"-faults", idle}},
		{2, []string{"-faults", nowhere}},
		{2, []string{"-faults", broken}},
		{1, []string{"-user", "nobody@contoso.com", "--", "true"}},
		{1, []string{"-no-seed", "--", "true"}},
		{1, []string{"--", "no-such-command"}},
	} {
		code, stdout, stderr := run(t.Context(), c.args...)
		if code != c.code || stdout != "" {
			t.Errorf("%q: exit code = %d, output %q; want %d and none", c.args, code, stdout, c.code)
		}
		all.WriteString(stderr)
	}
	names := strings.NewReplacer(faults, "faults.json", idle, "idle.json", nowhere, "nowhere.json", broken, "broken.json",
		"%PATH%", "$PATH")
	golden.Equal(t, "refused.txt", names.Replace(all.String()))
}

// Mistakes in a company are told with their line, their place and what may be written there.
func TestRun_seedRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	write("small.jpg", picture.Bytes())
	write("text.jpg", []byte("This is no picture."))
	picture.Reset()
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 48, 48)), nil); err != nil {
		t.Fatal(err)
	}
	write("half.jpg", picture.Bytes()[:picture.Len()-100])
	for _, name := range []string{"shape", "names"} {
		company, err := os.ReadFile(filepath.Join("testdata", "seed_"+name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		write(name+".json", company)
		code, stdout, stderr := run(t.Context(), "-seed", filepath.Join(folder, name+".json"), "-list", "people")
		if code != 2 || stdout != "" {
			t.Errorf("%s: exit code = %d, output %q; want 2 and none", name, code, stdout)
		}
		golden.Equal(t, "seed_"+name+".txt", strings.ReplaceAll(stderr, folder+string(filepath.Separator), ""))
	}
}

// A person of a file has the photo that the file names, and its smaller sizes.
func TestRun_seedPhoto(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 100, 100)), nil); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"ada.jpg": picture.Bytes(),
		"people.json": []byte(`{
			"users": [{"userPrincipalName": "ada@example.com"}], "photos": {"Ada": {"file": "ada.jpg"}}
		}`),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := parse([]string{"-seed", filepath.Join(folder, "people.json")}, io.Discard, io.Discard)
	if err == nil {
		err = s.read()
	}
	if err != nil {
		t.Fatal(err)
	}
	server := graphemu.NewServer(t, s.options)
	for path, want := range map[string]int{"photo": 100, "photos/48x48": 48, "photos/96x96": 96} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v1.0/me/"+path+"/$value", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+server.PersonToken(""))
		resp, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		config, err := jpeg.DecodeConfig(bytes.NewReader(got))
		if err != nil || config.Width != want || config.Height != want {
			t.Errorf("%s is %d x %d, error %v; want a JPEG of %d x %d", path, config.Width, config.Height, err, want, want)
		}
		if path == "photo" && !bytes.Equal(got, picture.Bytes()) {
			t.Error("the largest photo is not the file")
		}
	}
}

// The faults of a file happen, and a fault that has not happened is named.
func TestRun_faults(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "faults.json")
	if err := os.WriteFile(file, []byte(`[{"status": 503, "times": 1}, {"status": 429, "times": 1},
		{"pathPrefix": "/v1.0/user/", "status": 403}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	script := `for i in 1 2 3; do
		curl -s -o /dev/null -w '%{http_code} ' -H "Authorization: Bearer $GRAPH_ACCESS_TOKEN" "$GRAPH_ENDPOINT/v1.0/me"
	done`
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	_, stdout, stderr := run(t.Context(), "-faults", file, "--", "sh", "-c", script)
	if stdout != "503 429 200 " {
		t.Errorf("statuses = %q, want 503 429 200; errors: %s", stdout, stderr)
	}
	if want := "emulate: faults[2] met no request\n"; stderr != want {
		t.Errorf("errors = %q, want %q", stderr, want)
	}
}

// The lists are golden files since the docs show them.
func TestRun_lists(t *testing.T) {
	t.Parallel()
	for _, name := range listNames() {
		code, stdout, stderr := run(t.Context(), "-list", name)
		if code != 0 {
			t.Errorf("-list %s: exit code = %d, want 0; errors: %s", name, code, stderr)
		}
		golden.Equal(t, name+".txt", stdout)
	}
	_, stdout, _ := run(t.Context(), "-list", "people", "-no-seed", "-users", "2")
	if got := strings.Count(stdout, "\n"); got != 3 {
		t.Errorf("list of two generated people has %d lines, want 3:\n%s", got, stdout)
	}
}

func TestRun_help(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t.Context(), "-h")
	if code != 0 || stderr != "" {
		t.Errorf("exit code = %d, errors %q; want 0 and none", code, stderr)
	}
	golden.Equal(t, "help.txt", stdout)
}
