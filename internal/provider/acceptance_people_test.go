package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func TestAccManager(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	testApply(t, applicationBlock(srv)+`
data "graph_manager" "direct" { user = "AdeleV@contoso.com" }
data "graph_manager" "chain" {
  user   = "PradeepG@contoso.com"
  levels = 3
}
data "graph_manager" "top" { user = "MiriamG@contoso.com" }
data "graph_user" "both" {
  user_principal_name = "AdeleV@contoso.com"
  include_manager     = true
}
output "managers" { value = [data.graph_manager.direct.manager.mail, data.graph_user.both.manager.mail] }`,
		expectValue("data.graph_manager.direct", "chain", knownvalue.ListSizeExact(1)),
		expectValue("data.graph_manager.chain", "chain", knownvalue.ListSizeExact(3)),
		expectValue("data.graph_manager.top", "manager", knownvalue.Null()),
		expectValue("data.graph_manager.top", "chain", knownvalue.ListSizeExact(0)),
		expectValue("data.graph_user.both", "manager", knownvalue.ObjectPartial(map[string]knownvalue.Check{
			"display_name": knownvalue.StringExact("Johanna Lorenz"),
		})))
}

func TestAccDirectReports(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	testApply(t, personBlock(srv)+`
data "graph_direct_reports" "mine" {
  user = "me"
}
data "graph_direct_reports" "none" { user = "svc-backup@contoso.com" }`,
		expectValue("data.graph_direct_reports.none", "reports", knownvalue.ListSizeExact(0)))
}
