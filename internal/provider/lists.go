package provider

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// collect encodes the objects of a list as they come. It gives their ids, so that they can be put in an order that lasts.
func collect(list string, rows *columns.Rows, objects iter.Seq2[json.RawMessage, error]) ([]string, error) {
	var ids []string
	for object, err := range objects {
		if err == nil {
			err = rows.Add([]byte(object))
		}
		if err != nil {
			return nil, inList(list, err)
		}
		ids = append(ids, rows.Text("id"))
	}
	return ids, nil
}

// listOf is what belongs to one user, and is read by a data source with the arguments user and ignore_missing.
type listOf struct {
	doing   string // such as "list joined teams"
	segment string // of the path, behind the user
	request graph.Request
	name    string // of the attribute that the list becomes
	table   columns.Table
}

// readListOf is Read of such a data source.
func readListOf(ctx context.Context, client *graph.Client, req datasource.ReadRequest, resp *datasource.ReadResponse, of listOf) {
	r := newReading(req, resp)
	user := r.text(ctx, "user")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	rows := of.table.Rows()
	of.request.Path = graph.User(user) + of.segment
	ids, err := collect(of.name, rows, graph.List[json.RawMessage](ctx, client, of.request))
	if r.found(ctx, of.doing, "user", user, err) {
		r.setList(ctx, of.name, rows.Pick(inOrder(ids)))
	}
	r.done(ctx)
}

// inOrder gives the indices of the ids in the order of the ids, each id once. Graph promises no order for most lists,
// and one that changes from read to read would be a difference in a plan.
func inOrder(ids []string) []int {
	order := once(ids)
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(ids[a], ids[b]) })
	return order
}

// once gives the indices of the ids in the order in which they came, each id once: what moves to a later page while the
// pages are read comes twice.
func once(ids []string) []int {
	order := make([]int, 0, len(ids))
	seen := make(map[string]bool, len(ids))
	for i, id := range ids {
		if id == "" || !seen[id] {
			order = append(order, i)
		}
		seen[id] = true
	}
	return order
}

// selection gives the properties to ask Graph for: those of a table, those named besides, and the id, which Graph does
// not add by itself.
func selection(table columns.Table, additional []string) []string {
	properties := []string{"id"}
	for _, name := range slices.Concat(table.Properties(), additional) {
		known := func(p string) bool { return strings.EqualFold(p, name) }
		if !slices.ContainsFunc(properties, known) {
			properties = append(properties, name)
		}
	}
	return properties
}

// tooLargeError says that a list does not fit into an answer.
type tooLargeError struct {
	list string // the attribute
	rows int    // that fit; 0 where it is all together, with the arguments, that is too much
	size int    // of all together, in bytes
}

func (e *tooLargeError) Error() string { return e.list + " is too large" }

// inList names the list of an error that is about the size of one.
func inList(list string, err error) error {
	if size, ok := errors.AsType[*columns.SizeError](err); ok {
		return &tooLargeError{list: list, rows: size.Rows}
	}
	return err
}
