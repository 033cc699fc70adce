package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// newDirectory returns a server with the given number of users, which pages as Graph does.
func newDirectory(users int) *server {
	return &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
		query := req.URL.Query()
		top, err := strconv.Atoi(query.Get("$top"))
		if err != nil {
			top = 100
		}
		start, _ := strconv.Atoi(query.Get("$skiptoken"))
		var names []string
		for i := start; i < min(start+top, users); i++ {
			names = append(names, strconv.Itoa(i))
		}
		next := ""
		if start+top < users {
			next = fmt.Sprintf("%s/v1.0/users?$top=%d&$skiptoken=%d", testRoot, top, start+top)
		}
		return response(200, pageOf(next, names...)), nil
	}}
}

func TestList_requests(t *testing.T) {
	t.Parallel()
	topInExtra := Query{Extra: map[string]string{"$top": "4"}}
	for name, test := range map[string]struct {
		users    int
		request  Request
		items    int
		requests int
		first    string
	}{
		"all of 10,000":     {10000, Request{Path: "/users"}, 10000, 11, "$top=999"},
		"limit 1200":        {10000, Request{Path: "/users", Limit: 1200}, 1200, 2, "$top=999"},
		"limit 999":         {10000, Request{Path: "/users", Limit: 999}, 999, 1, "$top=999"},
		"limit 5":           {10000, Request{Path: "/users", Limit: 5}, 5, 1, "$top=5"},
		"limit above":       {7, Request{Path: "/users", Limit: 20}, 7, 1, "$top=20"},
		"own page size":     {10, Request{Path: "users", Query: Query{Top: 4}}, 10, 3, "$top=4"},
		"own $top in extra": {10, Request{Path: "/users", Query: topInExtra}, 10, 3, "$top=4"},
		"other collection":  {150, Request{Path: "/me/joinedTeams", Limit: 120}, 120, 2, ""},
		"no users":          {0, Request{Path: "/users"}, 0, 1, "$top=999"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := newDirectory(test.users)
			got, err := list(t, graph, test.request)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != test.items || graph.count() != test.requests {
				t.Errorf("%d items in %d requests, want %d in %d", len(got), graph.count(), test.items, test.requests)
			}
			for i, item := range got {
				if item.ID != strconv.Itoa(i) {
					t.Fatalf("id of item %d = %s, want %d", i, item.ID, i)
				}
			}
			if query := graph.requests[0].URL.RawQuery; query != test.first {
				t.Errorf("query of the first request = %q, want %q", query, test.first)
			}
		})
	}
}

func TestList_headersOnEachPage(t *testing.T) {
	t.Parallel()
	graph := newServer(
		reply(200, pageOf(testRoot+"/2")), reply(200, pageOf(testRoot+"/3", "b")), reply(200, pageOf("", "c")))
	got, err := list(t, graph, Request{
		Path:   "/users",
		Query:  Query{Search: `"displayName:a"`},
		Header: http.Header{"Prefer": {"a", "b"}},
	})
	if err != nil || ids(got) != "b c" {
		t.Fatalf("items %v, error %v; want b and c", got, err)
	}
	seen := make(map[string]bool)
	for _, req := range graph.requests {
		id := req.Header.Get("client-request-id")
		if id == "" || seen[id] {
			t.Errorf("client-request-id = %q, want a new one", id)
		}
		seen[id] = true
		header := req.Header.Clone()
		header.Del("client-request-id")
		if diff := cmp.Diff(http.Header{
			"Accept": {"application/json"}, "Authorization": {"Bearer " + secret}, "Consistencylevel": {"eventual"},
			"Prefer": {"a", "b", "legacySearch=false"}, "User-Agent": {"test/1"},
		}, header); diff != "" {
			t.Errorf("header (-want +got):\n%s", diff)
		}
	}
}

func TestList_repeatedLink(t *testing.T) {
	t.Parallel()
	for want, graph := range map[int]*server{
		1: newServer(reply(200, pageOf(testRoot+"/v1.0/things", "a"))),
		2: newServer(reply(200, pageOf(testRoot+"/2", "a"))),
		3: newServer(
			reply(200, pageOf(testRoot+"/2", "a")),
			reply(200, pageOf(testRoot+"/3", "a")),
			reply(200, pageOf(testRoot+"/2", "a")),
		),
	} {
		_, err := list(t, graph, Request{Path: "/things"})
		errorAs[*LinkError](t, err)
		if graph.count() != want {
			t.Errorf("requests = %v, want %d", graph.uris(), want)
		}
	}
}

func TestList_pageSizeRefused(t *testing.T) {
	t.Parallel()
	const refusal = `{"error":{"code":"Request_UnsupportedQuery",` +
		`"message":"Invalid page size specified: '1000'. Must be between 1 and 120 inclusive."}}`
	graph := newServer(reply(400, refusal), reply(200, pageOf("", "a")))
	got, err := list(t, graph, Request{Path: "/users", Query: Query{Select: []string{"id"}}})
	if err != nil || ids(got) != "a" {
		t.Fatalf("items %v, error %v; want a", got, err)
	}
	want := []string{"/v1.0/users?$select=id&$top=999", "/v1.0/users?$select=id&$top=120"}
	if diff := cmp.Diff(want, graph.uris()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}

	graph = newServer(reply(400, refusal))
	_, err = list(t, graph, Request{Path: "/users", Query: Query{Top: 120}})
	if errorAs[*Error](t, err).Status != 400 || graph.count() != 1 {
		t.Errorf("error %v after requests %v, want status 400 after 1 request", err, graph.uris())
	}
}

func TestList_errors(t *testing.T) {
	t.Parallel()
	expired := `{"error":{"code":"Directory_ExpiredPageToken","message":"The specified page token value has expired"}}`
	for name, test := range map[string]struct {
		graph *server
		want  error // nil for any
		items string
	}{
		"expired": {
			newServer(reply(200, pageOf(testRoot+"/2", "a")), reply(400, expired)), ErrPagesExpired, "a",
		},
		"HTML": {
			newServer(reply(200, "<html><body>Sign in</body></html>", "Content-Type", "text/html")), ErrNotJSON, "",
		},
		"object":  {newServer(reply(200, `{"id":"a"}`)), ErrNotCollection, ""},
		"no body": {newServer(reply(204, ``)), ErrNotJSON, ""},
		"second page": {
			newServer(reply(200, pageOf(testRoot+"/2", "a", "b")), reply(200, `nonsense`)), ErrNotJSON, "a b",
		},
		"item of another type": {newServer(reply(200, `{"value":[{"id":"a"},{"id":5}]}`)), nil, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []entity
			var last error
			sequence := newClient(t, test.graph).List(t.Context(), Request{Path: "/users"})
			for item, err := range Decode[entity](sequence) {
				if last != nil {
					t.Errorf("item %v, error %v after the error %v; want the end", item, err, last)
				}
				if last = err; err == nil {
					got = append(got, item)
				}
			}
			if last == nil || test.want != nil && !errors.Is(last, test.want) || ids(got) != test.items {
				t.Errorf("items %v, error %v; want items %s, error %v", got, last, test.items, test.want)
			}
		})
	}
}

// While the caller works on a page, the next one is read, and no further one.
func TestList_readAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		graph := newDirectory(5)
		pages := graph.respond
		graph.respond = func(n int, req *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return pages(n, req)
		}
		start := time.Now()
		n := 0
		sequence := newClient(t, graph).List(t.Context(), Request{Path: "/users", Query: Query{Top: 1}})
		for _, err := range Decode[entity](sequence) {
			if err != nil {
				t.Fatal(err)
			}
			n++
			time.Sleep(time.Second)
			synctest.Wait()
			if want := min(n+1, 5); graph.count() != want {
				t.Errorf("requests during item %d = %d, want %d", n, graph.count(), want)
			}
		}
		if took := time.Since(start); took != 6*time.Second {
			t.Errorf("took %s, want 6s", took)
		}
	})
}

func TestList_break(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		canceled := false
		graph := newDirectory(5)
		pages := graph.respond
		graph.respond = func(n int, req *http.Request) (*http.Response, error) {
			if n == 1 {
				return pages(n, req)
			}
			<-req.Context().Done()
			canceled = true
			return nil, req.Context().Err()
		}
		sequence := newClient(t, graph).List(t.Context(), Request{Path: "/users", Query: Query{Top: 2}})
		for _, err := range Decode[entity](sequence) {
			if err != nil {
				t.Error(err)
			}
			synctest.Wait() // Until the next page is under way.
			break
		}
		if !canceled || graph.count() != 2 {
			t.Errorf("canceled = %t, requests = %v; want true, 2 requests", canceled, graph.uris())
		}
	})
}

func TestList_canceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	graph := newDirectory(10)
	n := 0
	var last error
	sequence := newClient(t, graph).List(ctx, Request{Path: "/users", Query: Query{Top: 1}})
	for _, err := range Decode[entity](sequence) {
		if last = err; err == nil {
			n++
		}
		cancel()
	}
	if !errors.Is(last, context.Canceled) || n > 2 {
		t.Errorf("%d items, error %v; want at most 2 items, error %v", n, last, context.Canceled)
	}
}

func TestList_raw(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(200, `{"value":[{"id": "a"}, {"id":null}]}`))
	sequence := newClient(t, graph).List(t.Context(), Request{Path: "/users"})
	for range 2 { // A sequence can be read again.
		var got []string // Copies, because an item is valid only until the next one.
		for item, err := range sequence {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(item))
		}
		if diff := cmp.Diff([]string{`{"id": "a"}`, `{"id":null}`}, got); diff != "" {
			t.Errorf("items (-want +got):\n%s", diff)
		}
	}
	if graph.count() != 2 {
		t.Errorf("requests = %d, want 2", graph.count())
	}
}

func TestList_sample(t *testing.T) {
	t.Parallel()
	sample, err := os.ReadFile("testdata/joined_teams.json")
	if err != nil {
		t.Fatal(err)
	}
	type team struct{ DisplayName string }
	client := newClient(t, newServer(reply(200, string(sample))))
	got, err := collect(Decode[team](client.List(t.Context(), Request{Path: "/me/joinedTeams"})))
	if err != nil || len(got) == 0 || got[0].DisplayName == "" {
		t.Errorf("teams %v, error %v; want teams with a name", got, err)
	}
}

// Lists that are read at the same time share buffers, but no data.
func TestList_sharedMemory(t *testing.T) {
	t.Parallel()
	const pages, perPage = 40, 30
	item := func(list, page, i int) string {
		return fmt.Sprintf(`{"id":"%d-%d-%d","name":"%s"}`, list, page, i, strings.Repeat("x", (list*7+page*13+i)%90))
	}
	graph := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
		var list, page int
		if _, err := fmt.Sscanf(req.URL.Path, "/v1.0/list/%d/%d", &list, &page); err != nil {
			t.Error(err)
		}
		items := make([]string, perPage)
		for i := range items {
			items[i] = item(list, page, i)
		}
		link := ""
		if page+1 < pages {
			link = fmt.Sprintf(`"@odata.nextLink":%q,`, fmt.Sprintf("%s/v1.0/list/%d/%d", testRoot, list, page+1))
		}
		return response(200, "{"+link+`"value":[`+strings.Join(items, ",")+"]}"), nil
	}}
	client := newClient(t, graph)
	var lists sync.WaitGroup
	for list := range 8 {
		lists.Go(func() {
			n := 0
			for got, err := range client.List(t.Context(), Request{Path: fmt.Sprintf("/list/%d/0", list)}) {
				if want := item(list, n/perPage, n%perPage); err != nil || string(got) != want {
					t.Errorf("item %d = %s, error %v; want %s", n, got, err, want)
					return
				}
				n++
			}
			if n != pages*perPage {
				t.Errorf("items = %d, want %d", n, pages*perPage)
			}
		})
	}
	lists.Wait()
}

// The items of a look-up remain valid, unlike those of a list.
func TestLookup_itemsRemainValid(t *testing.T) {
	t.Parallel()
	graph := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
		return response(200, fmt.Sprintf(`{"value":[{"id":"1","filter":%q}]}`, req.URL.Query().Get("$filter"))), nil
	}}
	keys := make([]string, 300)
	for i := range keys {
		keys[i] = fmt.Sprintf("key-%03d", i)
	}
	client := newClient(t, graph)
	var got []json.RawMessage
	for item, err := range client.Lookup(t.Context(), Request{Path: "/users"}, "mail", keys) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, item)
	}
	for i, item := range got {
		if key := keys[i*lookupKeys]; !strings.Contains(string(item), key) {
			t.Errorf("item %d = %s, want one with %s", i, item, key)
		}
	}
	if want := len(keys) / lookupKeys; len(got) != want {
		t.Errorf("items = %d, want %d", len(got), want)
	}
}
