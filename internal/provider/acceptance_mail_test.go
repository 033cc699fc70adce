package provider_test

import (
	"archive/zip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// letterConfig is a mail with a secret in its body and in a file.
func letterConfig(trigger string) string {
	return `
resource "graph_mail" "it" {
  from     = "me"
  to       = ["ada@example.com"]
  subject  = "Deployed"
  body     = "` + planted + `"
  triggers = { release = "` + trigger + `" }
  attachments = [{
    name           = "a.txt"
    content_type   = "text/plain"
    content_base64 = base64encode("` + planted + `")
  }]
}`
}

func TestAccMail(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.11.0", "1.11.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	mails := func(want int) resource.TestCheckFunc {
		return func(*terraform.State) error { return sentMails(srv, want) }
	}
	unchanged := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	replaced := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction("graph_mail.it", plancheck.ResourceActionReplace),
	}}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{
			{Config: personBlock(srv) + letterConfig("1"), Check: mails(1)},
			{Config: personBlock(srv) + letterConfig("1"), Check: mails(1), ConfigPlanChecks: unchanged},
			{Config: personBlock(srv) + letterConfig("2"), Check: mails(2), ConfigPlanChecks: replaced},
		},
	})
	if err := sentMails(srv, 2); err != nil { // Destroying sends nothing.
		t.Error(err)
	}
}

// No value of the content is in the output, the state or the plan, apart from the plan's copy of the configuration.
func TestAccMailContentIsNotKept(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.11.0", "1.11.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) + letterConfig("1")})
	out := w.mustRun(t, "", "plan", "-no-color", "-out=plan")
	if !strings.Contains(out, `Will send the mail "Deployed" to ada@example.com`) {
		t.Errorf("the plan does not warn of the mail:\n%s", out)
	}
	out += w.mustRun(t, "", "apply", "-no-color", "plan")
	if err := sentMails(srv, 1); err != nil || !strings.Contains(string(srv.Sent()[0].Raw), planted) {
		t.Fatalf("%v, sent %+v", err, srv.Sent())
	}
	for name, content := range map[string]string{
		"output": out,
		"plan":   unzipped(t, filepath.Join(w.dir, "plan")),
		"state":  contents(t, filepath.Join(w.dir, "terraform.tfstate")),
	} {
		if strings.Contains(content, planted) || strings.Contains(content, encoded(planted)) {
			t.Errorf("the %s holds the content", name)
		}
	}
}

// An ephemeral body may be another one in each run; only its version says that it is to be sent again.
func TestAccMailFromEphemeralValues(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.11.0", "1.11.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) + `
variable "body" {
  type      = string
  ephemeral = true
}
variable "version_number" { type = number }
resource "graph_mail" "it" {
  from            = "me"
  to              = ["ada@example.com"]
  subject         = "Password"
  body            = var.body
  content_version = var.version_number
}`})
	for i, step := range []struct {
		body, version string
		want          int
	}{{"one", "1", 1}, {"two", "1", 1}, {"three", "2", 2}} {
		w.mustRun(t, "", "apply", "-auto-approve", "-no-color", "-var=body="+step.body, "-var=version_number="+step.version)
		if err := sentMails(srv, step.want); err != nil {
			t.Errorf("run %d: %v", i, err)
		}
	}
}

const actionConfig = `
variable "release" { default = "1" }
action "graph_send_mail" "it" {
  config {
    from    = "me"
    to      = ["ada@example.com"]
    subject = "Deployed"
    body    = "Release ${var.release}"
  }
}
resource "terraform_data" "it" {
  input = var.release
  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.graph_send_mail.it]
    }
  }
}`

// What the protocol test of the action cannot show: that a trigger and a person invoke it.
func TestAccSendMail(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.14.0", "")
	srv := graphemu.NewServer(t, graphemu.Options{})
	w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) + actionConfig})
	for i, step := range []struct {
		args []string
		want int
	}{
		{nil, 1},
		{nil, 1},
		{[]string{"-var=release=2"}, 2},
		{[]string{"-var=release=2", "-invoke=action.graph_send_mail.it"}, 3},
	} {
		w.mustRun(t, "", append([]string{"apply", "-auto-approve", "-no-color"}, step.args...)...)
		if err := sentMails(srv, step.want); err != nil {
			t.Errorf("run %d: %v", i, err)
		}
	}
}

// A mail that a proxy stops has not left, and nothing is recorded. The refusal is not tried again.
func TestAccMail_refusingProxy(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.11.0", "1.11.0")
	for status, want := range map[int]string{
		407: "asks for a user and a password (407). No mail was sent.",
		403: "refused the connection: 403 Forbidden. No mail was sent.",
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			var tunnels atomic.Int32
			proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				if req.Method == http.MethodConnect && req.Host == "graph.microsoft.com:443" {
					tunnels.Add(1)
				}
				w.WriteHeader(status)
			}))
			t.Cleanup(proxy.Close)
			w := newWorkspace(t, map[string]string{
				"main.tf": requiredProviders + "provider \"graph\" {\n  access_token = \"t\"\n}\n" + mailNamed("it", nil, ""),
			}, "HTTPS_PROXY="+proxy.URL)
			out, err := w.run(t, "", "apply", "-auto-approve", "-no-color")
			text := strings.Join(strings.Fields(out), " ")
			if err == nil || !strings.Contains(text, want) || tunnels.Load() != 1 {
				t.Errorf("tunnels = %d, want 1 and %q:\n%s", tunnels.Load(), want, out)
			}
			if plan := w.mustRun(t, "", "plan", "-no-color"); !strings.Contains(plan, "will be created") {
				t.Errorf("the mail is in the state:\n%s", plan)
			}
		})
	}
}

// sentMails compares the number of mails that were sent.
func sentMails(srv *graphemu.TestServer, want int) error {
	if got := len(srv.Sent()); got != want {
		return fmt.Errorf("%d mails were sent, want %d", got, want)
	}
	return nil
}

func contents(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// unzipped returns the contents of a plan file, except the copy of the configuration.
func unzipped(t *testing.T, file string) string {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	var all strings.Builder
	for _, entry := range archive.File {
		if strings.HasPrefix(entry.Name, "tfconfig/") {
			continue
		}
		reader, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}
