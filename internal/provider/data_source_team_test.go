package provider_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// Teams of the emulator.
const (
	retailID  = "0f826a89-cf68-4399-85f4-cf320c1a5842"
	pilotName = "Żabka & Müller – pilot"
	budgetID  = "19:5e10000000000000000000000000000a@thread.tacv2"
)

func TestTeam(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	for argument, key := range map[string]string{"id": retailID, "display_name": "retail LEADERS"} {
		result := s.mustRead(t, "graph_team", values{argument: key})
		settings, ok := result["fun_settings"].(values)
		if !ok || settings["giphy_content_rating"] != "moderate" || result["id"] != retailID || result["exists"] != true {
			t.Errorf("by %s: got %v, want the team with its settings", argument, result)
		}
	}
	result := s.mustRead(t, "graph_team", values{"display_name": pilotName})
	if result["display_name"] != pilotName {
		t.Errorf("display_name = %v, want %s", result["display_name"], pilotName)
	}
	if got := len(srv.GraphRequests()); got != 5 {
		t.Errorf("requests = %d, want 1 by id and 2 by each name", got)
	}
}

// TestTeam_missing checks that a group without a team is told from no group at all.
func TestTeam_missing(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	for _, c := range []struct {
		source string
		config values
		want   string
		golden string
	}{
		{"graph_team", values{"id": deployersID}, "team", "team_none"},
		{"graph_team", values{"id": graphemu.PersonID}, "group", "team_no_group"},
		{"graph_team", values{"display_name": "Nobody"}, "team", "team_no_name"},
		{"graph_team_channels", values{"team": deployersID}, "team", "channels_no_team"},
		{"graph_team_members", values{"team": graphemu.PersonID}, "group", "team_members_no_group"},
		{
			"graph_team_members", values{"team": retailID, "channel": "19:x@thread.tacv2"}, "channel",
			"team_members_no_channel",
		},
	} {
		_, text := s.read(t, c.source, c.config)
		compareText(t, c.golden, text)
		result := s.mustRead(t, c.source, override(c.config, values{"ignore_missing": true}))
		if result["exists"] != false || result["missing_reason"] != c.want {
			t.Errorf("%s %v: exists, missing_reason = %v, %v, want false, %s", c.source, c.config, result["exists"],
				result["missing_reason"], c.want)
		}
	}
}

func TestTeamChannels(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	types := func(s *rpc, config values) map[any]any {
		result := s.mustRead(t, "graph_team_channels", config)
		got := map[any]any{}
		for i, name := range pick(t, result["channels"], "display_name") {
			got[name] = pick(t, result["channels"], "membership_type")[i]
		}
		return got
	}
	application := connect(t, asApplication(srv))
	want := map[any]any{
		"General": "standard", "Numbers": "standard", "Budget": "private", "Hiring": "private", "With Engineering": "shared",
	}
	if diff := cmp.Diff(want, types(application, values{"team": retailID})); diff != "" {
		t.Errorf("application (-want +got):\n%s", diff)
	}
	delete(want, "Hiring") // Adele is not in it.
	if diff := cmp.Diff(want, types(connect(t, asPerson(srv)), values{"team": retailID})); diff != "" {
		t.Errorf("person (-want +got):\n%s", diff)
	}
	const engineeringID = "df2184f4-b46d-43dd-802f-74fb03810020"
	if got := types(application, values{"team": engineeringID}); len(got) != 1 {
		t.Errorf("channels of engineering = %v, want General", got)
	}
	incoming := types(application, values{"team": engineeringID, "include_incoming": true})
	if incoming["With Engineering"] != "shared" {
		t.Errorf("channels of engineering with incoming ones = %v, want a shared one", incoming)
	}
	mails := func(config values) []any {
		return pick(t, application.mustRead(t, "graph_team_channels", config)["channels"], "mail")
	}
	if got := mails(values{"team": engineeringID}); got[0] != nil {
		t.Errorf("mail = %v, want null", got)
	}
	if got := mails(values{"team": engineeringID, "include_mail": true}); got[0] != "general@amer.teams.ms" {
		t.Errorf("mail = %v, want that of General", got)
	}
}

func TestTeamMembers(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	roles := func(config values) map[any]any {
		result := s.mustRead(t, "graph_team_members", config)
		got := map[any]any{}
		for i, name := range pick(t, result["members"], "display_name") {
			got[name] = pick(t, result["members"], "roles")[i]
		}
		return got
	}
	got := roles(values{"team": retailID})
	if len(got) != 6 || !cmp.Equal(got["Patti Fernandez"], []any{"owner"}) || !cmp.Equal(got["Adele Vance"], []any{}) {
		t.Errorf("roles = %v, want those of 6 members", got)
	}
	if got := roles(values{"team": retailID, "channel": budgetID}); len(got) != 2 {
		t.Errorf("roles in the channel = %v, want those of 2 members", got)
	}
	got = roles(values{"team": "10515276-38b9-4a6f-899e-4242795a10ea"})
	if !cmp.Equal(got["Megan Bowen"], []any{"guest"}) {
		t.Errorf("roles = %v, want a guest", got)
	}
}
