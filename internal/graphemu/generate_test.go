package graphemu

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestGenerated checks that users are found by their keys, differ, and have valid values for all columns.
func TestGenerated(t *testing.T) {
	t.Parallel()
	const n = 100000
	d := New(Options{Users: n, NoSeed: true}).directory
	ids := make(map[string]bool, n)
	for i := range n {
		id := GeneratedID(i)
		if ids[id] || !objectID.MatchString(id) {
			t.Fatalf("id %q of user %d", id, i)
		}
		ids[id] = true
		if found, ok := d.find(id); !ok || found != i {
			t.Fatalf("user %d found as %d, %v", i, found, ok)
		}
	}
	for _, i := range []int{0, 1, 42, 99999} {
		for _, name := range keyProperties {
			v := d.row(i).value(name)
			if got := d.lookup(name, strings.ToUpper(append(v.texts, v.text)[0])); !slices.Equal(got, []int{i}) {
				t.Errorf("%s of user %d found as %v", name, i, got)
			}
		}
	}
	if _, ok := d.find("user0000000042@contoso.com"); ok {
		t.Error("found by a number with more zeroes")
	}
}

func TestGeneratedPageIsJSON(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Users: 999, NoSeed: true})
	got := a.get("/users?$top=999&$select=" + thirtyColumns).ok(t)
	items, _ := got.body["value"].([]any)
	nulls := make(map[string]int)
	for _, item := range items {
		object, _ := item.(map[string]any)
		if len(object) != 30 {
			t.Fatalf("%d properties", len(object))
		}
		for name, v := range object {
			if v == nil {
				nulls[name]++
			}
		}
	}
	if len(items) != 999 || nulls["mobilePhone"] == 0 || nulls["mobilePhone"] == 999 || nulls["id"] > 0 || nulls["userPrincipalName"] > 0 {
		t.Errorf("%d items, nulls %v", len(items), nulls)
	}
	if strings.Contains(got.text, "%!") || !json.Valid([]byte(got.text)) {
		t.Error("the page has a formatting mistake")
	}
	a.get("/me").ok(t)
}

// TestSeedColumns checks that the seed writes down all thirty columns of every person.
func TestSeedColumns(t *testing.T) {
	t.Parallel()
	for _, u := range readSeed(seedDocument).Users {
		for name := range strings.SplitSeq(thirtyColumns, ",") {
			if _, there := u.Properties[name]; !there {
				t.Errorf("%s lacks %s", u.value("userPrincipalName").text, name)
			}
		}
	}
}

func TestSeedOfOnesOwn(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Seed: []byte(`{"users":[{"properties":{"id":"1","userPrincipalName":"a@b.c","displayName":"A \"B\" \\ \u0001<é"}}]}`)})
	if got := a.get("/me").ok(t).body["displayName"]; got != "A \"B\" \\ \u0001<é" {
		t.Errorf("got %q", got)
	}
	if got := a.get("/me/joinedTeams"); got.status != http.StatusOK || len(got.values("id")) != 0 {
		t.Errorf("got %s", got.text)
	}
}
