package graph

import (
	"io"
	"net/http"
	"testing"
	"testing/synctest"
)

// TestAsk checks that a read by POST is repeated like a read, each time with its whole body.
func TestAsk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var bodies []string
		failures := []func() (*http.Response, error){
			reply(503, ""), fail(io.EOF), cut(`{"value":`), reply(200, `{"value":[`), reply(504, ""),
			reply(200, `{"value":[]}`),
		}
		graph := &server{respond: func(n int, req *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				t.Error(err)
			}
			bodies = append(bodies, req.Method+" "+string(body))
			return failures[n-1]()
		}}
		got, err := newClient(t, graph).Ask(t.Context(), Request{Path: "/me/calendar/getSchedule"}, map[string]int{"a": 1})
		if err != nil || string(got) != `{"value":[]}` {
			t.Fatalf("got %s, error %v; want an empty list", got, err)
		}
		for i, body := range bodies {
			if want := "POST {\"a\":1}\n"; body != want {
				t.Errorf("request %d = %q, want %q", i, body, want)
			}
		}
		if len(bodies) != len(failures) {
			t.Errorf("requests = %d, want %d", len(bodies), len(failures))
		}
	})
}
