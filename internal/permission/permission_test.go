package permission

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The table agrees with the permission data that Microsoft publishes.
func TestCalls_published(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/permissions.json")
	if err != nil {
		t.Fatal(err)
	}
	type needed struct{ Least, All []string }
	var data struct {
		Calls []struct {
			Method, Path           string
			Delegated, Application needed
		}
	}
	if err := json.Unmarshal(content, &data); err != nil {
		t.Fatal(err)
	}
	allows := func(n needed, permission string) bool {
		if permission == "" {
			return len(n.All) == 0
		}
		return slices.Contains(n.Least, permission)
	}
	for _, c := range All() {
		found := false
		for _, published := range data.Calls {
			if published.Method+" "+published.Path != c.Name {
				continue
			}
			found = true
			if !allows(published.Delegated, c.Delegated) || !allows(published.Application, c.Application) {
				t.Errorf("%s needs %q and %q, want one of %v and of %v",
					c.Name, c.Delegated, c.Application, published.Delegated.Least, published.Application.Least)
			}
		}
		if !found {
			t.Errorf("the published data has no call %s", c.Name)
		}
	}
}

// The default scopes of login allow every call but these. A new call that needs another permission belongs into the
// list: what every person is asked to consent to must not change by itself.
func TestLoginScopes(t *testing.T) {
	t.Parallel()
	var want, got []string
	for _, c := range All() {
		if c.Reads() && !slices.Contains(LoginScopes, c.Delegated) {
			got = append(got, c.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("calls that the default scopes do not allow (-want +got):\n%s", diff)
	}
}

func TestReading(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/me":                                "GET /me",
		"/ME/joinedteams/":                   "GET /me/joinedTeams",
		"/users/a@contoso.com":               "GET /users/{id}",
		"/users/a/photo/$value":              "GET /users/{id}/photo",
		"/users/a/photos/48x48/$value":       "GET /users/{id}/photo",
		"/users/a/calendars/b/calendarView":  "GET /users/{id}/calendars/{id}/calendarView",
		"/users/a/sendMail":                  "",
		"/groups":                            "",
		"/users/a/calendars/b/calendarGroup": "",
	} {
		if got, _ := Reading(path); got.Name != want {
			t.Errorf("Reading(%q) = %q, want %q", path, got.Name, want)
		}
	}
}
