package graph

import "strings"

// advanced reports whether the request is one of those on directory objects that need the advanced
// parameters. Mailboxes, calendars and teams do not know them.
func (r Request) advanced() bool {
	return directory(r.Path) && (counts(r.Path) || r.Query.Advanced())
}

// counts reports whether a path asks for the number of objects alone.
func counts(path string) bool {
	return strings.HasSuffix(path, "/$count")
}

// directory reports whether a path names a collection of directory objects: /users,
// /users/{id}/directReports, either with a cast or a count behind it.
func directory(path string) bool {
	segments := strings.Split(strings.Trim(strings.TrimSuffix(path, "/$count"), "/"), "/")
	if last := segments[len(segments)-1]; strings.Contains(last, "graph.") && len(segments) > 1 {
		segments = segments[:len(segments)-1]
	}
	first, last := strings.ToLower(segments[0]), strings.ToLower(segments[len(segments)-1])
	if len(segments) == 1 {
		return directorySets[first]
	}
	first, _, _ = strings.Cut(first, "(")
	return (first == "me" || directorySets[first]) && directoryRelations[last]
}

var directorySets = map[string]bool{
	"applications": true, "contacts": true, "devices": true, "directoryobjects": true,
	"groups": true, "serviceprincipals": true, "users": true,
}

var directoryRelations = map[string]bool{
	"directreports": true, "memberof": true, "members": true, "ownedobjects": true, "owners": true,
	"transitivememberof": true, "transitivemembers": true, "transitivereports": true,
}
