package provider_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// A parrot is an emulator behind a gateway that repeats in its answers what it was sent, as some proxies do.
type parrot struct {
	*httptest.Server
	repeats atomic.Pointer[repeats]
	mu      sync.Mutex // guards sent
	sent    []string   // the secrets that arrived
}

// A repeats is the service that repeats, by a part of its path, and how.
type repeats struct {
	part   string
	answer repetition
}

// A repetition is a failing answer that repeats a request.
type repetition struct {
	status   int
	media    string
	body     func(request string) string
	location bool // whether the request is repeated in a redirect
}

// repeatedByAzure reports whether the library for managed identities repeats a request with this answer, which takes
// half a minute.
func (r repetition) repeatedByAzure() bool {
	return r.status/100 == 5 || r.status == http.StatusNotFound
}

var repetitions = map[string]repetition{
	"error of OAuth": {status: 400, media: "application/json", body: func(s string) string {
		return mustJSON(values{"error": "invalid_client", "error_description": "AADSTS7000215: blocked: " + s, "trace_id": s})
	}},
	"error of Graph": {status: 403, media: "application/json", body: func(s string) string {
		return mustJSON(values{"error": values{"code": "Blocked", "message": "blocked: " + s}})
	}},
	"message": {status: 401, media: "application/json", body: func(s string) string {
		return mustJSON(values{"message": "blocked: " + s})
	}},
	"page":          {status: 403, media: "text/html", body: page},
	"page with 200": {status: 200, media: "text/html", body: page},
	"text":          {status: 404, media: "text/plain", body: func(s string) string { return s }},
	"busy": {status: 500, media: "application/json", body: func(s string) string {
		return mustJSON(values{"error": "temporarily_unavailable", "error_description": s})
	}},
	"redirect":        {status: 302, location: true},
	"broken redirect": {status: 307, location: true},
}

func page(request string) string {
	return "<html><body><h1>Blocked</h1><pre>" + html.EscapeString(request) + "</pre></body></html>"
}

func mustJSON(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// newParrot returns an emulator of which one service repeats what it was sent: the one whose path has a part.
func newParrot(t *testing.T, tn *tenant.Tenant, part string, answer repetition) *parrot {
	t.Helper()
	p := &parrot{}
	p.repeats.Store(&repeats{part, answer})
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		repeated := p.record(t, r)
		part, answer := p.repeats.Load().part, p.repeats.Load().answer
		if !strings.Contains(r.URL.Path, part) {
			tn.ServeHTTP(w, r)
			return
		}
		if answer.location {
			host := map[int]string{302: "files.example", 307: "files.example:port"}[answer.status]
			w.Header().Set("Location", "https://"+host+"/?sig="+url.QueryEscape(repeated))
			w.WriteHeader(answer.status)
			return
		}
		w.Header().Set("Content-Type", answer.media)
		w.WriteHeader(answer.status)
		_, _ = w.Write([]byte(answer.body(repeated)))
	}))
	t.Cleanup(p.Close)
	return p
}

// record keeps the secrets of a request. It returns what is repeated of the request, in one line that begins with them:
// texts are shortened, and only their first line is shown.
func (p *parrot) record(t *testing.T, r *http.Request) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := url.ParseQuery(string(body))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "),
		r.Header.Get("X-Identity-Header"), form.Get("client_secret"), form.Get("client_assertion"), form.Get("refresh_token"))
	return fmt.Sprintf("Authorization: %s, %s, %s; %s %s", r.Header.Get("Authorization"),
		r.Header.Get("X-Identity-Header"), body, r.Method, r.URL)
}

// secrets returns the secrets that arrived. Of long ones it also returns the ends, since a text may be shortened.
func (p *parrot) secrets() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []string
	for _, secret := range p.sent {
		all = append(all, secret)
		if len(secret) > 60 {
			all = append(all, secret[:30], secret[len(secret)-30:])
		}
	}
	return all
}

// TestSecrets checks that no secret is in a text or in the log, whatever the method of signing in, and whoever repeats
// what it was sent.
func TestSecrets(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	person := tn.PersonToken("")
	t.Setenv("PATH", tn.AzureCLI(t, tenant.AzureToken(person)))
	pfx := base64.StdEncoding.EncodeToString(tn.RSA.PFX(t, tn.Password))
	methods := map[string]struct {
		config  func(p *parrot) values
		service string // the part of the path of what issues the token; empty if none of ours does
	}{
		"access_token":  {config: func(*parrot) values { return values{"access_token": person} }},
		"azure_cli":     {config: func(*parrot) values { return values{"use_cli": true, "scope": "https://graph.example"} }},
		"client_secret": {func(*parrot) values { return values{"client_secret": graphemu.ClientSecret} }, "/oauth2/"},
		"client_certificate": {func(*parrot) values {
			return values{"client_certificate": pfx, "client_certificate_password": tn.Password}
		}, "/oauth2/"},
		"oidc": {func(*parrot) values { return values{"oidc_token": tn.FederatedToken("")} }, "/oauth2/"},
		"github": {func(p *parrot) values {
			return values{
				"oidc_request_url":   strings.Replace(tn.GitHubTokenURL(), tn.URL, p.URL, 1),
				"oidc_request_token": entra.GitHubRequestToken,
			}
		}, entra.GitHubPath},
		"pipelines": {func(p *parrot) values {
			return values{
				"oidc_request_url":                   strings.Replace(tn.PipelinesTokenURL(), tn.URL, p.URL, 1),
				"oidc_request_token":                 entra.PipelineAccessToken,
				"ado_pipeline_service_connection_id": entra.ServiceConnectionID,
			}
		}, entra.PipelinesPath},
	}
	var reads sync.WaitGroup // Most of the time is that between two attempts, so they all run at once.
	for method, m := range methods {
		for name, answer := range repetitions {
			for _, service := range []string{m.service, "/v1.0/"} {
				if service == "" {
					continue
				}
				p := newParrot(t, tn, service, answer)
				config := values{"graph_endpoint": p.URL, "authority_host": p.URL}
				if m.service != "" {
					config["tenant_id"], config["client_id"] = graphemu.TenantID, graphemu.ClientID
				}
				maps.Copy(config, m.config(p))
				reads.Go(func() { checkSecrets(t, strings.Join([]string{method, service, name}, " "), p, config) })
			}
		}
	}
	reads.Wait()
}

// TestSecrets_managedIdentity is [TestSecrets] for a managed identity, whose endpoint is set in the environment.
func TestSecrets_managedIdentity(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	t.Setenv("IDENTITY_HEADER", entra.IdentityHeader)
	for name, answer := range repetitions {
		for _, service := range []string{entra.AppServicePath, "/v1.0/"} {
			if service == entra.AppServicePath && answer.repeatedByAzure() {
				continue
			}
			t.Run(service+"/"+name, func(t *testing.T) {
				p := newParrot(t, tn, service, answer)
				t.Setenv("IDENTITY_ENDPOINT", p.URL+entra.AppServicePath)
				checkSecrets(t, name, p, values{"graph_endpoint": p.URL, "use_msi": true, "scope": "https://graph.microsoft.com"})
			})
		}
	}
}

// TestSecrets_session is [TestSecrets] for a session, which is in a folder of the user.
func TestSecrets_session(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	tn.AtHome(t)
	tn.ApproveDevices(t)
	p := newParrot(t, tn, "nothing", repetition{})
	t.Setenv("GRAPH_ENDPOINT", p.URL)
	t.Setenv("AZURE_AUTHORITY_HOST", p.URL)
	if out, code := runCommand(t, "login", "-client-id", graphemu.ClientID); code != 0 {
		t.Fatalf("login: exit code = %d, want 0:\n%s", code, out)
	}
	for name, answer := range repetitions {
		for _, service := range []string{"/oauth2/", "/v1.0/"} {
			p.repeats.Store(&repeats{service, answer})
			tn.Challenge() // So that the session is renewed.
			checkSecrets(t, service+" "+name, p, values{"auth_method": "device_login"})
		}
	}
}

// checkSecrets checks that a read fails, and that neither its text nor its log has a secret.
func checkSecrets(t *testing.T, name string, p *parrot, config values) {
	t.Helper()
	text, log := readLogged(t, config)
	if !strings.HasPrefix(text, "ERROR") {
		t.Errorf("%s: got %q, want an error", name, text)
	}
	for place, content := range map[string]string{"text": text, "log": log} {
		if leaks := tenant.Leaks(content, p.secrets()); len(leaks) > 0 {
			t.Errorf("%s: secrets in the %s = %v, want none:\n%s", name, place, leaks, content)
		}
	}
	if len(text) > 4000 || strings.ContainsAny(text, "\x1b\a\r") {
		t.Errorf("%s: text of %d bytes, want a short one without control characters:\n%q", name, len(text), text)
	}
}

// readLogged configures a provider and reads users. It returns the text of the diagnostics and the log.
func readLogged(t *testing.T, config values) (text, log string) {
	t.Helper()
	s := newRPC(t)
	var buffer bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &buffer)
	if text := s.configure(t, config); text != "" {
		return text, ""
	}
	schema := s.schemas.DataSourceSchemas["graph_users"]
	resp, err := s.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: "graph_users", Config: dynamic(t, schema, values{"all": true, "limit": 1}),
	})
	if err != nil {
		return err.Error(), ""
	}
	return textOf(resp.Diagnostics), buffer.String()
}
