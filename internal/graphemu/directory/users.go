package directory

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

const (
	defaultPageSize = 100
	signInPageSize  = 500  // Largest page with signInActivity.
	maxAdvancedURL  = 2048 // Characters of the whole URL of an advanced query.
	usersSet        = "users"
	signInActivity  = "signInActivity"
)

// ListUsers answers GET /users.
func ListUsers(c *Call) (*odata.Response, error) {
	if err := c.allow(userListPermissions); err != nil {
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
	query, err := c.parseUserQuery()
	if err != nil {
		return nil, err
	}
	if query.usesSignInActivity() {
		size = min(size, signInPageSize)
	}
	rows := c.Directory.matches(query)
	p := &userPage{call: c, query: query, rows: rows, token: token, size: size}
	p.counted = query.count && c.Eventual() && !later
	return p.response()
}

// CountUsers answers GET /users/$count, which is text and always an advanced query.
func CountUsers(c *Call) (*odata.Response, error) {
	if err := c.allow(userListPermissions); err != nil {
		return nil, err
	}
	if err := c.countSegment(); err != nil {
		return nil, err
	}
	query, err := c.parseUserQuery()
	if err != nil {
		return nil, err
	}
	n := c.Directory.matches(query).len()
	return &odata.Response{ContentType: "text/plain", Body: strconv.AppendInt(nil, int64(n), 10)}, nil
}

// countSegment makes the segment $count stand for the parameter. It needs the header of an advanced query.
func (c *Call) countSegment() error {
	if !c.Eventual() {
		return &odata.Problem{
			Status: http.StatusBadRequest, Code: "Request_BadRequest", Message: "$count is not currently supported.",
		}
	}
	c.Query.System["$count"] = "true"
	return nil
}

// userQuery is a checked query over users.
type userQuery struct {
	selection *odata.Selection
	expand    *expansion
	filter    odata.Filter
	search    [][]odata.SearchClause
	order     string // Name of the property, with a minus sign for descending; empty for the natural order.
	count     bool
	advanced  bool
	key       string // Identifies the result in the cache.
}

// parseUserQuery reads and checks all options of a list of users.
func (c *Call) parseUserQuery() (*userQuery, error) {
	q := new(userQuery)
	var err error
	if q.count, err = c.Query.Count(); err != nil {
		return nil, err
	}
	q.advanced = q.count && c.Eventual()
	if err := c.refuseSkip(); err != nil {
		return nil, err
	}
	if q.selection, err = userType.Get().ParseSelect(c.Query); err != nil {
		return nil, err
	}
	if err := c.checkListSelection(q.selection); err != nil {
		return nil, err
	}
	if q.expand, err = c.parseExpand(true); err != nil {
		return nil, err
	}
	for _, parse := range []func(*userQuery) error{c.parseSearch, c.parseFilter, c.parseOrder, q.checkExpand} {
		if err := parse(q); err != nil {
			return nil, err
		}
	}
	if n := len(c.Origin + c.Path + "?" + c.Query.Raw); q.advanced && n > maxAdvancedURL && !c.HasToken() {
		return nil, odata.UnsupportedQuery("The URL of an advanced query has %d characters. Max allowed: "+
			"%d.", n, maxAdvancedURL) // The words are ours.
	}
	q.key = strings.Join([]string{c.Query.System["$filter"], c.Query.System["$search"], q.order}, "\x00")
	return q, nil
}

// checkExpand refuses $expand in an advanced query: https://learn.microsoft.com/graph/aad-advanced-queries. For the
// words on a filter see https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/9095.
func (q *userQuery) checkExpand(*userQuery) error {
	switch {
	case q.expand == nil || !q.advanced && q.search == nil:
		return nil
	case q.filter != nil:
		return odata.UnsupportedClause(slices.Sorted(maps.Keys(odata.FilterProperties(q.filter, nil)))[0])
	default:
		return odata.UnsupportedQuery("Unsupported Query.")
	}
}

// refuseSkip answers that the directory has no $skip.
func (c *Call) refuseSkip() error {
	if _, ok := c.Query.Get("$skip"); ok {
		return &odata.Problem{
			Status: http.StatusBadRequest, Code: "Request_BadRequest", Message: "'$skip' is not supported by the service.",
		}
	}
	return nil
}

// checkListSelection refuses what Graph serves for one user only.
func (c *Call) checkListSelection(s *odata.Selection) error {
	for _, p := range s.Properties {
		if p.Retrieval == odata.OnOneUser {
			return &odata.Problem{
				Status: http.StatusNotImplemented, Code: "NotImplemented",
				Message: "This operation target is not yet supported.",
			}
		}
	}
	return c.allowProperties(s.Has)
}

func (c *Call) parseFilter(q *userQuery) error {
	filter, ok := c.Query.Get("$filter")
	if !ok {
		return nil
	}
	n, err := odata.ParseFilter(filter)
	if err != nil {
		return err
	}
	q.filter = n
	if err := userType.Get().CheckFilter(n, q.advanced); err != nil {
		return err
	}
	names := odata.FilterProperties(n, nil)
	for name := range names {
		if err := c.allowOnLists(name); err != nil {
			return err
		}
	}
	if len(names) > 1 && names[signInActivity] {
		// The words are ours.
		return odata.UnsupportedQuery("Filter on 'signInActivity' cannot be combined with other filters.")
	}
	return nil
}

func (c *Call) parseSearch(q *userQuery) error {
	search, ok := c.Query.Get("$search")
	if !ok {
		return nil
	}
	if !c.Eventual() {
		return odata.UnsupportedQuery("Request with $search query parameter only works through MSGraph with a special " +
			"request header: 'ConsistencyLevel: eventual'")
	}
	if strings.ContainsAny(search, "&#+%") && !c.prefers("legacySearch=false") {
		// Known issue 18185 of Graph.
		return odata.BadRequest("Unrecognized query argument specified: ''.")
	}
	var err error
	if q.search, err = userType.Get().ParseSearch(search); err != nil {
		return err
	}
	for _, name := range odata.SearchProperties(q.search) {
		if err := c.allowOnLists(name); err != nil {
			return err
		}
	}
	return nil
}

// prefers reports whether the request has a preference.
func (c *Call) prefers(preference string) bool {
	return slices.ContainsFunc(c.HTTP.Header.Values("Prefer"), func(value string) bool {
		return strings.Contains(strings.ReplaceAll(value, " ", ""), preference)
	})
}

// parseOrder reads $orderby, which takes one property here.
func (c *Call) parseOrder(q *userQuery) error {
	order, ok := c.Query.Get("$orderby")
	if !ok {
		return nil
	}
	name, direction, _ := strings.Cut(strings.TrimSpace(order), " ")
	if p, ok := userType.Get().Find(name); ok {
		name = p.Name
	}
	advancedOnly := name == "createdDateTime" || name == "deletedDateTime"
	direction = strings.TrimSpace(direction)
	switch {
	case userType.Get().Properties[name] == nil:
		return odata.BadRequest("Could not find a property named '%s' on type '%s'.", name, userType.Get().Name)
	case name != "displayName" && name != "userPrincipalName" && !advancedOnly:
		return odata.UnsupportedQuery("Unsupported sort property '%s' for 'User'.", name)
	case advancedOnly && !q.advanced:
		return odata.UnsupportedQuery("Unsupported sort property '%s' for 'User'.", name)
	case q.filter != nil && !q.advanced:
		return odata.UnsupportedQuery("Sorting not supported for current query.")
	case direction == "desc":
		name = "-" + name
	case direction != "" && direction != "asc":
		return odata.BadRequest("Syntax error at position %d in '%s'.", len(name)+1, order)
	}
	q.order = name
	return c.allowOnLists(strings.TrimPrefix(name, "-"))
}

func (q *userQuery) usesSignInActivity() bool {
	return q.selection.Has(signInActivity) || q.filter != nil && odata.FilterProperties(q.filter, nil)[signInActivity]
}

// sortRows orders rows by the property of q, keeping the natural order of equal ones. Text compares in lower case.
func (d *Directory) sortRows(rows []int32, order string) {
	name, descending := strings.CutPrefix(order, "-")
	keys := make(map[int32]string, len(rows))
	for _, i := range rows {
		keys[i] = strings.ToLower(d.Row(int(i)).Value(name).Text)
	}
	slices.SortStableFunc(rows, func(a, b int32) int {
		if descending {
			a, b = b, a
		}
		return strings.Compare(keys[a], keys[b])
	})
}
