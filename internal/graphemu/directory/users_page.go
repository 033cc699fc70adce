package directory

import (
	"strconv"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// userPage is one page of a list of users.
type userPage struct {
	call    *Call
	query   *userQuery
	rows    rowSet
	token   odata.PageToken
	size    int
	counted bool // @odata.count belongs on this page.
}

// response writes the page. The next link stands before the items, as in Graph's answers.
func (p *userPage) response() (*odata.Response, error) {
	end := min(p.token.Offset+p.size, p.rows.len())
	b := odata.NewBody()
	b = append(b, `{"@odata.context":`...)
	b = odata.AppendString(b, p.call.Context(p.query.selection.Context(usersSet, false)))
	if p.counted {
		b = append(b, `,"@odata.count":`...)
		b = strconv.AppendInt(b, int64(p.rows.len()), 10)
	}
	if end < p.rows.len() {
		next := odata.PageToken{Offset: end, Advanced: p.query.advanced || p.query.search != nil}
		b = append(b, `,"@odata.nextLink":`...)
		b = odata.AppendString(b, p.call.NextLink(next))
	}
	b = append(b, `,"value":[`...)
	encoder := odata.NewEncoder(p.query.selection, p.call.readable(-1))
	for i := p.token.Offset; i < end; i++ {
		if i > p.token.Offset {
			b = append(b, ',')
		}
		b = p.appendUser(b, encoder, p.rows.at(i))
	}
	return &odata.Response{Body: append(b, "]}"...), Items: max(0, end-p.token.Offset), Pooled: true}, nil
}

func (p *userPage) appendUser(b []byte, e *odata.Encoder, i int) []byte {
	b = e.AppendObject(b, p.call.Directory.Row(i))
	return p.query.expand.append(b, p.call.Directory, i)
}
