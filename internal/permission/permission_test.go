package permission

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/golden"
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
	contains := func(call string, n needed, permission string) {
		for _, enough := range higher[permission] {
			if !slices.Contains(n.All, enough) {
				t.Errorf("%s: %s does not allow what %s allows", call, enough, permission)
			}
		}
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
			contains(c.Name, published.Delegated, c.Delegated)
			contains(c.Name, published.Application, c.Application)
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

// The golden file lists the calls that the default scopes of login do not allow. A new call does not change what
// everybody is asked to consent to.
func TestLoginScopes(t *testing.T) {
	t.Parallel()
	var closed strings.Builder
	for _, c := range All() {
		if c.Reads() && !slices.Contains(LoginScopes, c.Delegated) {
			closed.WriteString(c.Name + " needs " + c.Delegated + "\n")
		}
	}
	golden.Equal(t, "not_by_login.txt", closed.String())
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

func TestSufficient(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		needed  string
		carried []string
		want    string
	}{
		{"User.ReadBasic.All", []string{"Mail.Send", "User.Read.All"}, "User.Read.All"},
		{"User.ReadBasic.All", []string{"User.Read.All", "User.ReadBasic.All"}, "User.ReadBasic.All"},
		{"User.Read.All", []string{"User.ReadBasic.All"}, ""},
		{"User.Read.All", nil, ""},
	} {
		if got := Sufficient(c.needed, c.carried); got != c.want {
			t.Errorf("Sufficient(%s, %q) = %q, want %q", c.needed, c.carried, got, c.want)
		}
	}
}
