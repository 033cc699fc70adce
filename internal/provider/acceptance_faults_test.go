package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccFaults reads each data source while every third request fails in one way or another. The plan is empty:
// the outputs of all data are the same as without faults.
func TestAccFaults(t *testing.T) {
	now := time.Now() // The automatic replies of the seed are relative to the clock.
	srv := graphemu.NewServer(t, graphemu.Options{Clock: func() time.Time { return now }})
	config := personBlock(srv) + everySource(t)
	steps := []resource.TestStep{{Config: config}}
	unchanged := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	for name, fault := range map[string]graphemu.Fault{
		"429":       graphemu.Throttle("0"),
		"503":       graphemu.Status(http.StatusServiceUnavailable),
		"424":       graphemu.Status(http.StatusFailedDependency),
		"truncated": graphemu.Truncate(),
		"502, HTML": graphemu.HTML(http.StatusBadGateway),
		"504":       {Status: http.StatusGatewayTimeout, Empty: true},
	} {
		failed := 0
		steps = append(steps, resource.TestStep{
			Config: config, ConfigPlanChecks: unchanged,
			PreConfig: func() {
				srv.Reset()
				srv.Fail(everyThird(fault, &failed))
			},
			PostApplyFunc: func() {
				if failed == 0 {
					t.Errorf("%s: no request failed", name)
				}
			},
		})
	}
	resource.ParallelTest(t, resource.TestCase{ProtoV6ProviderFactories: factories(), Steps: steps})
}

// everyThird returns a fault of every third request to Graph, which it counts. A request is not failed twice in a row:
// with bad luck, it would fail as often as it is repeated.
func everyThird(fault graphemu.Fault, failed *int) graphemu.Fault {
	arrived, last := 0, map[string]bool{}
	fault.PathPrefix = "/v1.0"
	fault.Match = func(req *http.Request) bool {
		key := req.Method + req.URL.RequestURI()
		arrived++
		last[key] = arrived%3 == 0 && !last[key]
		if last[key] {
			*failed++
		}
		return last[key]
	}
	return fault
}

// everySource returns a configuration of all reads, and an output of the data of each.
func everySource(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	reads := everyRead(t)
	for _, source := range slices.Sorted(maps.Keys(reads)) {
		for i, config := range reads[source] {
			fmt.Fprintf(&b, "data %q \"read_%d\" {\n", source, i)
			for argument, value := range config {
				fmt.Fprintf(&b, "  %s = %s\n", argument, marshal(value)) // The language has the values of JSON.
			}
			fmt.Fprintf(&b, "}\noutput \"%[1]s_%[2]d\" { value = sha256(jsonencode(data.%[1]s.read_%[2]d)) }\n", source, i)
		}
	}
	return b.String()
}
