package people

import (
	"encoding/json"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// EventTime parses a dateTimeTimeZone of Graph: the time of a clock without an offset, and the name of a time zone. If
// the two do not determine an instant, exact is false and t is as near as possible, or zero if there is no time at all.
// The midnight at which a whole day begins is the first one of that day.
func EventTime(value jsontext.Value, allDay bool) (t time.Time, exact bool) {
	var at struct{ DateTime, TimeZone string }
	if json.Unmarshal(value, &at) != nil {
		return time.Time{}, false
	}
	clock, err := time.Parse("2006-01-02T15:04:05", at.DateTime)
	if err != nil {
		return time.Time{}, false
	}
	if zone := findZone(at.TimeZone); zone != nil {
		t, exact = instantOf(clock, zone)
		return t, exact || allDay && shows(t, clock)
	}
	return clock, false
}

// EventInstant returns a dateTimeTimeZone of an event as RFC 3339 in UTC, and reports whether it determines an instant.
func EventInstant(value, event jsontext.Value) (string, bool) {
	t, exact := EventTime(value, false)
	if !exact {
		var of struct{ IsAllDay bool }
		t, exact = EventTime(value, json.Unmarshal(event, &of) == nil && of.IsAllDay)
	}
	t = t.UTC()
	// RFC 3339 ends with the year 9999, which "never" passes west of Greenwich.
	return t.Format(time.RFC3339), exact && t.Year() <= 9999
}
