package seed

import (
	"slices"
	"strings"

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
	groups := r.objects("groups")
	at := slices.IndexFunc(groups, func(g object) bool { return g["id"] == o["id"] })
	if at < 0 { // The group is in the company that the file extends.
		addOwners(o)
		return
	}
	group := groups[at]
	setDefault(o, "members", group["members"])
	setDefault(o, "owners", group["owners"])
	addOwners(o)
	setDefault(group, "members", o["members"])
	setDefault(group, "owners", o["owners"])
	setDefault(group, "resourceProvisioningOptions", []any{"Team"})
}

// addOwners makes the owners of a team members.
func addOwners(team object) {
	members, _ := team["members"].([]string)
	owners, _ := team["owners"].([]string)
	for _, owner := range owners {
		if !slices.Contains(members, owner) && !slices.Contains(members, "*") {
			members = append(members, owner)
		}
	}
	team["members"], team["owners"] = members, owners
}
