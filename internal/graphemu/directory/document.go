package directory

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
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

func (c *Call) groups() *documentSet {
	return &documentSet{
		name: "groups", typ: "microsoft.graph.group", permissions: groupPermissions, documents: c.Directory.seed.Groups,
	}
}

// ListGroups answers GET /groups.
func ListGroups(c *Call) (*odata.Response, error) { return c.listDocuments(c.groups()) }

// CountGroups answers GET /groups/$count.
func CountGroups(c *Call) (*odata.Response, error) {
	set := c.groups()
	if err := c.allow(set.permissions); err != nil {
		return nil, err
	}
	if !c.Eventual() {
		return nil, &odata.Problem{
			Status: http.StatusBadRequest, Code: "Request_BadRequest", Message: "$count is not currently supported.",
		}
	}
	return &odata.Response{ContentType: "text/plain", Body: strconv.AppendInt(nil, int64(len(set.documents)), 10)}, nil
}

// GetGroup answers GET /groups/{group}.
func GetGroup(c *Call) (*odata.Response, error) {
	set := c.groups()
	if err := c.allow(set.permissions); err != nil {
		return nil, err
	}
	if err := c.SingleOnly(); err != nil {
		return nil, err
	}
	if err := c.Lacks("$expand"); err != nil {
		return nil, err
	}
	names, err := set.selected(c.Query)
	if err != nil {
		return nil, err
	}
	for _, document := range set.documents {
		list := odata.MembersOf(document)
		if id := list[0]; id.Name == "id" && strings.EqualFold(strings.Trim(string(id.JSON), `"`), c.Params["group"]) {
			b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(set.context(names)+"/$entity"))
			return &odata.Response{Body: append(odata.AppendMembers(b, list, names), '}'), Items: 1}, nil
		}
	}
	return nil, odata.NotFound(c.Params["group"])
}

// ListOrganization answers GET /organization, which has one item. Of User.Read the documentation says that it opens id,
// name and domains: https://learn.microsoft.com/graph/api/organization-list.
func ListOrganization(c *Call) (*odata.Response, error) {
	set := &documentSet{
		name: "organization", typ: "microsoft.graph.organization", permissions: organizationPermissions,
		documents: c.Directory.seed.Organization,
	}
	if !c.Caller.Has(organizationPermissions[1:]) {
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
	token, later, err := c.Page()
	if err != nil {
		return nil, err
	}
	size, err := c.Query.Top(defaultPageSize, c.Pages.Limit)
	if err != nil {
		return nil, err
	}
	names, err := set.selected(c.Query)
	if err != nil {
		return nil, err
	}
	counted, err := c.Query.Count()
	if err != nil {
		return nil, err
	}
	first, end := token.Offset, min(token.Offset+size, len(set.documents))
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(set.context(names)))
	if counted && c.Eventual() && !later {
		b = strconv.AppendInt(append(b, `,"@odata.count":`...), int64(len(set.documents)), 10)
	}
	if end < len(set.documents) {
		next := odata.PageToken{Offset: end, Advanced: counted && c.Eventual()}
		b = odata.AppendString(append(b, `,"@odata.nextLink":`...), c.NextLink(next))
	}
	return set.page(b, names, first, end), nil
}

// page ends a body with the items from first to end.
func (set *documentSet) page(b []byte, names []string, first, end int) *odata.Response {
	b = append(b, `,"value":[`...)
	for n, document := range set.documents[first:end] {
		if n > 0 {
			b = append(b, ',')
		}
		start := len(b)
		b = odata.AppendMembers(b, set.hide(odata.MembersOf(document)), names)
		b = append(b, '}')
		b[start] = '{'
	}
	return &odata.Response{Body: append(b, "]}"...), Items: end - first}
}

// hide empties what the caller may not read.
func (set *documentSet) hide(members []odata.Member) []odata.Member {
	for i := range members {
		switch m := &members[i]; {
		case set.readable == nil || set.readable[m.Name]:
		case m.JSON[0] == '[':
			m.JSON = []byte("[]")
		default:
			m.JSON = []byte("null")
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
