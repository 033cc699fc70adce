package graphemu

import (
	"net/http"
	"strings"
	"testing"
)

// follow reads all pages and gives the ids of all items and the number of pages.
func (a *asker) follow(path string, headers ...string) (ids []string, pages int) {
	a.t.Helper()
	for path != "" {
		got := a.get(path, headers...).ok(a.t)
		ids = append(ids, got.values("id")...)
		pages++
		path = got.nextLink()
	}
	return ids, pages
}

func TestPages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		path    string
		options Options
		items   int
		pages   int
	}{
		{"/users", Options{}, 25, 1},
		{"/users?$top=10", Options{}, 25, 3},
		{"/users?$top=5&$select=id", Options{}, 25, 5},
		{"/users", Options{Users: 975}, 1000, 10},
		{"/users?$top=999&$select=id", Options{Users: 10000, NoSeed: true}, 10000, 11},
		{"/users?$top=999&$select=id", Options{Users: 10000}, 10025, 11},
		{"/users?$top=999&$select=id,signInActivity", Options{Users: 1000, NoSeed: true}, 1000, 2},
		{"/users?$top=2&$filter=department%20eq%20'Retail'", Options{}, 9, 5},
	}
	for _, test := range tests {
		a := newAsker(t, test.options)
		ids, pages := a.follow(test.path)
		if len(ids) != test.items || pages != test.pages {
			t.Errorf("%s: %d items on %d pages, want %d on %d", test.path, len(ids), pages, test.items, test.pages)
		}
		seen := make(map[string]bool)
		for _, id := range ids {
			if id == "" || seen[id] {
				t.Fatalf("%s: got id %q, want each once and none empty", test.path, id)
			}
			seen[id] = true
		}
	}
}

func TestNextLink(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	link := a.get("/users?$select=id,mail&$top=5&$filter=userType%20eq%20%27Member%27").ok(t).nextLink()
	const prefix = "https://graph.example.com/v1.0/users?$select=id,mail&$top=5&" +
		"$filter=userType%20eq%20%27Member%27&$skiptoken=X%27"
	if !strings.HasPrefix(link, prefix) || !strings.HasSuffix(link, "%27") {
		t.Fatalf("got %s, want %s…", link, prefix)
	}
	a.get(link).ok(t)
	// Whoever takes a link apart and puts it together again is refused.
	for _, changed := range []string{
		strings.Replace(link, "$top=5", "$top=6", 1),
		strings.Replace(link, "$skiptoken", "%24skiptoken", 1),
		strings.Replace(link, "%27Member%27", "'Member'", 1),
		strings.Replace(link, "X%27", "X'", 1),
		strings.Replace(link, "X%27", "X%2727", 1),
		"/users?$skiptoken=abc",
	} {
		a.get(changed).fails(t, http.StatusBadRequest, "Request_BadRequest", "page token")
	}
	other := newAsker(t, Options{})
	other.get(link).fails(t, http.StatusBadRequest, "Request_BadRequest", "page token")
}

func TestLaterPagesOfAnAdvancedQuery(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	first := a.get("/users?$top=5&$count=true&$filter=userType%20ne%20'Guest'", eventualHeader).ok(t)
	if first.body["@odata.count"] != 23.0 {
		t.Errorf("@odata.count = %v, want 23", first.body["@odata.count"])
	}
	a.get(first.nextLink()).fails(t, http.StatusBadRequest, "Directory_ExpiredPageToken", "expired")
	second := a.get(first.nextLink(), eventualHeader).ok(t)
	if _, there := second.body["@odata.count"]; there {
		t.Errorf("got @odata.count %v on the second page, want none", second.body["@odata.count"])
	}
	searched := a.get("/users?$top=1&$search=%22displayName:wi%22", eventualHeader).ok(t)
	a.get(searched.nextLink()).fails(t, http.StatusBadRequest, "Directory_ExpiredPageToken", "expired")
}

// TestMaxPageSize lets a client find the size that is accepted.
func TestMaxPageSize(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{MaxPageSize: 20})
	a.get("/users?$top=999").fails(t, http.StatusBadRequest, "Request_UnsupportedQuery",
		"Must be between 1 and 20 inclusive.")
	if got := len(a.get("/users?$top=20").ok(t).values("id")); got != 20 {
		t.Errorf("items = %d, want 20", got)
	}
}
