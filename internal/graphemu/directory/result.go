package directory

import (
	"sync"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// rowSet is the result of a query: all rows in their natural order when list is nil, else the rows of the list.
type rowSet struct {
	list []int32
	all  int
}

func (r rowSet) len() int {
	if r.list == nil {
		return r.all
	}
	return len(r.list)
}

func (r rowSet) at(i int) int {
	if r.list == nil {
		return i
	}
	return int(r.list[i])
}

// resultCache keeps the last results, so that a later page of a filtered list does not look at everybody again. The
// directory never changes, so that a result is never stale.
type resultCache struct {
	mu      sync.Mutex // Guards results.
	results map[string]rowSet
}

const maxResults = 32

func (c *resultCache) get(key string) (rowSet, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.results[key]
	return r, ok
}

func (c *resultCache) put(key string, r rowSet) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.results == nil || len(c.results) >= maxResults {
		c.results = make(map[string]rowSet)
	}
	c.results[key] = r
}

// matches returns the rows that fit the query, in its order.
func (d *Directory) matches(q *userQuery) rowSet {
	if q.filter == nil && q.search == nil && q.order == "" {
		return rowSet{all: d.len()}
	}
	if r, ok := d.results.get(q.key); ok {
		return r
	}
	r := rowSet{list: d.matching(q)}
	if q.order != "" {
		d.sortRows(r.list, q.order)
	}
	d.results.put(q.key, r)
	return r
}

// matching looks at the rows that keys leave over, or else at every row. The result is never nil.
func (d *Directory) matching(q *userQuery) []int32 {
	list := []int32{}
	add := func(i int) {
		r := d.Row(i)
		if q.filter != nil && !odata.Matches(q.filter, r) || q.search != nil && !odata.SearchMatches(q.search, r) {
			return
		}
		list = append(list, int32(i))
	}
	if q.filter != nil {
		if rows, ok := odata.Candidates(q.filter, d); ok {
			for _, i := range rows {
				add(i)
			}
			return list
		}
	}
	for i := range d.len() {
		add(i)
	}
	return list
}
