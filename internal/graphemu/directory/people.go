package directory

import (
	"cmp"
	"slices"
)

// A Person is what identifies a user for people.
type Person struct {
	ID                string
	UserPrincipalName string
	DisplayName       string
	JobTitle          string
	Department        string
	Manager           string // the user principal name or, of a contact, the mail address; empty at the top
	Guest             bool
	Disabled          bool
}

// People returns all users, those of the seed first. Row i of the directory is element i.
func (d *Directory) People() []Person {
	list := make([]Person, d.len())
	for i := range list {
		row := d.Row(i)
		text := func(name string) string { return row.Value(name).Text }
		list[i] = Person{
			ID: text("id"), UserPrincipalName: text("userPrincipalName"), DisplayName: text("displayName"),
			JobTitle: text("jobTitle"), Department: text("department"), Guest: text("userType") == "Guest",
			Disabled: string(row.Value("accountEnabled").Append(nil)) == "false",
		}
		if m, ok := d.manager(i); ok {
			list[i].Manager = d.Row(m).Value("userPrincipalName").Text
			if m < 0 {
				list[i].Manager = d.Row(m).Value("mail").Text
			}
		}
	}
	return list
}

// A Group is what identifies a group for people.
type Group struct {
	DisplayName string
	Mail        string
	Kind        string
	Members     int // direct ones
	Owners      []string
	IsTeam      bool
	IsHidden    bool // Its members are hidden from others.
	IsDynamic   bool
}

// Groups returns all groups, in the order of the seed.
func (d *Directory) Groups() []Group {
	list := make([]Group, len(d.seed.Groups))
	for i := range list {
		g := &d.seed.Groups[i]
		types := g.Value("groupTypes").Texts
		list[i] = Group{
			DisplayName: g.Value("displayName").Text, Mail: g.Value("mail").Text, Members: len(d.members(g)),
			Kind: g.kind(), IsTeam: slices.Contains(g.Value("resourceProvisioningOptions").Texts, "Team"),
			Owners: d.namesOf(g.links.Owners), IsDynamic: slices.Contains(types, "DynamicMembership"),
			IsHidden: g.Value("visibility").Text == "HiddenMembership",
		}
	}
	return list
}

// namesOf returns the names of objects that the seed names: the user principal names of users, else display names.
func (d *Directory) namesOf(written []string) []string {
	var list []linked
	for _, name := range written {
		list = d.link(list, name)
	}
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = cmp.Or(l.Value("userPrincipalName").Text, l.Value("displayName").Text)
	}
	return names
}

// kind names the kind of a group as the portal of Entra does.
func (g *seedGroup) kind() string {
	is := func(name string) bool { return string(g.Value(name).Append(nil)) == "true" }
	switch {
	case slices.Contains(g.Value("groupTypes").Texts, "Unified"):
		return "Microsoft 365"
	case is("mailEnabled") && is("securityEnabled"):
		return "mail-enabled security"
	case is("mailEnabled"):
		return "distribution list"
	default:
		return "security"
	}
}
