package directory

import (
	"slices"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// listing is a collection, of which a response has one page.
type listing struct {
	set      string // In @odata.context, with what is selected.
	len      int
	advanced bool // Whether the query is an advanced one, so that the first page has the count.
	append   func(b []byte, i int) []byte
}

// page answers with the page of a collection that the request asks for.
func (c *Call) page(l listing) (*odata.Response, error) {
	token, later, err := c.Page()
	if err != nil {
		return nil, err
	}
	size, err := c.Query.Top(defaultPageSize, c.Pages.Limit)
	if err != nil {
		return nil, err
	}
	first := min(token.Offset, l.len)
	end := min(first+size, l.len)
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(l.set))
	if l.advanced && !later {
		b = strconv.AppendInt(append(b, `,"@odata.count":`...), int64(l.len), 10)
	}
	if end < l.len {
		next := c.NextLink(odata.PageToken{Offset: end, Advanced: l.advanced})
		b = odata.AppendString(append(b, `,"@odata.nextLink":`...), next)
	}
	b = append(b, `,"value":[`...)
	for i := first; i < end; i++ {
		if i > first {
			b = append(b, ',')
		}
		b = l.append(b, i)
	}
	return &odata.Response{Body: append(b, "]}"...), Items: end - first}, nil
}

// sortByText sorts rows by a property in lower case.
func sortByText[R odata.Row](rows []R, name string, descending bool) {
	slices.SortStableFunc(rows, func(a, b R) int {
		if descending {
			a, b = b, a
		}
		return strings.Compare(strings.ToLower(a.Value(name).Text), strings.ToLower(b.Value(name).Text))
	})
}
