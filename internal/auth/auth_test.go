package auth_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

func TestNew_choosesTheMethod(t *testing.T) {
	t.Parallel()
	secret := auth.Config{TenantID: "contoso.com", ClientID: "app", ClientSecret: "s3cret", Authority: "https://login.example", UseCLI: new(true)}
	both := secret
	both.AccessToken = "token"
	written := both
	written.Written = []string{"client_secret", "client_id", "tenant_id"}
	tokenExported := auth.Config{TenantID: "t", ClientID: "app", AccessToken: "token", UseCLI: new(true), Written: []string{"use_cli"}}
	methodExported := secret
	methodExported.Method, methodExported.Written = "azure_cli", []string{"client_secret"}
	forced := both
	forced.Method = "client_secret"
	for _, c := range []struct {
		name   string
		config auth.Config
		want   string
	}{
		{"token first", both, "access_token"},
		{"secret", secret, "client_secret"},
		{"written goes before the environment", written, "client_secret"},
		{"forced", forced, "client_secret"},
		{"a written method goes before one that is exported", methodExported, "client_secret"},
		{"a written CLI goes before an application that is exported", tokenExported, "azure_cli"},
		{"CLI last", auth.Config{UseCLI: new(true)}, "azure_cli"},
		{"CLI of a tenant", auth.Config{UseCLI: new(true), TenantID: "contoso.com"}, "azure_cli"},
		{"CLI forced", auth.Config{Method: "azure_cli", UseCLI: new(true), ClientID: "app"}, "azure_cli"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			source, err := auth.New(t.Context(), c.config)
			if err != nil || source.Method != c.want {
				t.Errorf("got %q, %v; want %q", source.Method, err, c.want)
			}
		})
	}
}

func TestNew_namesTheSettingAtFault(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	secret := auth.Config{TenantID: "t", ClientID: "c", ClientSecret: "s", Authority: "https://login.example"}
	with := func(change func(*auth.Config)) auth.Config {
		c := secret
		change(&c)
		return c
	}
	for _, c := range []struct {
		name, setting string
		config        auth.Config
	}{
		{"no tenant", "tenant_id", with(func(c *auth.Config) { c.TenantID = "" })},
		{"no client", "client_id", with(func(c *auth.Config) { c.ClientID = "" })},
		{"no client, although the CLI is there", "client_id", with(func(c *auth.Config) { c.ClientID, c.UseCLI = "", new(true) })},
		{"no such file", "client_secret_file_path", with(func(c *auth.Config) { c.ClientSecret, c.ClientSecretFile = "", empty+"x" })},
		{"empty file", "client_secret_file_path", with(func(c *auth.Config) { c.ClientSecret, c.ClientSecretFile = "", empty })},
		{"plain http", "authority_host", with(func(c *auth.Config) { c.Authority = "http://login.example" })},
		{"no host", "authority_host", with(func(c *auth.Config) { c.Authority = "login.example" })},
		{"bearer", "access_token", auth.Config{AccessToken: "Bearer abc"}},
		{"an application without a secret", "client_secret", auth.Config{TenantID: "t", ClientID: "c"}},
		{"a written application, and a token that is exported", "client_secret", auth.Config{ClientID: "c", AccessToken: "t", Written: []string{"client_id"}}},
		{"a token in two lines", "access_token", auth.Config{AccessToken: "abc\ndef"}},
		{"CLI forced and forbidden", "use_cli", auth.Config{Method: "azure_cli", UseCLI: new(false)}},
		{"unknown method", "auth_method", auth.Config{Method: "magic"}},
		{"forced but absent", "client_secret", auth.Config{Method: "client_secret"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := auth.New(t.Context(), c.config)
			if got, ok := errors.AsType[*auth.SettingError](err); !ok || got.Setting != c.setting {
				t.Errorf("got %v, want an error of %s", err, c.setting)
			}
		})
	}
}

func TestNew_noMethodListsThemAll(t *testing.T) {
	t.Parallel()
	_, err := auth.New(t.Context(), auth.Config{TenantID: "t", UseCLI: new(false)})
	none, ok := errors.AsType[*auth.NoMethodError](err)
	if !ok || len(none.Methods) != len(auth.Methods()) {
		t.Fatalf("got %v", err)
	}
	for i, name := range auth.Methods() {
		if none.Methods[i].Method != name || len(none.Methods[i].OneOf) == 0 && name != "device_login" {
			t.Errorf("got %+v for %s", none.Methods[i], name)
		}
	}
}

// authority records the forms that it is sent and answers with tokens that last an hour.
type authority struct {
	*httptest.Server
	accept func(form map[string][]string) bool // nil: the right secret
	mu     sync.Mutex                          // guards what follows
	forms  []url.Values
	paths  []string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		_ = r.ParseForm()
		a.forms, a.paths = append(a.forms, r.PostForm), append(a.paths, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		accepted := r.PostForm.Get("client_secret") == "s3cret"
		if a.accept != nil {
			accepted = a.accept(r.PostForm)
		}
		if !accepted {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}`))
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "token " + string(rune('0'+len(a.forms))), "token_type": "Bearer", "expires_in": 3600})
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *authority) config() auth.Config {
	return auth.Config{TenantID: "contoso.com", ClientID: "app", ClientSecret: "s3cret", Authority: a.URL + "/", Scope: "https://graph.example/.default", HTTP: a.Client()}
}

func TestClientSecret_asksOnceWithParametersInTheBody(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	// Configure ends, and its context with it, before the first token is asked for.
	ctx, cancel := context.WithCancel(t.Context())
	source, err := auth.New(ctx, a.config())
	cancel()
	if err != nil {
		t.Fatal(err)
	}
	var waiting sync.WaitGroup
	for range 20 {
		waiting.Go(func() {
			token, err := source.Token()
			if err != nil || token.AccessToken != "token 1" {
				t.Errorf("got %v, %v", token, err)
			}
		})
	}
	waiting.Wait()
	want := url.Values{"grant_type": {"client_credentials"}, "client_id": {"app"}, "client_secret": {"s3cret"}, "scope": {"https://graph.example/.default"}, "claims": {`{"access_token":{"xms_cc":{"values":["cp1"]}}}`}}
	if len(a.forms) != 1 || a.forms[0].Encode() != want.Encode() || a.paths[0] != "/contoso.com/oauth2/v2.0/token" {
		t.Errorf("asked %v at %v, want once %v", a.forms, a.paths, want)
	}
}

func TestClientSecret_fromAFile(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	config := a.config()
	config.ClientSecret, config.ClientSecretFile = "", filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(config.ClientSecretFile, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	source, err := auth.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source.Token(); err != nil {
		t.Error(err)
	}
}

func TestClientSecret_refused(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	config := a.config()
	config.ClientSecret = "wrong"
	source, err := auth.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	_, err = source.Token()
	if text := fmt.Sprint(err); text != "sign in by client_secret: status 401 invalid_client" {
		t.Errorf("the log would hold what was answered: %s", text)
	}
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok || refused.ErrorCode != "invalid_client" || len(a.forms) != 1 {
		t.Errorf("got %v after %d requests", err, len(a.forms))
	}
	if signIn, ok := errors.AsType[*auth.SignInError](err); !ok || signIn.Method != "client_secret" {
		t.Errorf("got %v", err)
	}
	// The next request for a token gets the same answer without another attempt.
	if _, err := source.Token(); err == nil || len(a.forms) != 1 {
		t.Errorf("got %v after %d requests", err, len(a.forms))
	}
}

// However many wait, one asks, also where the answer is no.
func TestClientSecret_refusedOnceForAll(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	config := a.config()
	config.ClientSecret = "wrong"
	source, err := auth.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	var waiting sync.WaitGroup
	for range 20 {
		waiting.Go(func() {
			if _, err := source.Token(); err == nil {
				t.Error("a wrong secret was taken")
			}
		})
	}
	waiting.Wait()
	if len(a.forms) != 1 {
		t.Errorf("asked %d times", len(a.forms))
	}
}

// A redirect must not carry the secret to another host.
func TestClientSecret_followsNoRedirect(t *testing.T) {
	t.Parallel()
	a, other := newAuthority(t), newAuthority(t)
	a.Config.Handler = http.RedirectHandler(other.URL, http.StatusTemporaryRedirect)
	source, err := auth.New(t.Context(), a.config())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source.Token(); err == nil || len(other.forms) != 0 {
		t.Errorf("got %v, and %d requests went to the other host", err, len(other.forms))
	}
}

// A passing fault of the authority is not the end.
func TestClientSecret_repeated(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(http.ResponseWriter){
		"503": func(w http.ResponseWriter) { w.Header().Set("Retry-After", "0.01"); w.WriteHeader(503) },
		"429": func(w http.ResponseWriter) { w.WriteHeader(429) },
		"cut": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	} {
		a := newAuthority(t)
		handler, failed := a.Config.Handler, 0
		a.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if failed++; failed <= 2 {
				fault(w)
				return
			}
			handler.ServeHTTP(w, r)
		})
		source, err := auth.New(t.Context(), a.config())
		if err != nil {
			t.Fatal(err)
		}
		if token, err := source.Token(); err != nil || token.AccessToken != "token 1" || len(a.forms) != 1 {
			t.Errorf("%s: got %v, %v", name, token, err)
		}
	}
}

func TestSource_Drop(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	source, err := auth.New(t.Context(), a.config())
	if err != nil {
		t.Fatal(err)
	}
	first, err := source.Token()
	if err != nil {
		t.Fatal(err)
	}
	source.Drop(first, "")
	second, err := source.Token()
	if err != nil || second.AccessToken != "token 2" {
		t.Errorf("got %v, %v", second, err)
	}
	// Another request, refused with the first token too, must not throw the second away.
	source.Drop(first, "")
	if third, err := source.Token(); err != nil || third.AccessToken != "token 2" {
		t.Errorf("got %v, %v", third, err)
	}
}

func TestAzureCLI_asksTheCommand(t *testing.T) {
	// A stand-in for az on the PATH, which answers as it does.
	dir := t.TempDir()
	script := "#!/bin/sh\necho \"$@\" > " + dir + "/asked\n" +
		`echo '{"accessToken":"cli token","expires_on":4102444800,"expiresOn":"2100-01-01 00:00:00.000000","tenant":"t","tokenType":"Bearer"}'` + "\n"
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte(script), 0o700); err != nil { //nolint:gosec // It has to run.
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	source, err := auth.New(t.Context(), auth.Config{UseCLI: new(true), TenantID: "contoso.com", Scope: "https://graph.example/.default"})
	if err != nil {
		t.Fatal(err)
	}
	token, err := source.Token()
	if err != nil || token.AccessToken != "cli token" || token.Expiry.Year() != 2100 {
		t.Fatalf("got %v, %v", token, err)
	}
	asked, err := os.ReadFile(filepath.Join(dir, "asked"))
	if err != nil || !strings.Contains(string(asked), "--tenant contoso.com") || !strings.Contains(string(asked), "https://graph.example") {
		t.Errorf("asked %s, %v", asked, err)
	}
}
