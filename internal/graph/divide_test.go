package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A tenant serves /users and /users/$count as Graph does, with the filters of parts. Its pages follow ids, so that
// changes between two pages neither skip nor repeat anybody.
type tenant struct {
	mu       sync.Mutex
	names    map[string]string   // user principal names by id
	found    map[string][]string // what a filter finds; emptied by a change
	latency  time.Duration       // of a page of users; a count takes a fifth
	now      int                 // requests in flight
	most     int
	counts   int // requests for a count
	pages    int // requests for a page of users
	advanced int // of these, as advanced queries
	refuse   bool
	before   func(t *tenant) // called with the lock, before each request
}

func newTenant(names ...string) *tenant {
	t := &tenant{names: map[string]string{}, found: map[string][]string{}}
	for i, name := range names {
		t.names[userID(i)] = name
	}
	return t
}

// userID returns ids in the order of the numbers, so that the first users of a tenant are no fair sample.
func userID(i int) string { return fmt.Sprintf("%08d", i) }

func (t *tenant) RoundTrip(req *http.Request) (*http.Response, error) {
	t.mu.Lock()
	t.now++
	t.most = max(t.most, t.now)
	t.mu.Unlock()
	latency := t.latency
	if req.URL.Query().Get("$top") != strconv.Itoa(usersPage) {
		latency /= 5
	}
	select {
	case <-time.After(latency):
	case <-req.Context().Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now--
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	return t.respond(req), nil
}

func (t *tenant) respond(req *http.Request) *http.Response {
	query := req.URL.Query()
	filter := query.Get("$filter")
	if t.before != nil {
		t.before(t)
		clear(t.found)
	}
	advanced := req.Header.Get("ConsistencyLevel") == "eventual"
	if advanced && t.refuse || strings.Contains(filter, "not(") && !advanced {
		return response(400, `{"error":{"code":"Request_UnsupportedQuery","message":"Unsupported Query."}}`)
	}
	if n := len(req.URL.String()); advanced && n > maxURL {
		return response(400, `{"error":{"code":"Request_UnsupportedQuery","message":"The URL is too long."}}`)
	}
	ids := t.matching(filter)
	if strings.HasSuffix(req.URL.Path, "/$count") {
		t.counts++
		return response(200, strconv.Itoa(len(ids)), "Content-Type", "text/plain")
	}
	t.pages++
	if advanced {
		t.advanced++
	}
	return t.page(req, ids)
}

func (t *tenant) page(req *http.Request, ids []string) *http.Response {
	query := req.URL.Query()
	members := map[string]any{}
	if query.Get("$count") == "true" && query.Get("$skiptoken") == "" {
		members["@odata.count"] = len(ids)
	}
	if token := query.Get("$skiptoken"); token != "" {
		i, found := slices.BinarySearch(ids, token)
		if found {
			i++
		}
		ids = ids[i:]
	}
	top, _ := strconv.Atoi(query.Get("$top"))
	if len(ids) > top {
		ids = ids[:top]
		query.Set("$skiptoken", ids[top-1])
		next := *req.URL
		next.RawQuery = query.Encode()
		members["@odata.nextLink"] = next.String()
	}
	users := []map[string]string{}
	for _, id := range ids {
		users = append(users, map[string]string{"id": id, "userPrincipalName": t.names[id]})
	}
	members["value"] = users
	body, _ := json.Marshal(members)
	return response(200, string(body))
}

// matching returns the ids of the users that a filter finds, sorted.
func (t *tenant) matching(filter string) []string {
	if ids, known := t.found[filter]; known {
		return ids
	}
	type clause struct {
		prefix  string
		negated bool
	}
	var clauses []clause
	for text := range strings.SplitSeq(filter, " and ") {
		inner, negated := strings.CutPrefix(text, "not(")
		_, prefix, _ := strings.Cut(inner, ",'")
		prefix, _, _ = strings.Cut(prefix, "')")
		clauses = append(clauses, clause{strings.ReplaceAll(prefix, "''", "'"), negated})
	}
	var ids []string
	for id, name := range t.names {
		mismatch := slices.ContainsFunc(clauses, func(c clause) bool {
			begins := len(name) >= len(c.prefix) && strings.EqualFold(name[:len(c.prefix)], c.prefix)
			return begins == c.negated
		})
		if !mismatch {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	t.found[filter] = ids
	return ids
}

// readUsers reads all users of a tenant in parts. It returns how often each came.
func readUsers(ctx context.Context, c *Client) (came map[string]int, counted int, err error) {
	users, counted, err := c.ListUsers(ctx, Request{Path: "/users", Query: Query{Select: []string{"id"}}})
	if err != nil {
		return nil, 0, err
	}
	came = map[string]int{}
	for user, err := range Decode[entity](users) {
		if err != nil {
			return nil, 0, err
		}
		came[user.ID]++
	}
	return came, counted, nil
}

// tenantNames returns user principal names: many of services, which begin alike, and those of people.
func tenantNames(services, people int) []string {
	var names []string
	for i := range services {
		names = append(names, fmt.Sprintf("SVC-app-%05d@contoso.com", i))
	}
	const letters = "aabcdeeefghijklmnoprsstuvwz'#_.0123éßł日"
	runes := []rune(letters)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range people {
		first, second := runes[random.IntN(len(runes))], runes[random.IntN(len(runes))]
		names = append(names, fmt.Sprintf("%c%c.%d@contoso.com", first, second, i))
	}
	return names
}

// TestListUsers checks that parts have all users, each once, whatever their names; that no more requests are under way
// than the limiter allows; and that dividing costs few requests.
func TestListUsers(t *testing.T) {
	t.Parallel()
	for name, names := range map[string][]string{
		"people":        tenantNames(0, 12_000),
		"services":      tenantNames(12_000, 0),
		"both":          tenantNames(9_000, 6_000),
		"one of a kind": append(tenantNames(6_000, 0), "Ünal@contoso.com"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := newTenant(names...)
			graph.latency = time.Millisecond
			came, counted, err := readUsers(t.Context(), newClient(t, graph, func(c *Config) { c.MaxConcurrent = 4 }))
			if err != nil {
				t.Fatal(err)
			}
			if counted != len(names) || len(came) != len(names) {
				t.Errorf("%d users, %d counted, want %d", len(came), counted, len(names))
			}
			for id, times := range came {
				if times != 1 {
					t.Errorf("user %s, %s, came %d times, want once", id, graph.names[id], times)
				}
			}
			if graph.most != 4 {
				t.Errorf("requests at the same time = %d, want 4", graph.most)
			}
			if most := len(names)/usersPage + 150; graph.pages+graph.counts > most {
				t.Errorf("requests = %d + %d, want at most %d", graph.pages, graph.counts, most)
			}
		})
	}
}

// TestListUsers_sideBySide checks that the time is that of an equal share of the pages.
func TestListUsers_sideBySide(t *testing.T) {
	t.Parallel()
	for name, names := range map[string][]string{
		"people": tenantNames(0, 20_000), "services": tenantNames(20_000, 0), "both": tenantNames(15_000, 5_000),
	} {
		synctest.Test(t, func(t *testing.T) {
			graph := newTenant(names...)
			graph.latency = time.Second
			start := time.Now()
			if _, _, err := readUsers(t.Context(), newClient(t, graph)); err != nil {
				t.Fatal(err)
			}
			// One after the other, the 21 pages take 21 s. Names that begin alike are the worst case: they have to be
			// divided several times, and into parts of a thousand, which are two pages each.
			if took := time.Since(start); took > 12*time.Second {
				t.Errorf("%s: took %s with %d pages and %d counts, want at most 12s", name, took, graph.pages, graph.counts)
			}
		})
	}
}

// TestListUsers_serial checks that few users are read the plain way, and so are those of a tenant without advanced
// queries.
func TestListUsers_serial(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		users           int
		refuse          bool
		counted, pages  int
		counts, dummies int
	}{
		{users: 4995, counted: 4995, pages: 1 + 5},
		{users: 0, pages: 1 + 1},
		{users: 6000, refuse: true, pages: 7},
	} {
		graph := newTenant(tenantNames(test.users, 0)...)
		graph.refuse = test.refuse
		came, counted, err := readUsers(t.Context(), newClient(t, graph))
		if err != nil {
			t.Fatal(err)
		}
		if len(came) != test.users || counted != test.counted || graph.pages != test.pages || graph.counts != 0 {
			t.Errorf("%+v: %d users, %d counted, %d pages, %d counts", test, len(came), counted, graph.pages, graph.counts)
		}
		if graph.advanced > 1 {
			t.Errorf("%+v: %d advanced queries, want at most that for the sample", test, graph.advanced)
		}
	}
}

// TestListUsers_changes checks that nobody is lost because others are created, renamed and deleted meanwhile.
func TestListUsers_changes(t *testing.T) {
	t.Parallel()
	names := tenantNames(4_000, 8_000)
	graph := newTenant(names...)
	random := rand.New(rand.NewPCG(3, 4))
	changed := map[string]bool{}
	created := ""
	graph.before = func(graph *tenant) {
		if graph.pages == 2 {
			created = userID(len(names))
			graph.names[created] = "~new@contoso.com" // No part has asked for this letter.
		}
		id := userID(random.IntN(len(names)))
		changed[id] = true
		if _, there := graph.names[id]; there && random.IntN(2) == 0 {
			graph.names[id] = "a-renamed" + graph.names[id]
		} else {
			delete(graph.names, id)
		}
	}
	came, _, err := readUsers(t.Context(), newClient(t, graph))
	if err != nil {
		t.Fatal(err)
	}
	for i := range names {
		if id := userID(i); !changed[id] && came[id] != 1 {
			t.Errorf("user %s came %d times, want once", names[i], came[id])
		}
	}
	if came[created] != 1 {
		t.Errorf("the new user came %d times, want once", came[created])
	}
}

// TestListUsers_allOrNothing checks that the failure of any request is the error of the whole.
func TestListUsers_allOrNothing(t *testing.T) {
	t.Parallel()
	names := tenantNames(3_000, 5_000)
	graph := newTenant(names...)
	if _, _, err := readUsers(t.Context(), newClient(t, graph)); err != nil {
		t.Fatal(err)
	}
	last := graph.pages + graph.counts
	for failing := 1; failing <= last; failing++ {
		requests := 0
		server := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
			graph.mu.Lock()
			requests++
			fails := requests == failing
			graph.mu.Unlock()
			if fails {
				return response(403, `{"error":{"code":"Authorization_RequestDenied"}}`), nil
			}
			return graph.RoundTrip(req)
		}}
		came, _, err := readUsers(t.Context(), newClient(t, server))
		if answer, ok := errors.AsType[*Error](err); !ok || answer.Status != 403 {
			t.Errorf("request %d fails: %d users, error %v; want the error", failing, len(came), err)
		}
	}
}

// TestListUsers_notCount checks that the page of a proxy instead of a count is the error that it is elsewhere.
func TestListUsers_notCount(t *testing.T) {
	t.Parallel()
	graph := newTenant(tenantNames(3_000, 5_000)...)
	server := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
		if strings.HasSuffix(req.URL.Path, "/$count") {
			return response(200, "<html>Sign in to the network.</html>", "Content-Type", "text/html"), nil
		}
		return graph.RoundTrip(req)
	}}
	_, _, err := readUsers(t.Context(), newClient(t, server))
	if answer, ok := errors.AsType[*Error](err); !ok || !errors.Is(err, ErrNotJSON) || answer.Status != 200 {
		t.Errorf("error = %v, want one that wraps ErrNotJSON", err)
	}
}

// TestListUsers_timeout checks that a timeout is an error at any moment, and never a list that ends early.
func TestListUsers_timeout(t *testing.T) {
	t.Parallel()
	names := tenantNames(3_000, 5_000)
	found := map[string][]string{}
	for limit := 500 * time.Millisecond; limit < 10*time.Second; limit += 400 * time.Millisecond {
		synctest.Test(t, func(t *testing.T) {
			graph := newTenant(names...)
			graph.found, graph.latency = found, time.Second
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			came, _, err := readUsers(ctx, newClient(t, graph))
			if err == nil && len(came) != len(names) {
				t.Errorf("%d users within %s without an error, want %d", len(came), limit, len(names))
			}
		})
	}
}

// TestListUsers_break checks that leaving the loop ends all requests.
func TestListUsers_break(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		graph := newTenant(tenantNames(3_000, 5_000)...)
		graph.latency = time.Second
		users, _, err := newClient(t, graph).ListUsers(t.Context(), Request{Path: "/users"})
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range users {
			if err != nil {
				t.Error(err)
			}
			break
		}
		if graph.now != 0 {
			t.Errorf("requests in flight = %d, want none", graph.now)
		}
	})
}

func TestCommonPrefix(t *testing.T) {
	t.Parallel()
	for names, want := range map[string]string{
		"": "", "abc abd": "ab", "user1 user2x user": "user", "a b": "", "łé łè": "ł", "ł1 ń1": "", "same same": "same",
	} {
		if got := commonPrefix(strings.Fields(names)); got != want {
			t.Errorf("commonPrefix(%q) = %q, want %q", names, got, want)
		}
	}
}

func TestBranches(t *testing.T) {
	t.Parallel()
	var got []string
	for _, p := range branches("ł", []string{"łx", "ły", "łé", "łè", "other", "ł"}) {
		got = append(got, strings.TrimPrefix(p.prefix, "ł"))
	}
	if want := "-.0123456789_abcdefghijklmnopqrstuvwxyzèé"; strings.Join(got, "") != want {
		t.Errorf("branches = %q, want %q", got, want)
	}
}
