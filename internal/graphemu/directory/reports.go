package directory

import (
	"strconv"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// ListReports answers GET /me/directReports and GET /users/{user}/directReports: users first, then contacts.
func ListReports(c *Call) (*odata.Response, error) {
	i, _, err := c.Subject()
	if err != nil {
		return nil, err
	}
	if err := c.allowReports(i); err != nil {
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
	_, expanded := c.Query.Get("$expand")
	switch {
	case expanded:
		return nil, odata.UnsupportedQuery("Unsupported Query.")
	case query.filter != nil && !query.advanced:
		return nil, odata.NeedsAdvanced("filter")
	case query.order != "" && !query.advanced:
		return nil, odata.NeedsAdvanced("orderby")
	}
	p := &reportPage{call: c, query: query, rows: c.Directory.reportsOf(i, query), token: token, size: size}
	p.counted = query.count && c.Eventual() && !later
	return p.response(), nil
}

// allowReports lets everybody who signed in with User.Read see who reports to whom, as the permission table has it.
func (c *Call) allowReports(i int) error {
	if !c.Caller.Person {
		return c.allow(fullUserPermissions)
	}
	if me, ok := c.SignedIn(); ok && me == i && c.Caller.Has(reportPermissions) {
		return nil
	}
	return c.allow(reportPermissions)
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
}

func (p *reportPage) response() *odata.Response {
	c := p.call
	first := min(p.token.Offset, len(p.rows))
	end := min(first+p.size, len(p.rows))
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(p.query.selection.Context("directoryObjects", false)))
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
		b = encoder.append(b, c.Directory, int(row))
	}
	return &odata.Response{Body: append(b, "]}"...), Items: end - first}
}
