package graphemu

import "strconv"

// listReports answers GET /me/directReports and GET /users/{user}/directReports: users first, then contacts.
func listReports(c *call) (*response, error) {
	i, _, err := c.subject()
	if err != nil {
		return nil, err
	}
	if err := c.allowReports(i); err != nil {
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
	_, expanded := c.query.get("$expand")
	switch {
	case expanded:
		return nil, unsupportedQuery("Unsupported Query.")
	case query.filter != nil && !query.advanced:
		return nil, needsAdvanced("filter")
	case query.order != "" && !query.advanced:
		return nil, needsAdvanced("orderby")
	}
	p := &reportPage{call: c, query: query, rows: c.directory.reportsOf(i, query), token: token, size: size}
	p.counted = query.count && c.eventual() && !later
	return p.response(), nil
}

// allowReports lets everybody who signed in with User.Read see who reports to whom, as the permission table has it.
func (c *call) allowReports(i int) error {
	if !c.caller.person {
		return c.allow(fullUserPermissions)
	}
	if me, ok := c.signedIn(); ok && me == i && c.caller.has(reportPermissions) {
		return nil
	}
	return c.allow(reportPermissions)
}

// reportsOf returns the rows of those whose manager row i is, as far as they fit the query.
func (d *directory) reportsOf(i int, q *userQuery) []int32 {
	rows := d.reports[i]
	if n := i - len(d.seed.Users); n >= 0 {
		rows = nil
		for r := 10*n + 1; r <= 10*n+10 && r < d.generated; r++ {
			rows = append(rows, len(d.seed.Users)+r)
		}
	}
	list := []int32{}
	for _, r := range rows {
		one := d.row(r)
		if q.filter != nil && !filterMatches(q.filter, one) || q.search != nil && !searchMatches(q.search, one) {
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
	call    *call
	query   *userQuery
	rows    []int32
	token   pageToken
	size    int
	counted bool
}

func (p *reportPage) response() *response {
	c := p.call
	first := min(p.token.offset, len(p.rows))
	end := min(first+p.size, len(p.rows))
	b := appendString([]byte(`{"@odata.context":`), c.context(p.query.selection.context("directoryObjects", false)))
	if p.counted {
		b = strconv.AppendInt(append(b, `,"@odata.count":`...), int64(len(p.rows)), 10)
	}
	if end < len(p.rows) {
		next := pageToken{offset: end, advanced: p.query.advanced || p.query.search != nil}
		b = appendString(append(b, `,"@odata.nextLink":`...), c.nextLink(next))
	}
	b = append(b, `,"value":[`...)
	encoder := c.newObjectEncoder(p.query.selection, c.readable(-1))
	for n, row := range p.rows[first:end] {
		if n > 0 {
			b = append(b, ',')
		}
		b = encoder.append(b, c.directory, int(row))
	}
	return &response{body: append(b, "]}"...), items: end - first}
}
