package seed

import (
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/document"
)

// completeTeam completes a team and its group, each by what the other has.
func (r *reader) completeTeam(o object, n *document.Node) {
	for i, channel := range n.List("channels") {
		list, _ := o["channels"].([]any)
		ch, _ := list[i].(object)
		setDefault(ch, "membershipType", "standard")
		thread := strings.ReplaceAll(guid("channels", n.Text("displayName"), channel.Text("displayName")), "-", "")
		setDefault(ch, "id", "19:"+thread+"@thread.tacv2")
		r.refer(ch, channel, "members", users)
		r.refer(ch, channel, "sharedWith", teams)
	}
	r.refer(o, n, "members", users)
	r.refer(o, n, "owners", users)
	group := r.groupOf(o)
	if types, _ := group["groupTypes"].([]any); !slices.Contains(types, any("Unified")) {
		r.report(n.Problemf("the group %q is no Microsoft 365 group, and only these have teams; give the group "+
			`"groupTypes": ["Unified"], or the team another name`, textOf(group, "displayName")))
	}
	setDefault(o, "members", r.usersAmong(group["members"]))
	setDefault(o, "owners", r.usersAmong(group["owners"]))
	addOwners(o)
	setDefault(group, "members", o["members"])
	setDefault(group, "owners", o["owners"])
	group["resourceProvisioningOptions"] = []any{"Team"}
}

// setGroupID sets the id of a team to that of the group of its name, which may be one that is still to be made.
func (r *reader) setGroupID(o object, n *document.Node) {
	name := n.Get("displayName")
	switch {
	case n.Get("id") != nil:
	case r.index.find(textOf(o, "displayName"), groups) == nil:
		o["id"] = guid("groups", textOf(o, "displayName"))
	default:
		o["id"] = r.resolve(name, groups)
	}
}

// groupOf returns the group of a team, which is in the file, was made for the team, or is in the company that the file
// extends.
func (r *reader) groupOf(team object) object {
	all := slices.Concat(r.objects("groups"), r.baseGroups)
	at := slices.IndexFunc(all, func(g object) bool { return strings.EqualFold(textOf(g, "id"), textOf(team, "id")) })
	if at < 0 {
		return object{"groupTypes": []any{"Unified"}} // The team has no group of its own, and was reported.
	}
	return all[at]
}

// usersAmong returns the users among the members of a group.
func (r *reader) usersAmong(members any) []string {
	names, _ := members.([]string)
	if written, ok := members.([]any); ok { // Of the company that the file extends.
		for _, m := range written {
			name, _ := m.(string)
			names = append(names, name)
		}
	}
	var list []string
	for _, name := range names {
		if name == directory.Everybody || r.index.has("users", name) {
			list = append(list, name)
		}
	}
	return list
}

// addOwners makes the owners of a team members.
func addOwners(team object) {
	members, _ := team["members"].([]string)
	owners, _ := team["owners"].([]string)
	for _, owner := range owners {
		if !slices.Contains(members, owner) && !slices.Contains(members, directory.Everybody) {
			members = append(members, owner)
		}
	}
	team["members"], team["owners"] = members, owners
}
