package graphemu

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestGeneratedPageIsJSON(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Users: 999, NoSeed: true})
	got := a.get("/users?$top=999&$select=" + thirtyColumns).ok(t)
	items, _ := got.body["value"].([]any)
	nulls := make(map[string]int)
	for _, item := range items {
		object, _ := item.(map[string]any)
		if len(object) != 30 {
			t.Fatalf("properties = %d, want 30", len(object))
		}
		for name, v := range object {
			if v == nil {
				nulls[name]++
			}
		}
	}
	if len(items) != 999 || nulls["mobilePhone"] == 0 || nulls["mobilePhone"] == 999 || nulls["id"] > 0 ||
		nulls["userPrincipalName"] > 0 {
		t.Errorf("got %d items, nulls %v, want 999, with some null phones and no null keys", len(items), nulls)
	}
	if strings.Contains(got.text, "%!") || !json.Valid([]byte(got.text)) {
		t.Error("got a page with a formatting mistake, want valid JSON")
	}
	a.get("/me").ok(t)
}

func TestSeedOfOnesOwn(t *testing.T) {
	t.Parallel()
	const seed = `{"users":[{"id":"1","userPrincipalName":"a@b.c","displayName":"A \"B\" \\ \u0001<é"}]}`
	a := newAsker(t, Options{Seed: []byte(seed)})
	if got := a.get("/me").ok(t).body["displayName"]; got != "A \"B\" \\ \u0001<é" {
		t.Errorf("displayName = %q, want that of the seed", got)
	}
	if got := a.get("/me/joinedTeams"); got.status != http.StatusOK || len(got.values("id")) != 0 {
		t.Errorf("got %s, want no teams", got.text)
	}
}
