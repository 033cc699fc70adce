package provider_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

func TestSchedule(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asPerson(srv)).mustRead(t, "graph_schedule", values{
		"user": "me", "addresses": []string{"LeeG@contoso.com", "adelev@CONTOSO.com"},
		"start": "2026-01-20T06:00:00Z", "end": "2026-01-20T10:00:00Z", "interval_minutes": 60,
		"time_zone": "Europe/Berlin",
	})
	addresses := pick(t, result["schedules"], "address")
	if diff := cmp.Diff([]any{"LeeG@contoso.com", "adelev@CONTOSO.com"}, addresses); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{"0000", "0200"}, pick(t, result["schedules"], "availability_view")); diff != "" {
		t.Errorf("views (-want +got):\n%s", diff)
	}
	items := pick(t, result["schedules"], "items")[1]
	want := []any{values{
		"status": "busy", "subject": "Dentist ", "location": "", "is_private": true,
		"start": "2026-01-20T08:00:00.0000000", "end": "2026-01-20T08:30:00.0000000",
		"start_utc": "2026-01-20T07:00:00Z", "end_utc": "2026-01-20T07:30:00Z",
	}}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

// TestSchedule_many checks that two hundred addresses take ten requests, four at a time at most.
func TestSchedule_many(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 200})
	addresses := make([]string, 200)
	for i := range addresses {
		addresses[i] = directory.GeneratedUPN(i)
	}
	result := connect(t, asApplication(srv)).mustRead(t, "graph_schedule", values{
		"user": "AdeleV@contoso.com", "addresses": addresses,
		"start": "2026-01-20T06:00:00Z", "end": "2026-01-20T10:00:00Z",
	})
	if got := fmt.Sprint(pick(t, result["schedules"], "address")...); got != fmt.Sprint(toAny(addresses)...) {
		t.Errorf("addresses are in another order: %s", got)
	}
	if got := len(srv.GraphRequests()); got != 10 || srv.MaxConcurrent() > 4 {
		t.Errorf("requests = %d, %d at the same time, want 10, at most 4", got, srv.MaxConcurrent())
	}
}

func TestSchedule_errors(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	config := values{
		"user": "me", "addresses": []string{"AdeleV@contoso.com", "no@contoso.com"},
		"start": "2026-01-20T06:00:00Z", "end": "2026-01-20T10:00:00Z",
	}
	_, text := s.read(t, "graph_schedule", config)
	compareText(t, "schedule_no_address", text)
	result := s.mustRead(t, "graph_schedule", override(config, values{"ignore_missing": true}))
	problem, ok := pick(t, result["schedules"], "error")[1].(values)
	if !ok || problem["response_code"] != "ErrorMailRecipientNotFound" || result["exists"] != true {
		t.Errorf("error, exists = %v, %v, want that of an address, true", problem, result["exists"])
	}
	_, text = s.read(t, "graph_schedule", override(config, values{"interval_minutes": 2}))
	compareText(t, "schedule_interval", text)
	tooLong := override(config, values{"end": "2026-03-20T10:00:00Z"})
	compareText(t, "schedule_window", s.validate(t, "graph_schedule", tooLong))
	_, text = connect(t, asPerson(srv, "User.Read")).read(t, "graph_schedule", config)
	compareText(t, "schedule_refused", text)
}
