package permission

import (
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/golden"
)

// The table agrees with the permission data that Microsoft publishes.
func TestCalls_published(t *testing.T) {
	t.Parallel()
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
	allows := func(c Call, least, all []string, permission string) bool {
		if permission == "" {
			return len(all) == 0 || odd[c.Name] != ""
		}
		return slices.Contains(least, permission) || odd[c.Name] != "" && slices.Contains(all, permission)
	}
	for _, c := range All() {
		e, found := published()[c.Name]
		if !found {
			t.Errorf("no call %s in the published data, want one", c.Name)
		}
		if !allows(c, e.Delegated.Least, e.Delegated.All, c.Delegated) {
			t.Errorf("%s: delegated permission = %q, want one of %v", c.Name, c.Delegated, e.Delegated.Least)
		}
		if !allows(c, e.Application.Least, e.Application.All, c.Application) {
			t.Errorf("%s: application permission = %q, want one of %v", c.Name, c.Application, e.Application.Least)
		}
	}
}

// The golden file lists the calls that the default scopes of login do not allow. A new call is added there and does not
// change the consent prompt.
func TestLoginScopes(t *testing.T) {
	t.Parallel()
	var uncovered strings.Builder
	for _, c := range All() {
		if c.Reads() && c.Missing(true, LoginScopes) != "" {
			uncovered.WriteString(c.Name + " needs " + c.Missing(true, LoginScopes) + "\n")
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

func TestCall_missing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		call               Call
		delegated          bool
		carried            []string
		allowedBy, missing string
	}{
		{Users, false, []string{"Mail.Send", "User.Read.All"}, "User.Read.All", ""},
		{Users, true, []string{"User.Read.All", "User.ReadBasic.All"}, "User.ReadBasic.All", ""},
		{Manager.User, true, []string{"User.ReadBasic.All"}, "", "User.Read.All"},
		{Manager.User, false, nil, "", "User.Read.All"},
		{Me, false, []string{"User.Read.All"}, "", ""},
		// What opens one's own opens nothing of others.
		{Photo.Me, true, []string{"User.Read"}, "User.Read", ""},
		{Photo.User, true, []string{"User.Read"}, "", "User.ReadBasic.All"},
		{User, true, []string{"User.Read", "User.ReadWrite"}, "", "User.ReadBasic.All"},
		{MailboxSettings.User, true, []string{"MailboxSettings.Read"}, "", ""},
		{MailboxSettings.User, false, []string{"MailboxSettings.Read"}, "MailboxSettings.Read", ""},
		// For the reports of others, both are needed.
		{DirectReports.User, true, []string{"User.Read"}, "", "User.ReadBasic.All"},
		{DirectReports.User, true, []string{"User.ReadBasic.All"}, "", "User.Read"},
		{DirectReports.User, true, []string{"User.Read", "User.ReadBasic.All"}, "User.ReadBasic.All", ""},
		{DirectReports.User, true, []string{"User.Read.All"}, "User.Read.All", ""},
		{SendMail.User, true, []string{"Mail.Send"}, "", "Mail.Send.Shared"},
		{SendMail.User, true, []string{"Mail.Send", "Mail.Send.Shared"}, "Mail.Send.Shared", ""},
		{SendMail.User, true, []string{"Mail.Send.Shared"}, "", "Mail.Send"},
		{SendMail.Me, true, []string{"Mail.Send.Shared"}, "Mail.Send.Shared", ""},
		{SendMail.User, false, []string{"Mail.Send"}, "Mail.Send", ""},
		{DefaultEvents.Me, true, []string{"Calendars.Read.Shared"}, "Calendars.Read.Shared", ""},
		{DefaultEvents.User, true, []string{"Calendars.ReadWrite.Shared"}, "Calendars.ReadWrite.Shared", ""},
		{DefaultEvents.User, true, []string{"Calendars.Read"}, "", "Calendars.Read.Shared"},
		{GroupEvents, true, []string{"Calendars.Read"}, "", "Group.Read.All"},
	} {
		allowedBy, missing := c.call.AllowedBy(c.delegated, c.carried), c.call.Missing(c.delegated, c.carried)
		if allowedBy != c.allowedBy || missing != c.missing {
			t.Errorf("%s with %q (delegated: %v): allowed by %q, missing %q; want %q and %q",
				c.call.Name, c.carried, c.delegated, allowedBy, missing, c.allowedBy, c.missing)
		}
	}
}
