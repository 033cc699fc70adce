package provider_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccFunctions applies the example of each function, and checks whom the filter or the path finds.
//
//nolint:paralleltest // resource.ParallelTest makes each subtest parallel.
func TestAccFunctions(t *testing.T) {
	onEngine(t, "1.8.0", "1.7.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	texts := func(want ...string) knownvalue.Check {
		var checks []knownvalue.Check
		for _, text := range want {
			checks = append(checks, knownvalue.StringExact(text))
		}
		return knownvalue.ListExact(checks)
	}
	for name, outputs := range map[string]map[string]knownvalue.Check{
		"odata_quote":    {"named": texts("o'brien@contoso.com")},
		"odata_in":       {"staff": knownvalue.ListSizeExact(10)},
		"odata_datetime": {"since": texts("JoniS@contoso.com", "AlexW@contoso.com"), "new": texts()},
		"path_segment": {"users": knownvalue.TupleExact([]knownvalue.Check{
			knownvalue.StringExact("Megan Bowen"), knownvalue.StringExact("$adele test account"),
		})},
		"guest_user_principal_name": {"guest": knownvalue.StringExact("Megan Bowen")},
		"guest_mail":                {"addresses": texts("MeganB@adatum.com", "pending@fabrikam.com")},
	} {
		t.Run(name, func(t *testing.T) {
			var checks []statecheck.StateCheck
			for output, want := range outputs {
				checks = append(checks, statecheck.ExpectKnownOutputValue(output, want))
			}
			testApply(t, applicationProvider(srv)+example(t, "function", name), checks...)
		})
	}
}

// TestAccFunctions_longList checks that more values than Graph accepts in a plain query find the same users.
func TestAccFunctions_longList(t *testing.T) {
	onEngine(t, "1.8.0", "1.7.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	testApply(t, applicationBlock(srv)+`
data "graph_users" "it" {
  filter = provider::graph::odata_in("department", concat(["Finance"], [for i in range(19) : "Team ${i}"]))
}`,
		expectValue("data.graph_users.it", "users", knownvalue.ListSizeExact(1)))
}

// TestAccFunctions_unconfigured calls functions without a provider block, with values that are known only after the
// apply, and within a list.
func TestAccFunctions_unconfigured(t *testing.T) {
	onEngine(t, "1.8.0", "1.7.0")
	testApply(t, requiredProviders+`
resource "terraform_data" "it" { input = "O'Brien" }
output "quoted" { value = provider::graph::odata_quote(terraform_data.it.output) }
output "in" { value = provider::graph::odata_in("surname", ["Vance", terraform_data.it.output]) }
output "nobody" { value = provider::graph::guest_mail("AdeleV@contoso.com") == null }`,
		statecheck.ExpectKnownOutputValue("quoted", knownvalue.StringExact("'O''Brien'")),
		statecheck.ExpectKnownOutputValue("in", knownvalue.StringExact("surname in ('Vance','O''Brien')")),
		statecheck.ExpectKnownOutputValue("nobody", knownvalue.Bool(true)))
}

// TestAccFunctions_refused checks that the CLI shows the parameter at fault and what to do.
func TestAccFunctions_refused(t *testing.T) {
	onEngine(t, "1.8.0", "1.7.0")
	resource.ParallelTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		Steps: []resource.TestStep{{
			Config: requiredProviders + `output "it" { value = provider::graph::odata_in("department", ["a", null]) }`,
			ExpectError: regexp.MustCompile(
				`(?s)"?values"? parameter:\s+element\s+1\s+is\s+null\.\s+What\s+to\s+do:\s+leave\s+nulls\s+out`),
			PlanOnly: true,
		}},
	})
}
