package outlook

import (
	"net/http"
	"strings"
	"time"
	_ "time/tzdata" // A test machine may have no zones of its own.

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// zone finds a zone by its name in Windows or by its IANA name, which has a slash in it.
func zone(name string) (*time.Location, bool) {
	iana, ok := windowsZones.Get()[strings.ToLower(name)]
	if !ok {
		if iana = name; !strings.Contains(name, "/") {
			return nil, false
		}
	}
	location, err := time.LoadLocation(iana)
	return location, err == nil
}

// preferences are those of the header Prefer that calendars heed.
type preferences struct {
	zone     string
	location *time.Location
	text     bool     // The body as text, not as HTML.
	applied  []string // For the header Preference-Applied.
}

// parsePrefer reads the header, in which several preferences may stand in one line or in many. Those that are unknown
// are ignored, but a zone that is unknown is an error.
func parsePrefer(h http.Header) (*preferences, error) {
	p := &preferences{zone: "UTC", location: time.UTC}
	for _, one := range splitQuoted(strings.Join(h.Values("Prefer"), ",")) {
		name, v, _ := strings.Cut(one, "=")
		v = strings.TrimSpace(v)
		if len(v) > 1 && strings.HasPrefix(v, `"`) && strings.HasSuffix(v, `"`) {
			v = v[1 : len(v)-1]
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "outlook.timezone":
			location, ok := zone(v)
			if !ok {
				return nil, &odata.Problem{
					Status: http.StatusBadRequest, Code: "TimeZoneNotSupportedException",
					Message: "A valid TimeZone value must be specified. The following TimeZone value is not supported: '" + v + "'.",
				}
			}
			p.zone, p.location = v, location
			p.applied = append(p.applied, `outlook.timezone="`+v+`"`)
		case "outlook.body-content-type":
			if p.text = strings.EqualFold(v, "text"); p.text || strings.EqualFold(v, "html") {
				p.applied = append(p.applied, `outlook.body-content-type="`+v+`"`)
			}
		}
	}
	return p, nil
}

// splitQuoted cuts at commas outside of quotes.
func splitQuoted(s string) []string {
	var list []string
	quoted, start := false, 0
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			list = append(list, s[start:i])
			start = i + 1
		}
	}
	return append(list, s[start:])
}
