package directory

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// documentSet is a set of objects that are given out as the seed has them.
type documentSet struct {
	name        string // In @odata.context.
	typ         string
	permissions []string
	documents   []json.RawMessage
	readable    map[string]bool // Properties whose values the caller may see; nil for all.
}

// ListOrganization answers GET /organization, which has one item. Of User.Read the documentation says that it opens id,
// name and domains: https://learn.microsoft.com/graph/api/organization-list.
func ListOrganization(c *Call) (*odata.Response, error) {
	set := &documentSet{
		name: "organization", typ: "microsoft.graph.organization", permissions: organizationPermissions,
	}
	if organization := c.Directory.seed.Organization; organization != nil {
		set.documents = []json.RawMessage{organization}
	}
	if !c.Caller.Has(organizationPermissions[2:]) {
		set.readable = odata.NameSet("id displayName verifiedDomains")
	}
	return c.listDocuments(set)
}

// listDocuments answers a collection with $select, $top and $count. Other options are not emulated, and refused.
func (c *Call) listDocuments(set *documentSet) (*odata.Response, error) {
	if err := c.allow(set.permissions); err != nil {
		return nil, err
	}
	if err := c.refuseSkip(); err != nil {
		return nil, err
	}
	if err := c.Lacks("$filter", "$search", "$orderby", "$expand"); err != nil {
		return nil, err
	}
	return c.writeDocuments(set)
}

// writeDocuments answers with the page that the request asks for.
func (c *Call) writeDocuments(set *documentSet) (*odata.Response, error) {
	names, err := set.selected(c.Query)
	if err != nil {
		return nil, err
	}
	counted, err := c.Query.Count()
	if err != nil {
		return nil, err
	}
	return c.page(listing{
		set: set.context(names), len: len(set.documents), advanced: counted && c.Eventual(),
		append: func(b []byte, i int) []byte {
			start := len(b)
			b = append(odata.AppendMembers(b, set.hide(odata.MembersOf(set.documents[i])), names), '}')
			b[start] = '{'
			return b
		},
	})
}

// hide empties what the caller may not read.
func (set *documentSet) hide(members []odata.Member) []odata.Member {
	for i := range members {
		if m := &members[i]; set.readable != nil && !set.readable[m.Name] {
			m.Clear()
		}
	}
	return members
}

func (set *documentSet) context(names []string) string {
	if names == nil {
		return set.name
	}
	return set.name + "(" + strings.Join(names, ",") + ")"
}

// selected reads $select; a property is known when some object has it.
func (set *documentSet) selected(q *odata.Query) ([]string, error) {
	list, ok := q.Get("$select")
	if !ok {
		return nil, nil
	}
	names := strings.Split(list, ",")
	for i, name := range names {
		known := slices.ContainsFunc(set.documents, func(document json.RawMessage) bool {
			return slices.ContainsFunc(odata.MembersOf(document), func(m odata.Member) bool {
				if strings.EqualFold(m.Name, name) {
					names[i] = m.Name
					return true
				}
				return false
			})
		})
		if !known {
			return nil, odata.BadRequest("Parsing OData Select and Expand failed: Could not find a property named '%s' on type "+
				"'%s'.", name, set.typ)
		}
	}
	return names, nil
}
