package provider_test

import (
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccNull checks that an argument that selects users may turn out to be null, at plan or only at apply: no request
// is made, and one error names the argument.
func TestAccNull(t *testing.T) {
	t.Parallel()
	// The id is known at apply.
	const unknown = "resource \"terraform_data\" \"it\" {}\nlocals {\n  some = terraform_data.it.id == \"\"\n}\n"
	for _, source := range []string{
		`data "graph_manager" "it" { user = VALUE }`,
		`data "graph_joined_teams" "it" { user = VALUE }`,
		`data "graph_direct_reports" "it" { user = VALUE }`,
		`data "graph_photo" "it" { user = VALUE }`,
		`data "graph_calendar_view" "it" {
  user = VALUE
  start = "2026-01-01T00:00:00Z"
  end = "2026-01-02T00:00:00Z"
}`,
		`data "graph_users" "it" { ids = LIST }`,
		`data "graph_users" "it" { mails = LIST }`,
		`data "graph_users" "it" { filter = VALUE }`,
		`data "graph_users" "it" { all = BOOL }`,
		`data "graph_user" "it" { mail = VALUE }`,
	} {
		for _, atApply := range []bool{false, true} {
			values := strings.NewReplacer("VALUE", "null", "LIST", "null", "BOOL", "null")
			if atApply {
				values = strings.NewReplacer("VALUE", `local.some ? "a" : null`,
					"LIST", `local.some ? tolist(["a"]) : null`, "BOOL", "local.some ? true : null")
			}
			t.Run(values.Replace(source), func(t *testing.T) {
				t.Parallel()
				srv := graphemu.NewServer(t, graphemu.Options{})
				config := personBlock(srv) + unknown + values.Replace(source) + "\n"
				w := newWorkspace(t, map[string]string{"main.tf": config})
				out, err := w.run(t, "", "apply", "-auto-approve", "-no-color")
				if n := strings.Count(out, "Error:"); err == nil || n != 1 {
					t.Errorf("apply: error %v with %d diagnostics, want an error with 1:\n%s", err, n, out)
				}
				if got := strings.Contains(out, "terraform_data.it: Creation complete"); got != atApply {
					t.Errorf("error came at apply = %v, want %v:\n%s", got, atApply, out)
				}
				if got := len(srv.Requests()); got != 0 {
					t.Errorf("requests = %d, want 0", got)
				}
			})
		}
	}
}
