package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// No request for a managed identity goes to a proxy. The test runs itself, because net/http reads the variables of
// proxies once for each process.
func TestManagedIdentity_noProxy(t *testing.T) {
	t.Parallel()
	const inner = "TEST_MANAGED_IDENTITY"
	if os.Getenv(inner) != "" {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		source, err := auth.New(auth.Config{
			Settings: values{"use_msi": "true"}.settings(), Authority: "https://login.example",
			Scope: "https://graph.example/.default",
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := source.Token(ctx); err == nil {
			t.Error("token without an endpoint, want an error")
		}
		return
	}
	asked := make(chan string, 100)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.RequestURI
		http.Error(w, "not here", http.StatusForbidden)
	}))
	defer proxy.Close()
	//nolint:gosec // It runs itself.
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestManagedIdentity_noProxy$")
	cmd.Env = append(os.Environ(), inner+"=1", "HTTP_PROXY="+proxy.URL, "NO_PROXY=",
		"IDENTITY_ENDPOINT=http://identity.invalid/token", "IDENTITY_HEADER=header")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if len(asked) > 0 {
		t.Errorf("the proxy was asked for %s, want no request", <-asked)
	}
}

// A redirect must not carry the header of the identity to another host.
//
//nolint:paralleltest // It changes the environment.
func TestManagedIdentity_followsNoRedirect(t *testing.T) {
	var asked, followed atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	defer other.Close()
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, other.URL, http.StatusFound)
	}))
	defer endpoint.Close()
	t.Setenv("IDENTITY_ENDPOINT", endpoint.URL)
	t.Setenv("IDENTITY_HEADER", "header")
	source, err := auth.New(auth.Config{
		Settings: values{"use_msi": "true"}.settings(), Authority: "https://login.example",
		Scope: "https://graph.example/.default",
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = source.Token(t.Context())
	if err == nil || asked.Load() == 0 || followed.Load() > 0 {
		t.Errorf("error %v, %d requests, %d to the other host; want an error, some, none",
			err, asked.Load(), followed.Load())
	}
}
