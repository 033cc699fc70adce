package provider

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// A listOf is a collection that belongs to one user. It is read by a data source with the arguments user and
// ignore_missing.
type listOf struct {
	doing   string // such as "list joined teams"
	call    permission.Pair
	path    string // behind the user, such as "/joinedTeams"
	query   graph.Query
	name    string // of the attribute that holds the list
	columns columns.Table
}

// readListOf reads a collection that belongs to one user.
func (d *dataSource) readListOf(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse, list listOf,
) {
	r := newReading(ctx, req, resp)
	user := r.getUser(ctx)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	rows := list.columns.Rows()
	ids, err := collect(list.name, rows, d.client.List(ctx, graph.Request{
		Call: list.call.For(user == graph.Self).Name, Path: graph.User(user) + list.path, Query: list.query,
	}))
	if r.settle(ctx, list.doing, atUser(user), people.Absent(user, err)) {
		r.set(list.name, rows.Pick(byID(ids)))
		if len(ids) > 0 {
			d.warnOfNulls(ctx, r, nil, nullIn(rows))
		}
	}
	r.done(ctx)
}

// collect encodes the objects of a list as they arrive. It returns their ids.
func collect(list string, rows *columns.Rows, objects graph.Items) (ids []string, err error) {
	err = fromStart(func() error {
		rows.Reset()
		ids = nil
		for object, err := range objects {
			if err != nil {
				return err
			}
			row, err := rows.Add([]byte(object))
			if err != nil {
				return encoding(list, err)
			}
			ids = append(ids, row.String("id"))
		}
		return nil
	})
	return ids, err
}

// fromStart calls read, which reads a list from its start, and calls it once more if Graph has forgotten up to which
// object the list was read. What came before is of no use then: the rest can be had with a new first page only.
func fromStart(read func() error) error {
	err := read()
	if errors.Is(err, graph.ErrPagesExpired) {
		err = read()
	}
	return err
}

// byID returns the indices of the ids in the order of the ids, each id once. Graph guarantees no order for most lists,
// and another order at the next read would be a difference in a plan.
func byID(ids []string) []int {
	order := distinct(ids)
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(ids[a], ids[b]) })
	return order
}

// distinct returns the indices of the ids in the given order, each id once: an object that moves to a later page while
// the pages are read comes twice.
func distinct(ids []string) []int {
	order := make([]int, 0, len(ids))
	known := make(map[string]bool, len(ids))
	for i, id := range ids {
		if id == "" || !known[id] {
			order = append(order, i)
		}
		known[id] = true
	}
	return order
}

// encoding returns the error of an object that cannot be encoded, or of a list that is too large. list is the
// attribute, or "" for a single object.
func encoding(list string, err error) error {
	if size, ok := errors.AsType[*columns.SizeError](err); ok {
		return &tooLargeError{list: list, rows: size.Rows}
	}
	if kind, ok := errors.AsType[*columns.KindError](err); ok {
		return &kindError{kind}
	}
	return err
}

// A kindError reports a property whose value is not of the kind that Graph declares.
type kindError struct{ *columns.KindError }

// Explain implements [explain.Explainer].
func (e *kindError) Explain() explain.Advice {
	return explain.Advice{
		Seen: explain.Sentence("The response has a value of an unexpected kind: " + e.Error()),
		Todo: "please report this to the developers of the provider.",
	}
}

// Unwrap returns the error of package columns.
func (e *kindError) Unwrap() error { return e.KindError }
