package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// groupsConfig reads everything about groups, as an application and as a person alike.
const groupsConfig = `
data "graph_group" "deployers" { display_name = "sg-production-deployers" }
data "graph_group" "gone" {
  mail           = "gone@contoso.com"
  ignore_missing = true
}
data "graph_groups" "named" { mails = ["sales@contoso.com", "engineering@contoso.com"] }
data "graph_groups" "all" { all = true }
data "graph_group_members" "deployers" {
  group      = data.graph_group.deployers.id
  transitive = true
}
data "graph_group_owners" "deployers" { group = data.graph_group.deployers.id }
data "graph_memberships" "adele" { user = "AdeleV@contoso.com" }
output "addresses" { value = compact(data.graph_group_members.deployers.users[*].mail) }
output "ids" { value = zipmap(["sales", "engineering"], data.graph_groups.named.groups[*].id) }`

// TestAccGroups reads as a person and as an application.
//
//nolint:paralleltest // resource.ParallelTest makes each subtest parallel.
func TestAccGroups(t *testing.T) {
	for name, block := range map[string]func(*graphemu.TestServer) string{
		"person": personBlock, "application": applicationBlock,
	} {
		t.Run(name, func(t *testing.T) {
			srv := graphemu.NewServer(t, graphemu.Options{})
			testApply(t, block(srv)+groupsConfig,
				expectValue("data.graph_group.deployers", "kind", knownvalue.StringExact("security")),
				expectValue("data.graph_group.gone", "exists", knownvalue.Bool(false)),
				expectValue("data.graph_groups.named", "groups", knownvalue.ListPartial(map[int]knownvalue.Check{
					1: knownvalue.ObjectPartial(map[string]knownvalue.Check{
						"display_name": knownvalue.StringExact("Engineering"), "has_team": knownvalue.Bool(true),
					}),
				})),
				expectValue("data.graph_groups.all", "groups", knownvalue.ListSizeExact(18)),
				expectValue("data.graph_group_members.deployers", "users", knownvalue.ListSizeExact(4)),
				expectValue("data.graph_group_owners.deployers", "users", knownvalue.ListSizeExact(1)),
				expectValue("data.graph_memberships.adele", "directory_roles", knownvalue.ListSizeExact(1)))
		})
	}
}

// TestAccTenant reads as a person and as an application.
//
//nolint:paralleltest // resource.ParallelTest makes each subtest parallel.
func TestAccTenant(t *testing.T) {
	for name, c := range map[string]struct {
		block func(*graphemu.TestServer) string
		kind  string
	}{
		"person": {personBlock, "person"}, "application": {applicationBlock, "application"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := graphemu.NewServer(t, graphemu.Options{})
			testApply(t, c.block(srv)+`
data "graph_client_config" "current" {}
data "graph_organization" "current" {}
data "graph_subscribed_skus" "tenant" {}
data "graph_user_licenses" "adele" { user = "AdeleV@contoso.com" }
output "free" { value = { for sku in data.graph_subscribed_skus.tenant.skus : sku.sku_part_number => sku.free } }`,
				expectValue("data.graph_client_config.current", "kind", knownvalue.StringExact(c.kind)),
				expectValue("data.graph_organization.current", "default_domain", knownvalue.StringExact("contoso.com")),
				expectValue("data.graph_subscribed_skus.tenant", "skus", knownvalue.ListSizeExact(3)),
				expectValue("data.graph_user_licenses.adele", "licenses", knownvalue.ListSizeExact(1)))
		})
	}
}

// TestAccTeams reads as a person and as an application.
//
//nolint:paralleltest // resource.ParallelTest makes each subtest parallel.
func TestAccTeams(t *testing.T) {
	for name, block := range map[string]func(*graphemu.TestServer) string{
		"person": personBlock, "application": applicationBlock,
	} {
		t.Run(name, func(t *testing.T) {
			srv := graphemu.NewServer(t, graphemu.Options{})
			testApply(t, block(srv)+`
data "graph_team" "retail" { display_name = "Retail Leaders" }
data "graph_team_channels" "retail" { team = data.graph_team.retail.id }
data "graph_team_members" "retail" { team = data.graph_team.retail.id }
locals { channels = { for c in data.graph_team_channels.retail.channels : c.display_name => c.id } }
data "graph_team_members" "budget" {
  team    = data.graph_team.retail.id
  channel = local.channels["Budget"]
}
output "owners" {
  value = [for m in data.graph_team_members.retail.members : m.display_name if contains(m.roles, "owner")]
}`,
				expectValue("data.graph_team.retail", "is_archived", knownvalue.Bool(false)),
				expectValue("data.graph_team_members.retail", "members", knownvalue.ListSizeExact(6)),
				expectValue("data.graph_team_members.budget", "members", knownvalue.ListSizeExact(2)))
		})
	}
}

// TestAccMailboxes reads as an application, and what is a person's own as a person.
//
//nolint:paralleltest // resource.ParallelTest makes each subtest parallel.
func TestAccMailboxes(t *testing.T) {
	for name, c := range map[string]struct {
		block func(*graphemu.TestServer) string
		user  string
	}{
		"person": {personBlock, "me"}, "application": {applicationBlock, "AdeleV@contoso.com"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := graphemu.NewServer(t, graphemu.Options{})
			testApply(t, c.block(srv)+`
locals { user = "`+c.user+`" }
data "graph_calendars" "it" { user = local.user }
data "graph_mailbox_settings" "it" { user = local.user }
data "graph_schedule" "it" {
  user           = local.user
  addresses      = ["AdeleV@contoso.com", "nobody@contoso.com"]
  start          = "2026-01-20T06:00:00Z"
  end            = "2026-01-20T10:00:00Z"
  ignore_missing = true
}
output "view" { value = data.graph_schedule.it.schedules[0].availability_view }`,
				expectValue("data.graph_calendars.it", "calendars", knownvalue.ListSizeExact(2)),
				expectValue("data.graph_mailbox_settings.it", "out_of_office", knownvalue.Bool(false)),
				expectValue("data.graph_schedule.it", "schedules", knownvalue.ListSizeExact(2)))
		})
	}
}

// TestAccGroupCalendar reads the calendar of a group, which Graph opens to members and not to applications.
//
//nolint:paralleltest // resource.ParallelTest makes the first subtest parallel.
func TestAccGroupCalendar(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	const config = `
data "graph_group" "retail" { display_name = "Retail Leaders" }
data "graph_calendar_view" "it" {
  group = data.graph_group.retail.id
  start = "2026-01-19T00:00:00Z"
  end   = "2026-01-20T00:00:00Z"
}
output "subjects" { value = data.graph_calendar_view.it.events[*].subject }`
	t.Run("person", func(t *testing.T) {
		testApply(t, personBlock(srv)+config,
			expectValue("data.graph_calendar_view.it", "exists", knownvalue.Bool(true)),
			expectValue("data.graph_calendar_view.it", "events", knownvalue.ListSizeExact(1)))
	})
	t.Run("application", func(t *testing.T) {
		w := newWorkspace(t, map[string]string{"main.tf": applicationBlock(srv) + config})
		out, err := w.run(t, "", "plan", "-no-color")
		if want := "Cannot read the calendar"; err == nil || !strings.Contains(out, want) {
			t.Errorf("plan: error %v, want %q in %s", err, want, out)
		}
	})
}
