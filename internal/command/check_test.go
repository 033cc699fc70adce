package command_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/golden"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
	"github.com/graph-data/terraform-provider-graph/internal/settings"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// A checkedTenant is a tenant whose authority and Graph are two hosts, as in reality.
type checkedTenant struct {
	*tenant.Tenant
	graph    *graphemu.TestServer
	examples []string // pairs of what the guide does not show, and what it shows instead
}

// newCheckedTenant starts a tenant, and leads the commands to it. There is no Azure CLI.
func newCheckedTenant(t *testing.T, options entra.Options) *checkedTenant {
	t.Helper()
	tn := &checkedTenant{Tenant: tenant.New(t, graphemu.Options{SignIn: options})}
	var err error
	if tn.graph, err = tn.Listen("127.0.0.1:0", true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tn.graph.Close)
	tn.AtHome(t)
	// A name, so that there is something to resolve.
	tn.URL = strings.Replace(tn.URL, "127.0.0.1", "localhost", 1)
	tn.graph.URL = strings.Replace(tn.graph.URL, "127.0.0.1", "localhost", 1)
	tn.examples = []string{
		hostOf(tn.URL), "login.microsoftonline.com", hostOf(tn.graph.URL), "graph.microsoft.com",
		graphemu.TenantID, "aaaabbbb-0000-cccc-1111-dddd2222eeee", graphemu.ClientID, "00001111-aaaa-2222-bbbb-3333cccc4444",
	}
	t.Setenv("AZURE_AUTHORITY_HOST", tn.URL)
	t.Setenv("GRAPH_ENDPOINT", tn.graph.URL)
	t.Setenv("GRAPH_SCOPE", "https://graph.microsoft.com")
	t.Setenv("GRAPH_CA_CERTIFICATE_FILE",
		tn.File(t, "both.pem", slices.Concat(tn.CACertificatePEM(), tn.graph.CACertificatePEM())))
	t.Setenv("PATH", t.TempDir())
	return tn
}

// asApplication sets the variables of the registered application, with a secret.
func (tn *checkedTenant) asApplication(t *testing.T, secret string) {
	t.Helper()
	t.Setenv("ARM_TENANT_ID", graphemu.TenantID)
	t.Setenv("ARM_CLIENT_ID", graphemu.ClientID)
	t.Setenv("ARM_CLIENT_SECRET", secret)
}

var (
	milliseconds = regexp.MustCompile(` +\d+ ms`)
	validity     = regexp.MustCompile(`valid until .* minutes`)
	supportID    = regexp.MustCompile(`(trace_id|correlation_id): \S+`)
)

// shown returns an output as the guide shows it: with times, ids and hosts that are examples.
func (tn *checkedTenant) shown(out string) string {
	out = milliseconds.ReplaceAllStringFunc(out, func(cell string) string {
		return fmt.Sprintf("%*s", len(cell), "20 ms")
	})
	out = validity.ReplaceAllString(out, "valid until 2026-09-01 12:00 UTC, for 60 minutes")
	out = strings.NewReplacer(tn.examples...).Replace(out)
	return supportID.ReplaceAllString(out, "$1: bbbbcccc-1111-dddd-2222-eeee3333ffff")
}

// hostOf returns the host of an address, with its port.
func hostOf(address string) string {
	_, host, _ := strings.Cut(address, "://")
	return host
}

// compare runs check, and compares its output with a golden file, which the guide shows.
func (tn *checkedTenant) compare(t *testing.T, name string, want int, args ...string) {
	t.Helper()
	out, code := run(t, append([]string{"check"}, args...)...)
	golden.Equal(t, "check_"+name+".txt", tn.shown(out))
	if code != want {
		t.Errorf("%s: exit code = %d, want %d; output:\n%s", name, code, want, out)
	}
	for line := range strings.Lines(out) {
		isText := strings.Contains(strings.TrimSpace(line), " ") && !strings.Contains(line, "command.test")
		if len([]rune(line)) > 110 && isText {
			t.Errorf("%s: line of %d characters, want 110 at most: %s", name, len([]rune(line)), line)
		}
	}
	if found := tenant.Leaks(out, tn.Secrets()); len(found) > 0 {
		t.Errorf("%s: secrets in the output = %v, want none", name, found)
	}
}

//nolint:paralleltest // The tests change the environment.
func TestCheck_nothingConfigured(t *testing.T) {
	newCheckedTenant(t, entra.Options{}).compare(t, "nothing", 1)
}

//nolint:paralleltest // The tests change the environment.
func TestCheck_wrongSecret(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{})
	tn.asApplication(t, "wrong-secret-of-the-test")
	tn.compare(t, "wrong_secret", 1)
}

//nolint:paralleltest // The tests change the environment.
func TestCheck_application(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{AppRoles: []string{"User.ReadBasic.All"}})
	tn.asApplication(t, graphemu.ClientSecret)
	tn.compare(t, "application", 0)
	if got := len(tn.GraphRequests()); got != 1 {
		t.Errorf("requests to Graph = %d, want one", got)
	}
}

//nolint:paralleltest // The tests change the environment.
func TestCheck_person(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{})
	t.Setenv("GRAPH_ACCESS_TOKEN", tn.PersonToken(""))
	tn.compare(t, "person", 0)
}

// Some permissions open one's own data only, and a person may consent to some without an administrator.
//
//nolint:paralleltest // The tests change the environment.
func TestCheck_personWithFewer(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{})
	t.Setenv("GRAPH_ACCESS_TOKEN", tn.PersonToken("", "User.Read", "Calendars.ReadBasic", "MailboxSettings.Read"))
	tn.compare(t, "person_fewer", 1, "-need", "graph_photo,graph_users")
}

//nolint:paralleltest // The tests change the environment.
func TestCheck_tenantTypo(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{})
	tn.asApplication(t, graphemu.ClientSecret)
	tn.compare(t, "tenant_typo", 1, "-tenant-id", "contoso.con")
}

// A proxy that refuses is named, although nothing of Microsoft is reached.
//
//nolint:paralleltest // The tests change the environment.
func TestCheck_proxyRefuses(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{})
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(proxy.Close)
	for _, name := range []string{"GRAPH_ENDPOINT", "GRAPH_SCOPE", "AZURE_AUTHORITY_HOST"} {
		t.Setenv(name, "")
	}
	t.Setenv("HTTPS_PROXY", proxy.URL)
	tn.examples = append(tn.examples, hostOf(proxy.URL), "proxy.example.com:8080")
	tn.asApplication(t, graphemu.ClientSecret)
	tn.compare(t, "proxy", 1)
}

// The Azure CLI has an application of its own, to which nobody can add permissions.
//
//nolint:paralleltest // The tests change the environment.
func TestCheck_azureCLI(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{})
	t.Setenv("PATH", tn.AzureCLI(t, tenant.AzureToken(tn.PersonToken("", permission.AzureCLIScopes...))))
	tn.compare(t, "azure_cli", 0, "-use-cli")
}

// A managed identity has no page for consent.
//
//nolint:paralleltest // The tests change the environment.
func TestCheck_managedIdentity(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{AppRoles: []string{"User.Read.All"}})
	t.Setenv("IDENTITY_ENDPOINT", tn.Plain.IdentityEndpoint())
	t.Setenv("IDENTITY_HEADER", entra.IdentityHeader)
	r := tn.decoded(t, 0, "-use-msi")
	if r.Consent.URL != "" || !strings.Contains(strings.Join(r.Consent.Steps, " "), r.SignIn.ObjectID) {
		t.Errorf("consent = %+v, want no address, and steps that name the identity", r.Consent)
	}
	if r.Network[0].Name != "authority" || !strings.HasPrefix(r.Network[0].Note, "not asked") {
		t.Errorf("network = %+v, want an authority that was not asked", r.Network)
	}
}

// The result for programs has these members, and no others.
type checked struct {
	OK     bool `json:"ok"`
	SignIn struct {
		Method      string   `json:"method"`
		Reason      string   `json:"reason"`
		Kind        string   `json:"kind"`
		TenantID    string   `json:"tenant_id"`
		ClientID    string   `json:"client_id"`
		ObjectID    string   `json:"object_id"`
		Username    string   `json:"user_principal_name"`
		Permissions []string `json:"permissions"`
		Expires     string   `json:"expires"`
	} `json:"sign_in"`
	Network []struct {
		Name    string   `json:"name"`
		Host    string   `json:"host"`
		Proxy   string   `json:"proxy"`
		Note    string   `json:"note"`
		Failed  string   `json:"failed"`
		DNS     *float64 `json:"dns_ms"`
		Connect *float64 `json:"connect_ms"`
		Tunnel  *float64 `json:"proxy_ms"`
		TLS     *float64 `json:"tls_ms"`
		Answer  *float64 `json:"answer_ms"`
	} `json:"network"`
	Problems []struct {
		Summary string `json:"summary"`
		Detail  string `json:"detail"`
	} `json:"problems"`
	Verdicts []struct {
		Name  string   `json:"name"`
		State string   `json:"verdict"`
		Nulls []string `json:"nulls"`
		Fills string   `json:"fills"`
		Lacks []struct {
			Call       string `json:"call"`
			Permission string `json:"permission"`
			NeedsAdmin bool   `json:"needs_admin"`
		} `json:"lacks"`
	} `json:"verdicts"`
	Consent *struct {
		URL   string   `json:"admin_consent_url"`
		Steps []string `json:"steps"`
	} `json:"consent"`
	Needed  []string `json:"needed"`
	Missing []string `json:"missing"`
}

// decoded runs check -json, and returns the result.
func (tn *checkedTenant) decoded(t *testing.T, want int, args ...string) checked {
	t.Helper()
	out, code := run(t, append([]string{"check", "-json"}, args...)...)
	if code != want {
		t.Errorf("exit code = %d, want %d; output:\n%s", code, want, out)
	}
	var r checked
	decoder := json.NewDecoder(strings.NewReader(out))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return r
}

// The exit code is that of what is needed, and every data source has a verdict.
//
//nolint:paralleltest // The tests change the environment.
func TestCheck_need(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{AppRoles: []string{"User.ReadBasic.All"}})
	tn.asApplication(t, graphemu.ClientSecret)
	r := tn.decoded(t, 1, "-need", "graph_users,graph_mail", "-need", "graph_photo")
	if diff := cmp.Diff([]string{"graph_mail"}, r.Missing); diff != "" || r.OK || len(r.Needed) != 3 {
		t.Errorf("ok, needed = %v, %v, want false and three; missing (-want +got):\n%s", r.OK, r.Needed, diff)
	}
	if r := tn.decoded(t, 0, "-need", "graph_users"); !r.OK || len(r.Missing) > 0 {
		t.Errorf("ok, missing = %v, %v, want true and none", r.OK, r.Missing)
	}
	var names []string
	for _, v := range r.Verdicts {
		names = append(names, v.Name)
		if v.State == "" || v.State == "unknown" {
			t.Errorf("%s: verdict = %q, want one that is known", v.Name, v.State)
		}
	}
	var uses []string
	for _, use := range provider.Uses(t.Context()) {
		uses = append(uses, use.Name)
	}
	if diff := cmp.Diff(uses, names); diff != "" {
		t.Errorf("data sources (-want +got):\n%s", diff)
	}
	out, code := run(t, "check", "-need", "graph_user,graph_people")
	golden.Equal(t, "check_need_unknown.txt", out)
	if code != 2 {
		t.Errorf("exit code = %d, want 2", code)
	}
}

// A token that does not state its permissions has no verdicts.
//
//nolint:paralleltest // The tests change the environment.
func TestCheck_opaqueToken(t *testing.T) {
	newCheckedTenant(t, entra.Options{})
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"value":[]}`))
	}))
	t.Cleanup(gateway.Close)
	t.Setenv("GRAPH_ENDPOINT", gateway.URL)
	t.Setenv("GRAPH_ACCESS_TOKEN", "opaque-token-of-the-test")
	out, code := run(t, "check", "-need", "graph_users")
	if code != 1 || !strings.Contains(out, "graph_users             unknown") ||
		!strings.Contains(out, "does not state its permissions") || strings.Contains(out, "opaque-token") {
		t.Errorf("exit code = %d, want 1, an unknown verdict and why; output:\n%s", code, out)
	}
}

// The address of the consent is that of the cloud, and quotes what a token states.
//
//nolint:paralleltest // The tests change the environment.
func TestCheck_consentAddress(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{})
	t.Setenv("AZURE_AUTHORITY_HOST", "")
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"value":[]}`))
	}))
	t.Cleanup(gateway.Close)
	t.Setenv("GRAPH_ENDPOINT", gateway.URL)
	t.Setenv("GRAPH_SCOPE", "")
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"tid":"a/b?c","appid":"d&e=\u001b[2J","scp":"User.Read"}`))
	t.Setenv("GRAPH_ACCESS_TOKEN", "e30."+claims+".c2ln")
	for cloud, authority := range map[string]string{
		"public": "https://login.microsoftonline.com", "usgovernment": "https://login.microsoftonline.us",
		"china": "https://login.chinacloudapi.cn",
	} {
		r := tn.decoded(t, 0, "-auth-method", "access_token", "-environment", cloud)
		want := authority + "/a%2Fb%3Fc/adminconsent?client_id=d%26e%3D+%5B2J"
		if r.Consent == nil || r.Consent.URL != want {
			t.Errorf("%s: consent = %+v, want %s", cloud, r.Consent, want)
		}
	}
}

// silent starts an authority that does not answer before the end of the test. It calls asked with each request.
func silent(t *testing.T, asked func()) *httptest.Server {
	t.Helper()
	end := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked()
		<-end
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(end) })
	return server
}

// A check ends when its time is up, and when it is interrupted.
//
//nolint:paralleltest // The tests change the environment.
func TestCheck_ends(t *testing.T) {
	tn := newCheckedTenant(t, entra.Options{})
	tn.asApplication(t, graphemu.ClientSecret)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	t.Setenv("AZURE_AUTHORITY_HOST", silent(t, func() {}).URL)
	out, code := run(t, "check", "-timeout", "200ms")
	if code != 1 || !strings.Contains(out, "no answer within 200ms") {
		t.Errorf("exit code = %d, want 1 and that there was no answer; output:\n%s", code, out)
	}
	t.Setenv("AZURE_AUTHORITY_HOST", silent(t, interrupt).URL)
	var b strings.Builder
	code = program(t).Run(ctx, []string{"check"}, &b, &b)
	if code != 1 || !strings.Contains(b.String(), "interrupted") {
		t.Errorf("exit code = %d, want 1 and that it was interrupted; output:\n%s", code, b.String())
	}
}

// Each setting has a flag, unless it is a secret.
func TestCheck_flags(t *testing.T) {
	t.Parallel()
	for _, s := range settings.All {
		name := "-" + strings.ReplaceAll(string(s.Name), "_", "-")
		out, code := run(t, "check", name+"=true", "-h")
		if want := map[bool]int{false: 0, true: 2}[s.Secret]; code != want {
			t.Errorf("%s: exit code = %d, want %d; output:\n%s", name, code, want, out)
		}
	}
	for _, args := range []string{"-timeout 0s", "-timeout x", "graph_users"} {
		if out, code := run(t, append([]string{"check"}, strings.Fields(args)...)...); code != 2 {
			t.Errorf("%s: exit code = %d, want 2; output:\n%s", args, code, out)
		}
	}
}
