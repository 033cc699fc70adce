package provider_test

import (
	"archive/zip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// A signInMethod is one way of signing in, as a person sets it up.
type signInMethod struct {
	block     string // the configuration of the provider
	env       []string
	person    bool     // whether a person is signed in rather than an application
	secrets   []string // the secrets in block and env, beside those that the emulator knows
	terraform string   // the oldest Terraform that supports the method, "" for any
	tofu      string   // the same for OpenTofu
}

// signInMethods returns every way of signing in, by name, in every place where people run a CLI.
func signInMethods(t *testing.T, tn *tenant.Tenant) map[string]signInMethod {
	t.Helper()
	ids := []string{"ARM_TENANT_ID=" + graphemu.TenantID, "ARM_CLIENT_ID=" + graphemu.ClientID}
	withIDs := func(env ...string) []string { return append(ids[:2:2], env...) }
	pem := tn.File(t, "app.pem", tn.RSA.PEM(t, tn.Password))
	pfx := base64.StdEncoding.EncodeToString(tn.RSA.PFX(t, tn.Password))
	person, token := tn.PersonToken(""), tn.FederatedToken("")
	sessions := filepath.Join(tn.Dir, "home")
	login(t, tn, sessions)
	file := func(argument, name, content string) string {
		return tenantApplicationBlock(tn, fmt.Sprintf("%s = %q", argument, tn.File(t, name, []byte(content))))
	}
	managedIdentity := []string{
		"IDENTITY_ENDPOINT=" + tn.Plain.IdentityEndpoint(), "IDENTITY_HEADER=" + entra.IdentityHeader,
	}
	return map[string]signInMethod{
		"access token": {
			block: tenantBlock(tn, ""), env: []string{"GRAPH_ACCESS_TOKEN=" + person},
			person: true, secrets: []string{person},
		},
		"certificate, PEM": {
			block:   tenantApplicationBlock(tn, fmt.Sprintf("client_certificate_path = %q", pem)),
			env:     []string{"ARM_CLIENT_CERTIFICATE_PASSWORD=" + tn.Password},
			secrets: []string{tn.Password},
		},
		"certificate, PKCS#12": {
			block:   tenantApplicationBlock(tn, "send_certificate_chain = true"),
			env:     []string{"ARM_CLIENT_CERTIFICATE=" + pfx, "ARM_CLIENT_CERTIFICATE_PASSWORD=" + tn.Password},
			secrets: []string{tn.Password, pfx},
		},
		"client secret": {
			block: tenantBlock(tn, ""), env: withIDs("ARM_CLIENT_SECRET=" + graphemu.ClientSecret),
			secrets: []string{graphemu.ClientSecret},
		},
		"client secret, ephemeral": {
			block: "variable \"secret\" {\n  type = string\n  ephemeral = true\n}\n" +
				tenantApplicationBlock(tn, "client_secret = var.secret"),
			env:     []string{"TF_VAR_secret=" + graphemu.ClientSecret},
			secrets: []string{graphemu.ClientSecret}, terraform: "1.10.0", tofu: "1.11.0",
		},
		"client secret, file": {
			block:   file("client_secret_file_path", "secret", graphemu.ClientSecret+"\n"),
			secrets: []string{graphemu.ClientSecret},
		},
		"federated token": {
			block: tenantApplicationBlock(tn, "use_oidc = true"), env: []string{"ARM_OIDC_TOKEN=" + token},
			secrets: []string{token},
		},
		"federated token, file": {block: file("oidc_token_file_path", "token", tn.FederatedToken(""))},
		"GitHub Actions": {
			block: tenantBlock(tn, ""),
			env: withIDs("ACTIONS_ID_TOKEN_REQUEST_URL="+tn.GitHubTokenURL(),
				"ACTIONS_ID_TOKEN_REQUEST_TOKEN="+entra.GitHubRequestToken),
			secrets: []string{entra.GitHubRequestToken},
		},
		"Azure DevOps": {
			block: tenantApplicationBlock(tn,
				fmt.Sprintf("ado_pipeline_service_connection_id = %q", entra.ServiceConnectionID)),
			env: []string{
				"SYSTEM_OIDCREQUESTURI=" + tn.PipelinesTokenURL(), "SYSTEM_ACCESSTOKEN=" + entra.PipelineAccessToken,
			},
			secrets: []string{entra.PipelineAccessToken},
		},
		"HCP Terraform": {
			block: tenantApplicationBlock(tn, "use_oidc = true"),
			env:   []string{"TFC_WORKLOAD_IDENTITY_TOKEN=" + tn.FederatedToken("")},
		},
		"HCP Terraform, files": {
			block: tenantBlock(tn, fmt.Sprintf("client_id_file_path = %q\noidc_token_file_path = %q",
				tn.File(t, "client", []byte(graphemu.ClientID)), tn.File(t, "hcp", []byte(tn.FederatedToken(""))))),
			env: ids[:1],
		},
		"AKS": {
			block: tenantBlock(tn, ""),
			env: []string{
				"AZURE_TENANT_ID=" + graphemu.TenantID, "AZURE_CLIENT_ID=" + graphemu.ClientID,
				"AZURE_FEDERATED_TOKEN_FILE=" + tn.File(t, "aks", []byte(tn.FederatedToken(""))),
			},
		},
		"managed identity, system-assigned": {
			block: tenantBlock(tn, "use_msi = true\nscope = \"https://graph.microsoft.com\""),
			env:   managedIdentity, secrets: []string{entra.IdentityHeader},
		},
		"managed identity, user-assigned": {
			block: tenantBlock(tn, "use_msi = true\nscope = \"https://graph.microsoft.com/.default\"\n"+
				fmt.Sprintf("client_id = %q", entra.UserAssignedClientID)),
			env: managedIdentity, secrets: []string{entra.IdentityHeader},
		},
		"device login": {
			block: tenantBlock(tn, "auth_method = \"device_login\""), env: tn.Environment(sessions),
			person: true, secrets: []string{savedRefreshToken(t, sessions)},
		},
		"device login, without arguments": {
			block: requiredProviders + "provider \"graph\" {}\n", env: tn.Environment(sessions), person: true,
		},
		"Azure CLI": {
			block: tenantBlock(tn, ""), env: []string{"PATH=" + tn.AzureCLI(t, tenant.AzureToken(person))},
			person: true, secrets: []string{person},
		},
	}
}

// savedRefreshToken returns the refresh token of the only session in a folder.
func savedRefreshToken(t *testing.T, sessions string) string {
	t.Helper()
	return savedSession(t, sessions)["refresh_token"].(string)
}

// savedSession returns the only session in a folder.
func savedSession(t *testing.T, sessions string) values {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(sessions, "*", "sessions", "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("sessions = %v, %v, want one", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var session values
	if err := json.Unmarshal(content, &session); err != nil {
		t.Fatalf("session %s: %v", content, err)
	}
	return session
}

// TestAccSignIn checks that every way of signing in reads through the real CLI and over TLS, and leaves no secret in
// the output, the log, the state or the plan.
func TestAccSignIn(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.0.0", "1.6.0")
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the fake az is a shell script, and sessions are looked for where Linux keeps them")
	}
	tn := tenant.New(t, graphemu.Options{})
	for name, method := range signInMethods(t, tn) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if method.terraform != "" {
				onEngine(t, method.terraform, method.tofu)
			}
			config := method.block + `
data "graph_users" "some" {
  all = true
  limit = 2
}
output "count" { value = length(data.graph_users.some.users) }
`
			if method.person {
				config += `
data "graph_me" "it" {}
output "me" { value = data.graph_me.it.user_principal_name }
`
			}
			w := newWorkspace(t, map[string]string{"main.tf": config}, append(method.env, "TF_LOG=TRACE")...)
			w.env = append(w.env, "TF_LOG_PATH="+filepath.Join(w.dir, "trace.log"))
			out := w.mustRun(t, "", "plan", "-no-color", "-out=saved")
			out += w.mustRun(t, "", "apply", "-no-color", "saved")
			if !strings.Contains(out, "count = 2") {
				t.Errorf("output has no count = 2:\n%s", out)
			}
			if me := `me = "` + graphemu.PersonUPN + `"`; method.person && !strings.Contains(out, me) {
				t.Errorf("output has no %s:\n%s", me, out)
			}
			invalid := strings.Replace(config, "all = true\n  limit = 2", "filter = \"nothing eq 1\"", 1)
			if err := os.WriteFile(filepath.Join(w.dir, "main.tf"), []byte(invalid), 0o600); err != nil {
				t.Fatal(err)
			}
			errorOut, err := w.run(t, "", "plan", "-no-color")
			if err == nil || !strings.Contains(errorOut, "Microsoft Graph answered 400") {
				t.Errorf("plan with an invalid filter: %v, want the 400 of Graph:\n%s", err, errorOut)
			}
			checkNoSecrets(t, w, out+errorOut, append(method.secrets, tn.Secrets()...))
		})
	}
}

// checkNoSecrets checks that no secret is in what a workspace has printed, logged, planned and stored.
func checkNoSecrets(t *testing.T, w *workspace, printed string, secrets []string) {
	t.Helper()
	places := map[string]string{"output": printed}
	for _, name := range []string{"trace.log", "terraform.tfstate"} {
		content, err := os.ReadFile(filepath.Join(w.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		places[name] = string(content)
	}
	if !strings.Contains(places["trace.log"], "Fetched a token") {
		t.Error("trace.log does not mention the token request")
	}
	plan, err := zip.OpenReader(filepath.Join(w.dir, "saved"))
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	for _, file := range plan.File {
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		places["plan: "+file.Name] = string(text)
	}
	if len(places) < 5 {
		t.Errorf("searched %d places, want at least 5", len(places))
	}
	for place, text := range places {
		if leaks := tenant.Leaks(text, secrets); len(leaks) > 0 {
			t.Errorf("secrets in %s = %v, want none", place, leaks)
		}
	}
}

// TestAccSignIn_sharedSession checks that two runs share a session of which each refresh token works once.
func TestAccSignIn_sharedSession(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.0.0", "1.6.0")
	tn := tenant.New(t, graphemu.Options{SignIn: entra.Options{SingleUseRefreshTokens: true}})
	sessions := filepath.Join(tn.Dir, "home")
	login(t, tn, sessions)
	// The refreshes are slow enough to overlap.
	tn.Fail(graphemu.Fault{PathPrefix: "/" + graphemu.TenantID + "/oauth2", Delay: 300 * time.Millisecond})
	config := requiredProviders + `
provider "graph" {}
data "graph_me" "it" {}
output "me" { value = data.graph_me.it.display_name }
`
	var runs sync.WaitGroup
	for range 2 {
		w := newWorkspace(t, map[string]string{"main.tf": config}, tn.Environment(sessions)...)
		runs.Go(func() {
			out, err := w.run(t, "", "apply", "-auto-approve", "-no-color")
			if err != nil || !strings.Contains(out, "Adele Vance") {
				t.Errorf("apply: %v, want the name Adele Vance in\n%s", err, out)
			}
		})
	}
	runs.Wait()
	session := savedSession(t, sessions)
	if got := session["username"]; got != graphemu.PersonUPN {
		t.Errorf("username of the session = %v, want %s", got, graphemu.PersonUPN)
	}
	if got := session["tenant_id"]; got != graphemu.TenantID {
		t.Errorf("tenant_id of the session = %v, want %s", got, graphemu.TenantID)
	}
	if out, err := runProvider(t, tn, sessions, "status"); err != nil || !strings.Contains(out, "works") {
		t.Errorf("status: %v, want a session that works:\n%s", err, out)
	}
}

// TestAccSignIn_oneToken checks that one token is fetched however many data sources are read at once.
func TestAccSignIn_oneToken(t *testing.T) {
	t.Parallel()
	tn := tenant.New(t, graphemu.Options{Users: 200, NoSeed: true})
	ids := make([]string, 200)
	for i := range ids {
		ids[i] = directory.GeneratedID(i)
	}
	config := tenantApplicationBlock(tn, "") + fmt.Sprintf(`
locals {
  ids = %q
}
data "graph_user" "each" {
  for_each = toset(split(" ", local.ids))
  id       = each.key
}
output "count" { value = length(data.graph_user.each) }
`, strings.Join(ids, " "))
	w := newWorkspace(t, map[string]string{"main.tf": config}, "ARM_CLIENT_SECRET="+graphemu.ClientSecret)
	out := w.mustRun(t, "", "plan", "-no-color", "-parallelism=200")
	if !strings.Contains(out, "count = 200") {
		t.Errorf("plan has no count = 200:\n%s", out)
	}
	if got := len(tn.GraphRequests()); got != 200 {
		t.Errorf("requests to Graph = %d, want 200", got)
	}
	if got := len(tn.TokenRequests()); got != 1 {
		t.Errorf("token requests = %d, want 1", got)
	}
}

// TestAccAccessToken checks that the token of one provider signs in another, and is stored nowhere.
func TestAccAccessToken(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.10.0", "1.11.0")
	tn := tenant.New(t, graphemu.Options{})
	second := strings.TrimPrefix(
		tenantBlock(tn, "alias = \"second\"\naccess_token = ephemeral.graph_access_token.it.token"), requiredProviders)
	w := newWorkspace(t, map[string]string{"main.tf": tenantApplicationBlock(tn, "") + second + `
ephemeral "graph_access_token" "it" {}
data "graph_users" "some" {
  all = true
  provider = graph.second
  limit    = 2
}
output "count" { value = length(data.graph_users.some.users) }
`}, "ARM_CLIENT_SECRET="+graphemu.ClientSecret, "TF_LOG=TRACE")
	w.env = append(w.env, "TF_LOG_PATH="+filepath.Join(w.dir, "trace.log"))
	out := w.mustRun(t, "", "plan", "-no-color", "-out=saved")
	out += w.mustRun(t, "", "apply", "-no-color", "saved")
	if !strings.Contains(out, "count = 2") {
		t.Errorf("output has no count = 2:\n%s", out)
	}
	checkNoSecrets(t, w, out, tn.Secrets())
}

// TestAccSignIn_noManagedIdentity checks that a machine outside Azure is an error, rather than an endless wait for its
// identity.
func TestAccSignIn_noManagedIdentity(t *testing.T) {
	t.Parallel()
	tn := tenant.New(t, graphemu.Options{})
	tn.Plain.Close()
	w := newWorkspace(t,
		map[string]string{"main.tf": tenantBlock(tn, "use_msi = true") + "data \"graph_me\" \"it\" {}\n"},
		"IDENTITY_ENDPOINT="+tn.Plain.IdentityEndpoint(), "IDENTITY_HEADER="+entra.IdentityHeader)
	out, err := w.run(t, "", "plan", "-no-color")
	const want = "no endpoint for managed identities responded on this machine"
	if text := strings.Join(strings.Fields(out), " "); err == nil || !strings.Contains(text, want) {
		t.Errorf("plan: %v, want an error with %q:\n%s", err, want, out)
	}
}
