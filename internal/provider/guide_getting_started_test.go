package provider_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/permission"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// TestGuide_azureCLI compares the table in the guide with the calls that the token of the Azure CLI allows.
func TestGuide_azureCLI(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../templates/guides/getting-started.md")
	if err != nil {
		t.Fatal(err)
	}
	got, want := map[string][]string{}, map[string][]string{}
	named := regexp.MustCompile("`(graph_\\w+)`")
	for line := range strings.Lines(string(guide)) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 {
			continue
		}
		for _, name := range named.FindAllStringSubmatch(cells[2], -1) {
			verdict := strings.TrimSpace(cells[1])
			got[verdict] = append(got[verdict], name[1])
		}
	}
	for _, use := range provider.Uses(t.Context()) {
		if use.Open {
			continue
		}
		allowed := slices.DeleteFunc(slices.Clone(use.Calls), func(c permission.Call) bool { return !c.ByAzureCLI() })
		verdict := "can be read in part"
		switch len(allowed) {
		case len(use.Calls):
			verdict = "can be read"
		case 0:
			verdict = "cannot be read or sent"
		}
		want[verdict] = append(want[verdict], use.Name)
	}
	for _, names := range []map[string][]string{got, want} {
		for _, list := range names {
			slices.Sort(list)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what az login can read (-want +got):\n%s", diff)
	}
}
