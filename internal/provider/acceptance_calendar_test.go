package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

const freezeConfig = `
data "graph_calendar_view" "it" {
  user = "me"
  start     = "2026-03-01T02:00:00+02:00"
  end       = "2026-04-15T00:00:00Z"
  time_zone = "Europe/Berlin"
}`

//nolint:paralleltest // resource.ParallelTest makes it parallel.
func TestAccCalendarView(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{Events: 250})
	accepted(t, personBlock(srv)+freezeConfig+`
output "all" { value = length(data.graph_calendar_view.it.events) }`,
		at("data.graph_calendar_view.it", "exists", knownvalue.Bool(true)),
		at("data.graph_calendar_view.it", "events", knownvalue.ListSizeExact(250)))
}

// The check block of the example warns during a freeze, and plantimestamp() may stand for the begin.
func TestAccCalendarViewChangeFreeze(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.5.0", "1.6.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) + fmt.Sprintf(`
data "graph_calendar_view" "now" {
  user = "me"
  start = plantimestamp()
  end   = timeadd(plantimestamp(), "720h")
}
check "calendar" {
  assert {
    condition     = length(data.graph_calendar_view.now.events) == 0
    error_message = %q
  }
}`, "There is something in the calendar.")})
	if out := w.mustRun(t, "", "plan", "-no-color"); !strings.Contains(out, "There is something in the calendar.") {
		t.Error(out)
	}
}
