package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// federated gives the configuration of an application without a secret, whose authority takes any assertion.
func federated(t *testing.T) (*authority, auth.Config) {
	t.Helper()
	a := newAuthority(t)
	a.accept = func(form map[string][]string) bool {
		return len(form["client_assertion"]) == 1 && form["client_assertion_type"][0] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" && form["client_secret"] == nil
	}
	config := a.config()
	config.ClientSecret = ""
	return a, config
}

// fetchTwice has the source fetch two tokens.
func fetchTwice(t *testing.T, config auth.Config, between func()) {
	t.Helper()
	source, err := auth.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	first, err := source.Token()
	if err != nil || source.Method != "oidc" {
		t.Fatalf("%s: %v", source.Method, err)
	}
	between()
	source.Drop(first, "")
	if _, err := source.Token(); err != nil {
		t.Fatal(err)
	}
}

func (a *authority) assertions() []string {
	var list []string
	for _, form := range a.forms {
		list = append(list, form.Get("client_assertion"))
	}
	return list
}

func TestOIDC_givenToken(t *testing.T) {
	t.Parallel()
	a, config := federated(t)
	config.OIDCToken = "given"
	fetchTwice(t, config, func() {})
	if got := a.assertions(); got[0] != "given" {
		t.Errorf("sent %v", got)
	}
}

// Kubernetes replaces the file while the provider runs.
func TestOIDC_fileIsReadAnew(t *testing.T) {
	t.Parallel()
	a, config := federated(t)
	config.OIDCTokenFile = filepath.Join(t.TempDir(), "token")
	write := func(token string) {
		if err := os.WriteFile(config.OIDCTokenFile, []byte(token+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("first")
	fetchTwice(t, config, func() { write("second") })
	if got := a.assertions(); got[0] != "first" || got[1] != "second" {
		t.Errorf("sent %v", got)
	}
}

func TestOIDC_pipelines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		connection   string
		method, body string
		query        string
	}{
		"GitHub":       {"", "GET", `{"count":1,"value":"TOKEN"}`, "api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange"},
		"Azure DevOps": {"connection", "POST", `{"oidcToken":"TOKEN"}`, "api-version=7.1&serviceConnectionId=connection"},
	} {
		a, config := federated(t)
		asked := 0
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked++
			if r.Method != c.method || r.URL.RawQuery != c.query || r.Header.Get("Authorization") != "Bearer request token" || r.Header.Get("X-TFS-FedAuthRedirect") != "Suppress" {
				t.Errorf("%s: asked %s %s %v", name, r.Method, r.URL, r.Header)
			}
			_, _ = w.Write([]byte(c.body))
		}))
		t.Cleanup(service.Close)
		config.OIDCRequestURL, config.OIDCRequestToken, config.OIDCAudience, config.ServiceConnectionID = service.URL+"?api-version=2.0", "request token", "api://AzureADTokenExchange", c.connection
		fetchTwice(t, config, func() {})
		if got := a.assertions(); asked != 2 || got[0] != "TOKEN" {
			t.Errorf("%s: asked %d times, sent %v", name, asked, got)
		}
	}
}

func TestOIDC_serviceRefuses(t *testing.T) {
	t.Parallel()
	_, config := federated(t)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(403)
		_, _ = w.Write([]byte(`{"message":"not\n allowed"}`))
	}))
	t.Cleanup(service.Close)
	config.OIDCRequestURL, config.OIDCRequestToken = service.URL, "request token"
	source, err := auth.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	_, err = source.Token()
	if refused, ok := errors.AsType[*auth.AssertionError](err); !ok || refused.Status != 403 || refused.Message != "not allowed" || refused.Service != "GitHub Actions" {
		t.Errorf("got %v", err)
	}
}

func TestOIDC_choice(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("token"), 0o600); err != nil {
		t.Fatal(err)
	}
	base := auth.Config{TenantID: "t", ClientID: "c", Authority: "https://login.example"}
	request := base
	request.OIDCRequestURL, request.OIDCRequestToken = "https://token.example", "r"
	request.Platform = []string{"oidc_request_url", "oidc_request_token"} // As in every job of GitHub that may ask.
	pod := base
	pod.OIDCTokenFile, pod.Platform = file, []string{"oidc_token_file_path"} // As in every pod with an identity.
	with := func(config auth.Config, change func(*auth.Config)) auth.Config {
		change(&config)
		return config
	}
	for name, c := range map[string]struct {
		config  auth.Config
		method  string
		setting string
	}{
		"a job that may ask":             {request, "oidc", ""},
		"a job of which nobody asked it": {with(request, func(c *auth.Config) { c.ClientID, c.TenantID = "", "" }), "azure_cli", ""},
		"a job that says otherwise":      {with(request, func(c *auth.Config) { c.UseMSI = new(true) }), "managed_identity", ""},
		"a job that wants the CLI":       {with(request, func(c *auth.Config) { c.UseCLI = new(true) }), "azure_cli", ""},
		"a pod":                          {pod, "oidc", ""},
		"a pod that says otherwise":      {with(pod, func(c *auth.Config) { c.UseMSI = new(true) }), "managed_identity", ""},
		"a token of another provider":    {auth.Config{OIDCToken: "vault's", Platform: []string{"oidc_token"}, UseMSI: new(true)}, "managed_identity", ""},
		"asked for by hand":              {with(request, func(c *auth.Config) { c.UseOIDC, c.ClientID = new(true), "" }), "", "client_id"},
		"forbidden":                      {with(request, func(c *auth.Config) { c.UseOIDC = new(false) }), "", "client_secret"},
		"a secret goes first":            {with(request, func(c *auth.Config) { c.ClientSecret = "s" }), "client_secret", ""},
		"written":                        {with(request, func(c *auth.Config) { c.ClientSecret, c.UseOIDC, c.Written = "s", new(true), []string{"use_oidc"} }), "oidc", ""},
		"no client":                      {auth.Config{TenantID: "t", OIDCToken: "o"}, "", "client_id"},
		"no token":                       {with(base, func(c *auth.Config) { c.UseOIDC = new(true) }), "", "oidc_token_file_path"},
		"forced without a token":         {with(base, func(c *auth.Config) { c.Method = "oidc" }), "", "oidc_token_file_path"},
		"forced and forbidden":           {with(request, func(c *auth.Config) { c.Method, c.UseOIDC = "oidc", new(false) }), "", "use_oidc"},
		"no file":                        {with(base, func(c *auth.Config) { c.OIDCTokenFile = "testdata/nowhere" }), "", "oidc_token_file_path"},
		"no request token":               {with(request, func(c *auth.Config) { c.OIDCRequestToken = "" }), "", "oidc_request_token"},
		"no request URL":                 {with(base, func(c *auth.Config) { c.ServiceConnectionID = "s" }), "", "oidc_request_url"},
		"request over plain http":        {with(request, func(c *auth.Config) { c.OIDCRequestURL = "http://token.example" }), "", "oidc_request_url"},
	} {
		source, err := auth.New(t.Context(), c.config)
		setting, _ := errors.AsType[*auth.SettingError](err)
		if source.Method != c.method || (c.setting == "") != (err == nil) || setting != nil && setting.Setting != c.setting {
			t.Errorf("%s: got %q, %v", name, source.Method, err)
		}
	}
}

// A token request that is refused says so once for all who wait, and is not asked again at once.
func TestOIDC_refused(t *testing.T) {
	t.Parallel()
	a, config := federated(t)
	a.accept = func(map[string][]string) bool { return false }
	config.OIDCToken = "given"
	source, err := auth.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := source.Token(); !isRefusal(err) {
			t.Errorf("got %v", err)
		}
	}
	if len(a.forms) != 1 {
		t.Errorf("asked %d times", len(a.forms))
	}
}

func isRefusal(err error) bool {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	return ok && refused.ErrorCode == "invalid_client"
}
