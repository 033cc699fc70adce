package provider_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

func TestDirectReports(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	result := s.mustRead(t, "graph_direct_reports", values{"user": "PattiF@contoso.com"})
	types := map[any]int{}
	for i, kind := range pick(t, result["reports"], "type") {
		types[kind]++
		name := pick(t, result["reports"], "user_principal_name")[i]
		if (name != nil) != (kind == "user") {
			t.Errorf("user_principal_name of a %v = %v, want a name of users only", kind, name)
		}
	}
	if types["user"] == 0 || types["orgContact"] == 0 {
		t.Errorf("types = %v, want users and a contact", types)
	}
	if got := len(srv.GraphRequests()); got != 1 {
		t.Errorf("requests = %d, want 1", got)
	}
	result = s.mustRead(t, "graph_direct_reports", values{"user": "svc-backup@contoso.com"})
	if diff := cmp.Diff([]any{}, result["reports"]); diff != "" || result["exists"] != true {
		t.Errorf("without reports: exists = %v, want true; reports (-want +got):\n%s", result["exists"], diff)
	}
}

func TestDirectReports_missingUser(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	result := s.mustRead(t, "graph_direct_reports", values{"user": "nobody@contoso.com", "ignore_missing": true})
	if result["reports"] != nil || result["exists"] != false {
		t.Errorf("reports = %v, exists = %v, want null, false", result["reports"], result["exists"])
	}
}

// TestDirectReports_pages checks that many reports are read page by page, and that a page size that Graph refuses costs
// one request.
func TestDirectReports_pages(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 1200, MaxPageSize: 4})
	config := values{"user": directory.GeneratedUPN(0)}
	result := connect(t, asApplication(srv)).mustRead(t, "graph_direct_reports", config)
	reports, requests := len(pick(t, result["reports"], "id")), len(srv.GraphRequests())
	if reports != 10 || requests != 4 {
		t.Errorf("reports, requests = %d, %d, want 10, 4", reports, requests)
	}
}
