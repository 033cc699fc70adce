package provider_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func TestMailboxSettings(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	for user, want := range map[string]struct {
		away   bool
		status string // Graph writes Scheduled, and documents scheduled.
	}{
		"GradyA@contoso.com": {true, "scheduled"}, "AlexW@contoso.com": {true, "alwaysEnabled"},
		"DiegoS@contoso.com": {false, "scheduled"}, "AdeleV@contoso.com": {false, "disabled"},
	} {
		result := s.mustRead(t, "graph_mailbox_settings", values{"user": user})
		if result["out_of_office"] != want.away {
			t.Errorf("%s: out_of_office = %v, want %v", user, result["out_of_office"], want.away)
		}
		replies, _ := result["automatic_replies"].(values)
		if replies["status"] != want.status || replies["external_audience"] != "all" {
			t.Errorf("%s: automatic_replies = %v, want the status %s, for all", user, replies, want.status)
		}
	}
	result := s.mustRead(t, "graph_mailbox_settings", values{"user": "AdeleV@contoso.com"})
	want := values{
		"days_of_week": []any{"monday", "tuesday", "wednesday", "thursday", "friday"},
		"start_time":   "08:00:00.0000000", "end_time": "17:00:00.0000000", "time_zone": "W. Europe Standard Time",
	}
	if diff := cmp.Diff(want, result["working_hours"]); diff != "" || result["language"] != "de-DE" {
		t.Errorf("language = %v, want de-DE; working_hours (-want +got):\n%s", result["language"], diff)
	}
}

func TestMailboxSettings_errors(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	_, text := connect(t, asPerson(srv)).read(t, "graph_mailbox_settings", values{"user": "GradyA@contoso.com"})
	compareText(t, "mailbox_of_another", text)
	for user, want := range map[string]string{
		"nobody@contoso.com": "user", "MeganB_adatum.com#EXT#@contoso.com": "mailbox",
	} {
		for _, source := range []string{"graph_mailbox_settings", "graph_calendars"} {
			result := connect(t, asApplication(srv)).mustRead(t, source, values{"user": user, "ignore_missing": true})
			if result["exists"] != false || result["missing_reason"] != want {
				t.Errorf("%s of %s: exists, missing_reason = %v, %v, want false, %s", source, user, result["exists"],
					result["missing_reason"], want)
			}
		}
	}
}

func TestCalendars(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asPerson(srv)).mustRead(t, "graph_calendars", values{"user": "me"})
	names := sortedTexts(pick(t, result["calendars"], "name"))
	if diff := cmp.Diff([]string{"Calendar", "Change windows"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if got := len(srv.GraphRequests()); got != 1 {
		t.Errorf("requests = %d, want 1", got)
	}
}
