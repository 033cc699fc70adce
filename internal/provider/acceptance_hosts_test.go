package provider_test

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// TestAccHosts checks that Graph, the authority and the host of a download are the only hosts that are asked for
// anything, from the login to the logout of a person: by the commands, by reads that work and that fail, and by a mail.
// All other traffic would go to the proxies as well.
func TestAccHosts(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.11.0", "1.11.0")
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("sessions are looked for where Linux keeps them")
	}
	tn := tenant.New(t, graphemu.Options{Hosts: []string{
		"graph.microsoft.com", "login.microsoftonline.com", "content.graph.microsoft.com",
	}})
	tn.ApproveDevices(t)
	p := newProxy(t, tn.URL)
	sessions := filepath.Join(tn.Dir, "home")
	env := []string{
		"HTTPS_PROXY=" + p.URL, "HTTP_PROXY=" + p.URL, "GRAPH_CA_CERTIFICATE_FILE=" + tn.CAFile,
		"XDG_CONFIG_HOME=" + sessions,
	}
	command := func(args ...string) {
		if out, err := runProviderIn(t, env, args...); err != nil {
			t.Fatalf("%s: %v\n%s", args[0], err, out)
		}
	}
	command("login", "-client-id", graphemu.ClientID, "-scopes", "User.Read,User.Read.All,Files.Read,Mail.Send")
	command("status")
	w := newWorkspace(t, map[string]string{"main.tf": requiredProviders + `provider "graph" {}
data "graph_me" "it" {}
data "graph_users" "all" { all = true }
data "graph_photo" "it" {
  user           = "me"
  ignore_missing = true
}
data "graph_query" "file" { path = "/me/drive/items/01ABC/content" }
resource "graph_mail" "it" {
  from    = "me"
  to      = ["ada@example.com"]
  subject = "Hosts"
}
output "size" { value = length(data.graph_query.file.content_base64) }
`, "more/main.tf": requiredProviders + `data "graph_user" "nobody" { mail = "nobody@contoso.com" }` + "\n"}, env...)
	if out := w.mustRun(t, "", "apply", "-auto-approve", "-no-color"); !strings.Contains(out, "size = ") {
		t.Errorf("apply has no size of the file:\n%s", out)
	}
	if out, err := w.run(t, "", "-chdir=more", "plan", "-no-color"); err == nil || !strings.Contains(out, "Error: ") {
		t.Errorf("plan: %v, want an error about the user:\n%s", err, out)
	}
	command("logout")
	want := []string{"content.graph.microsoft.com:443", "graph.microsoft.com:443", "login.microsoftonline.com:443"}
	if got := p.connectedHosts(); !slices.Equal(got, want) {
		t.Errorf("hosts = %v, want %v", got, want)
	}
}
