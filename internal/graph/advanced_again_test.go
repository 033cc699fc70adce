package graph

import (
	"errors"
	"net/http"
	"testing"
)

// A query of which no table says that it needs the advanced parameters is made once more with them: two conditions in
// one lambda (microsoftgraph/microsoft-graph-docs-contrib#13942), properties of groups, schema extensions.
func TestList_advancedAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, filter string }{
		{"/users", "assignedPlans/any(a:a/servicePlanId eq x and a/capabilityStatus eq 'Suspended')"},
		{"/users", "ext55gb1l09_course/courseType eq 'Admin'"},
		{"/groups", "description eq 'testing'"},
		{"/administrativeUnits", "description eq 'testing'"},
	} {
		graph := &server{answer: func(_ int, req *http.Request) (*http.Response, error) {
			if req.URL.Query().Get("$count") != "true" || req.Header.Get("ConsistencyLevel") != "eventual" {
				return response(400, `{"error":{"code":"Request_UnsupportedQuery","message":"Complex query is not supported."}}`), nil
			}
			return response(200, `{"value":[{"id":"1"}]}`), nil
		}}
		req := Request{Path: c.path, Query: Query{Filter: c.filter}}
		got, err := items(newClient(t, graph).List(t.Context(), req))
		if err != nil || len(got) != 1 || graph.count() != 2 {
			t.Errorf("%s with %s: %d items, error %v after %d requests; want 1 item after 2",
				c.path, c.filter, len(got), err, graph.count())
		}
	}
}

// The error is that of the plain query: the second one may be refused for another reason, as in tenants of B2C.
func TestList_advancedAgainInVain(t *testing.T) {
	t.Parallel()
	plain := reply(400, `{"error":{"code":"Request_UnsupportedQuery","message":"first"}}`)
	graph := answers(plain, reply(400, `{"error":{"code":"BadRequest","message":"second"}}`))
	_, err := items(newClient(t, graph).List(t.Context(), Request{Path: "/groups", Query: Query{Filter: "x eq 1"}}))
	if e, ok := errors.AsType[*Error](err); !ok || e.Message != "first" || graph.count() != 2 {
		t.Errorf("error %v after %d requests, want the first after 2", err, graph.count())
	}
	// One that was advanced, or chose for itself, is not made again.
	for _, req := range []Request{
		{Path: "/users", Query: Query{Filter: "x ne 1"}},
		{Path: "/groups", Query: Query{Filter: "x eq 1"}, Header: http.Header{"Consistencylevel": {"session"}}},
	} {
		graph := answers(plain)
		if _, err := items(newClient(t, graph).List(t.Context(), req)); err == nil || graph.count() != 1 {
			t.Errorf("%v: error %v after %d requests, want one", req, err, graph.count())
		}
	}
}
