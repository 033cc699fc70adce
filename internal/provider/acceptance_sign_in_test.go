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

// way is one way of signing in, as a person sets it up.
type way struct {
	block   string
	env     []string
	person  bool     // rather than an application
	secrets []string // that are given, beside those that are sent
	tofu    string   // OpenTofu and Terraform from which on it is possible; "" for all
	since   string
}

// waysToSignIn are all of them, in every place where people run a CLI.
func signInMethods(t *testing.T, tn *tenant.Tenant) map[string]way {
	t.Helper()
	ids := []string{"ARM_TENANT_ID=" + graphemu.TenantID, "ARM_CLIENT_ID=" + graphemu.ClientID}
	with := func(more ...string) []string { return append(ids[:2:2], more...) }
	pem := tn.File(t, "app.pem", tn.RSA.PEM(t, tn.Password))
	pfx := base64.StdEncoding.EncodeToString(tn.RSA.PFX(t, tn.Password))
	person, token := tn.PersonToken(""), tn.FederatedToken("")
	sessions := filepath.Join(tn.Dir, "home")
	login(t, tn, sessions)
	return map[string]way{
		"access token":              {block: tenantBlock(tn, ""), env: []string{"GRAPH_ACCESS_TOKEN=" + person}, person: true, secrets: []string{person}},
		"certificate, PEM":          {block: tenantApplicationBlock(tn, fmt.Sprintf("client_certificate_path = %q", pem)), env: []string{"ARM_CLIENT_CERTIFICATE_PASSWORD=" + tn.Password}, secrets: []string{tn.Password}},
		"certificate, PKCS#12":      {block: tenantApplicationBlock(tn, "send_certificate_chain = true"), env: []string{"ARM_CLIENT_CERTIFICATE=" + pfx, "ARM_CLIENT_CERTIFICATE_PASSWORD=" + tn.Password}, secrets: []string{tn.Password, pfx}},
		"client secret":             {block: tenantBlock(tn, ""), env: with("ARM_CLIENT_SECRET=" + graphemu.ClientSecret), secrets: []string{graphemu.ClientSecret}},
		"client secret, ephemeral":  {block: "variable \"secret\" {\n  type = string\n  ephemeral = true\n}\n" + tenantApplicationBlock(tn, "client_secret = var.secret"), env: []string{"TF_VAR_secret=" + graphemu.ClientSecret}, secrets: []string{graphemu.ClientSecret}, since: "1.10.0", tofu: "1.11.0"},
		"client secret in a file":   {block: tenantApplicationBlock(tn, fmt.Sprintf("client_secret_file_path = %q", tn.File(t, "secret", []byte(graphemu.ClientSecret+"\n")))), secrets: []string{graphemu.ClientSecret}},
		"a given token":             {block: tenantApplicationBlock(tn, "use_oidc = true"), env: []string{"ARM_OIDC_TOKEN=" + token}, secrets: []string{token}},
		"a token file":              {block: tenantApplicationBlock(tn, fmt.Sprintf("oidc_token_file_path = %q", tn.File(t, "token", []byte(tn.FederatedToken("")))))},
		"GitHub Actions":            {block: tenantBlock(tn, ""), env: with("ACTIONS_ID_TOKEN_REQUEST_URL="+tn.GitHubTokenURL(), "ACTIONS_ID_TOKEN_REQUEST_TOKEN="+entra.GitHubRequestToken), secrets: []string{entra.GitHubRequestToken}},
		"Azure DevOps":              {block: tenantApplicationBlock(tn, fmt.Sprintf("ado_pipeline_service_connection_id = %q", entra.ServiceConnectionID)), env: []string{"SYSTEM_OIDCREQUESTURI=" + tn.PipelinesTokenURL(), "SYSTEM_ACCESSTOKEN=" + entra.PipelineAccessToken}, secrets: []string{entra.PipelineAccessToken}},
		"HCP Terraform":             {block: tenantApplicationBlock(tn, "use_oidc = true"), env: []string{"TFC_WORKLOAD_IDENTITY_TOKEN=" + tn.FederatedToken("")}},
		"AKS":                       {block: tenantBlock(tn, ""), env: []string{"AZURE_TENANT_ID=" + graphemu.TenantID, "AZURE_CLIENT_ID=" + graphemu.ClientID, "AZURE_FEDERATED_TOKEN_FILE=" + tn.File(t, "aks", []byte(tn.FederatedToken("")))}},
		"managed identity":          {block: tenantBlock(tn, "use_msi = true\nscope = \"https://graph.microsoft.com\""), env: []string{"IDENTITY_ENDPOINT=" + tn.Plain.IdentityEndpoint(), "IDENTITY_HEADER=" + entra.IdentityHeader}, secrets: []string{entra.IdentityHeader}},
		"managed identity, user's":  {block: tenantBlock(tn, fmt.Sprintf("use_msi = true\nscope = \"https://graph.microsoft.com/.default\"\nclient_id = %q", entra.UserAssignedClientID)), env: []string{"IDENTITY_ENDPOINT=" + tn.Plain.IdentityEndpoint(), "IDENTITY_HEADER=" + entra.IdentityHeader}},
		"device sign-in":            {block: tenantBlock(tn, "auth_method = \"device_login\""), env: tn.Environment(sessions), person: true, secrets: []string{savedRefreshToken(t, sessions)}},
		"device sign-in, by itself": {block: requiredProviders + "provider \"graph\" {}\n", env: tn.Environment(sessions), person: true},
		"Azure CLI":                 {block: tenantBlock(tn, ""), env: []string{"PATH=" + tn.AzureCLI(t, tenant.AzureToken(person))}, person: true, secrets: []string{person}},
	}
}

// refreshToken reads the one session of a folder.
func savedRefreshToken(t *testing.T, sessions string) string {
	t.Helper()
	return savedSession(t, sessions)["refresh_token"].(string)
}

func savedSession(t *testing.T, sessions string) values {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(sessions, "*", "sessions", "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var session values
	if err := json.Unmarshal(content, &session); err != nil {
		t.Fatalf("%v: %s", err, content)
	}
	return session
}

// Every way of signing in reads through the real CLI and over TLS, and leaves no secret in log, state, plan and errors.
func TestAccSignIn(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.0.0", "1.6.0")
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the stand-in for az is a shell script, and sessions are looked for where Linux has them")
	}
	tn := tenant.New(t, graphemu.Options{})
	for name, how := range signInMethods(t, tn) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if how.since != "" {
				onEngine(t, how.since, how.tofu)
			}
			config := how.block + "data \"graph_users\" \"some\" {\n  all = true\n  limit = 2\n}\noutput \"count\" { value = length(data.graph_users.some.users) }\n"
			if how.person {
				config += "data \"graph_me\" \"it\" {}\noutput \"me\" { value = data.graph_me.it.user_principal_name }\n"
			}
			w := newWorkspace(t, map[string]string{"main.tf": config}, append(how.env, "TF_LOG=TRACE")...)
			w.env = append(w.env, "TF_LOG_PATH="+filepath.Join(w.dir, "trace.log"))
			out := w.mustRun(t, "", "plan", "-no-color", "-out=saved")
			out += w.mustRun(t, "", "apply", "-no-color", "saved")
			if !strings.Contains(out, "count = 2") || how.person && !strings.Contains(out, `me = "`+graphemu.PersonUPN+`"`) {
				t.Errorf("read something else:\n%s", out)
			}
			broken := strings.Replace(config, "all = true\n  limit = 2", "filter = \"nothing eq 1\"", 1)
			if err := os.WriteFile(filepath.Join(w.dir, "main.tf"), []byte(broken), 0o600); err != nil {
				t.Fatal(err)
			}
			wrong, err := w.run(t, "", "plan", "-no-color")
			if err == nil || !strings.Contains(wrong, "Microsoft Graph answered 400") {
				t.Errorf("the filter was taken:\n%s", wrong)
			}
			checkNoSecrets(t, w, out+wrong, append(how.secrets, tn.Secrets()...))
		})
	}
}

// nowhere looks for secrets in all that a workspace has: what was printed, the log, the state, the plan.
func checkNoSecrets(t *testing.T, w *workspace, printed string, secrets []string) {
	t.Helper()
	places := map[string]string{"what is printed": printed}
	for _, name := range []string{"trace.log", "terraform.tfstate"} {
		content, err := os.ReadFile(filepath.Join(w.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		places[name] = string(content)
	}
	if !strings.Contains(places["trace.log"], "Fetched a token") {
		t.Error("the log does not tell of the token")
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
		t.Errorf("looked at too little: %d places", len(places))
	}
	for place, text := range places {
		if found := tenant.Leaks(text, secrets); len(found) > 0 {
			t.Errorf("%s holds %v", place, found)
		}
	}
}

// Two runs at once share a session of which each refresh token works once.
func TestAccSignIn_twoRunsShareASession(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.0.0", "1.6.0")
	tn := tenant.New(t, graphemu.Options{SignIn: entra.Options{SingleUseRefreshTokens: true}})
	sessions := filepath.Join(tn.Dir, "home")
	login(t, tn, sessions)
	// The refreshes are slow enough to meet.
	tn.Fail(graphemu.Fault{PathPrefix: "/" + graphemu.TenantID + "/oauth2", Delay: 300 * time.Millisecond})
	var runs sync.WaitGroup
	for range 2 {
		w := newWorkspace(t, map[string]string{"main.tf": requiredProviders + "provider \"graph\" {}\ndata \"graph_me\" \"it\" {}\noutput \"me\" { value = data.graph_me.it.display_name }\n"}, tn.Environment(sessions)...)
		runs.Go(func() {
			if out, err := w.run(t, "", "apply", "-auto-approve", "-no-color"); err != nil || !strings.Contains(out, "Adele Vance") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	runs.Wait()
	session := savedSession(t, sessions)
	if session["username"] != graphemu.PersonUPN || session["tenant_id"] != graphemu.TenantID {
		t.Errorf("the session is %v", session)
	}
	if out, err := runProvider(t, tn, sessions, "status"); err != nil || !strings.Contains(out, "works") {
		t.Errorf("%v\n%s", err, out)
	}
}

// However many data sources read at once, one token is fetched.
func TestAccSignIn_oneTokenForAll(t *testing.T) {
	t.Parallel()
	tn := tenant.New(t, graphemu.Options{Users: 200, NoSeed: true})
	ids := make([]string, 200)
	for i := range ids {
		ids[i] = directory.GeneratedID(i)
	}
	w := newWorkspace(t, map[string]string{"main.tf": tenantApplicationBlock(tn, "") + fmt.Sprintf("locals {\n  ids = %q\n}\n", strings.Join(ids, " ")) + `
data "graph_user" "each" {
  for_each = toset(split(" ", local.ids))
  id       = each.key
}
output "count" { value = length(data.graph_user.each) }
`}, "ARM_CLIENT_SECRET="+graphemu.ClientSecret)
	out := w.mustRun(t, "", "plan", "-no-color", "-parallelism=200")
	if graph, tokens := len(tn.GraphRequests()), len(tn.TokenRequests()); graph != 200 || tokens != 1 || !strings.Contains(out, "count = 200") {
		t.Errorf("%d requests to Graph, %d for tokens\n%s", graph, tokens, out)
	}
}

// The token of one provider signs another in, and is nowhere stored.
func TestAccAccessToken(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.10.0", "1.11.0")
	tn := tenant.New(t, graphemu.Options{})
	second := strings.TrimPrefix(tenantBlock(tn, "alias = \"second\"\naccess_token = ephemeral.graph_access_token.it.token"), requiredProviders)
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
		t.Error(out)
	}
	checkNoSecrets(t, w, out, tn.Secrets())
}

// A machine that is none of Azure's says so, rather than to wait for its identity for ever.
func TestAccSignIn_noIdentity(t *testing.T) {
	t.Parallel()
	tn := tenant.New(t, graphemu.Options{})
	tn.Plain.Close()
	w := newWorkspace(t, map[string]string{"main.tf": tenantBlock(tn, "use_msi = true") + "data \"graph_me\" \"it\" {}\n"},
		"IDENTITY_ENDPOINT="+tn.Plain.IdentityEndpoint(), "IDENTITY_HEADER="+entra.IdentityHeader)
	out, err := w.run(t, "", "plan", "-no-color")
	if text := strings.Join(strings.Fields(out), " "); err == nil || !strings.Contains(text, "no endpoint for managed identities responded on this machine") {
		t.Errorf("%v\n%s", err, out)
	}
}
