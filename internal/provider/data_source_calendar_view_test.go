package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/outlook"
)

// officeSeed is a calendar with one event of each sort, around the end of summer time in 2026, which is October 25th.
const officeSeed = `{
 "users": [
  {"id": "87d349ed-44d7-43e1-9a83-5f2406dee5bd", "userPrincipalName": "AdeleV@contoso.com",
   "displayName": "Adele Vance", "mail": "AdeleV@contoso.com"},
  {"id": "6e5bab8b-1a81-4536-871a-47b4d3acf66c", "userPrincipalName": "$svc@contoso.com",
   "displayName": "Service"}],
 "events": [
  {"id": "late", "in": ["*"], "start": "2026-10-26T09:00", "minutes": 60, "zone": "W. Europe Standard Time",
   "properties": {"subject": "Winter"}},
  {"id": "twice", "in": ["*"], "start": "2026-10-25T01:30", "minutes": 60, "properties": {"subject": "Night"}},
  {"id": "early", "in": ["*"], "start": "2026-10-23T09:00", "minutes": 30, "zone": "W. Europe Standard Time",
   "organizer": "AdeleV@contoso.com",
   "attendees": [{"user": "ada@fabrikam.com", "type": "optional", "response": "accepted"}],
   "place": "Room 7", "online": true, "text": "See you.",
   "properties": {"subject": "Summer ", "categories": ["Change freeze"], "importance": "high",
    "sensitivity": "private", "showAs": "oof"}},
  {"id": "nameless", "in": ["*"], "start": "2026-10-24T00:00", "minutes": 1440, "allDay": true},
  {"id": "team", "in": ["*"], "calendar": "Team", "start": "2026-10-24T08:00", "minutes": 60,
   "properties": {"subject": "Team"}},
  {"id": "weekly", "in": ["*"], "start": "2026-10-20T08:00", "minutes": 15,
   "repeat": {"days": 1, "times": 2, "cancelled": 2}, "properties": {"subject": "Stand-up"}}
 ]}`

// officeView returns the configuration of a calendar view of the events in officeSeed, with the values in overrides.
func officeView(overrides values) values {
	config := values{"user": "me", "start": "2026-10-19T00:00:00+02:00", "end": "2026-10-27T00:00:00+01:00"}
	maps.Copy(config, overrides)
	return config
}

// eventRequests returns the requests for events, without those for the list of calendars.
func eventRequests(srv *graphemu.TestServer) []graphemu.Request {
	return slices.DeleteFunc(srv.GraphRequests(), func(r graphemu.Request) bool {
		return !strings.HasSuffix(r.Path, "/calendarView")
	})
}

// connectOffice returns an emulator with officeSeed, and a provider that signs Adele in to it.
func connectOffice(t *testing.T) (*graphemu.TestServer, *rpc) {
	t.Helper()
	srv := graphemu.NewServer(t, graphemu.Options{Seed: []byte(officeSeed)})
	return srv, connect(t, asPerson(srv))
}

// limitPageSize makes Graph refuse the first page size and then allow ten.
func limitPageSize(srv *graphemu.TestServer) {
	const refusal = `{"error":{"code":"Request_UnsupportedQuery",` +
		`"message":"Invalid page size specified: '1000'. Must be between 1 and 10 inclusive."}}`
	srv.Fail(graphemu.Fault{Status: http.StatusBadRequest, Body: refusal}.AtMost(1).On("/v1.0/me/calendarView"))
}

func TestCalendarView_pages(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Events: 250, Seed: []byte(officeSeed)})
	limitPageSize(srv)
	end := outlook.EventsStart().Add(40 * 24 * time.Hour).Format(time.RFC3339)
	result := connect(t, asPerson(srv)).mustRead(t, "graph_calendar_view", values{
		"user":  "me",
		"start": "2026-03-01T02:00:00+02:00", "end": end, "time_zone": "Pacific Standard Time",
	})
	var subjects, starts []any
	for i := range 250 {
		subjects = append(subjects, fmt.Sprintf("Event %04d", i))
		starts = append(starts, outlook.EventsStart().Add(time.Duration(3*i)*time.Hour).Format(time.RFC3339))
	}
	// The clocks of the Pacific coast went forward in this month; no event starts in the hour that does not exist.
	if diff := cmp.Diff(subjects, pick(t, result["events"], "subject")); diff != "" {
		t.Errorf("subjects (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(starts, pick(t, result["events"], "start_utc")); diff != "" {
		t.Errorf("start_utc (-want +got):\n%s", diff)
	}
	requests := eventRequests(srv)
	if got, want := len(requests), 1+25; got != want {
		t.Errorf("requests = %d, want %d", got, want)
	}
	for i, r := range requests {
		const zone = `outlook.timezone="Pacific Standard Time"`
		if got := r.Header.Get("Prefer"); got != zone {
			t.Errorf("page %d: Prefer = %q, want %q", i, got, zone)
		}
		const start = "2026-03-01T02:00:00+02:00"
		if r.Query.Get("startDateTime") != start || r.Query.Get("endDateTime") != end {
			t.Errorf("page %d: query = %s, want from %s to %s", i, r.RawQuery, start, end)
		}
	}
}

func TestCalendarView_request(t *testing.T) {
	t.Parallel()
	srv, s := connectOffice(t)
	s.mustRead(t, "graph_calendar_view", officeView(nil))
	r := eventRequests(srv)[0]
	const want = "$select=id,subject,start,end,isAllDay,isCancelled,showAs,sensitivity,importance,categories,type," +
		"seriesMasterId,iCalUId,organizer,isOrganizer,responseStatus,attendees,location,onlineMeeting,webLink," +
		"bodyPreview,originalStartTimeZone&$orderby=start%2FdateTime&$top=1000" +
		"&endDateTime=2026-10-27T00%3A00%3A00%2B01%3A00&startDateTime=2026-10-19T00%3A00%3A00%2B02%3A00"
	if got, want := r.Path, "/v1.0/me/calendarView"; got != want {
		t.Errorf("path = %s, want %s", got, want)
	}
	if got, want := r.Header.Get("Prefer"), `outlook.timezone="UTC"`; got != want {
		t.Errorf("Prefer = %s, want %s", got, want)
	}
	if got := r.Header.Get("ConsistencyLevel"); got != "" {
		t.Errorf("ConsistencyLevel = %s, want none", got)
	}
	if diff := cmp.Diff(want, r.RawQuery); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
}

func TestCalendarView_timeZones(t *testing.T) {
	t.Parallel()
	_, s := connectOffice(t)
	order := []any{"Stand-up", "Canceled: Stand-up", "Summer ", nil, "Night", "Winter"}
	utc := []any{
		"2026-10-20T08:00:00Z", "2026-10-21T08:00:00Z", "2026-10-23T07:00:00Z",
		"2026-10-24T00:00:00Z", "2026-10-25T01:30:00Z", "2026-10-26T08:00:00Z",
	}
	// An event of a whole day starts at midnight in the zone that is asked for. In Berlin, half past one in UTC is half
	// past two for the second time, so it has no unique instant.
	berlin := slices.Clone(utc)
	berlin[3], berlin[4] = "2026-10-23T22:00:00Z", nil
	for zone, want := range map[string]struct {
		instants []any
		clock    string // of "Winter"
	}{
		"":                        {utc, "2026-10-26T08:00:00.0000000"},
		"UTC":                     {utc, "2026-10-26T08:00:00.0000000"},
		"Europe/Berlin":           {berlin, "2026-10-26T09:00:00.0000000"},
		"W. Europe Standard Time": {berlin, "2026-10-26T09:00:00.0000000"},
	} {
		overrides, name := values{}, zone
		if zone != "" {
			overrides["time_zone"] = zone
		} else {
			name = "UTC"
		}
		events := s.mustRead(t, "graph_calendar_view", officeView(overrides))["events"]
		if diff := cmp.Diff(order, pick(t, events, "subject")); diff != "" {
			t.Errorf("time_zone %q: subjects (-want +got):\n%s", zone, diff)
		}
		if diff := cmp.Diff(want.instants, pick(t, events, "start_utc")); diff != "" {
			t.Errorf("time_zone %q: start_utc (-want +got):\n%s", zone, diff)
		}
		start := values{"date_time": want.clock, "time_zone": name}
		if diff := cmp.Diff(start, pick(t, events, "start")[5]); diff != "" {
			t.Errorf("time_zone %q: start (-want +got):\n%s", zone, diff)
		}
	}
}

func TestCalendarView_event(t *testing.T) {
	t.Parallel()
	_, s := connectOffice(t)
	events := s.mustRead(t, "graph_calendar_view", officeView(nil))["events"].([]any)
	got := events[2].(values)
	for _, name := range []string{"id", "ical_uid", "web_link", "online_meeting_url"} {
		if text, _ := got[name].(string); text == "" {
			t.Errorf("%s = %v, want a text", name, got[name])
		}
		delete(got, name)
	}
	want := values{
		"subject": "Summer ", "body_preview": "See you.", "type": "singleInstance", "series_master_id": nil,
		"start":                    values{"date_time": "2026-10-23T07:00:00.0000000", "time_zone": "UTC"},
		"end":                      values{"date_time": "2026-10-23T07:30:00.0000000", "time_zone": "UTC"},
		"start_utc":                "2026-10-23T07:00:00Z",
		"end_utc":                  "2026-10-23T07:30:00Z",
		"original_start_time_zone": "W. Europe Standard Time",
		"is_all_day":               false, "is_cancelled": false,
		"show_as": "oof", "sensitivity": "private", "importance": "high",
		"categories":   []any{"Change freeze"},
		"is_organizer": true, "response": "organizer",
		"organizer": values{"name": "Adele Vance", "address": "AdeleV@contoso.com"},
		"attendees": []any{values{
			"name": "ada@fabrikam.com", "address": "ada@fabrikam.com", "type": "optional", "response": "accepted",
		}},
		"location": values{
			"display_name": "Room 7", "location_type": "default", "location_email_address": nil, "location_uri": nil,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	wholeDay := events[3].(values)
	for name, want := range (values{
		"is_all_day": true, "end_utc": "2026-10-25T00:00:00Z", "online_meeting_url": nil, "subject": nil,
	}) {
		if got := wholeDay[name]; got != want {
			t.Errorf("whole day: %s = %v, want %v", name, got, want)
		}
	}
	cancelled := events[1].(values)
	for name, want := range (values{"is_cancelled": true, "type": "occurrence"}) {
		if got := cancelled[name]; got != want {
			t.Errorf("cancelled event: %s = %v, want %v", name, got, want)
		}
	}
	if cancelled["series_master_id"] == nil {
		t.Error("cancelled event: series_master_id = null, want an id")
	}
}

func TestCalendarView_limit(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Events: 250})
	window := values{"user": "me", "start": "2026-03-01T00:00:00Z", "end": "2026-06-01T00:00:00Z", "limit": 3}
	s := connect(t, asPerson(srv))
	result := s.mustRead(t, "graph_calendar_view", window)
	want := []any{"Event 0000", "Event 0001", "Event 0002"}
	if diff := cmp.Diff(want, pick(t, result["events"], "subject")); diff != "" {
		t.Errorf("subjects (-want +got):\n%s", diff)
	}
	if requests := eventRequests(srv); len(requests) != 1 || requests[0].Query.Get("$top") != "3" {
		t.Errorf("requests = %d, the first with %s, want 1 with $top=3", len(requests), requests[0].RawQuery)
	}
	srv.Reset()
	window["limit"], window["end"] = 1001, "2026-03-02T00:00:00Z"
	if got := len(pick(t, s.mustRead(t, "graph_calendar_view", window)["events"], "id")); got != 8 {
		t.Errorf("events = %d, want 8", got)
	}
	if got := eventRequests(srv)[0].Query.Get("$top"); got != "1000" {
		t.Errorf("$top = %s, want 1000", got)
	}
}

// TestCalendarView_limitAcrossPages checks that no page is read after the limit is reached.
func TestCalendarView_limitAcrossPages(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Events: 250})
	limitPageSize(srv)
	result := connect(t, asPerson(srv)).mustRead(t, "graph_calendar_view",
		values{"user": "me", "start": "2026-03-01T00:00:00Z", "end": "2026-06-01T00:00:00Z", "limit": 25})
	// Graph refuses one request for its page size; three pages of ten follow.
	if got := len(pick(t, result["events"], "id")); got != 25 {
		t.Errorf("events = %d, want 25", got)
	}
	if got := len(eventRequests(srv)); got != 4 {
		t.Errorf("requests = %d, want 4", got)
	}
}

// TestCalendarView_order checks that the events are in order, and each is there once, whatever Graph returns.
func TestCalendarView_order(t *testing.T) {
	t.Parallel()
	srv, s := connectOffice(t)
	event := func(id, clock, zone string) string {
		return fmt.Sprintf(`{"id":%q,"start":{"dateTime":%q,"timeZone":%q}}`, id, clock, zone)
	}
	srv.Fail(graphemu.Fault{Rewrite: func([]byte) []byte {
		return []byte(`{"value":[` + strings.Join([]string{
			event("d", "2026-10-25T10:00:00.0000000", "Asia/Tokyo"),
			event("b", "2026-10-25T01:00:00", "UTC"),
			event("f", "2026-10-26T00:00:00", "tzone://Microsoft/Custom"),
			event("a", "2026-10-25T01:00:00.0000000", "UTC"),
			event("b", "2026-10-25T01:00:00", "UTC"),
			event("e", "2026-10-25T02:00:00", "Local"),
			`{"id":"0"}`,
		}, ",") + `]}`)
	}})
	result := s.mustRead(t, "graph_calendar_view", officeView(nil))
	if diff := cmp.Diff([]any{"0", "a", "b", "d", "e", "f"}, pick(t, result["events"], "id")); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	const instant = "2026-10-25T01:00:00Z"
	want := []any{nil, instant, instant, instant, nil, nil}
	if diff := cmp.Diff(want, pick(t, result["events"], "start_utc")); diff != "" {
		t.Errorf("start_utc (-want +got):\n%s", diff)
	}
}

// TestCalendarView_whose checks that the path of the request names the user and the calendar.
func TestCalendarView_whose(t *testing.T) {
	t.Parallel()
	srv, person := connectOffice(t)
	application := connect(t, asApplication(srv))
	team := srv.CalendarID("AdeleV@contoso.com", "Team")
	for _, c := range []struct {
		session   *rpc
		overrides values
		path      string
		events    int
	}{
		{person, values{"calendar_id": team}, "/v1.0/me/calendars/" + team + "/calendarView", 1},
		{application, values{"user": "AdeleV@contoso.com"}, "/v1.0/users/AdeleV@contoso.com/calendarView", 6},
		{
			application, values{"user": graphemu.PersonID, "calendar_id": team, "ignore_missing": true},
			"/v1.0/users/" + graphemu.PersonID + "/calendars/" + team + "/calendarView", 1,
		},
	} {
		srv.Reset()
		result := c.session.mustRead(t, "graph_calendar_view", officeView(c.overrides))
		if got := len(pick(t, result["events"], "id")); got != c.events || result["exists"] != true {
			t.Errorf("%s: events = %d, exists = %v, want %d, true", c.path, got, result["exists"], c.events)
		}
		if got := eventRequests(srv)[0].Path; got != c.path {
			t.Errorf("path = %s, want %s", got, c.path)
		}
	}
}

func TestCalendarView_missing(t *testing.T) {
	t.Parallel()
	srv, _ := connectOffice(t)
	s := connect(t, asApplication(srv))
	for name, overrides := range map[string]values{
		"calendar_missing_user":     {"user": "nobody@contoso.com"},
		"calendar_missing_name":     {"user": "AdeleV@contoso.com", "calendar_name": "Birthdays"},
		"calendar_no_mailbox":       {"user": "$svc@contoso.com"},
		"calendar_missing_calendar": {"user": "AdeleV@contoso.com", "calendar_id": "AAMkADAAABIGYDZAAA="},
	} {
		_, text := s.read(t, "graph_calendar_view", officeView(overrides))
		compareText(t, name, text)
		overrides["ignore_missing"] = true
		result := s.mustRead(t, "graph_calendar_view", officeView(overrides))
		if result["events"] != nil || result["exists"] != false {
			t.Errorf("%s: events = %v, exists = %v, want null, false", name, result["events"], result["exists"])
		}
	}
}

func TestCalendarView_missingReason(t *testing.T) {
	t.Parallel()
	srv, _ := connectOffice(t)
	s := connect(t, asApplication(srv))
	for want, overrides := range map[string]values{
		"user":     {"user": "nobody@contoso.com"},
		"mailbox":  {"user": "$svc@contoso.com"},
		"calendar": {"user": "AdeleV@contoso.com", "calendar_name": "Birthdays"},
	} {
		overrides["ignore_missing"] = true
		if got := s.mustRead(t, "graph_calendar_view", officeView(overrides))["missing_reason"]; got != want {
			t.Errorf("%v: missing_reason = %v, want %s", overrides, got, want)
		}
	}
}

// TestCalendarView_calendar checks that the result says which calendar was read, however it was chosen.
func TestCalendarView_calendar(t *testing.T) {
	t.Parallel()
	srv, s := connectOffice(t)
	team := srv.CalendarID("AdeleV@contoso.com", "Team")
	owner := values{"name": "Adele Vance", "address": "AdeleV@contoso.com"}
	for _, c := range []struct {
		overrides values
		id        string
		name      string
		events    int
	}{
		{nil, srv.CalendarID("AdeleV@contoso.com", "Calendar"), "Calendar", 6},
		{values{"calendar_id": team}, team, "Team", 1},
		{values{"calendar_name": "TEAM"}, team, "Team", 1},
	} {
		srv.Reset()
		result := s.mustRead(t, "graph_calendar_view", officeView(c.overrides))
		want := values{
			"id": c.id, "name": c.name, "is_default_calendar": c.name == "Calendar", "can_edit": true, "owner": owner,
		}
		if diff := cmp.Diff(want, result["calendar"]); diff != "" {
			t.Errorf("%v: calendar (-want +got):\n%s", c.overrides, diff)
		}
		events, requests := len(pick(t, result["events"], "id")), len(srv.GraphRequests())
		if events != c.events || requests != 2 {
			t.Errorf("%v: events, requests = %d, %d, want %d, 2", c.overrides, events, requests, c.events)
		}
	}
	// Where the list of calendars is refused, the events are read all the same.
	srv.Fail(graphemu.Status(403).On("/v1.0/me/calendars"))
	result := s.mustRead(t, "graph_calendar_view", officeView(nil))
	if result["calendar"] != nil || result["events"] == nil {
		t.Errorf("calendar = %v, events = %v, want null and some events", result["calendar"], result["events"])
	}
	srv.Reset()
	// A failure that may pass is an error: otherwise the calendar would be null now and not at the next plan.
	srv.Fail(graphemu.Status(500).On("/v1.0/me/calendars"))
	const failure = "500 Internal Server Error"
	if _, text := s.read(t, "graph_calendar_view", officeView(nil)); !strings.Contains(text, failure) {
		t.Errorf("list of calendars failed: got %q, want %q", text, failure)
	}
	srv.Reset()
	_, text := s.read(t, "graph_calendar_view", officeView(values{"calendar_id": team, "calendar_name": "Team"}))
	if want := "calendar_name cannot be used together with calendar_id"; !strings.Contains(text, want) {
		t.Errorf("got %q, want %q", text, want)
	}
}

// TestCalendarView_sharedName checks that a name that two calendars share is an error.
func TestCalendarView_sharedName(t *testing.T) {
	t.Parallel()
	srv, s := connectOffice(t)
	srv.Fail(graphemu.Fault{PathPrefix: "/v1.0/me/calendars", Rewrite: func([]byte) []byte {
		return []byte(`{"value":[{"id":"a","name":"On call"},{"id":"b","name":"on call"}]}`)
	}})
	_, text := s.read(t, "graph_calendar_view", officeView(values{"calendar_name": "On call"}))
	compareText(t, "calendar_shared_name", text)
}

func TestDiagnostics_calendar(t *testing.T) {
	t.Parallel()
	answer := func(status int, code, message string) graphemu.Fault {
		return graphemu.Fault{Status: status, Body: fmt.Sprintf(`{"error":{"code":%q,"message":%q}}`, code, message)}
	}
	for name, c := range map[string]struct {
		fault     graphemu.Fault
		overrides values
	}{
		"calendar_time_zone": {graphemu.Fault{}, values{"time_zone": "Central Atlantis Time"}},
		"calendar_malformed_id": {
			answer(400, "ErrorInvalidIdMalformed", "Id is malformed."), values{"calendar_id": "Team"},
		},
		"calendar_too_many": {
			answer(400, "InefficientFilter", "The restriction or sort order is too complex for this operation."), nil,
		},
		"calendar_401_empty": {graphemu.Fault{Status: 401, Empty: true}, nil},
		"calendar_401":       {graphemu.Status(401), nil},
		"calendar_access_denied": {
			answer(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again."),
			values{"user": "AdeleV@contoso.com"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, s := connectOffice(t)
			srv.Fail(c.fault)
			_, text := s.read(t, "graph_calendar_view", officeView(c.overrides))
			compareText(t, name, text)
		})
	}
}

func TestCalendarView_validation(t *testing.T) {
	t.Parallel()
	srv, s := connectOffice(t)
	for name, overrides := range map[string]values{
		"calendar_end_before_start": {"end": "2026-10-18T23:00:00+01:00"},
		"calendar_end_is_start":     {"end": "2026-10-18T22:00:00Z"},
		"calendar_window":           {"end": "2031-10-18T00:00:01+02:00"},
		"calendar_start":            {"start": "2026-10-19T00:00:00"},
		"calendar_end":              {"end": "2026-10-27"},
		"calendar_nobody":           {"user": nil, "group": nil},
	} {
		_, text := s.read(t, "graph_calendar_view", officeView(overrides))
		compareText(t, name, text)
	}
	_, text := s.read(t, "graph_calendar_view", officeView(values{"time_zone": `UTC", IdType="ImmutableId`}))
	if want := "is not the name of a time zone"; !strings.Contains(text, want) {
		t.Errorf("time_zone with quotes: got %q, want %q", text, want)
	}
	for _, overrides := range []values{
		{"time_zone": "UTC\r\nX: y"}, {"time_zone": ""}, {"calendar_id": " "}, {"user": ""}, {"user": nil}, {"limit": 0},
	} {
		_, text := s.read(t, "graph_calendar_view", officeView(overrides))
		if want := "ERROR at AttributeName"; !strings.Contains(text, want) {
			t.Errorf("%v: got %q, want %q", overrides, text, want)
		}
	}
	for _, config := range []values{
		{"user": "me", "start": unknown{}, "end": "2026-10-27T00:00:00Z"},
		{"user": unknown{}, "start": "2026-10-27T00:00:00Z", "end": unknown{}},
		{"user": "me", "start": "2026-10-19T00:00:00Z", "end": "2031-10-18T00:00:00Z", "time_zone": unknown{}},
	} {
		if text := s.validate(t, "graph_calendar_view", config); text != "" {
			t.Errorf("%v: got %q, want no error", config, text)
		}
	}
	if got := len(srv.Requests()); got != 0 {
		t.Errorf("requests = %d, want 0", got)
	}
}

// TestCalendarView_group checks the calendar of a group, which is open to members only.
func TestCalendarView_group(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	config := values{"group": retailID, "start": "2026-01-19T00:00:00Z", "end": "2026-01-20T00:00:00Z"}
	s := connect(t, asPerson(srv))
	result := s.mustRead(t, "graph_calendar_view", config)
	if diff := cmp.Diff([]any{"Retail planning"}, pick(t, result["events"], "subject")); diff != "" {
		t.Errorf("subjects (-want +got):\n%s", diff)
	}
	if got := len(srv.GraphRequests()); got != 1 || result["calendar"] != nil {
		t.Errorf("requests, calendar = %d, %v, want 1, null", got, result["calendar"])
	}
	gone := s.mustRead(t, "graph_calendar_view", override(config, values{
		"group": graphemu.PersonID, "ignore_missing": true,
	}))
	if gone["exists"] != false || gone["missing_reason"] != "group" {
		t.Errorf("exists, missing_reason = %v, %v, want false, group", gone["exists"], gone["missing_reason"])
	}
	_, text := s.read(t, "graph_calendar_view", override(config, values{"group": "a77cca9b-d375-465b-86f4-239eeda0c996"}))
	compareText(t, "calendar_group_of_others", text)
	_, text = connect(t, asApplication(srv)).read(t, "graph_calendar_view", config)
	compareText(t, "calendar_group_application", text)
	compareText(t, "calendar_group_and_user", s.validate(t, "graph_calendar_view", override(config, values{
		"user": "me", "calendar_name": "x",
	})))
}
