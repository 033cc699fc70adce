package directory

import (
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// ListMembers answers GET /groups/{group}/members.
func ListMembers(c *Call) (*odata.Response, error) {
	return c.listMembers(func(g *seedGroup) []linked { return c.Directory.members(g) })
}

// ListTransitiveMembers answers GET /groups/{group}/transitiveMembers.
func ListTransitiveMembers(c *Call) (*odata.Response, error) {
	return c.listMembers(func(g *seedGroup) []linked { return c.Directory.transitive(nil, g, []odata.Row{g}) })
}

// listMembers answers with the members that a function returns. Service principals are not among them in v1.0, which
// is a known issue of Graph.
func (c *Call) listMembers(members func(*seedGroup) []linked) (*odata.Response, error) {
	if err := c.allow(memberPermissions()); err != nil {
		return nil, err
	}
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	if c.hides(g) {
		return c.listLinked(nil)
	}
	list := c.Directory.cached(g.Value("id").Text+c.Path, func() []linked { return members(g) })
	if c.Version == odata.VersionOne {
		list = slices.DeleteFunc(slices.Clone(list), func(l linked) bool { return l.typ == servicePrincipalType.Get() })
	}
	return c.listLinked(list)
}

// cached keeps a list of members, so that each page of a large group need not make it anew. The directory never
// changes.
func (d *Directory) cached(key string, list func() []linked) []linked {
	known, _ := d.memberLists.Load(key)
	if made, ok := known.([]linked); ok {
		return made
	}
	made := list()
	d.memberLists.Store(key, made)
	return made
}

// hides reports whether the membership of a group is hidden from the caller.
func (c *Call) hides(g *seedGroup) bool {
	if !strings.EqualFold(g.Value("visibility").Text, "HiddenMembership") {
		return false
	}
	isMember := slices.ContainsFunc(c.Directory.members(g), func(l linked) bool { return l.id() == c.Caller.ObjectID })
	return !isMember && !c.Caller.Has([]string{"Member.Read.Hidden"})
}

// ListOwners answers GET /groups/{group}/owners.
func ListOwners(c *Call) (*odata.Response, error) {
	if err := c.allow(ownerPermissions()); err != nil {
		return nil, err
	}
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	var list []linked
	for _, name := range g.links.Owners {
		list = c.Directory.link(list, name)
	}
	return c.listLinked(list)
}

// ListMemberOf answers GET …/memberOf.
func ListMemberOf(c *Call) (*odata.Response, error) {
	permissions := memberOfRoles
	if c.Caller.Person {
		permissions = memberOfScopes()
	}
	return c.listMemberOf(permissions, c.Directory.memberOf)
}

// ListTransitiveMemberOf answers GET …/transitiveMemberOf.
func ListTransitiveMemberOf(c *Call) (*odata.Response, error) {
	return c.listMemberOf(transitiveMemberOf(), c.Directory.transitiveMemberOf)
}

// listMemberOf answers with what the user in the path is a member of. Groups with hidden membership are left out.
func (c *Call) listMemberOf(permissions []string, of func(id string) []linked) (*odata.Response, error) {
	i, _, err := c.Subject()
	if err != nil {
		return nil, err
	}
	me, isPerson := c.SignedIn()
	if self := isPerson && me == i && c.Caller.Has([]string{"User.Read"}); !self {
		if err := c.allow(permissions); err != nil {
			return nil, err
		}
	}
	list := slices.DeleteFunc(of(c.Directory.Row(i).Value("id").Text), func(l linked) bool {
		g, isGroup := l.Row.(*seedGroup)
		return isGroup && c.hides(g)
	})
	return c.listLinked(list)
}
