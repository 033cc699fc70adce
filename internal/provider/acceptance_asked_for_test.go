package provider_test

import (
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// Whatever selects somebody may turn out to be null when it is known: at once, or only at apply. Nobody is then asked
// for, and one error names the argument.
func TestAccNull(t *testing.T) {
	t.Parallel()
	// The id is known at apply.
	const unknown = "resource \"terraform_data\" \"it\" {}\nlocals {\n  some = terraform_data.it.id == \"\"\n}\n"
	for _, source := range []string{
		`data "graph_manager" "it" { user = VALUE }`,
		`data "graph_joined_teams" "it" { user = VALUE }`,
		`data "graph_direct_reports" "it" { user = VALUE }`,
		`data "graph_photo" "it" { user = VALUE }`,
		"data \"graph_calendar_view\" \"it\" {\n  user = VALUE\n  start = \"2026-01-01T00:00:00Z\"\n  end = \"2026-01-02T00:00:00Z\"\n}",
		`data "graph_users" "it" { ids = LIST }`,
		`data "graph_users" "it" { mails = LIST }`,
		`data "graph_users" "it" { filter = VALUE }`,
		`data "graph_users" "it" { all = BOOL }`,
		`data "graph_user" "it" { mail = VALUE }`,
	} {
		for _, atApply := range []bool{false, true} {
			values := strings.NewReplacer("VALUE", "null", "LIST", "null", "BOOL", "null")
			if atApply {
				values = strings.NewReplacer("VALUE", `local.some ? "a" : null`, "LIST", `local.some ? tolist(["a"]) : null`,
					"BOOL", "local.some ? true : null")
			}
			t.Run(values.Replace(source), func(t *testing.T) {
				t.Parallel()
				srv := graphemu.NewServer(t, graphemu.Options{})
				w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) + unknown + values.Replace(source) + "\n"})
				out, err := w.run(t, "", "apply", "-auto-approve", "-no-color")
				if err == nil || strings.Count(out, "Error:") != 1 {
					t.Errorf("%v, want one error:\n%s", err, out)
				}
				if atApply != strings.Contains(out, "terraform_data.it: Creation complete") {
					t.Errorf("the error came at the wrong time:\n%s", out)
				}
				if n := len(srv.Requests()); n != 0 {
					t.Errorf("%d requests for nobody", n)
				}
			})
		}
	}
}
