package provider_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// factories attach the provider as it is served.
func factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"graph": func() (tfprotov6.ProviderServer, error) { return provider.Server("test")(), nil },
	}
}

const requiredProviders = `
terraform {
  required_providers {
    graph = {
      source = "graph-data/graph"
    }
  }
}
`

func personBlock(srv *graphemu.TestServer) string {
	return requiredProviders + fmt.Sprintf("provider \"graph\" {\n  graph_endpoint = %q\n  access_token   = %q\n}\n", srv.URL, srv.PersonToken(""))
}

func applicationBlock(srv *graphemu.TestServer) string {
	return requiredProviders + fmt.Sprintf("provider \"graph\" {\n  graph_endpoint = %[1]q\n  authority_host = %[1]q\n  tenant_id = %[2]q\n  client_id = %[3]q\n  client_secret = %[4]q\n}\n",
		srv.URL, graphemu.TenantID, graphemu.ClientID, graphemu.ClientSecret)
}

// accepted applies a configuration, and plans it once more to see that nothing would change.
func testApply(t *testing.T, config string, checks ...statecheck.StateCheck) {
	t.Helper()
	resource.ParallelTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{
			{Config: config, ConfigStateChecks: checks},
			{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
		},
	})
}

func expectValue(address, attribute string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), want)
}

func TestAccMe(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	testApply(t, personBlock(srv)+`data "graph_me" "it" {}`,
		expectValue("data.graph_me.it", "user_principal_name", knownvalue.StringExact(graphemu.PersonUPN)),
		expectValue("data.graph_me.it", "creation_type", knownvalue.Null()))
}

func TestAccUser(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	testApply(t, applicationBlock(srv)+`
data "graph_user" "guest" { user_principal_name = "MeganB_adatum.com#EXT#@contoso.com" }
data "graph_user" "nobody" {
  mail           = "nobody@contoso.com"
  ignore_missing = true
}
output "names" { value = [data.graph_user.guest.display_name, data.graph_user.nobody.exists] }`,
		expectValue("data.graph_user.guest", "user_type", knownvalue.StringExact("Guest")),
		expectValue("data.graph_user.nobody", "exists", knownvalue.Bool(false)),
		expectValue("data.graph_user.nobody", "id", knownvalue.Null()))
}

func TestAccUsers(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{Users: 1500})
	testApply(t, applicationBlock(srv)+`
data "graph_users" "all" {
  all = true
}
data "graph_users" "named" {
  user_principal_names = ["zoe.mueller@contoso.com", "ADELEV@contoso.com", "nobody@contoso.com"]
  ignore_missing       = true
}
data "graph_users" "sales" {
  filter = "department eq 'Sales' and accountEnabled eq true"
  select = ["display_name"]
}
output "count" { value = length(data.graph_users.all.users) }`,
		expectValue("data.graph_users.all", "users", knownvalue.ListSizeExact(1525)),
		expectValue("data.graph_users.named", "missing", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("nobody@contoso.com")})),
		expectValue("data.graph_users.named", "users", knownvalue.ListPartial(map[int]knownvalue.Check{
			0: knownvalue.ObjectPartial(map[string]knownvalue.Check{"display_name": knownvalue.StringExact("Zoë Müller")}),
		})),
		expectValue("data.graph_users.sales", "users", knownvalue.ListPartial(map[int]knownvalue.Check{
			0: knownvalue.ObjectPartial(map[string]knownvalue.Check{"mail": knownvalue.Null(), "other_mails": knownvalue.Null()}),
		})))
}

func TestAccJoinedTeams(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	testApply(t, personBlock(srv)+`data "graph_joined_teams" "it" {
  user = "me"
}`,
		expectValue("data.graph_joined_teams.it", "teams", knownvalue.ListSizeExact(4)))
}

// Wrong input is told of before any request is made, with the argument named.
//
//nolint:paralleltest // resource.ParallelTest makes each parallel.
func TestAccValidation(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	for name, c := range map[string]struct{ config, want string }{
		"no key":            {`data "graph_user" "it" {}`, `No key for the user`},
		"two keys":          {"data \"graph_user\" \"it\" {\n  id = \"" + graphemu.PersonID + "\"\n  mail = \"a@b.c\"\n}", `mail cannot be used together with id`},
		"id":                {`data "graph_user" "it" { id = "AdeleV" }`, `is not an object id`},
		"ids":               {`data "graph_users" "it" { ids = ["AdeleV"] }`, `is not an object id`},
		"two kinds of keys": {"data \"graph_users\" \"it\" {\n  mails = []\n  employee_ids = []\n}", `employee_ids cannot be used together with mails`},
		"keys and filter":   {"data \"graph_users\" \"it\" {\n  mails = []\n  filter = \"x eq 1\"\n}", `filter cannot be used together with mails`},
		"keys and limit":    {"data \"graph_users\" \"it\" {\n  mails = []\n  limit = 1\n}", `limit cannot be used together with mails`},
		"limit":             {"data \"graph_users\" \"it\" {\n  all = true\n  limit = 0\n}", `limit is 0`},
		"select":            {"data \"graph_users\" \"it\" {\n  all = true\n  select = [\"displayName\"]\n}", `write "display_name"`},
		"search":            {`data "graph_users" "it" { search = "ada" }`, `each clause in double quotes`},
		"single only":       {"data \"graph_users\" \"it\" {\n  all = true\n  additional_properties = [\"SKILLS\"]\n}", `does not return SKILLS for a list`},
		"property":          {`data "graph_me" "it" { additional_properties = ["a,b"] }`, `is not the name of one property`},
		"levels":            {"data \"graph_manager\" \"it\" {\n  user = \"me\"\n  levels = 0\n}", `use a number from 1 to 1000`},
		"photo size":        {"data \"graph_photo\" \"it\" {\n  user = \"me\"\n  size = \"50x50\"\n}", `size`},
		"query path":        {`data "graph_query" "it" { path = "/users/../groups" }`, `path`},
		"query host":        {`data "graph_query" "it" { path = "https://example.com/users" }`, `path`},
		"end before start":  {"data \"graph_calendar_view\" \"it\" {\n  user = \"me\"\n  start = \"2026-01-02T00:00:00Z\"\n  end = \"2026-01-01T00:00:00Z\"\n}", `End is not after start`},
		"address":           {"resource \"graph_mail\" \"it\" {\n  from = \"me\"\n  to = [\"ada\"]\n  subject = \"x\"\n}", `Not a mail address`},
		"attachments":       {"resource \"graph_mail\" \"it\" {\n  from = \"me\"\n  to = [\"ada@example.com\"]\n  subject = \"x\"\n  attachments = [{\n    name = \"a\"\n    content_type = \"b/c\"\n    content_base64 = base64encode(join(\"\", [for i in range(1000) : format(\"%04000d\", i)]))\n  }]\n}", `Attachments too large`},
		"empty user":        {`data "graph_joined_teams" "it" { user = "" }`, `is blank`},
		"timeout":           {`data "graph_me" "it" { timeouts = { read = "soon" } }`, `soon`},
	} {
		t.Run(name, func(t *testing.T) {
			resource.ParallelTest(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(),
				Steps: []resource.TestStep{{
					Config:      personBlock(srv) + c.config,
					ExpectError: regexp.MustCompile(strings.ReplaceAll(c.want, " ", `\s+`)),
					PlanOnly:    true,
				}},
			})
			if n := len(srv.Requests()); n != 0 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// The provider block is checked without a plan.
func TestAccValidateProvider(t *testing.T) {
	t.Parallel()
	for block, want := range map[string]string{
		`environment = "germany"`:     "environment",
		`auth_method = "magic"`:       "auth_method",
		`max_concurrent_requests = 0`: "max_concurrent_requests",
	} {
		w := newWorkspace(t, map[string]string{"main.tf": requiredProviders + "provider \"graph\" {\n  " + block + "\n}\ndata \"graph_me\" \"it\" {}\n"})
		out, err := w.run(t, "", "validate", "-no-color")
		if err == nil || !strings.Contains(out, "Error: Value not accepted") || !strings.Contains(out, want) {
			t.Errorf("%s: %v\n%s", block, err, out)
		}
	}
}

func TestAccConsole(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) + `data "graph_me" "it" {}`})
	w.mustRun(t, "", "apply", "-auto-approve", "-no-color")
	if out := w.mustRun(t, "data.graph_me.it.display_name\n", "console"); !strings.Contains(out, `"Adele Vance"`) {
		t.Error(out)
	}
}

// A configuration as people write them: a module that is given a provider, an alias for another identity, and a
// resource for each user.
func TestAccModulesAliasesAndForEach(t *testing.T) {
	t.Parallel()
	one, two := graphemu.NewServer(t, graphemu.Options{}), graphemu.NewServer(t, graphemu.Options{Seed: []byte(sharedKeysSeed)})
	second := strings.Replace(strings.TrimPrefix(applicationBlock(two), requiredProviders), "{", "{\n  alias = \"second\"", 1)
	w := newWorkspace(t, map[string]string{
		"main.tf": personBlock(one) + second + `
data "graph_users" "sales" { filter = "department eq 'Sales'" }
resource "terraform_data" "each" {
  for_each = { for user in data.graph_users.sales.users : user.user_principal_name => user.id }
  input    = each.value
}
module "first"  { source = "./people" }
module "second" {
  source    = "./people"
  providers = { graph = graph.second }
}
output "result" {
  value = { each = keys(terraform_data.each), first = module.first.count, second = module.second.count }
}`,
		"people/main.tf": requiredProviders + "data \"graph_users\" \"all\" {\n  all = true\n  select = [\"display_name\"]\n}\noutput \"count\" {\n  value = length(data.graph_users.all.users)\n}\n",
	})
	w.mustRun(t, "", "get")
	w.mustRun(t, "", "apply", "-auto-approve", "-no-color")
	var got struct {
		Result struct {
			Value struct {
				Each          []string
				First, Second int
			}
		}
	}
	if err := json.Unmarshal([]byte(w.mustRun(t, "", "output", "-json")), &got); err != nil {
		t.Fatal(err)
	}
	if v := got.Result.Value; len(v.Each) != 3 || v.First != 25 || v.Second != 2 {
		t.Errorf("got %+v", v)
	}
	if out := w.mustRun(t, "", "plan", "-no-color", "-detailed-exitcode"); !strings.Contains(out, "No changes") {
		t.Error(out)
	}
}

// The log, at its loudest, holds no secret and none of the values that a query asks for.
func TestAccLogKeepsSecrets(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	const asked = "Quillfeather"
	log := filepath.Join(t.TempDir(), "trace.log")
	config := requiredProviders + "provider \"graph\" {}\n" + fmt.Sprintf("data \"graph_users\" \"it\" {\n  filter = \"surname eq '%s'\"\n}\n", asked)
	secretly := []string{
		"GRAPH_ENDPOINT=" + srv.URL, "AZURE_AUTHORITY_HOST=" + srv.URL, "ARM_TENANT_ID=" + graphemu.TenantID,
		"ARM_CLIENT_ID=" + graphemu.ClientID, "ARM_CLIENT_SECRET=" + graphemu.ClientSecret,
		"TF_LOG_PROVIDER=TRACE", "TF_LOG_PATH=" + log,
	}
	newWorkspace(t, map[string]string{"main.tf": config}, secretly...).mustRun(t, "", "plan", "-no-color")
	content, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	if !strings.Contains(text, "/v1.0/users") {
		t.Fatalf("the log does not tell of the request:\n%s", text)
	}
	sent := srv.GraphRequests()[0].Header.Get("Authorization")
	for what, secret := range map[string]string{"the secret": graphemu.ClientSecret, "the token": strings.TrimPrefix(sent, "Bearer "), "what was asked for": asked} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %s", what)
		}
	}
}
