package graphemu

import "strconv"

// userPage is one page of a list of users.
type userPage struct {
	call    *call
	query   *userQuery
	rows    rowSet
	token   pageToken
	size    int
	counted bool // @odata.count belongs on this page.
}

// response writes the page. The next link stands before the items, as in Graph's answers.
func (p *userPage) response() (*response, error) {
	end := min(p.token.offset+p.size, p.rows.len())
	b := newBody()
	b = append(b, `{"@odata.context":`...)
	b = appendString(b, p.call.context(p.query.selection.context(usersSet, false)))
	if p.counted {
		b = append(b, `,"@odata.count":`...)
		b = strconv.AppendInt(b, int64(p.rows.len()), 10)
	}
	if end < p.rows.len() {
		next := pageToken{offset: end, advanced: p.query.advanced || p.query.search != nil}
		b = append(b, `,"@odata.nextLink":`...)
		b = appendString(b, p.call.nextLink(next))
	}
	b = append(b, `,"value":[`...)
	encoder := newEncoder(p.query.selection, p.call.readable(-1))
	for i := p.token.offset; i < end; i++ {
		if i > p.token.offset {
			b = append(b, ',')
		}
		b = p.appendUser(b, encoder, p.rows.at(i))
	}
	return &response{body: append(b, "]}"...), items: max(0, end-p.token.offset), pooled: true}, nil
}

func (p *userPage) appendUser(b []byte, e *encoder, i int) []byte {
	b = e.appendObject(b, p.call.directory.row(i))
	return p.query.expand.append(b, p.call.directory, i)
}
