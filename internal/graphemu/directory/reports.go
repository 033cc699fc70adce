package directory

import (
	"slices"
	"strconv"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// ListReports answers GET /me/directReports and GET /users/{user}/directReports: users first, then contacts.
func ListReports(c *Call) (*odata.Response, error) { return c.listReports(false) }

// ListUserReports answers GET …/directReports/graph.user, which leaves the contacts out.
func ListUserReports(c *Call) (*odata.Response, error) { return c.listReports(true) }

func (c *Call) listReports(usersOnly bool) (*odata.Response, error) {
	query, rows, err := c.reports()
	if err != nil {
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
	if usersOnly {
		rows = slices.DeleteFunc(rows, func(row int32) bool { return row < 0 })
	}
	p := &reportPage{call: c, query: query, rows: rows, token: token, size: size, cast: usersOnly}
	p.counted = query.count && c.Eventual() && !later
	return p.response(), nil
}

// CountReports answers GET …/directReports/$count, which is text and always an advanced query.
func CountReports(c *Call) (*odata.Response, error) {
	if err := c.countSegment(); err != nil {
		return nil, err
	}
	_, rows, err := c.reports()
	if err != nil {
		return nil, err
	}
	return &odata.Response{ContentType: "text/plain", Body: strconv.AppendInt(nil, int64(len(rows)), 10)}, nil
}

// reports returns those whose manager the user in the path is, as far as they fit the query.
func (c *Call) reports() (*userQuery, []int32, error) {
	i, _, err := c.Subject()
	if err != nil {
		return nil, nil, err
	}
	if err := c.allowReports(i); err != nil {
		return nil, nil, err
	}
	query, err := c.parseUserQuery()
	if err != nil {
		return nil, nil, err
	}
	_, expanded := c.Query.Get("$expand")
	switch {
	case expanded:
		return nil, nil, odata.UnsupportedQuery("Unsupported Query.")
	case query.filter != nil && !query.advanced: // Graph's own message is not recorded anywhere.
		return nil, nil, odata.NeedsAdvanced("filter")
	case query.order != "" && !query.advanced:
		return nil, nil, odata.NeedsAdvanced("orderby")
	}
	return query, c.Directory.reportsOf(i, query), nil
}

// allowReports lets people with User.Read see who reports to them. For the reports of others they need
// User.ReadBasic.All too, as https://learn.microsoft.com/graph/api/user-list-directreports has it.
func (c *Call) allowReports(i int) error {
	me, ok := c.SignedIn()
	switch {
	case ok && me == i, ok && c.Caller.Has(userListPermissions[:1]):
		return c.allowLinked(reportPermissions())
	default:
		return c.allowLinked(fullUserPermissions())
	}
}

// reportsOf returns the rows of those whose manager row i is, as far as they fit the query.
func (d *Directory) reportsOf(i int, q *userQuery) []int32 {
	rows := d.reports[i]
	if n := i - len(d.seed.Users); n >= 0 {
		rows = nil
		for r := 10*n + 1; r <= 10*n+10 && r < d.generated; r++ {
			rows = append(rows, len(d.seed.Users)+r)
		}
	}
	list := []int32{}
	for _, r := range rows {
		one := d.Row(r)
		if q.filter != nil && !odata.Matches(q.filter, one) || q.search != nil && !odata.SearchMatches(q.search, one) {
			continue
		}
		list = append(list, int32(r))
	}
	if q.order != "" {
		d.sortRows(list, q.order)
	}
	return list
}

// reportPage is one page of users and contacts.
type reportPage struct {
	call    *Call
	query   *userQuery
	rows    []int32
	token   odata.PageToken
	size    int
	counted bool
	cast    bool // To users, whose type is then no longer in question.
}

func (p *reportPage) response() *odata.Response {
	c := p.call
	first := min(p.token.Offset, len(p.rows))
	end := min(first+p.size, len(p.rows))
	set := "directoryObjects"
	if p.cast {
		set = usersSet
	}
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(p.query.selection.Context(set, false)))
	if p.counted {
		b = strconv.AppendInt(append(b, `,"@odata.count":`...), int64(len(p.rows)), 10)
	}
	if end < len(p.rows) {
		next := odata.PageToken{Offset: end, Advanced: p.query.advanced || p.query.search != nil}
		b = odata.AppendString(append(b, `,"@odata.nextLink":`...), c.NextLink(next))
	}
	b = append(b, `,"value":[`...)
	encoder := c.newObjectEncoder(p.query.selection, c.readable(-1))
	for n, row := range p.rows[first:end] {
		if n > 0 {
			b = append(b, ',')
		}
		if p.cast {
			b = encoder.user.AppendObject(b, c.Directory.Row(int(row)))
		} else {
			b = encoder.append(b, c.Directory, int(row))
		}
	}
	return &odata.Response{Body: append(b, "]}"...), Items: end - first}
}
