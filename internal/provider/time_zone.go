package provider

import (
	"sync"
	"time"
	_ "time/tzdata" // Windows and small container images have no zones of their own; half a megabyte makes up for it.
)

// locations keeps the zones that were looked up, nil for those that are unknown, since each look-up reads a file.
var locations sync.Map

// findZone finds a time zone by its IANA name or its Windows name. It gives nil for names that stand for no rules that
// are known here, such as tzone://Microsoft/Custom.
func findZone(name string) *time.Location {
	if zone, known := locations.Load(name); known {
		location, _ := zone.(*time.Location)
		return location
	}
	iana, windows := windowsZones[name]
	if !windows {
		iana = name
	}
	location, err := time.LoadLocation(iana)
	if err != nil || iana == "" || iana == "Local" {
		location = nil // Go takes the last two for UTC and for the zone of this machine.
	}
	locations.Store(name, location)
	return location
}

// wall is the clock of a time without its zone.
const wall = "2006-01-02T15:04:05.999999999"

// instantOf reads the clock of a time zone. Where that tells no instant, exact is false and t is one that is near: in an
// hour that is skipped when summer time begins, and in one that comes twice when it ends.
func instantOf(clock time.Time, zone *time.Location) (t time.Time, exact bool) {
	t = time.Date(clock.Year(), clock.Month(), clock.Day(), clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), zone)
	if t.Format(wall) != clock.Format(wall) {
		return t, false
	}
	_, offset := t.Zone()
	begin, end := t.ZoneBounds()
	if !begin.IsZero() {
		begin = begin.Add(-1)
	}
	for _, neighbour := range []time.Time{begin, end} {
		if neighbour.IsZero() {
			continue // The offset was, or will be, the same for ever.
		}
		_, other := neighbour.Zone()
		twin := t.Add(time.Duration(offset-other) * time.Second)
		if other != offset && twin.Format(wall) == clock.Format(wall) {
			return t, false
		}
	}
	return t, true
}
