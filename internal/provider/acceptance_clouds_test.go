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

// proxy is a CONNECT proxy that leads every host to one server, and remembers which hosts were asked for.
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
		if r.Method != http.MethodConnect {
			http.Error(w, "this proxy tunnels", http.StatusMethodNotAllowed)
			return
		}
		p.mu.Lock()
		p.hosts = append(p.hosts, r.Host)
		p.mu.Unlock()
		up, err := new(net.Dialer).DialContext(r.Context(), "tcp", target.Host)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer up.Close()
		w.WriteHeader(http.StatusOK)
		down, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer down.Close()
		go func() { _, _ = io.Copy(up, down); _ = up.Close() }()
		_, _ = io.Copy(down, up)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *proxy) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	hosts := slices.Clone(p.hosts)
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// Each cloud has its Graph, its authority and its scope, which the emulator refuses in any other combination.
// HTTPS_PROXY leads there, as nothing else does.
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
				"graph.microsoft.com", "login.microsoftonline.com", "*.microsoft.us", "login.microsoftonline.us", "*.chinacloudapi.cn",
			}})
			p := newProxy(t, tn.URL)
			w := newWorkspace(t, map[string]string{"main.tf": required + fmt.Sprintf("provider \"graph\" {\n  environment = %q\n}\n", environment) + `
data "graph_users" "all" {
  all = true
  select = ["display_name"]
}
output "count" { value = length(data.graph_users.all.users) }
`}, "HTTPS_PROXY="+p.URL, "GRAPH_CA_CERTIFICATE_FILE="+tn.CAFile, "ARM_TENANT_ID="+graphemu.TenantID, "ARM_CLIENT_ID="+graphemu.ClientID, "ARM_CLIENT_SECRET="+graphemu.ClientSecret)
			out := w.mustRun(t, "", "plan", "-no-color")
			if got := p.asked(); !strings.Contains(out, "count = 25") || !slices.Equal(got, want) {
				t.Errorf("asked %v, want %v\n%s", got, want, out)
			}
		})
	}
}
