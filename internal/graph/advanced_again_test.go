package graph

import (
	"errors"
	"net/http"
	"testing"
)

// Some queries need the advanced parameters although the table does not say so: two conditions in one lambda
// (microsoftgraph/microsoft-graph-docs-contrib#13942), properties of groups, schema extensions. They are repeated with
// the parameters.
func TestList_advancedAgain(t *testing.T) {
	t.Parallel()
	const refusal = `{"error":{"code":"Request_UnsupportedQuery","message":"Complex query is not supported."}}`
	for _, c := range []struct{ path, filter string }{
		{"/users", "assignedPlans/any(a:a/servicePlanId eq x and a/capabilityStatus eq 'Suspended')"},
		{"/users", "ext55gb1l09_course/courseType eq 'Admin'"},
		{"/groups", "description eq 'testing'"},
		{"/administrativeUnits", "description eq 'testing'"},
	} {
		graph := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
			if req.URL.Query().Get("$count") != "true" || req.Header.Get("ConsistencyLevel") != "eventual" {
				return response(400, refusal), nil
			}
			return response(200, `{"value":[{"id":"1"}]}`), nil
		}}
		req := Request{Path: c.path, Query: Query{Filter: c.filter}}
		got, err := list(t, graph, req)
		if err != nil || len(got) != 1 || graph.count() != 2 {
			t.Errorf("%s with %s: %d items, error %v after %d requests; want 1 item, no error after 2 requests",
				c.path, c.filter, len(got), err, graph.count())
		}
	}
}

// If both queries fail, the error is that of the plain one: the advanced one may be refused for another reason, as in
// tenants of B2C.
func TestList_advancedAgainFails(t *testing.T) {
	t.Parallel()
	plain := reply(400, `{"error":{"code":"Request_UnsupportedQuery","message":"first"}}`)
	graph := newServer(plain, reply(400, `{"error":{"code":"BadRequest","message":"second"}}`))
	_, err := list(t, graph, Request{Path: "/groups", Query: Query{Filter: "x eq 1"}})
	if e, ok := errors.AsType[*Error](err); !ok || e.Message != "first" || graph.count() != 2 {
		t.Errorf("error %v after %d requests, want the first error after 2 requests", err, graph.count())
	}
	// A query that was advanced, or has its own ConsistencyLevel, is not repeated.
	for _, req := range []Request{
		{Path: "/users", Query: Query{Filter: "x ne 1"}},
		{Path: "/groups", Query: Query{Filter: "x eq 1"}, Header: http.Header{"Consistencylevel": {"session"}}},
	} {
		graph := newServer(plain)
		if _, err := list(t, graph, req); err == nil || graph.count() != 1 {
			t.Errorf("%v: error %v after %d requests, want an error after 1 request", req, err, graph.count())
		}
	}
}
