package provider_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// A proxy is a CONNECT proxy that tunnels to one server whatever host it is asked for, and records these hosts. It also
// records those of requests without TLS, and refuses them.
type proxy struct {
	*httptest.Server
	mu    sync.Mutex // guards hosts
	hosts []string
}

func newProxy(t *testing.T, server string) *proxy {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.hosts = append(p.hosts, r.Host)
		p.mu.Unlock()
		if r.Method != http.MethodConnect {
			http.Error(w, "only CONNECT is supported", http.StatusMethodNotAllowed)
			return
		}
		up, err := new(net.Dialer).DialContext(r.Context(), "tcp", target.Host)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer up.Close()
		w.WriteHeader(http.StatusOK)
		down, sent, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer down.Close()
		go func() { _, _ = io.Copy(up, sent); _ = up.Close() }() // The server may have read ahead.
		_, _ = io.Copy(down, up)
	}))
	t.Cleanup(p.Close)
	return p
}

// connectedHosts returns the hosts that were asked for, sorted and without duplicates.
func (p *proxy) connectedHosts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	hosts := slices.Clone(p.hosts)
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// TestAccClouds checks that each environment uses its own endpoint, authority and scope; the emulator refuses any other
// combination. Real host names reach the emulator only through HTTPS_PROXY.
func TestAccClouds(t *testing.T) {
	t.Parallel()
	for environment, want := range map[string][]string{
		"":               {"graph.microsoft.com:443", "login.microsoftonline.com:443"},
		"public":         {"graph.microsoft.com:443", "login.microsoftonline.com:443"},
		"usgovernment":   {"graph.microsoft.us:443", "login.microsoftonline.us:443"},
		"usgovernmentl5": {"dod-graph.microsoft.us:443", "login.microsoftonline.us:443"},
		"china":          {"login.chinacloudapi.cn:443", "microsoftgraph.chinacloudapi.cn:443"},
	} {
		t.Run(environment, func(t *testing.T) {
			t.Parallel()
			tn := tenant.New(t, graphemu.Options{Hosts: []string{
				"graph.microsoft.com", "login.microsoftonline.com", "*.microsoft.us", "login.microsoftonline.us",
				"*.chinacloudapi.cn",
			}})
			p := newProxy(t, tn.URL)
			config := requiredProviders + fmt.Sprintf(`
provider "graph" {
  environment = %q
}
data "graph_users" "all" {
  all = true
  select = ["display_name"]
}
output "count" { value = length(data.graph_users.all.users) }
`, environment)
			w := newWorkspace(t, map[string]string{"main.tf": config},
				"HTTPS_PROXY="+p.URL, "GRAPH_CA_CERTIFICATE_FILE="+tn.CAFile, "ARM_TENANT_ID="+graphemu.TenantID,
				"ARM_CLIENT_ID="+graphemu.ClientID, "ARM_CLIENT_SECRET="+graphemu.ClientSecret)
			out := w.mustRun(t, "", "plan", "-no-color")
			if !strings.Contains(out, "count = 25") {
				t.Errorf("plan does not have count = 25:\n%s", out)
			}
			if got := p.connectedHosts(); !slices.Equal(got, want) {
				t.Errorf("hosts = %v, want %v\n%s", got, want, out)
			}
		})
	}
}
