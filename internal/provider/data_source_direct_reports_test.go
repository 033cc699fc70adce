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
		named := pick(t, result["reports"], "user_principal_name")[i] != nil
		if named != (kind == "user") {
			t.Errorf("a %v with the name %v", kind, named)
		}
	}
	if types["user"] == 0 || types["orgContact"] == 0 {
		t.Errorf("got %v, want users and a contact", types)
	}
	if n := len(srv.GraphRequests()); n != 1 {
		t.Errorf("%d requests", n)
	}
	result = s.mustRead(t, "graph_direct_reports", values{"user": "svc-backup@contoso.com"})
	if diff := cmp.Diff([]any{}, result["reports"]); diff != "" || result["exists"] != true {
		t.Error(diff)
	}
}

func TestDirectReports_missingUser(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	result := s.mustRead(t, "graph_direct_reports", values{"user": "nobody@contoso.com", "ignore_missing": true})
	if result["reports"] != nil || result["exists"] != false {
		t.Errorf("got %v", result)
	}
}

// Many reports are read page by page, and a page size that Graph refuses costs one request.
func TestDirectReports_pages(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 1200, MaxPageSize: 4})
	result := connect(t, asApplication(srv)).mustRead(t, "graph_direct_reports", values{"user": directory.GeneratedUPN(0)})
	if n := len(pick(t, result["reports"], "id")); n != 10 || len(srv.GraphRequests()) != 4 {
		t.Errorf("%d reports in %d requests, want 10 in 4", n, len(srv.GraphRequests()))
	}
}
