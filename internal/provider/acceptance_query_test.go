package provider_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func TestAccQuery(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{Users: 1200})
	testApply(t, personBlock(srv)+`
data "graph_query" "groups" {
  path  = "/groups"
  query = { "$top" = "2" }
}
data "graph_query" "organization" { path = "/organization" }
data "graph_query" "count" { path = "/users/$count" }
data "graph_query" "photo" { path = "/me/photo/$value" }
data "graph_query" "me" { path = "/me" }
data "graph_query" "slim" {
  path   = "/users"
  select = ["id", "mail", "accountEnabled"]
}
locals { groups = data.graph_query.groups.result }
output "quota"   { value = jsonencode(data.graph_query.organization.result[0].directorySizeQuota) }
output "public"  { value = length([for group in local.groups : group if group.visibility == "Public"]) > 0 }
output "mails"   { value = length(compact(data.graph_query.slim.result[*].mail)) > 0 }
output "enabled" {
  value = anytrue([for user in data.graph_query.slim.result : coalesce(user.accountEnabled, false)])
}`,
		expectValue("data.graph_query.slim", "result", knownvalue.ListSizeExact(1225)),
		expectValue("data.graph_query.count", "result", knownvalue.StringExact("1225")),
		expectValue("data.graph_query.me", "result", knownvalue.ObjectPartial(map[string]knownvalue.Check{
			"displayName": knownvalue.StringExact("Adele Vance"),
		})),
		expectValue("data.graph_query.photo", "content_type", knownvalue.StringExact("image/jpeg")),
		expectValue("data.graph_query.photo", "result", knownvalue.Null()))
}

func TestAccQueryExample(t *testing.T) {
	onEngine(t, "1.8.0", "1.7.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	testApply(t, personProvider(srv)+example(t, "data-source", "graph_query"),
		expectValue("data.graph_query.guests", "result", knownvalue.StringExact("2")),
		expectValue("data.graph_query.owner", "result", knownvalue.ObjectPartial(map[string]knownvalue.Check{
			"displayName": knownvalue.StringExact("Siobhán O'Brien"),
		})))
}

// example returns the configuration on the documentation page of a data source or a function.
func example(t *testing.T, kind, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "examples", kind+"s", name, kind+".tf"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestAccQueryKeepsDigits checks that integers that no float64 holds pass through the CLI, its state and a second plan
// unchanged.
func TestAccQueryKeepsDigits(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	resource.ParallelTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{{
			Config: personBlock(srv) + `
data "graph_query" "it" { path = "/organization" }
output "quota" { value = jsonencode(data.graph_query.it.result[0].directorySizeQuota) }`,
			Check: resource.TestCheckOutput("quota", `{"total":9223372036854775807,"used":9007199254740993}`),
		}},
	})
}

// TestAccQueryOfMixedTypes checks that a second plan is empty for items of several types, and for no items.
func TestAccQueryOfMixedTypes(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	srv.Fail(graphemu.Fault{PathPrefix: "/v1.0/groups", Rewrite: func([]byte) []byte {
		return []byte(`{"value":[{"id":"a","n":null},` +
			`{"@odata.type":"#b","list":[],"deep":[{"x":1.5},{"x":null}]},null,"text",12345678901234567890.123]}`)
	}})
	srv.Fail(graphemu.Fault{PathPrefix: "/v1.0/organization", Rewrite: func([]byte) []byte {
		return []byte(`{"value":[]}`)
	}})
	testApply(t, personBlock(srv)+`
data "graph_query" "mixed" { path = "/groups" }
data "graph_query" "none" { path = "/organization" }
output "types" { value = [for item in data.graph_query.mixed.result : try(item.id, item)] }
output "none" { value = length(data.graph_query.none.result) }`,
		expectValue("data.graph_query.none", "result", knownvalue.ListSizeExact(0)))
}
