package permission

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// publishedJSON is an extract of the permission data that Microsoft publishes; internal/cmd/extract makes it.
//
//go:embed permissions.json
var publishedJSON []byte

// An entry holds the permissions of a call that are published.
type entry struct {
	Method, Path           string
	Delegated, Application struct{ Least, All []string }
}

// published returns the entries by the names of their calls. Only a check and the error of a refused call need them,
// so a read costs nothing.
var published = sync.OnceValue(func() map[string]entry {
	var data struct{ Calls []entry }
	if err := json.Unmarshal(publishedJSON, &data); err != nil {
		panic(err) // A test reads the file, so no release can get here.
	}
	entries := make(map[string]entry, len(data.Calls))
	for _, e := range data.Calls {
		entries[e.Method+" "+e.Path] = e
	}
	return entries
})

// all returns the permissions that allow the call, each by itself. For a person, they allow it at least about oneself.
// The published data is amended by the pages of Graph's documentation:
//
//   - A permission for shared calendars opens one's own too.
//   - The calendar of a group is not opened by a permission for calendars.
func (c Call) all(delegated bool) []string {
	if !delegated {
		return published()[c.Name].Application.All
	}
	list := published()[c.Name].Delegated.All
	switch {
	case c.Name == GroupEvents.Name:
		return slices.DeleteFunc(slices.Clone(list), func(p string) bool { return strings.HasPrefix(p, "Calendars.") })
	case c.Delegated == "Calendars.ReadBasic":
		return append(slices.Clone(list), shared[sharedCalendars]...)
	default:
		return list
	}
}

// own holds the delegated permissions that open only what belongs to the signed-in person.
var own = []string{"User.Read", "User.ReadWrite"}

const (
	sharedCalendars = "Calendars.Read.Shared"
	sharedMail      = "Mail.Send.Shared"
)

// shared holds, by the least of them, the permissions that open to a person what others have shared.
var shared = map[string][]string{
	sharedCalendars: {sharedCalendars, "Calendars.ReadWrite.Shared"},
	sharedMail:      {sharedMail},
}

// Least returns the least permission for the call, or "" if it is not possible. About a user it is that for somebody
// else, not for oneself.
func (c Call) Least(delegated bool) string {
	switch {
	case !delegated:
		return c.Application
	case c.others == nobody:
		return ""
	default:
		return cmp.Or(c.others, c.Delegated)
	}
}

// AllowedBy returns the permission which allows the call of those that a token carries: the least if it is one of them,
// else the first. It returns "" if none is known to.
func (c Call) AllowedBy(delegated bool, carried []string) string {
	least := c.Least(delegated)
	switch {
	case least == "", delegated && c.others != "" && first(c.aboutOneself().all(true), carried) == "":
		return ""
	case slices.Contains(carried, least):
		return least
	default:
		return first(c.enough(delegated), carried)
	}
}

// first returns the first of the carried permissions that is among others, or "".
func first(others, carried []string) string {
	if i := slices.IndexFunc(carried, func(p string) bool { return slices.Contains(others, p) }); i >= 0 {
		return carried[i]
	}
	return ""
}

// Missing returns the least permission for the call that a token lacks. It returns "" if it lacks none, or if the call
// is not possible.
func (c Call) Missing(delegated bool, carried []string) string {
	least := c.Least(delegated)
	switch {
	case c.AllowedBy(delegated, carried) != "":
		return ""
	case slices.Contains(carried, least):
		return c.aboutOneself().Least(true) // Both are needed.
	default:
		return least
	}
}

// enough returns the permissions of which one is enough for the call or, for what belongs to others, is needed besides
// one for oneself.
func (c Call) enough(delegated bool) []string {
	list := c.all(delegated)
	switch shares, isShared := shared[c.others]; {
	case !delegated:
		return list
	case isShared:
		return shares
	case c.Name == SendMail.Me.Name:
		return append(slices.Clone(list), sharedMail) // It sends for others from one's own mailbox.
	case strings.Contains(c.Name, aboutUser):
		return slices.DeleteFunc(slices.Clone(list), func(p string) bool { return slices.Contains(own, p) })
	default:
		return list
	}
}

// aboutUser begins the paths of calls about a user.
const aboutUser = " /users/{id}"

// aboutOneself returns the form of a call about a user for the signed-in person.
func (c Call) aboutOneself() Call {
	me, _ := Named(strings.Replace(c.Name, aboutUser, " /me", 1)) // Pairs have both.
	return me
}
