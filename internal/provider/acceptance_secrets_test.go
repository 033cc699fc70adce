package provider_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// A failingMethod is a way of signing in at a [parrot].
type failingMethod struct {
	env     []string
	service string // the part of the path of what issues the token; empty if the parrot does not
	secrets []string
}

// failingMethods returns every way of signing in at a parrot, by name.
func failingMethods(t *testing.T, tn *tenant.Tenant) map[string]func(p *parrot) failingMethod {
	t.Helper()
	ids := []string{"ARM_TENANT_ID=" + graphemu.TenantID, "ARM_CLIENT_ID=" + graphemu.ClientID}
	application := func(service string, secrets []string, env ...string) failingMethod {
		return failingMethod{env: append(env, ids...), service: service, secrets: secrets}
	}
	pfx := base64.StdEncoding.EncodeToString(tn.RSA.PFX(t, tn.Password))
	person, federated := tn.PersonToken(""), tn.FederatedToken("")
	return map[string]func(p *parrot) failingMethod{
		"access token": func(*parrot) failingMethod {
			return failingMethod{env: []string{"GRAPH_ACCESS_TOKEN=" + person}, secrets: []string{person}}
		},
		"Azure CLI": func(*parrot) failingMethod {
			return failingMethod{
				env:     []string{"PATH=" + tn.AzureCLI(t, tenant.AzureToken(person)), "GRAPH_SCOPE=https://graph.example"},
				secrets: []string{person},
			}
		},
		"client secret": func(*parrot) failingMethod {
			return application("/oauth2/", []string{graphemu.ClientSecret}, "ARM_CLIENT_SECRET="+graphemu.ClientSecret)
		},
		"certificate": func(*parrot) failingMethod {
			return application("/oauth2/", []string{tn.Password, pfx},
				"ARM_CLIENT_CERTIFICATE="+pfx, "ARM_CLIENT_CERTIFICATE_PASSWORD="+tn.Password)
		},
		"federated token": func(*parrot) failingMethod {
			return application("/oauth2/", []string{federated}, "ARM_OIDC_TOKEN="+federated)
		},
		"GitHub Actions": func(p *parrot) failingMethod {
			return application(entra.GitHubPath, nil, "ACTIONS_ID_TOKEN_REQUEST_URL="+p.URL+entra.GitHubPath+"?api-version=2.0",
				"ACTIONS_ID_TOKEN_REQUEST_TOKEN="+entra.GitHubRequestToken)
		},
		"Azure DevOps": func(p *parrot) failingMethod {
			return application(entra.PipelinesPath, nil, "SYSTEM_OIDCREQUESTURI="+p.URL+entra.PipelinesPath,
				"SYSTEM_ACCESSTOKEN="+entra.PipelineAccessToken,
				"ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID="+entra.ServiceConnectionID)
		},
		"managed identity": func(p *parrot) failingMethod {
			return failingMethod{
				service: entra.AppServicePath, env: []string{
					"ARM_USE_MSI=true", "GRAPH_SCOPE=https://graph.microsoft.com",
					"IDENTITY_ENDPOINT=" + p.URL + entra.AppServicePath, "IDENTITY_HEADER=" + entra.IdentityHeader,
				},
			}
		},
		"device login": func(p *parrot) failingMethod {
			sessions := filepath.Join(t.TempDir(), "home")
			env := append(tn.Environment(sessions),
				"GRAPH_ENDPOINT="+p.URL, "AZURE_AUTHORITY_HOST="+p.URL, "GRAPH_CA_CERTIFICATE_FILE=")
			if out, err := runProviderIn(t, env, "login", "-client-id", graphemu.ClientID); err != nil {
				t.Fatalf("login: %v\n%s", err, out)
			}
			return failingMethod{env: env, service: "/oauth2/", secrets: []string{savedRefreshToken(t, sessions)}}
		},
	}
}

// TestAccSecrets checks that no secret is in what the CLI prints or in its log at TRACE, whatever the method of signing
// in, and whichever failing answer repeats what it was sent. Each provider is a process of its own, so it masks what it
// has itself.
func TestAccSecrets(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.0.0", "1.6.0")
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the fake az is a shell script, and sessions are looked for where Linux keeps them")
	}
	tn := tenant.New(t, graphemu.Options{})
	tn.ApproveDevices(t)
	for name, prepare := range failingMethods(t, tn) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newParrot(t, tn, "nothing", repetition{})
			method := prepare(p)
			config := requiredProviders + "provider \"graph\" {}\ndata \"graph_users\" \"it\" {\n  all = true\n  limit = 1\n}\n"
			w := newWorkspace(t, map[string]string{"main.tf": config},
				append([]string{"GRAPH_ENDPOINT=" + p.URL, "AZURE_AUTHORITY_HOST=" + p.URL, "TF_LOG=TRACE"}, method.env...)...)
			log := filepath.Join(w.dir, "trace.log")
			w.env = append(w.env, "TF_LOG_PATH="+log)
			for kind, answer := range repetitions {
				for _, service := range []string{method.service, "/v1.0/"} {
					if service == "" || service == entra.AppServicePath && answer.repeatedByAzure() {
						continue
					}
					p.repeats.Store(&repeats{service, answer})
					tn.Challenge() // So that a session is renewed.
					out, err := w.run(t, "", "plan", "-no-color")
					if err == nil || !strings.Contains(out, "Error: ") {
						t.Errorf("%s, %s: plan: %v, want an error:\n%s", service, kind, err, out)
					}
					if leaks := tenant.Leaks(out, append(p.secrets(), method.secrets...)); len(leaks) > 0 {
						t.Errorf("%s, %s: secrets in the output = %v, want none:\n%s", service, kind, leaks, out)
					}
				}
			}
			content, err := os.ReadFile(log)
			if err != nil || !strings.Contains(string(content), "Microsoft Graph request") {
				t.Fatalf("log of %d bytes, error %v; want the lines of the provider in it", len(content), err)
			}
			if leaks := tenant.Leaks(string(content), append(p.secrets(), method.secrets...)); len(leaks) > 0 {
				t.Errorf("secrets in the log = %v, want none", leaks)
			}
		})
	}
}
