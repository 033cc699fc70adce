package seed

import (
	"slices"
	"strings"
)

// An entry is an object that may be named.
type entry struct {
	list string // such as "users"
	name string // by which the services know it: of a user the user principal name, else the id
	id   string
	mail string // of a group
}

// An index has the objects by what they may be called, in lower case.
type index map[string][]entry

func (x index) add(list string, o object) {
	e := entry{list: list, name: textOf(o, "id"), id: textOf(o, "id")}
	keys := []string{e.id, textOf(o, "displayName")}
	switch list {
	case "users":
		e.name = textOf(o, "userPrincipalName")
		keys = append(keys, e.name)
	case "groups":
		e.mail = textOf(o, "mail")
		keys = append(keys, e.mail)
	}
	for _, key := range keys {
		key = strings.ToLower(key)
		if key != "" && !slices.Contains(x[key], e) {
			x[key] = append(x[key], e)
		}
	}
}

// has reports whether a list has an object with an id, or a user with a user principal name.
func (x index) has(list, key string) bool {
	return slices.ContainsFunc(x[strings.ToLower(key)], func(e entry) bool {
		return e.list == list && (strings.EqualFold(e.id, key) || list == "users" && strings.EqualFold(e.name, key))
	})
}

// kinds are the objects that a name may stand for.
type kinds struct {
	what, how string // for errors: what is looked for, and how it is written
	lists     []string
	everybody bool // [directory.Everybody]
	generated bool // such as "generated 0-99"
	addresses bool // mail addresses of others
	mail      bool // Groups are those with a mail address, and known by it.
}

const (
	howUser   = "the user principal name, the display name or the id of one"
	howObject = "the display name or the id of one, or a user principal name"
)

var (
	person   = kinds{what: "user", how: howUser, lists: []string{"users"}}
	users    = kinds{what: "user", how: howUser, lists: []string{"users"}, everybody: true}
	people   = kinds{what: "user", how: howUser + ", or a mail address", lists: []string{"users"}, addresses: true}
	groups   = kinds{what: "group", how: "the display name or the id of one", lists: []string{"groups"}}
	teams    = kinds{what: "team", how: "the display name or the id of one", lists: []string{"teams"}}
	anything = kinds{
		what: "user, group or other object", how: howObject, everybody: true, generated: true,
		lists: []string{
			"users", "groups", "contacts", "devices", "servicePrincipals", "directoryRoles", "administrativeUnits",
		},
	}
	owners = kinds{
		what: "user or group with a mailbox", how: howObject, everybody: true, mail: true, lists: []string{"users", "groups"},
	}
)

// find returns what the services know the objects by that have a name.
func (x index) find(name string, among kinds) []string {
	var found []string
	for _, e := range x[strings.ToLower(name)] {
		known := e.name
		if among.mail && e.list == "groups" {
			known = e.mail
		}
		if known != "" && slices.Contains(among.lists, e.list) && !slices.Contains(found, known) {
			found = append(found, known)
		}
	}
	return found
}
