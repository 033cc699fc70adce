package people

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

func TestWindowsZones(t *testing.T) {
	t.Parallel()
	for windows := range windowsZones {
		if findZone(windows) == nil {
			t.Errorf("findZone(%q) = nil, want a zone", windows)
		}
	}
	for _, name := range []string{"", "Local", "local", "tzone://Microsoft/Custom", "../zone", "Atlantis"} {
		if zone := findZone(name); zone != nil {
			t.Errorf("findZone(%q) = %s, want nil", name, zone)
		}
	}
}

func TestEventInstant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		clock, zone, want string // want is "" if there is no single instant
	}{
		{"2026-07-01T10:00:00.0000000", "UTC", "2026-07-01T10:00:00Z"},
		{"2026-07-01T10:00:00", "Europe/Berlin", "2026-07-01T08:00:00Z"},
		{"2026-12-01T10:00:00.0000000", "W. Europe Standard Time", "2026-12-01T09:00:00Z"},
		{"2026-07-01T00:00:00.0000000", "UTC+12", "2026-06-30T12:00:00Z"},
		{"2026-07-01T10:00:00.0000000", "India Standard Time", "2026-07-01T04:30:00Z"},
		// When summer time begins, 02:00 becomes 03:00.
		{"2026-03-29T01:59:59.0000000", "Europe/Berlin", "2026-03-29T00:59:59Z"},
		{"2026-03-29T02:30:00.0000000", "Europe/Berlin", ""},
		{"2026-03-29T03:00:00.0000000", "Europe/Berlin", "2026-03-29T01:00:00Z"},
		// When it ends, 03:00 becomes 02:00.
		{"2026-10-25T01:59:59.0000000", "Europe/Berlin", "2026-10-24T23:59:59Z"},
		{"2026-10-25T02:00:00.0000000", "Europe/Berlin", ""},
		{"2026-10-25T02:59:59.9999999", "Europe/Berlin", ""},
		{"2026-10-25T03:00:00.0000000", "Europe/Berlin", "2026-10-25T02:00:00Z"},
		// If summer time begins at midnight, the day begins at 01:00.
		{"2026-04-24T00:00:00.0000000", "Egypt Standard Time", "2026-04-23T22:00:00Z"},
		{"2026-04-24T00:30:00.0000000", "Egypt Standard Time", ""},
		{"2026-03-08T00:00:00.0000000", "America/Havana", "2026-03-08T05:00:00Z"},
		{"2026-03-29T00:00:00.0000000", "Azores Standard Time", "2026-03-29T01:00:00Z"},
		// Summer time of half an hour, in the southern hemisphere.
		{"2026-04-05T01:29:59.0000000", "Australia/Lord_Howe", "2026-04-04T14:29:59Z"},
		{"2026-04-05T01:30:00.0000000", "Australia/Lord_Howe", ""},
		{"2026-04-05T02:00:00.0000000", "Australia/Lord_Howe", "2026-04-04T15:30:00Z"},
		// Samoa skipped this day in 2011.
		{"2011-12-30T12:00:00.0000000", "Pacific/Apia", ""},
		{"2026-07-01T10:00:00.0000000", "tzone://Microsoft/Custom", ""},
		{"2026-07-01T10:00:00.0000000", "Local", ""},
		{"", "UTC", ""},
	} {
		got, ok := EventInstant(jsontext.Value(`{"dateTime":"`+c.clock+`","timeZone":"`+c.zone+`"}`), nil)
		if ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s in %s: instant %q, exact %t; want %q", c.clock, c.zone, got, ok, c.want)
		}
	}
	if got, ok := EventInstant(jsontext.Value(`{"dateTime":null,"timeZone":null}`), nil); ok {
		t.Errorf("instant of null = %q, want none", got)
	}
}

// A time in an unknown zone sorts as if it were in UTC.
func TestEventTime_unknownZone(t *testing.T) {
	t.Parallel()
	at := jsontext.Value(`{"dateTime":"2026-07-01T10:00:00","timeZone":"tzone://Microsoft/Custom"}`)
	got, exact := EventTime(at, false)
	if want := time.Date(2026, time.July, 1, 10, 0, 0, 0, time.UTC); exact || !got.Equal(want) {
		t.Errorf("time %s, exact %t; want %s, false", got, exact, want)
	}
}

// Where summer time ends at midnight, that midnight comes twice, and a whole day begins at the first.
func TestEventInstant_allDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ clock, zone, want string }{
		{"2026-10-25T00:00:00.0000000", "Azores Standard Time", "2026-10-25T00:00:00Z"},
		{"2026-11-01T00:00:00.0000000", "America/Havana", "2026-11-01T04:00:00Z"},
		{"2026-11-02T00:00:00.0000000", "America/Havana", "2026-11-02T05:00:00Z"},
		{"2026-04-24T00:00:00.0000000", "Egypt Standard Time", "2026-04-23T22:00:00Z"},
	} {
		at := jsontext.Value(`{"dateTime":"` + c.clock + `","timeZone":"` + c.zone + `"}`)
		if got, exact := EventInstant(at, jsontext.Value(`{"isAllDay":true}`)); !exact || got != c.want {
			t.Errorf("%s in %s: instant %q, exact %t; want %q", c.clock, c.zone, got, exact, c.want)
		}
	}
	// An event of some hours may begin at either of the two.
	at := jsontext.Value(`{"dateTime":"2026-11-01T00:00:00","timeZone":"America/Havana"}`)
	if got, exact := EventInstant(at, jsontext.Value(`{"isAllDay":false}`)); exact {
		t.Errorf("instant = %q, want none", got)
	}
}
