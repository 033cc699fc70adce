package graphemu

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

const january = "startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-02-01T00:00:00Z"

// calendarNow is before all events, so that those relative to it are out of the way of January.
func calendarNow() time.Time { return time.Date(2025, time.November, 12, 10, 20, 30, 0, time.UTC) }

func TestCalendarSamples(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Clock: calendarNow})
	got := a.get("/users/GradyA@contoso.com/calendarView?$top=1&$orderby=start/dateTime&" + january).ok(t).body
	items, _ := got["value"].([]any)
	item, _ := items[0].(map[string]any)
	for _, key := range []string{"transactionId", "isDraft", "hideAttendees", "onlineMeeting"} { // Live answers have them.
		if _, there := item[key]; !there {
			t.Errorf("got %v, want a key %s", item, key)
		}
		delete(item, key)
	}
	sameKeys(t, got, readSample(t, "calendar_view_page1.json"))
	selected := a.get("/me/calendarView?$select=subject,bodyPreview,seriesMasterId,type,recurrence,start,end&" +
		january).ok(t).body
	delete(selected, "@odata.nextLink")
	sameKeys(t, selected, readSample(t, "calendar_view_occurrences.json"))
	sameError(t, a.get("/me/calendarView"), 400, readSample(t, "error_400_calendar_window.json"))
}

func TestCalendarWindow(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Clock: calendarNow})
	count := func(start, end string) int {
		query := "startDateTime=" + url.QueryEscape(start) + "&endDateTime=" + url.QueryEscape(end)
		return len(a.get("/users/LynneR@contoso.com/calendarView?" + query).ok(t).values("id"))
	}
	// The town hall is from 16:00 to 17:00 UTC.
	tests := []struct {
		start, end string
		want       int
	}{
		{"2026-01-21", "2026-01-22", 1},
		{"2026-01-21T16:59:59", "2026-01-21T18:00:00", 1},
		{"2026-01-21T17:00:00Z", "2026-01-21T18:00:00Z", 0},
		{"2026-01-21T15:00:00Z", "2026-01-21T16:00:00Z", 0},
		{"2026-01-21T18:30:00+02:00", "2026-01-21T18:45:00+02:00", 1},
		{"2026-01-21T18:30:00-02:00", "2026-01-21T18:45:00-02:00", 0},
		{"2026-01-21T16:30:00.1234567Z", "2026-01-21T16:31Z", 1},
	}
	for _, test := range tests {
		if got := count(test.start, test.end); got != test.want {
			t.Errorf("%s to %s: events = %d, want %d", test.start, test.end, got, test.want)
		}
	}
	for query, code := range map[string]string{
		"startDateTime=2026-01-01":                                              "ErrorInvalidParameter",
		"startDateTime=2026-01-21T18:30:00+02:00&endDateTime=2026-02-01":        "ErrorInvalidParameter",
		"startDateTime=yesterday&endDateTime=2026-02-01":                        "ErrorInvalidParameter",
		"startDateTime=2026-02-02&endDateTime=2026-02-01":                       "ErrorCalendarEndDateIsEarlierThanStartDate",
		"startDateTime=2026-01-01T00:00:00Z&endDateTime=2030-12-31T00:00:01Z":   "ErrorInvalidRequest",
		january + "&$select=createdDateTime":                                    "ErrorInvalidProperty",
		january + "&$select=nope":                                               "RequestBroker--ParseUri",
		january + "&$orderby=nope":                                              "RequestBroker--ParseUri",
		january + "&$top=0":                                                     "RequestBroker--ParseUri",
		january + "&$top=1001":                                                  "RequestBroker--ParseUri",
		january + "&$skip=-1":                                                   "RequestBroker--ParseUri",
		january + "&$search=%22x%22":                                            "ErrorInvalidUrlQuery",
		january + "&$nope=1":                                                    "BadRequest",
		"startDateTime=2026-01-01&endDateTime=2026-01-02&endDateTime=&$top=abc": "ErrorInvalidParameter",
	} {
		a.get("/me/calendarView?"+query).fails(t, 400, code, "")
	}
	a.get("/me/calendarView?$top=1000&startDateTime=2026-01-01T00:00:00Z&endDateTime=2030-12-31T00:00:00Z").ok(t)
}

// TestCalendarPages reads 250 events in pages of ten.
func TestCalendarPages(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Events: 250, Clock: calendarNow})
	path := "/me/calendarView?startDateTime=2026-03-01T01:00:00%2B01:00&endDateTime=2026-04-02T00:00:00Z" +
		"&$select=subject,start"
	const berlin = `Prefer: outlook.timezone="Europe/Berlin"`
	ids, pages := a.follow(path, berlin)
	slices.Sort(ids)
	if len(slices.Compact(ids)) != 250 || pages != 25 {
		t.Errorf("got %d events on %d pages, want 250 on 25", len(ids), pages)
	}
	first := a.get(path, berlin).ok(t)
	want := "https://graph.example.com/v1.0/me/calendarView?startDateTime=2026-03-01T01%3a00%3a00%2b01%3a00&" +
		"endDateTime=2026-04-02T00%3a00%3a00Z&$select=subject%2cstart&$skip=10"
	if first.nextLink() != want {
		t.Errorf("got %s, want %s", first.nextLink(), want)
	}
	if subjects := first.values("subject"); slices.IsSorted(subjects) {
		t.Errorf("got %v, want another order than by time without $orderby", subjects)
	}
	// Each page stands alone: without the header it is in UTC.
	for header, zone := range map[string]string{berlin: "Europe/Berlin", "X: y": "UTC"} {
		got := a.get(first.nextLink(), header).ok(t).text
		if strings.Count(got, `"timeZone":"`+zone+`"`) != 10 {
			t.Errorf("%s: got %s, want ten times in %s", header, got, zone)
		}
	}
	ordered := a.get(path + "&$top=1000&$orderby=start/dateTime%20desc&$count=true").ok(t)
	subjects := ordered.values("subject")
	slices.Reverse(subjects)
	if !slices.IsSorted(subjects) || len(subjects) != 250 || ordered.body["@odata.count"] != 250.0 ||
		ordered.nextLink() != "" {
		t.Errorf("got %d events in order, @odata.count %v, want 250 of 250 on one page", len(subjects),
			ordered.body["@odata.count"])
	}
}

// event finds one event by its subject.
func (g *answer) event(t *testing.T, subject any) map[string]any {
	t.Helper()
	items, _ := g.body["value"].([]any)
	for _, item := range items {
		if o, _ := item.(map[string]any); o["subject"] == subject {
			return o
		}
	}
	t.Fatalf("got %v, want an event %v", items, subject)
	return nil
}

func TestCalendarZones(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Clock: calendarNow})
	start := func(subject, zone string) string {
		headers := []string{}
		if zone != "" {
			headers = append(headers, `Prefer: outlook.body-content-type="text", outlook.timezone="`+zone+`"`)
		}
		got := a.get("/me/calendarView?$top=100&"+january, headers...).ok(t)
		if applied := got.header.Get("Preference-Applied"); zone != "" &&
			!strings.HasSuffix(applied, `outlook.timezone="`+zone+`"`) {
			t.Errorf("Preference-Applied = %s, want the zone %s", applied, zone)
		}
		o, _ := got.event(t, subject)["start"].(map[string]any)
		text, _ := o["dateTime"].(string)
		name, _ := o["timeZone"].(string)
		return text + " " + name
	}
	for _, test := range [][3]string{
		{"Dentist ", "", "2026-01-20T07:00:00.0000000 UTC"},
		{"Dentist ", "Europe/Berlin", "2026-01-20T08:00:00.0000000 Europe/Berlin"},
		{"Dentist ", "Tokyo Standard Time", "2026-01-20T16:00:00.0000000 Tokyo Standard Time"},
		{"Dentist ", "India Standard Time", "2026-01-20T12:30:00.0000000 India Standard Time"},
		{"Dentist ", "Belarus Standard Time", "2026-01-20T10:00:00.0000000 Belarus Standard Time"},
		{"Inventory day", "Tokyo Standard Time", "2026-01-15T00:00:00.0000000 Tokyo Standard Time"},
	} {
		if got := start(test[0], test[1]); got != test[2] {
			t.Errorf("%s in %s: got %s, want %s", test[0], test[1], got, test[2])
		}
	}
	for _, zone := range []string{"Nowhere", "Mars/Phobos", "", "Local", "../etc/passwd"} {
		a.get("/me/calendarView?"+january, `Prefer: outlook.timezone="`+zone+`"`).fails(t, 400,
			"TimeZoneNotSupportedException", zone)
	}
}

func TestCalendarContent(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Clock: calendarNow})
	all := a.get("/me/calendarView?$top=100&" + january).ok(t)
	kinds := make(map[any]int)
	for _, kind := range all.values("type") {
		kinds[kind]++
	}
	if kinds["occurrence"] != 3 || kinds["exception"] != 1 || kinds["seriesMaster"] != 0 {
		t.Errorf("got %v, want 3 occurrences, 1 exception and no seriesMaster", kinds)
	}
	all.event(t, nil)
	if o := all.event(t, "Canceled: Budget review"); o["isCancelled"] != true || o["isOrganizer"] != false {
		t.Errorf("got %v, want it cancelled and organized by somebody else", o)
	}
	pilot := all.event(t, "計画レビュー – Żabka & Müller ☕")
	meeting, _ := pilot["onlineMeeting"].(map[string]any)
	response, _ := pilot["responseStatus"].(map[string]any)
	etag, _ := pilot["@odata.etag"].(string)
	if meeting["joinUrl"] == nil || response["response"] != "tentativelyAccepted" || !strings.HasPrefix(etag, `W/"`) {
		t.Errorf("got %v, want joinUrl, tentativelyAccepted and an etag", pilot)
	}
	text := a.get("/me/calendarView?$top=100&"+january, `Prefer: outlook.body-content-type="text"`).ok(t)
	body, _ := text.event(t, pilot["subject"])["body"].(map[string]any)
	if body["contentType"] != "text" || body["content"] != `1 < 2 & "three" – bring ☕` {
		t.Errorf("got %v, want it as text", body)
	}
	a.token = a.server.PersonToken("", "Calendars.ReadBasic")
	if got := a.get("/me/calendarView?" + january).ok(t); strings.Contains(got.text, `"body":`) {
		t.Error("Calendars.ReadBasic opens the body, want none")
	}
}

func TestCalendars(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Clock: calendarNow})
	if names := a.get("/me/calendars").ok(t).values("name"); strings.Join(names, ",") != "Calendar,Change windows" {
		t.Errorf("got %v, want Calendar and Change windows", names)
	}
	standard := a.get("/me/calendarView?$top=100&" + january).ok(t).values("id")
	for _, form := range []string{"/me/calendar", "/me/calendars/" + a.server.CalendarID(PersonUPN, "Calendar"),
		"/users/" + PersonID + "/calendar"} {
		if ids := a.get(form + "/calendarView?$top=100&" + january).ok(t).values("id"); !slices.Equal(ids, standard) {
			t.Errorf("%s: events = %d, want the %d of the standard calendar", form, len(ids), len(standard))
		}
	}
	id := a.server.CalendarID(PersonUPN, "Change windows")
	got := a.get("/me/calendars/" + id + "/calendarView?" + january).ok(t).values("subject")
	if len(got) != 1 || got[0] != "Change freeze: year end" {
		t.Errorf("got %v, want the one change freeze", got)
	}
	swapped := "AAMk" + strings.ToLower(strings.TrimSuffix(id[4:], "=")) + "="
	a.get("/me/calendars/"+swapped+"/calendarView?"+january).fails(t, 404, "ErrorItemNotFound",
		"The specified object was not found in the store.")
	sameError(t, a.get("/users/someone@example.com/calendarView?"+january), 404,
		readSample(t, "error_404_invalid_user.json"))
	sameError(t, a.get("/users/svc-backup@contoso.com/calendarView?"+january), 404,
		readSample(t, "error_404_mailbox.json"))
}

// TestCalendarOptions holds that a calendar view is filtered and ordered, with names in any case, and that what the
// emulator lacks is told: https://learn.microsoft.com/graph/api/user-list-calendarview and
// https://github.com/microsoftgraph/microsoft-graph-docs/blob/main/concepts/traverse-the-graph.md.
func TestCalendarOptions(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Clock: calendarNow})
	get := func(option string) *answer {
		return a.get("/me/calendarView?$top=100&" + january + "&" + strings.ReplaceAll(option, " ", "%20"))
	}
	all := len(get("$select=id").ok(t).values("id"))
	for filter, want := range map[string]int{
		"isAllDay eq true": 2, "IsAllDay eq false": all - 2, "startsWith(subject,'Dentist')": 1,
		"not(type eq 'occurrence')": all - 3,
		"isCancelled eq true":       1, "reminderMinutesBeforeStart ge 15": all, "reminderMinutesBeforeStart gt 15": 0,
		"reminderMinutesBeforeStart lt 16 and type eq 'exception'": 1, "organizer/emailAddress/address eq 'nobody'": 0,
		"attendees/any(a:a/emailAddress/address eq 'nobody')": 0, "createdDateTime gt 2020-01-01T00:00:00Z": all,
	} {
		if got := len(get("$filter=" + filter).ok(t).values("id")); got != want {
			t.Errorf("%s: events = %d, want %d", filter, got, want)
		}
	}
	get("$filter=nosuch eq 'x'").fails(t, 400, "BadRequest", "'nosuch'")
	get("$filter=isAllDay eq 'x'").fails(t, 400, "BadRequest", "incompatible types")
	for _, lacking := range []string{
		"$filter=contains(subject,'x')", "$filter=start/dateTime ge 'x'", "$expand=extensions", "$orderby=attendees",
		"$orderby=organizer/emailAddress/name",
	} {
		get(lacking).fails(t, 501, "EmulatorNotImplemented", "The emulator lacks")
	}
	forward := get("$orderby=Start/DateTime&$select=Subject").ok(t).values("subject")
	for _, order := range []string{"start/dateTime desc", "isDraft,start/dateTime desc",
		"createdDateTime desc,start/dateTime desc"} {
		got := get("$orderby=" + order).ok(t).values("subject")
		slices.Reverse(got)
		if len(got) != all || got[0] != forward[0] || got[all-1] != forward[all-1] {
			t.Errorf("%s: got %q, want the reverse of %q", order, got, forward)
		}
	}
	if got := get("$orderby=importance desc&$select=importance").ok(t).values("importance"); got[0] != "normal" ||
		got[all-1] != "high" {
		t.Errorf("importance desc: got %q, want normal first and high last, as text", got)
	}
	calendars := a.get("/me/calendars?$select=Name").ok(t)
	items, _ := calendars.body["value"].([]any)
	if one, _ := items[0].(map[string]any); len(one) != 2 || one["name"] != "Calendar" {
		t.Errorf("$select=Name: got %v, want name and id", items[0])
	}
	a.get("/me/calendars?$select=nosuch").fails(t, 400, "RequestBroker--ParseUri", "nosuch")
	if ids, pages := a.follow("/me/calendars?$top=1"); len(ids) != 2 || pages != 2 {
		t.Errorf("$top=1: got %d calendars on %d pages, want 2 on 2", len(ids), pages)
	}
	for _, lacking := range []string{"$filter=x", "$orderby=name", "$expand=x"} {
		a.get("/me/calendars?"+lacking).fails(t, 501, "EmulatorNotImplemented", "The emulator lacks")
	}
}

// TestCalendarNow has events soon after any time of the clock.
func TestCalendarNow(t *testing.T) {
	t.Parallel()
	for _, now := range []time.Time{calendarNow(), time.Date(2027, time.March, 28, 0, 59, 0, 0, time.UTC), time.Now()} {
		a := newAsker(t, Options{Clock: func() time.Time { return now }})
		window := "startDateTime=" + now.UTC().Format("2006-01-02T15:04:05") + "&endDateTime=" +
			now.UTC().AddDate(0, 0, 7).Format("2006-01-02T15:04:05")
		for user, want := range map[string]int{"AdeleV": 4, "LeeG": 2, "GradyA": 2} {
			if n := len(a.get("/users/" + user + "@contoso.com/calendarView?" + window).ok(t).values("id")); n < want {
				t.Errorf("%s: events from %s = %d, want at least %d", user, now, n, want)
			}
		}
		freeze := a.get("/me/calendars/" + a.server.CalendarID(PersonUPN, "Change windows") + "/calendarView?" + window).ok(t)
		freeze.event(t, "Change freeze: stock-taking")
	}
}
