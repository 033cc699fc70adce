package graph

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// finder returns a server that finds every key of a filter, after some time.
func finder(delay func(n int) time.Duration) (*server, *atomic.Int32) {
	var now, most atomic.Int32
	return &server{answer: func(n int, req *http.Request) (*http.Response, error) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		time.Sleep(delay(n))
		return response(200, pageOf("", keysOf(req)...)), nil
	}}, &most
}

// keysOf returns the values of the first "in" of a request's filter.
func keysOf(req *http.Request) []string {
	filter := req.URL.Query().Get("$filter")
	_, list, _ := strings.Cut(filter, " in ('")
	list, _, _ = strings.Cut(list, "')")
	return strings.Split(list, "','")
}

func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = "user" + strconv.Itoa(i) + "@contoso.com"
	}
	return list
}

func TestLookup_requests(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ keys, requests, most int }{{0, 0, 0}, {1, 1, 1}, {15, 1, 1}, {16, 2, 2}, {50, 4, 4}, {1000, 67, 8}} {
		synctest.Test(t, func(t *testing.T) {
			// Later requests are faster, so that the order is not the order of the answers.
			graph, most := finder(func(n int) time.Duration { return time.Second / time.Duration(n) })
			keys := names(test.keys)
			got, err := items(Decode[named](newClient(t, graph).Lookup(t.Context(), Request{Path: "/users"}, "userPrincipalName", keys)))
			if err != nil {
				t.Fatal(err)
			}
			if graph.count() != test.requests || int(most.Load()) != test.most {
				t.Errorf("%d keys: %d requests, %d at once; want %d and %d", test.keys, graph.count(), most.Load(), test.requests, test.most)
			}
			if ids(got) != strings.Join(keys, " ") {
				t.Errorf("%d keys: order %v", test.keys, got)
			}
		})
	}
}

func TestLookup_asks(t *testing.T) {
	t.Parallel()
	graph := answers(reply(200, pageOf("")))
	request := Request{Path: "/users", Limit: 1, Query: Query{
		Select: []string{"id"}, Extra: map[string]string{"$filter": "accountEnabled eq true or city eq 'X'"},
	}}
	keys := []string{"A@x", "o'b@x", "a@X", "A@x", "#&+%"}
	if _, err := items(Decode[named](newClient(t, graph).Lookup(t.Context(), request, "mail", keys))); err != nil {
		t.Fatal(err)
	}
	query := graph.requests[0].URL.Query()
	if diff := cmp.Diff(map[string][]string{
		"$select": {"id"}, "$top": {"999"},
		"$filter": {"mail in ('A@x','o''b@x','#&+%') and (accountEnabled eq true or city eq 'X')"},
	}, map[string][]string(query)); diff != "" {
		t.Error(diff)
	}
	if len(keys) != 5 || keys[2] != "a@X" {
		t.Errorf("the caller's keys have changed: %v", keys)
	}
}

// A property that needs the advanced parameters also gets the limit of their URLs.
func TestLookup_longURL(t *testing.T) {
	t.Parallel()
	graph, _ := finder(func(int) time.Duration { return 0 })
	long := strings.Repeat("ü", 40)
	var keys []string
	for i := range 30 {
		keys = append(keys, fmt.Sprint(long, i))
	}
	keys = append(keys, strings.Repeat("x", 3000))
	got, err := items(Decode[named](newClient(t, graph).Lookup(t.Context(), Request{Path: "/users"}, "companyName", keys)))
	if err != nil || len(got) != 31 {
		t.Fatalf("%d items, %v", len(got), err)
	}
	for _, req := range graph.requests {
		if n := len(req.URL.String()); n > 2048 && len(keysOf(req)) > 1 {
			t.Errorf("URL of %d characters", n)
		}
		if !strings.HasSuffix(req.URL.RawQuery, "&$top=999&$count=true") || req.Header.Get("ConsistencyLevel") != "eventual" {
			t.Errorf("not an advanced query: %s", req.URL.RawQuery)
		}
	}
	if n := graph.count(); n < 6 || n > 8 {
		t.Errorf("%d requests", n)
	}
}

func TestLookup_pages(t *testing.T) {
	t.Parallel()
	graph := answers(reply(200, pageOf(testRoot+"/2", "a")), reply(200, pageOf("", "b")))
	got, err := items(Decode[named](newClient(t, graph).Lookup(t.Context(), Request{Path: "/users"}, "mail", []string{"x"})))
	if err != nil || ids(got) != "a b" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestLookup_error(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		graph, _ := finder(func(int) time.Duration { return time.Second })
		find := graph.answer
		graph.answer = func(n int, req *http.Request) (*http.Response, error) {
			if slices.Contains(keysOf(req), "user16@contoso.com") {
				return response(403, `{"error":{"code":"Authorization_RequestDenied"}}`), nil
			}
			return find(n, req)
		}
		got, err := items(Decode[named](newClient(t, graph).Lookup(t.Context(), Request{Path: "/users"}, "mail", names(1000))))
		if as[*Error](t, err).Status != 403 || len(got) != 15 {
			t.Errorf("%d items, %v", len(got), err)
		}
		if graph.count() > 9 {
			t.Errorf("%d requests though the second failed", graph.count())
		}
	})
}

func TestLookup_break(t *testing.T) {
	t.Parallel()
	graph := &server{answer: func(_ int, req *http.Request) (*http.Response, error) {
		if slices.Contains(keysOf(req), "user0@contoso.com") {
			return response(200, pageOf("", "a")), nil
		}
		<-req.Context().Done()
		return nil, req.Context().Err()
	}}
	for _, err := range Decode[named](newClient(t, graph).Lookup(t.Context(), Request{Path: "/users"}, "mail", names(100))) {
		if err != nil {
			t.Error(err)
		}
		break
	}
}
