package graphemu

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	defaultPageSize = 100
	signInPageSize  = 500  // Largest page with signInActivity.
	maxAdvancedURL  = 2048 // Characters of the whole URL of an advanced query.
	usersSet        = "users"
	signInActivity  = "signInActivity"
)

// listUsers answers GET /users.
func listUsers(c *call) (*response, error) {
	if err := c.allow(userListPermissions); err != nil {
		return nil, err
	}
	token, later, err := c.page()
	if err != nil {
		return nil, err
	}
	size, err := c.query.top(defaultPageSize, c.pages.limit)
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
	rows := c.directory.matches(query)
	p := &userPage{call: c, query: query, rows: rows, token: token, size: size}
	p.counted = query.count && c.eventual() && !later
	return p.response()
}

// countUsers answers GET /users/$count, which is text and always an advanced query.
func countUsers(c *call) (*response, error) {
	if err := c.allow(userListPermissions); err != nil {
		return nil, err
	}
	if !c.eventual() {
		return nil, &problem{
			status: http.StatusBadRequest, code: "Request_BadRequest", message: "$count is not currently supported.",
		}
	}
	c.query.odata["$count"] = "true" // The segment stands for the parameter.
	query, err := c.parseUserQuery()
	if err != nil {
		return nil, err
	}
	n := c.directory.matches(query).len()
	return &response{contentType: "text/plain", body: strconv.AppendInt(nil, int64(n), 10)}, nil
}

// userQuery is a checked query over users.
type userQuery struct {
	selection *selection
	expand    *expansion
	filter    node
	search    [][]searchClause
	order     string // Name of the property, with a minus sign for descending; empty for the natural order.
	count     bool
	advanced  bool
	key       string // Identifies the result in the cache.
}

// parseUserQuery reads and checks all options of a list of users.
func (c *call) parseUserQuery() (*userQuery, error) {
	q := new(userQuery)
	var err error
	if q.count, err = c.query.count(); err != nil {
		return nil, err
	}
	q.advanced = q.count && c.eventual()
	if c.query.odata["$skip"] != "" {
		return nil, unsupportedQuery("'$skip' is not supported by the service.")
	}
	if q.selection, err = userType.parseSelect(c.query); err != nil {
		return nil, err
	}
	if err := c.checkListSelection(q.selection); err != nil {
		return nil, err
	}
	if q.expand, err = c.parseExpand(true); err != nil {
		return nil, err
	}
	for _, parse := range []func(*userQuery) error{c.parseSearch, c.parseFilter, c.parseOrder} {
		if err := parse(q); err != nil {
			return nil, err
		}
	}
	if n := len(c.origin + c.path + "?" + c.query.raw); q.advanced && n > maxAdvancedURL && !c.hasToken() {
		return nil, unsupportedQuery("The URL of an advanced query has %d characters. Max allowed: "+
			"%d.", n, maxAdvancedURL) // The words are ours.
	}
	q.key = strings.Join([]string{c.query.odata["$filter"], c.query.odata["$search"], q.order}, "\x00")
	return q, nil
}

// checkListSelection refuses what Graph serves for one user only.
func (c *call) checkListSelection(s *selection) error {
	for _, p := range s.properties {
		if p.retrieval == onOneUser {
			return &problem{
				status: http.StatusNotImplemented, code: "NotImplemented",
				message: "This operation target is not yet supported.",
			}
		}
	}
	return c.allowProperties(s)
}

func (c *call) parseFilter(q *userQuery) error {
	filter, ok := c.query.get("$filter")
	if !ok {
		return nil
	}
	n, err := parseFilter(filter)
	if err != nil {
		return err
	}
	q.filter = n
	if names := filterProperties(n, nil); len(names) > 1 && names[signInActivity] {
		return unsupportedQuery("Filter on 'signInActivity' cannot be combined with other filters.") // The words are ours.
	}
	return userType.checkFilter(n, q.advanced)
}

func (c *call) parseSearch(q *userQuery) error {
	search, ok := c.query.get("$search")
	if !ok {
		return nil
	}
	if !c.eventual() {
		return unsupportedQuery("Request with $search query parameter only works through MSGraph with a special request " +
			"header: 'ConsistencyLevel: eventual'")
	}
	var err error
	q.search, err = userType.parseSearch(search)
	return err
}

// parseOrder reads $orderby, which takes one property here.
func (c *call) parseOrder(q *userQuery) error {
	order, ok := c.query.get("$orderby")
	if !ok {
		return nil
	}
	name, direction, _ := strings.Cut(strings.TrimSpace(order), " ")
	advancedOnly := name == "createdDateTime" || name == "deletedDateTime"
	direction = strings.TrimSpace(direction)
	switch {
	case userType.properties[name] == nil:
		return badRequest("Could not find a property named '%s' on type '%s'.", name, userType.name)
	case name != "displayName" && name != "userPrincipalName" && !advancedOnly:
		return unsupportedQuery("Unsupported sort property '%s' for 'User'.", name)
	case advancedOnly && !q.advanced:
		return unsupportedQuery("Unsupported Query.")
	case q.filter != nil && !q.advanced:
		return needsAdvanced("orderby")
	case direction == "desc":
		name = "-" + name
	case direction != "" && direction != "asc":
		return badRequest("Syntax error at position %d in '%s'.", len(name)+1, order)
	}
	q.order = name
	return nil
}

func (q *userQuery) usesSignInActivity() bool {
	return q.selection.has(signInActivity) || q.filter != nil && filterProperties(q.filter, nil)[signInActivity]
}

// sortRows orders rows by the property of q, keeping the natural order of equal ones. Text compares in lower case.
func (d *directory) sortRows(rows []int32, order string) {
	name, descending := strings.CutPrefix(order, "-")
	keys := make(map[int32]string, len(rows))
	for _, i := range rows {
		keys[i] = strings.ToLower(d.row(int(i)).value(name).text)
	}
	slices.SortStableFunc(rows, func(a, b int32) int {
		if descending {
			a, b = b, a
		}
		return strings.Compare(keys[a], keys[b])
	})
}
