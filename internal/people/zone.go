package people

import (
	"cmp"
	"sync"
	"time"
	_ "time/tzdata" // Windows and small container images have no time zones; this adds half a megabyte.
)

// locations caches the zones by their names, since each look-up reads a file. Unknown names have a nil zone.
var locations sync.Map

// findZone returns the time zone with an IANA name or a Windows name. It returns nil for names without known rules,
// such as tzone://Microsoft/Custom.
func findZone(name string) *time.Location {
	if zone, known := locations.Load(name); known {
		location, _ := zone.(*time.Location)
		return location
	}
	iana := cmp.Or(windowsZones[name], name)
	location, err := time.LoadLocation(iana)
	if err != nil || iana == "" || iana == "Local" {
		location = nil // Go takes the last two for UTC and for the zone of this machine.
	}
	locations.Store(name, location)
	return location
}

// wallClock is the layout of a time without its zone.
const wallClock = "2006-01-02T15:04:05.999999999"

// startOfDay returns the first instant of a day that has no midnight, because summer time begins then, as in Egypt and
// Cuba. For any other clock that a zone skips, exact is false. t is near.
func startOfDay(t, clock time.Time) (start time.Time, exact bool) {
	if clock.Hour() != 0 || clock.Minute() != 0 || clock.Second() != 0 || clock.Nanosecond() != 0 {
		return t, false
	}
	begin, end := t.ZoneBounds()
	for _, change := range []time.Time{begin, end} {
		if !change.IsZero() && change.Day() == clock.Day() && t.Sub(change).Abs() <= 2*time.Hour {
			return change, true
		}
	}
	return t, false
}

// shows reports whether the clock of the zone of t shows a time at t.
func shows(t, clock time.Time) bool { return t.Format(wallClock) == clock.Format(wallClock) }

// instantOf returns the instant at which the clock of a zone shows a time. If there is not exactly one, exact is false:
// in an hour that is skipped when summer time begins, t is near; in one that comes twice when it ends, t is the first
// of the two. A midnight that is skipped stands for the first instant of the day.
func instantOf(clock time.Time, zone *time.Location) (t time.Time, exact bool) {
	t = time.Date(clock.Year(), clock.Month(), clock.Day(),
		clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), zone)
	if !shows(t, clock) {
		return startOfDay(t, clock)
	}
	_, offset := t.Zone()
	begin, end := t.ZoneBounds()
	if !begin.IsZero() {
		begin = begin.Add(-1)
	}
	for _, neighbour := range []time.Time{begin, end} {
		if neighbour.IsZero() {
			continue // The offset has always been, or will always be, the same.
		}
		_, other := neighbour.Zone()
		twin := t.Add(time.Duration(offset-other) * time.Second)
		if other != offset && shows(twin, clock) {
			if twin.Before(t) {
				t = twin
			}
			return t, false
		}
	}
	return t, true
}
