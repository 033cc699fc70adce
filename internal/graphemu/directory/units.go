package directory

import "github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"

// ResourceUnits returns what a request costs: https://learn.microsoft.com/graph/throttling-limits.
func ResourceUnits(path string, q *odata.Query) int {
	units := 1
	if path == "/users" {
		units = 2
	}
	if _, ok := q.Get("$select"); ok {
		units--
	}
	if _, ok := q.Get("$expand"); ok {
		units++
	}
	if size, err := q.Top(defaultPageSize, defaultPageSize); err == nil && size < 20 {
		units--
	}
	return max(units, 1)
}
