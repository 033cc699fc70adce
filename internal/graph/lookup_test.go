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

// newLookupServer returns a server that finds an entity for every key of the nth request after a delay, and the largest
// number of concurrent requests.
func newLookupServer(delay func(n int) time.Duration) (*server, *atomic.Int32) {
	var now, most atomic.Int32
	return &server{respond: func(n int, req *http.Request) (*http.Response, error) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		time.Sleep(delay(n))
		return response(200, pageOf("", keysOf(req)...)), nil
	}}, &most
}

// keysOf returns the values of the first "in" in a request's filter.
func keysOf(req *http.Request) []string {
	filter := req.URL.Query().Get("$filter")
	_, list, _ := strings.Cut(filter, " in ('")
	list, _, _ = strings.Cut(list, "')")
	return strings.Split(list, "','")
}

// principalNames returns n user principal names.
func principalNames(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = "user" + strconv.Itoa(i) + "@contoso.com"
	}
	return list
}

func TestLookup_requests(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ keys, requests, most int }{
		{0, 0, 0}, {1, 1, 1}, {15, 1, 1}, {16, 2, 2}, {50, 4, 4}, {1000, 67, DefaultConcurrent},
	} {
		synctest.Test(t, func(t *testing.T) {
			// Later requests are faster, so that the responses arrive in another order than the keys.
			graph, most := newLookupServer(func(n int) time.Duration { return time.Second / time.Duration(n) })
			keys := principalNames(test.keys)
			got, err := lookup(t, graph, "userPrincipalName", keys)
			if err != nil {
				t.Fatal(err)
			}
			if graph.count() != test.requests || int(most.Load()) != test.most {
				t.Errorf("%d keys: %d requests, %d at the same time; want %d, %d",
					test.keys, graph.count(), most.Load(), test.requests, test.most)
			}
			if want := strings.Join(keys, " "); ids(got) != want {
				t.Errorf("%d keys: items = %s, want %s", test.keys, ids(got), want)
			}
		})
	}
}

func TestLookup_query(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(200, pageOf("")))
	request := Request{Path: "/users", Limit: 1, Query: Query{
		Select: []string{"id"}, Extra: map[string]string{"$filter": "accountEnabled eq true or city eq 'X'"},
	}}
	keys := []string{"A@x", "o'b@x", "a@X", "A@x", "#&+%"}
	if _, err := collect(Decode[entity](newClient(t, graph).Lookup(t.Context(), request, "mail", keys))); err != nil {
		t.Fatal(err)
	}
	query := graph.requests[0].URL.Query()
	if diff := cmp.Diff(map[string][]string{
		"$select": {"id"}, "$top": {"999"},
		"$filter": {"mail in ('A@x','o''b@x','#&+%') and (accountEnabled eq true or city eq 'X')"},
	}, map[string][]string(query)); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	if len(keys) != 5 || keys[2] != "a@X" {
		t.Errorf("the caller's keys = %v, want them unchanged", keys)
	}
}

// The URLs of advanced queries are kept within their limit of 2048 characters.
func TestLookup_longURL(t *testing.T) {
	t.Parallel()
	graph, _ := newLookupServer(func(int) time.Duration { return 0 })
	long := strings.Repeat("ü", 40)
	var keys []string
	for i := range 30 {
		keys = append(keys, fmt.Sprint(long, i))
	}
	keys = append(keys, strings.Repeat("x", 3000))
	got, err := lookup(t, graph, "companyName", keys)
	if err != nil || len(got) != 31 {
		t.Fatalf("%d items, error %v; want 31", len(got), err)
	}
	for _, req := range graph.requests {
		if n := len(req.URL.String()); n > 2048 && len(keysOf(req)) > 1 {
			t.Errorf("URL has %d characters, want at most 2048", n)
		}
		level := req.Header.Get("ConsistencyLevel")
		if !strings.HasSuffix(req.URL.RawQuery, "&$top=999&$count=true") || level != "eventual" {
			t.Errorf("query %s, ConsistencyLevel %q; want an advanced query", req.URL.RawQuery, level)
		}
	}
	if n := graph.count(); n < 6 || n > 8 {
		t.Errorf("requests = %d, want 6 to 8", n)
	}
}

func TestLookup_pages(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(200, pageOf(testRoot+"/2", "a")), reply(200, pageOf("", "b")))
	got, err := lookup(t, graph, "mail", []string{"x"})
	if err != nil || ids(got) != "a b" {
		t.Errorf("items %v, error %v; want a and b", got, err)
	}
}

func TestLookup_error(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		graph, _ := newLookupServer(func(int) time.Duration { return time.Second })
		find := graph.respond
		graph.respond = func(n int, req *http.Request) (*http.Response, error) {
			if slices.Contains(keysOf(req), "user16@contoso.com") {
				return response(403, `{"error":{"code":"Authorization_RequestDenied"}}`), nil
			}
			return find(n, req)
		}
		got, err := lookup(t, graph, "mail", principalNames(1000))
		if errorAs[*Error](t, err).Status != 403 || len(got) != 15 {
			t.Errorf("%d items, error %v; want 15 items, status 403", len(got), err)
		}
		if most := 1 + DefaultConcurrent; graph.count() > most {
			t.Errorf("requests = %d, want at most %d because the second one fails", graph.count(), most)
		}
	})
}

func TestLookup_break(t *testing.T) {
	t.Parallel()
	graph := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
		if slices.Contains(keysOf(req), "user0@contoso.com") {
			return response(200, pageOf("", "a")), nil
		}
		<-req.Context().Done()
		return nil, req.Context().Err()
	}}
	sequence := newClient(t, graph).Lookup(t.Context(), Request{Path: "/users"}, "mail", principalNames(100))
	for _, err := range Decode[entity](sequence) {
		if err != nil {
			t.Error(err)
		}
		break
	}
}
