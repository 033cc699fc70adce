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
	type permissions struct{ Least, All []string }
	var data struct {
		Calls []struct {
			Method, Path           string
			Delegated, Application permissions
		}
	}
	if err := json.Unmarshal(content, &data); err != nil {
		t.Fatal(err)
	}
	// Calls of which the published data marks a permission as least that is none for a reader. Those of the table have to
	// allow the call all the same.
	odd := map[string]string{
		"GET /groups/{id}":                      "Group-NestingSupport.ReadWrite.All is marked, which writes",
		"GET /teams/{id}":                       "TeamSettings.Read.Group is marked, which is granted for each team",
		"GET /teams/{id}/channels":              "ChannelSettings.Read.Group is marked, which is granted for each team",
		"GET /teams/{id}/members":               "TeamMember.Read.Group is marked, which is granted for each team",
		"GET /teams/{id}/channels/{id}/members": "ChannelMember.Read.Group is marked, which is granted for each team",
		"GET /groups/{id}/calendarView":         "a permission for applications is marked, for which Graph refuses the call",
		"GET /organization":                     "DeviceManagementServiceConfig.Read.All is marked, which is about devices",
	}
	checkHigher := func(call string, published permissions, permission string) {
		for _, enough := range higher[permission] {
			if !slices.Contains(published.All, enough) {
				t.Errorf("%s: published permissions = %v, want %s, which includes %s",
					call, published.All, enough, permission)
			}
		}
	}
	isLeast := func(published permissions, permission string) bool {
		if permission == "" {
			return len(published.All) == 0
		}
		return slices.Contains(published.Least, permission)
	}
	allows := func(call string, published permissions, permission string) bool {
		enough := permission == "" || slices.Contains(published.All, permission)
		return isLeast(published, permission) || odd[call] != "" && enough
	}
	for _, c := range All() {
		found := false
		for _, published := range data.Calls {
			if published.Method+" "+published.Path != c.Name {
				continue
			}
			found = true
			checkHigher(c.Name, published.Delegated, c.Delegated)
			if c.Name != TransitiveMemberOf.User.Name { // The data leaves User.ReadWrite.All out there.
				checkHigher(c.Name, published.Application, c.Application)
			}
			if !allows(c.Name, published.Delegated, c.Delegated) {
				t.Errorf("%s: delegated permission = %q, want one of %v", c.Name, c.Delegated, published.Delegated.Least)
			}
			if !allows(c.Name, published.Application, c.Application) {
				t.Errorf("%s: application permission = %q, want one of %v",
					c.Name, c.Application, published.Application.Least)
			}
		}
		if !found {
			t.Errorf("no call %s in the published data, want one", c.Name)
		}
	}
}

// The calls that the Azure CLI allows are those of which the published data has one of the permissions of its token.
func TestCall_azureCLI(t *testing.T) {
	t.Parallel()
	// As in tokens that people have published.
	scopes := []string{
		"Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "AuditLog.Read.All",
		"DelegatedPermissionGrant.ReadWrite.All", "Directory.AccessAsUser.All", "Group.ReadWrite.All", "User.Read.All",
		"User.ReadWrite.All",
	}
	content, err := os.ReadFile("testdata/permissions.json")
	if err != nil {
		t.Fatal(err)
	}
	var data struct {
		Calls []struct {
			Method, Path string
			Delegated    struct{ All []string }
		}
	}
	if err := json.Unmarshal(content, &data); err != nil {
		t.Fatal(err)
	}
	for _, published := range data.Calls {
		c, known := Named(published.Method + " " + published.Path)
		want := slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(published.Delegated.All, s) })
		if known && c.ByAzureCLI() != want {
			t.Errorf("%s by the Azure CLI = %v, want %v", c.Name, c.ByAzureCLI(), want)
		}
	}
}

// The golden file lists the calls that the default scopes of login do not allow. A new call is added there and does not
// change the consent prompt.
func TestLoginScopes(t *testing.T) {
	t.Parallel()
	var uncovered strings.Builder
	for _, c := range All() {
		if c.Reads() && Sufficient(c.Delegated, LoginScopes) == "" {
			uncovered.WriteString(c.Name + " needs " + c.Delegated + "\n")
		}
	}
	golden.Equal(t, "not_by_login.txt", uncovered.String())
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
		"/groups":                            "GET /groups",
		"/groups/a/members":                  "GET /groups/{id}/members",
		"/groups/a/sites":                    "",
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
