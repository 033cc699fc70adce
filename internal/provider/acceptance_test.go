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

// factories returns the provider as it is served, for plugin-testing.
func factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"graph": func() (tfprotov6.ProviderServer, error) { return provider.Server("test")(), nil },
	}
}

// requiredProviders is the terraform block of every configuration that is not an example, which has its own.
const requiredProviders = `
terraform {
  required_providers {
    graph = {
      source = "graph-data/graph"
    }
  }
}
`

// personBlock returns a terraform block and a provider block that signs a person in to an emulator.
func personBlock(srv *graphemu.TestServer) string { return requiredProviders + personProvider(srv) }

// personProvider returns a provider block that signs a person in to an emulator.
func personProvider(srv *graphemu.TestServer) string {
	return fmt.Sprintf(`provider "graph" {
  graph_endpoint = %q
  access_token   = %q
}
`, srv.URL, srv.PersonToken(""))
}

// applicationBlock returns a terraform block and a provider block that signs the registered application in to an
// emulator.
func applicationBlock(srv *graphemu.TestServer) string {
	return requiredProviders + applicationProvider(srv)
}

// applicationProvider returns a provider block that signs the registered application in to an emulator.
func applicationProvider(srv *graphemu.TestServer) string {
	return fmt.Sprintf(`provider "graph" {
  graph_endpoint = %[1]q
  authority_host = %[1]q
  tenant_id      = %[2]q
  client_id      = %[3]q
  client_secret  = %[4]q
}
`, srv.URL, graphemu.TenantID, graphemu.ClientID, graphemu.ClientSecret)
}

// testApply applies a configuration, checks the state, and checks that a second plan is empty.
func testApply(t *testing.T, config string, checks ...statecheck.StateCheck) {
	t.Helper()
	unchanged := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	resource.ParallelTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{
			{Config: config, ConfigStateChecks: checks},
			{Config: config, ConfigPlanChecks: unchanged},
		},
	})
}

// expectValue returns a check of one attribute in the state.
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
		expectValue("data.graph_users.named", "missing",
			knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("nobody@contoso.com")})),
		expectValue("data.graph_users.named", "users", knownvalue.ListPartial(map[int]knownvalue.Check{
			0: knownvalue.ObjectPartial(map[string]knownvalue.Check{"display_name": knownvalue.StringExact("Zoë Müller")}),
		})),
		expectValue("data.graph_users.sales", "users", knownvalue.ListPartial(map[int]knownvalue.Check{
			0: knownvalue.ObjectPartial(map[string]knownvalue.Check{
				"mail": knownvalue.Null(), "other_mails": knownvalue.Null(),
			}),
		})))
}

func TestAccJoinedTeams(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	testApply(t, personBlock(srv)+`data "graph_joined_teams" "it" {
  user = "me"
}`,
		expectValue("data.graph_joined_teams.it", "teams", knownvalue.ListSizeExact(4)))
}

// TestAccValidation checks that an invalid argument is an error that names it, before any request is made.
//
//nolint:paralleltest // resource.ParallelTest makes each subtest parallel.
func TestAccValidation(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	// block returns a block with its arguments on a line each.
	block := func(header string, arguments ...string) string {
		return header + " {\n  " + strings.Join(arguments, "\n  ") + "\n}"
	}
	user := func(arguments ...string) string { return block(`data "graph_user" "it"`, arguments...) }
	users := func(arguments ...string) string { return block(`data "graph_users" "it"`, arguments...) }
	mail := func(arguments ...string) string { return block(`resource "graph_mail" "it"`, arguments...) }
	for name, c := range map[string]struct{ config, want string }{
		"no key": {`data "graph_user" "it" {}`, `No key for the user`},
		"two keys": {
			user(`id = "`+graphemu.PersonID+`"`, `mail = "a@b.c"`), `mail cannot be used together with id`,
		},
		"id":  {user(`id = "AdeleV"`), `is not an object id`},
		"ids": {users(`ids = ["AdeleV"]`), `is not an object id`},
		"two kinds of keys": {
			users(`mails = []`, `employee_ids = []`), `employee_ids cannot be used together with mails`,
		},
		"keys and filter": {
			users(`mails = []`, `filter = "x eq 1"`), `filter cannot be used together with mails`,
		},
		"keys and limit": {users(`mails = []`, `limit = 1`), `limit cannot be used together with mails`},
		"limit":          {users(`all = true`, `limit = 0`), `limit is 0`},
		"fraction":       {users(`all = true`, `limit = 2.5`), `limit is 2.5`},
		"select":         {users(`all = true`, `select = ["displayName"]`), `write "display_name"`},
		"search":         {users(`search = "ada"`), `each clause in double quotes`},
		"single only": {
			users(`all = true`, `additional_properties = ["SKILLS"]`), `does not return SKILLS for a list`,
		},
		"property": {
			`data "graph_me" "it" { additional_properties = ["a,b"] }`, `is not the name of one property`,
		},
		"levels": {
			block(`data "graph_manager" "it"`, `user = "me"`, `levels = 0`), `use a number from 1 to 1000`,
		},
		"photo size": {block(`data "graph_photo" "it"`, `user = "me"`, `size = "50x50"`), `size`},
		"query path": {`data "graph_query" "it" { path = "/users/../groups" }`, `path`},
		"query host": {`data "graph_query" "it" { path = "https://example.com/users" }`, `path`},
		"end before start": {
			block(`data "graph_calendar_view" "it"`,
				`user = "me"`, `start = "2026-01-02T00:00:00Z"`, `end = "2026-01-01T00:00:00Z"`),
			`End is not after start`,
		},
		"address": {mail(`from = "me"`, `to = ["ada"]`, `subject = "x"`), `Not a mail address`},
		"attachments": {
			mail(`from = "me"`, `to = ["ada@example.com"]`, `subject = "x"`,
				block(`attachments = [`, `name = "a"`, `content_type = "b/c"`,
					`content_base64 = base64encode(join("", [for i in range(1000) : format("%04000d", i)]))`)+`]`),
			`Attachments too large`,
		},
		"empty user": {`data "graph_joined_teams" "it" { user = "" }`, `is blank`},
		"timeout":    {`data "graph_me" "it" { timeouts = { read = "soon" } }`, `soon`},
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
			if got := len(srv.Requests()); got != 0 {
				t.Errorf("requests = %d, want 0", got)
			}
		})
	}
}

// TestAccValidateProvider checks that the provider block is validated without a plan.
func TestAccValidateProvider(t *testing.T) {
	t.Parallel()
	for block, want := range map[string]string{
		`environment = "germany"`:     "environment",
		`auth_method = "magic"`:       "auth_method",
		`max_concurrent_requests = 0`: "max_concurrent_requests",
	} {
		w := newWorkspace(t, map[string]string{
			"main.tf": requiredProviders + "provider \"graph\" {\n  " + block + "\n}\ndata \"graph_me\" \"it\" {}\n",
		})
		out, err := w.run(t, "", "validate", "-no-color")
		if err == nil || !strings.Contains(out, "Error: Value not accepted") || !strings.Contains(out, want) {
			t.Errorf("validate with %s: %v, want an error about %s:\n%s", block, err, want, out)
		}
	}
}

// TestAccModulesAliasesAndForEach checks a configuration as people write them: a module that is given a provider, an
// alias for another identity, and a resource for each user.
func TestAccModulesAliasesAndForEach(t *testing.T) {
	t.Parallel()
	first := graphemu.NewServer(t, graphemu.Options{})
	second := graphemu.NewServer(t, graphemu.Options{Seed: []byte(sharedKeysSeed)})
	alias := strings.Replace(strings.TrimPrefix(applicationBlock(second), requiredProviders),
		"{", "{\n  alias = \"second\"", 1)
	w := newWorkspace(t, map[string]string{
		"main.tf": personBlock(first) + alias + `
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
		"people/main.tf": requiredProviders + `
data "graph_users" "all" {
  all = true
  select = ["display_name"]
}
output "count" {
  value = length(data.graph_users.all.users)
}
`,
	})
	w.mustRun(t, "", "get")
	w.mustRun(t, "", "apply", "-auto-approve", "-no-color")
	var output struct {
		Result struct {
			Value struct {
				Each          []string
				First, Second int
			}
		}
	}
	if err := json.Unmarshal([]byte(w.mustRun(t, "", "output", "-json")), &output); err != nil {
		t.Fatal(err)
	}
	got := output.Result.Value
	if len(got.Each) != 3 || got.First != 25 || got.Second != 2 {
		t.Errorf("each, first, second = %v, %d, %d, want 3 names, 25, 2", got.Each, got.First, got.Second)
	}
	if out := w.mustRun(t, "", "plan", "-no-color", "-detailed-exitcode"); !strings.Contains(out, "No changes") {
		t.Errorf("second plan printed %s\nwant no changes", out)
	}
}

// TestAccLogKeepsSecrets checks that the log, at its most verbose, holds no secret and no value that a query asks for.
func TestAccLogKeepsSecrets(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	const surname = "Quillfeather"
	log := filepath.Join(t.TempDir(), "trace.log")
	config := requiredProviders + fmt.Sprintf(`
provider "graph" {}
data "graph_users" "it" {
  filter = "surname eq '%s'"
}
`, surname)
	env := append(applicationEnv(srv), "TF_LOG_PROVIDER=TRACE", "TF_LOG_PATH="+log)
	newWorkspace(t, map[string]string{"main.tf": config}, env...).mustRun(t, "", "plan", "-no-color")
	content, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	if !strings.Contains(text, "/v1.0/users") {
		t.Fatalf("the log does not mention the request:\n%s", text)
	}
	token := strings.TrimPrefix(srv.GraphRequests()[0].Header.Get("Authorization"), "Bearer ")
	for name, secret := range map[string]string{
		"client secret": graphemu.ClientSecret, "token": token, "surname of the filter": surname,
	} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds the %s", name)
		}
	}
}
