package graphemu

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// documentSet is a set of objects that are given out as the seed has them.
type documentSet struct {
	name        string // In @odata.context.
	typ         string
	permissions []string
	documents   []json.RawMessage
}

func (c *call) groups() *documentSet {
	return &documentSet{"groups", "microsoft.graph.group", groupPermissions, c.directory.seed.Groups}
}

// listGroups answers GET /groups.
func listGroups(c *call) (*response, error) { return c.listDocuments(c.groups()) }

// countGroups answers GET /groups/$count.
func countGroups(c *call) (*response, error) {
	set := c.groups()
	if err := c.allow(set.permissions); err != nil {
		return nil, err
	}
	if !c.eventual() {
		return nil, &problem{
			status: http.StatusBadRequest, code: "Request_BadRequest", message: "$count is not currently supported.",
		}
	}
	return &response{contentType: "text/plain", body: strconv.AppendInt(nil, int64(len(set.documents)), 10)}, nil
}

// getGroup answers GET /groups/{group}.
func getGroup(c *call) (*response, error) {
	set := c.groups()
	if err := c.allow(set.permissions); err != nil {
		return nil, err
	}
	if err := c.singleOnly(); err != nil {
		return nil, err
	}
	names, err := set.selected(c.query)
	if err != nil {
		return nil, err
	}
	for _, document := range set.documents {
		list := membersOf(document)
		if id := list[0]; id.name == "id" && strings.EqualFold(strings.Trim(string(id.json), `"`), c.params["group"]) {
			b := appendString([]byte(`{"@odata.context":`), c.context(set.context(names)+"/$entity"))
			return &response{body: append(appendMembers(b, list, names), '}'), items: 1}, nil
		}
	}
	return nil, notFound(c.params["group"])
}

// listOrganization answers GET /organization, which has one item.
func listOrganization(c *call) (*response, error) {
	return c.listDocuments(&documentSet{
		"organization", "microsoft.graph.organization", organizationPermissions, c.directory.seed.Organization,
	})
}

// listDocuments answers a collection with $select, $top and $count. Other options are not emulated, and refused.
func (c *call) listDocuments(set *documentSet) (*response, error) {
	if err := c.allow(set.permissions); err != nil {
		return nil, err
	}
	for _, name := range []string{"$filter", "$search", "$orderby", "$expand", "$skip"} {
		if _, ok := c.query.get(name); ok {
			return nil, unsupportedQuery("'%s' is not supported by the service.", name)
		}
	}
	token, later, err := c.page()
	if err != nil {
		return nil, err
	}
	size, err := c.query.top(defaultPageSize, c.pages.limit)
	if err != nil {
		return nil, err
	}
	names, err := set.selected(c.query)
	if err != nil {
		return nil, err
	}
	counted, err := c.query.count()
	if err != nil {
		return nil, err
	}
	first, end := token.offset, min(token.offset+size, len(set.documents))
	b := appendString([]byte(`{"@odata.context":`), c.context(set.context(names)))
	if counted && c.eventual() && !later {
		b = strconv.AppendInt(append(b, `,"@odata.count":`...), int64(len(set.documents)), 10)
	}
	if end < len(set.documents) {
		next := pageToken{offset: end, advanced: counted && c.eventual()}
		b = appendString(append(b, `,"@odata.nextLink":`...), c.nextLink(next))
	}
	return set.page(b, names, first, end), nil
}

// page ends a body with the items from first to end.
func (set *documentSet) page(b []byte, names []string, first, end int) *response {
	b = append(b, `,"value":[`...)
	for n, document := range set.documents[first:end] {
		if n > 0 {
			b = append(b, ',')
		}
		start := len(b)
		b = appendMembers(b, membersOf(document), names)
		b = append(b, '}')
		b[start] = '{'
	}
	return &response{body: append(b, "]}"...), items: end - first}
}

func (set *documentSet) context(names []string) string {
	if names == nil {
		return set.name
	}
	return set.name + "(" + strings.Join(names, ",") + ")"
}

// selected reads $select; a property is known when some object has it.
func (set *documentSet) selected(q *queryOptions) ([]string, error) {
	list, ok := q.get("$select")
	if !ok {
		return nil, nil
	}
	names := strings.Split(list, ",")
	for _, name := range names {
		known := slices.ContainsFunc(set.documents, func(document json.RawMessage) bool {
			return slices.ContainsFunc(membersOf(document), func(m member) bool { return m.name == name })
		})
		if !known {
			return nil, badRequest("Parsing OData Select and Expand failed: Could not find a property named '%s' on type '%s'.",
				name, set.typ)
		}
	}
	return names, nil
}
