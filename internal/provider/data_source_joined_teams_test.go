package provider_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func TestJoinedTeams(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	person, application := connect(t, asPerson(srv)), connect(t, asApplication(srv))
	want := []any{
		values{
			"id": "0b8854ad-38f0-46c6-8807-928d28195609", "display_name": "Store 2020 (closed)",
			"description": "", "is_archived": true, "tenant_id": graphemu.TenantID,
		},
		values{
			"id": "0f826a89-cf68-4399-85f4-cf320c1a5842", "display_name": "Retail Leaders",
			"description": "Stores, staffing and the weekly numbers.", "is_archived": false,
			"tenant_id": graphemu.TenantID,
		},
		values{
			"id": "10515276-38b9-4a6f-899e-4242795a10ea", "display_name": "Żabka & Müller – pilot",
			"description": nil, "is_archived": false, "tenant_id": graphemu.TenantID,
		},
		values{
			"id": "172b0cce-e65d-44ce-9a49-91d9f2e8493a", "display_name": "Contoso Team",
			"description": "Everybody at Contoso: news, events and help.", "is_archived": false,
			"tenant_id": graphemu.TenantID,
		},
	}
	ignoreMissing := values{"user": graphemu.PersonUPN, "ignore_missing": true}
	for name, result := range map[string]values{
		"me":             person.mustRead(t, "graph_joined_teams", values{"user": "me"}),
		"id":             application.mustRead(t, "graph_joined_teams", values{"user": graphemu.PersonID}),
		"name":           application.mustRead(t, "graph_joined_teams", values{"user": graphemu.PersonUPN}),
		"ignore_missing": person.mustRead(t, "graph_joined_teams", ignoreMissing),
	} {
		if diff := cmp.Diff(want, result["teams"]); diff != "" || result["exists"] != true {
			t.Errorf("%s: exists = %v, want true; teams (-want +got):\n%s", name, result["exists"], diff)
		}
	}
}

func TestJoinedTeams_missingUser(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	result := s.mustRead(t, "graph_joined_teams", values{"user": "nobody@contoso.com", "ignore_missing": true})
	if result["teams"] != nil || result["exists"] != false {
		t.Errorf("teams = %v, exists = %v, want null, false", result["teams"], result["exists"])
	}
	_, text := s.read(t, "graph_joined_teams", values{"user": "nobody@contoso.com"})
	compareText(t, "joined_teams_missing_user", text)
}
