package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// newFederated returns an authority that accepts any assertion of a federated credential, and no secret.
func newFederated(t *testing.T) *authority {
	t.Helper()
	a := newAuthority(t)
	a.accept = func(form map[string][]string) bool {
		return len(form["client_assertion"]) == 1 && form["client_secret"] == nil &&
			form["client_assertion_type"][0] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	}
	return a
}

// federated returns the configuration of an application without a secret.
func (a *authority) federated(changes values) auth.Config {
	return a.config(values{"client_secret": ""}.with(changes))
}

// fetchTwice fetches two tokens from one source. It calls between before the second fetch.
func fetchTwice(t *testing.T, config auth.Config, between func()) {
	t.Helper()
	source, err := auth.New(config)
	if err != nil {
		t.Fatal(err)
	}
	first, err := source.Token(t.Context())
	if err != nil || source.Method != "oidc" {
		t.Fatalf("method %s, error %v; want oidc", source.Method, err)
	}
	between()
	source.Reject(first, challenge)
	if _, err := source.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// assertions returns the assertions received so far.
func (a *authority) assertions() []string {
	var list []string
	for _, form := range a.forms {
		list = append(list, form.Get("client_assertion"))
	}
	return list
}

func TestOIDC_givenToken(t *testing.T) {
	t.Parallel()
	a := newFederated(t)
	fetchTwice(t, a.federated(values{"oidc_token": "given"}), func() {})
	if got := a.assertions(); got[0] != "given" {
		t.Errorf("assertions = %v, want given", got)
	}
}

// Kubernetes replaces the file while the provider runs. A byte order mark is not part of the token.
func TestOIDC_fileChanges(t *testing.T) {
	t.Parallel()
	a, file := newFederated(t), filepath.Join(t.TempDir(), "token")
	write := func(token string) {
		if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("first")
	fetchTwice(t, a.federated(values{"oidc_token_file_path": file}), func() { write("\ufeffsecond") })
	if got := a.assertions(); got[0] != "first" || got[1] != "second" {
		t.Errorf("assertions = %v, want first and second", got)
	}
}

func TestOIDC_pipelines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		connection   string
		method, body string
		query        string
	}{
		"GitHub": {
			"", "GET", `{"count":1,"value":"TOKEN"}`,
			"api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange",
		},
		"Azure DevOps": {
			"connection", "POST", `{"oidcToken":"TOKEN"}`,
			"api-version=7.1&serviceConnectionId=connection",
		},
	} {
		a, requests := newFederated(t), 0
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests++
			if r.Method != c.method || r.URL.RawQuery != c.query {
				t.Errorf("%s: request %s %s, want %s %s", name, r.Method, r.URL, c.method, c.query)
			}
			if r.Header.Get("Authorization") != "Bearer request token" || r.Header.Get("X-TFS-FedAuthRedirect") != "Suppress" {
				t.Errorf("%s: header = %v, want the request token and X-TFS-FedAuthRedirect: Suppress", name, r.Header)
			}
			_, _ = w.Write([]byte(c.body))
		}))
		t.Cleanup(service.Close)
		fetchTwice(t, a.federated(values{
			"oidc_request_url": service.URL + "?api-version=2.0", "oidc_request_token": "request token",
			"ado_pipeline_service_connection_id": c.connection,
		}), func() {})
		if got := a.assertions(); requests != 2 || got[0] != "TOKEN" {
			t.Errorf("%s: %d requests, assertions %v; want 2 requests, TOKEN", name, requests, got)
		}
	}
}

func TestOIDC_serviceRefuses(t *testing.T) {
	t.Parallel()
	a := newFederated(t)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(403)
		_, _ = w.Write([]byte(`{"message":"not\n allowed"}`))
	}))
	t.Cleanup(service.Close)
	source, err := auth.New(a.federated(values{
		"oidc_request_url": service.URL, "oidc_request_token": "request token",
	}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = source.Token(t.Context())
	refused, ok := errors.AsType[*auth.AssertionError](err)
	if !ok {
		t.Fatalf("error = %v, want an AssertionError", err)
	}
	if want := (auth.AssertionError{Service: "GitHub Actions", Status: 403, Message: "not allowed"}); *refused != want {
		t.Errorf("error = %+v, want %+v", *refused, want)
	}
}

// The service of a pipeline is asked again after a failure that may pass.
func TestOIDC_serviceFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		connection string
		answer     string
	}{
		"GitHub":       {"", `{"value":"TOKEN"}`},
		"Azure DevOps": {"c", `{"oidcToken":"TOKEN"}`},
	} {
		a := newFederated(t)
		var asked atomic.Int32 // A connection that breaks off orders nothing before the next request.
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			switch asked.Add(1) {
			case 1:
				http.Error(w, "<html>", http.StatusServiceUnavailable)
			case 2:
				panic(http.ErrAbortHandler)
			default:
				_, _ = w.Write([]byte(c.answer))
			}
		}))
		t.Cleanup(service.Close)
		source, err := auth.New(a.federated(values{
			"oidc_request_url": service.URL, "oidc_request_token": "request token",
			"ado_pipeline_service_connection_id": c.connection,
		}))
		if err != nil {
			t.Fatal(err)
		}
		if token, err := source.Token(t.Context()); err != nil || asked.Load() != 3 {
			t.Errorf("%s: token %v, error %v after %d requests, want a token after 3", name, token, err, asked.Load())
		}
	}
}

func TestOIDC_choice(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("token"), 0o600); err != nil {
		t.Fatal(err)
	}
	base := values{"tenant_id": "t", "client_id": "c"}
	// What GitHub sets in every job that may request a token.
	job := base.with(values{
		"platform.oidc_request_url": "https://token.example", "platform.oidc_request_token": "r",
	})
	// What Kubernetes sets in every pod with an identity.
	pod := base.with(values{"platform.oidc_token_file_path": file})
	for name, c := range map[string]struct {
		values  values
		method  string
		setting string
	}{
		"job":                         {job, "oidc", ""},
		"job without an application":  {job.with(values{"client_id": "", "tenant_id": ""}), "azure_cli", ""},
		"job with a managed identity": {job.with(values{"use_msi": "true"}), "managed_identity", ""},
		"job with use_cli":            {job.with(values{"use_cli": "true"}), "azure_cli", ""},
		"pod":                         {pod, "oidc", ""},
		"pod with a managed identity": {pod.with(values{"use_msi": "true"}), "managed_identity", ""},
		"token for another provider": {
			values{"platform.oidc_token": "vault's", "use_msi": "true"}, "managed_identity", "",
		},
		"use_oidc, no client":    {job.with(values{"use_oidc": "true", "client_id": ""}), "", "client_id"},
		"use_oidc = false":       {job.with(values{"use_oidc": "false"}), "", "client_secret"},
		"secret before job":      {job.with(values{"client_secret": "s"}), "client_secret", ""},
		"configured use_oidc":    {job.with(values{"client_secret": "s", "written.use_oidc": "true"}), "oidc", ""},
		"no client":              {values{"tenant_id": "t", "oidc_token": "o"}, "", "client_id"},
		"no token":               {base.with(values{"use_oidc": "true"}), "", "oidc_token_file_path"},
		"forced without a token": {base.with(values{"auth_method": "oidc"}), "", "oidc_token_file_path"},
		"forced and forbidden":   {job.with(values{"auth_method": "oidc", "use_oidc": "false"}), "", "use_oidc"},
		"no such file":           {base.with(values{"oidc_token_file_path": "testdata/nowhere"}), "", "oidc_token_file_path"},
		"no request token":       {job.with(values{"platform.oidc_request_token": ""}), "", "oidc_request_token"},
		"no request URL": {
			base.with(values{"ado_pipeline_service_connection_id": "s"}), "", "oidc_request_url",
		},
		"request over plain http": {
			job.with(values{"platform.oidc_request_url": "http://token.example"}), "", "oidc_request_url",
		},
		"configured token, use_oidc of the environment": {
			base.with(values{"written.oidc_token": "o", "use_oidc": "false"}), "oidc", "",
		},
	} {
		method := ""
		source, err := auth.New(auth.Config{Settings: c.values.settings(), Authority: "https://login.example"})
		if err == nil {
			method = source.Method
		}
		setting, _ := errors.AsType[*auth.SettingError](err)
		if method != c.method || (c.setting == "") != (err == nil) || setting != nil && string(setting.Setting) != c.setting {
			t.Errorf("%s: method %q, error %v; want method %q, error of %q", name, method, err, c.method, c.setting)
		}
	}
}

// A refusal is remembered: the next calls make no request.
func TestOIDC_refused(t *testing.T) {
	t.Parallel()
	a := newFederated(t)
	a.accept = func(map[string][]string) bool { return false }
	source, err := auth.New(a.federated(values{"oidc_token": "given"}))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := source.Token(t.Context()); !isRefusal(err) {
			t.Errorf("error = %v, want invalid_client", err)
		}
	}
	if len(a.forms) != 1 {
		t.Errorf("requests = %d, want 1", len(a.forms))
	}
}

// isRefusal reports whether the authority refused the credential.
func isRefusal(err error) bool {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	return ok && refused.ErrorCode == "invalid_client"
}
