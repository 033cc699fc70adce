package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

const calendarViewConfig = `
data "graph_calendar_view" "it" {
  user = "me"
  start     = "2026-03-01T02:00:00+02:00"
  end       = "2026-04-15T00:00:00Z"
  time_zone = "Europe/Berlin"
}`

//nolint:paralleltest // resource.ParallelTest makes it parallel.
func TestAccCalendarView(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{Events: 250})
	testApply(t, personBlock(srv)+calendarViewConfig+`
output "all" { value = length(data.graph_calendar_view.it.events) }`,
		expectValue("data.graph_calendar_view.it", "exists", knownvalue.Bool(true)),
		expectValue("data.graph_calendar_view.it", "events", knownvalue.ListSizeExact(250)))
}

// TestAccCalendarViewChangeFreeze checks that the check block of the example warns during a freeze, and that the view
// may start at plantimestamp().
func TestAccCalendarViewChangeFreeze(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.5.0", "1.6.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	const warning = "There is something in the calendar."
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
}`, warning)})
	if out := w.mustRun(t, "", "plan", "-no-color"); !strings.Contains(out, warning) {
		t.Errorf("plan printed no %q:\n%s", warning, out)
	}
}
