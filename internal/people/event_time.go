package people

import (
	"encoding/json"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// EventTime parses a dateTimeTimeZone of Graph: the time of a clock without an offset, and the name of a time zone. If
// the two do not determine an instant, exact is false and t is as near as possible, or zero if there is no time at all.
func EventTime(value jsontext.Value) (t time.Time, exact bool) {
	var at struct{ DateTime, TimeZone string }
	if json.Unmarshal(value, &at) != nil {
		return time.Time{}, false
	}
	clock, err := time.Parse("2006-01-02T15:04:05", at.DateTime)
	if err != nil {
		return time.Time{}, false
	}
	if zone := findZone(at.TimeZone); zone != nil {
		return instantOf(clock, zone)
	}
	return clock, false
}

// EventInstant returns a dateTimeTimeZone as RFC 3339 in UTC, and reports whether it determines an instant.
func EventInstant(value jsontext.Value) (string, bool) {
	t, exact := EventTime(value)
	t = t.UTC()
	// RFC 3339 ends with the year 9999, which "never" passes west of Greenwich.
	return t.Format(time.RFC3339), exact && t.Year() <= 9999
}
