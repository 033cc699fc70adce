package auth

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// childAuthority is the variable by which a test starts itself as a run of the provider, in a process of its own. The
// folder of its sessions is in childSessions.
const (
	childAuthority = "TEST_SESSION_AUTHORITY"
	childSessions  = "TEST_SESSION_FOLDER"
	childRenews    = "TEST_SESSION_RENEWS"
	childFull      = "TEST_SESSION_FULL"
	childChecks    = "TEST_SESSION_CHECKS"
)

// child returns a run in a process of its own that fetches a token, and renews it often if renews is true.
func child(t *testing.T, config Config, folder string, renews bool) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$") //nolint:gosec // Itself.
	cmd.Env = append(os.Environ(), childAuthority+"="+config.Authority, childSessions+"="+folder,
		childRenews+"="+strconv.FormatBool(renews))
	return cmd
}

// TestChild is the run of [child].
func TestChild(t *testing.T) { //nolint:paralleltest // It is not a test of its own.
	authority := os.Getenv(childAuthority)
	if authority == "" {
		t.Skip("it is started by other tests")
	}
	source, err := New(Config{
		Settings:  environment(map[Setting]string{Method: "device_login"}),
		Authority: authority, Scope: authority + "/.default", Sessions: session.NewStore(os.Getenv(childSessions)),
		HTTP: &http.Client{},
	})
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv(childFull) != "" {
		fillDisk(t)
	}
	if os.Getenv(childChecks) != "" {
		store := session.NewStore(os.Getenv(childSessions))
		found, _ := store.Find(session.Session{})
		err := Check(t.Context(), Config{Scope: authority + "/.default", Sessions: store, HTTP: &http.Client{}}, found[0])
		_, _ = fmt.Fprintf(os.Stderr, "%T: %v\n", err, err)
		return
	}
	for {
		token, err := source.Token(t.Context())
		for _, warning := range source.Warnings() {
			_, _ = fmt.Fprintf(os.Stderr, "%T: %v\n", warning, warning)
		}
		if err != nil {
			t.Fatal(err)
		}
		if os.Getenv(childRenews) != "true" {
			return
		}
		source.Reject(token, challenged)
	}
}

const challenged = `{"access_token":{"nbf":{"essential":true,"value":"1"}}}`

// A hundred runs at once share one session, although each refresh token works once and the authority takes a second.
func TestDeviceLogin_hundredProcesses(t *testing.T) {
	t.Parallel()
	srv, config, folder := signedInAt(t)
	srv.Fail(graphemu.Fault{PathPrefix: "/" + graphemu.TenantID + "/oauth2", Delay: time.Second})
	var runs sync.WaitGroup
	for range 100 {
		cmd := child(t, config, folder, false)
		runs.Go(func() {
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	runs.Wait()
	if n := len(srv.TokenRequests()); n > 2 {
		t.Errorf("renewals = %d for 100 runs, want 1", n)
	}
}

// A run that is killed while it renews a session leaves a whole one, and what it has left goes with the session.
func TestDeviceLogin_killed(t *testing.T) {
	t.Parallel()
	_, config, folder := signedInAt(t)
	store := session.NewStore(folder)
	for i := range 20 {
		cmd := child(t, config, folder, true)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(60*time.Millisecond + time.Duration(i)*7*time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if found, unusable := store.Find(session.Session{}); len(found) != 1 || len(unusable) > 0 {
			t.Fatalf("sessions %v, unusable %v after a kill; want one", found, unusable)
		}
	}
	found, _ := store.Find(session.Session{})
	if err := store.Remove(t.Context(), found[0]); err != nil {
		t.Fatal(err)
	}
	if left, err := store.Left(); err != nil || len(left) > 0 {
		t.Errorf("files after logout = %v, error %v; want none", left, err)
	}
}

// The next run uses the access token that another one has fetched, unless it was rejected or does not last.
func TestDeviceLogin_storedToken(t *testing.T) {
	t.Parallel()
	srv, config, _ := signedInAt(t)
	fetch := func() (*Source, string) {
		t.Helper()
		source, err := New(config)
		if err != nil {
			t.Fatal(err)
		}
		token, err := source.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return source, token.AccessToken
	}
	first, token := fetch()
	second, again := fetch()
	if n := len(srv.TokenRequests()); n != 1 || token != again {
		t.Errorf("renewals = %d for two runs, want 1 and the same token", n)
	}
	held, _ := first.Token(t.Context())
	first.Reject(held, challenged)
	if renewed, err := first.Token(t.Context()); err != nil || renewed.AccessToken == token {
		t.Errorf("token after a challenge = %v, error %v; want another one", renewed, err)
	}
	// The other run gets the token that the first has fetched.
	held, _ = second.Token(t.Context())
	second.cache.reject(held, "")
	if _, err := second.Token(t.Context()); err != nil || len(srv.TokenRequests()) != 2 {
		t.Errorf("error %v after %d renewals, want 2", err, len(srv.TokenRequests()))
	}
	// A token that is about to end is renewed.
	found, _ := config.Sessions.Find(session.Session{})
	found[0].Expires = time.Now().Add(renewMargin - time.Second)
	if err := config.Sessions.Save(found[0]); err != nil {
		t.Fatal(err)
	}
	if _, third := fetch(); third == token || len(srv.TokenRequests()) != 3 {
		t.Errorf("renewals = %d, want 3: the stored token does not last", len(srv.TokenRequests()))
	}
	if err := Check(t.Context(), config, found[0]); err != nil || len(srv.TokenRequests()) != 4 {
		t.Errorf("Check: error %v after %d renewals, want 4: it always asks", err, len(srv.TokenRequests()))
	}
}

// Many renewals at once spend each refresh token once.
func TestDeviceLogin_manyRenewals(t *testing.T) {
	t.Parallel()
	srv, config, _ := signedInAt(t)
	var providers sync.WaitGroup
	for range 6 {
		source, err := New(config)
		if err != nil {
			t.Fatal(err)
		}
		for range 4 {
			providers.Go(func() {
				for range 10 {
					token, err := source.Token(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					source.Reject(token, challenged)
				}
			})
		}
	}
	providers.Wait()
	renewals := srv.TokenRequests()
	for _, r := range renewals {
		if r.Status != http.StatusOK {
			t.Errorf("status of a renewal = %d, want 200", r.Status)
		}
	}
	if len(renewals) < 20 {
		t.Errorf("renewals = %d, want many", len(renewals))
	}
}
