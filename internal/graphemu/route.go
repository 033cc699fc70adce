package graphemu

import (
	"net/http"
	"net/url"
	"strings"
)

// route is one endpoint. Literal segments match without regard to case, as in Graph; {name} matches any one segment.
type route struct {
	method string
	path   string
	handle handler
}

// handler answers one route. An error that is a *problem becomes Graph's error body.
type handler func(c *call) (*response, error)

// routeTable lists every endpoint of Graph that is emulated, for both versions.
type routeTable []route

func newRoutes(outlook *outlook, teams *teamsService) routeTable {
	return routeTable{
		{http.MethodGet, "/me", getMe},
		{http.MethodGet, "/me/manager", getManager},
		{http.MethodGet, "/me/directReports", listReports},
		{http.MethodGet, "/me/photo", outlook.getPhoto},
		{http.MethodGet, "/me/photo/$value", outlook.getPhotoValue},
		{http.MethodGet, "/me/photos", outlook.listPhotos},
		{http.MethodGet, "/me/photos/{size}", outlook.getPhoto},
		{http.MethodGet, "/me/photos/{size}/$value", outlook.getPhotoValue},
		{http.MethodGet, "/me/joinedTeams", teams.listJoined},
		{http.MethodGet, "/me/calendars", outlook.listCalendars},
		{http.MethodGet, "/me/calendarView", outlook.listCalendarView},
		{http.MethodGet, "/me/calendar/calendarView", outlook.listCalendarView},
		{http.MethodGet, "/me/calendars/{calendar}/calendarView", outlook.listCalendarView},
		{http.MethodPost, "/me/sendMail", outlook.sendMail},
		{http.MethodGet, "/me/drive/items/{item}/content", redirectContent},
		{http.MethodGet, "/users", listUsers},
		{http.MethodGet, "/users/$count", countUsers},
		{http.MethodGet, "/users/{user}", getUser},
		{http.MethodGet, "/users/{user}/manager", getManager},
		{http.MethodGet, "/users/{user}/directReports", listReports},
		{http.MethodGet, "/users/{user}/photo", outlook.getPhoto},
		{http.MethodGet, "/users/{user}/photo/$value", outlook.getPhotoValue},
		{http.MethodGet, "/users/{user}/photos", outlook.listPhotos},
		{http.MethodGet, "/users/{user}/photos/{size}", outlook.getPhoto},
		{http.MethodGet, "/users/{user}/photos/{size}/$value", outlook.getPhotoValue},
		{http.MethodGet, "/users/{user}/joinedTeams", teams.listJoined},
		{http.MethodGet, "/users/{user}/calendars", outlook.listCalendars},
		{http.MethodGet, "/users/{user}/calendarView", outlook.listCalendarView},
		{http.MethodGet, "/users/{user}/calendar/calendarView", outlook.listCalendarView},
		{http.MethodGet, "/users/{user}/calendars/{calendar}/calendarView", outlook.listCalendarView},
		{http.MethodPost, "/users/{user}/sendMail", outlook.sendMail},
		{http.MethodGet, "/users/{user}/drive/items/{item}/content", redirectContent},
		{http.MethodGet, "/contacts/{contact}", getContact},
		{http.MethodGet, "/contacts/{contact}/manager", getContactManager},
		{http.MethodGet, "/groups", listGroups},
		{http.MethodGet, "/groups/$count", countGroups},
		{http.MethodGet, "/groups/{group}", getGroup},
		{http.MethodGet, "/organization", listOrganization},
	}
}

// wireForm returns path and query of a request as they came over the wire. [http.Request.URL] has decoded the path, and
// with it the difference between a # and %23 in a guest's name.
func wireForm(r *http.Request) (path, rawQuery string) {
	if !strings.HasPrefix(r.RequestURI, "/") {
		return r.URL.EscapedPath(), r.URL.RawQuery
	}
	path, rawQuery, _ = strings.Cut(r.RequestURI, "?")
	return path, rawQuery
}

// segment is one decoded part of a path; quoted says that it stood in brackets, as in users('x').
type segment struct {
	text   string
	quoted bool
}

// splitPath cuts an escaped path at its slashes and decodes the parts, so that an encoded slash is no separator. The
// key form users('x') becomes the two segments users and x.
func splitPath(path string) (version string, segments []segment, err error) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	version = strings.ToLower(parts[0])
	if version != versionOne && version != versionBeta {
		return "", nil, badRequest("Invalid version: %s", parts[0])
	}
	for _, part := range parts[1:] {
		decoded, err := url.PathUnescape(part)
		if err != nil || !validText(decoded) {
			return "", nil, badRequest("The request URI is not encoded correctly: '%s'.", part)
		}
		name, key, quoted, err := splitKey(decoded)
		if err != nil {
			return "", nil, err
		}
		segments = append(segments, segment{text: name})
		if quoted {
			segments = append(segments, segment{text: key, quoted: true})
		}
	}
	if len(segments) == 0 {
		return "", nil, unknownSegment("")
	}
	return version, segments, nil
}

// splitKey reads name('key'), in which a quote inside of the key is doubled.
func splitKey(part string) (name, key string, ok bool, err error) {
	name, rest, found := strings.Cut(part, "('")
	key, closed := strings.CutSuffix(rest, "')")
	if !found || !closed {
		return part, "", false, nil
	}
	if strings.Contains(strings.ReplaceAll(key, "''", ""), "'") {
		return "", "", false, badRequest("Bad Request - Error in query syntax.")
	}
	return name, strings.ReplaceAll(key, "''", "'"), true, nil
}

// find returns the endpoint of a path. A path that does not exist is named by its first unknown segment.
func (t routeTable) find(method string, segments []segment) (*route, map[string]string, error) {
	known, longest := false, 0
	for i := range t {
		params, matched := t[i].match(segments)
		longest = max(longest, matched)
		if params == nil {
			continue
		}
		if t[i].method == method {
			return &t[i], params, nil
		}
		known = true
	}
	if known {
		return nil, nil, &problem{
			status: http.StatusMethodNotAllowed, code: "Request_BadRequest",
			message: "Specified HTTP method is not allowed for the request target.",
		}
	}
	if s := segments[min(longest, len(segments)-1)]; longest == 1 && !s.quoted && strings.HasPrefix(s.text, "$") {
		return nil, nil, badRequest("The request URI is not valid. Since the segment '%s' refers to a collection, this "+
			"must be the last segment in the request URI or it must be followed by an function or action that can be bound "+
			"to it otherwise all intermediate segments must refer to a single resource.", segments[0].text)
	}
	return nil, nil, unknownSegment(segments[min(longest, len(segments)-1)].text)
}

// match compares the whole path. It gives nil when it does not fit, and how many segments did.
func (rt *route) match(segments []segment) (params map[string]string, matched int) {
	parts := strings.Split(rt.path[1:], "/")
	params = make(map[string]string)
	for i, part := range parts {
		if i == len(segments) {
			return nil, i
		}
		s := segments[i]
		name, isParam := strings.CutPrefix(part, "{")
		switch {
		// A key that begins with a dollar sign is one in brackets only: users/$x asks for a segment of that name.
		case isParam && s.text != "" && (s.quoted || !strings.HasPrefix(s.text, "$")):
			params[strings.TrimSuffix(name, "}")] = s.text
		case !isParam && !s.quoted && strings.EqualFold(part, s.text):
		default:
			return nil, i
		}
	}
	if len(segments) > len(parts) {
		return nil, len(parts)
	}
	return params, len(parts)
}
