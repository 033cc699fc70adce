package provider

import (
	"fmt"
	"slices"
	"strings"
)

// permission is what one call to Graph needs at least. The docs read it; what else opens a call, such as
// Directory.Read.All, is Graph's to say. A test holds the table against Graph's own permission data.
type permission struct {
	call        string // method and path as Graph documents it
	delegated   string // for a signed-in person
	application string // for an application; "" if an application cannot make the call
}

var permissions = []permission{
	{"GET /me", "User.Read", ""},
	{"GET /users/{id}", "User.ReadBasic.All", "User.ReadBasic.All"},
	{"GET /users", "User.ReadBasic.All", "User.ReadBasic.All"},
	{"GET /me/joinedTeams", "Team.ReadBasic.All", ""},
	{"GET /users/{id}/joinedTeams", "Team.ReadBasic.All", "Team.ReadBasic.All"},
	{"GET /me/manager", "User.Read.All", ""},
	{"GET /users/{id}/manager", "User.Read.All", "User.Read.All"},
	{"GET /me/directReports", "User.Read", ""},
	{"GET /users/{id}/directReports", "User.Read", "User.Read.All"},
	{"GET /me/calendarView", "Calendars.ReadBasic", ""},
	{"GET /me/calendars/{id}/calendarView", "Calendars.ReadBasic", ""},
	{"GET /users/{id}/calendarView", "Calendars.ReadBasic", "Calendars.ReadBasic"},
	{"GET /users/{id}/calendars/{id}/calendarView", "Calendars.ReadBasic", "Calendars.ReadBasic"},
	{"POST /me/sendMail", "Mail.Send", ""},
	{"POST /users/{id}/sendMail", "Mail.Send", "Mail.Send"},
	{"GET /me/photo", "User.Read", ""},
	{"GET /users/{id}/photo", "User.Read", "ProfilePhoto.Read.All"},
}

// adminConsent are the delegated permissions that a person cannot consent to, of those above. Graph's data on its
// permissions says so: microsoft-graph-devx-content, permissions-descriptions.json.
var adminConsent = []string{"User.Read.All", "Calendars.ReadBasic"}

// dataSourceScopes are the least permissions with which a person can use every data source.
func dataSourceScopes() []string {
	return dataSourcePermissions(func(p permission) string { return p.delegated })
}

// dataSourceRoles are those with which an application can use every data source that it can use at all.
func dataSourceRoles() []string {
	return dataSourcePermissions(func(p permission) string { return p.application })
}

func dataSourcePermissions(needed func(permission) string) []string {
	var names []string
	for _, p := range permissions {
		if name := needed(p); strings.HasPrefix(p.call, "GET ") && name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// basicOnly warns of what Graph does not: with the least permission it leaves most properties out, without an error.
const basicOnly = "`User.ReadBasic.All` opens names, mail address and photo only, and Graph leaves the rest null without saying so: grant `User.Read.All` to read every attribute."

// documented appends to a description which permissions the calls need and whether a person must be signed in.
func documented(intro, note string, calls ...string) string {
	return documentedFor("user", intro, note, calls...)
}

// documentedFor is [documented] where another argument than user says whose data it is.
func documentedFor(argument, intro, note string, calls ...string) string {
	var b strings.Builder
	b.WriteString(intro + "\n\n**Permissions.**")
	person := false
	for _, call := range calls {
		p := permissionFor(call)
		if p.application == "" {
			person = true
			fmt.Fprintf(&b, " `%s` needs at least the delegated permission `%s`; an application cannot call it.", p.call, p.delegated)
		} else {
			fmt.Fprintf(&b, " `%s` needs at least `%s` as a delegated permission, or `%s` as an application permission.", p.call, p.delegated, p.application)
		}
	}
	b.WriteString("\n\n")
	switch {
	case !person:
		b.WriteString("It works for a signed-in person and for an application.")
	case len(calls) == 1:
		b.WriteString("It needs a signed-in person.")
	default:
		b.WriteString("It needs a signed-in person where `" + argument + "` is left out.")
	}
	if note != "" {
		b.WriteString(" " + note)
	}
	return b.String()
}

// permissionFor panics on a call without a row: descriptions are built at start, so no release can have one.
func permissionFor(call string) permission {
	for _, p := range permissions {
		if p.call == call {
			return p
		}
	}
	panic("no permission row for " + call)
}
