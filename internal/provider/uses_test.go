package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// A sampleRead is a configuration by which a data source makes a call that is documented.
type sampleRead struct {
	call   string
	config values
}

// sampleReads has, for each data source, a configuration for each of its calls. Those about a user are about Adele, who
// is signed in, and about Miriam.
func sampleReads() map[string][]sampleRead {
	const other = "MiriamG@contoso.com"
	window := func(config values) values {
		config["start"], config["end"] = "2026-01-20T00:00:00Z", "2026-01-21T00:00:00Z"
		return config
	}
	schedule := func(user string) values {
		return window(values{"user": user, "addresses": []string{other}})
	}
	pair := func(path string) []sampleRead {
		return []sampleRead{
			{"GET /me" + path, values{"user": "me"}}, {"GET /users/{id}" + path, values{"user": other}},
		}
	}
	transitive := func(list []sampleRead) []sampleRead {
		for _, e := range list {
			e.config["transitive"] = true
		}
		return list
	}
	return map[string][]sampleRead{
		"graph_me":            {{"GET /me", values{}}},
		"graph_client_config": {{"", values{}}},
		"graph_user": {
			{"GET /users/{id}", values{"user_principal_name": other}}, {"GET /users", values{"mail": other}},
		},
		"graph_users":  {{"GET /users", values{"mails": []string{other}}}},
		"graph_group":  {{"GET /groups/{id}", values{"id": boardID}}, {"GET /groups", values{"display_name": "Engineering"}}},
		"graph_groups": {{"GET /groups", values{"ids": []string{boardID}}}},
		"graph_group_members": {
			{"GET /groups/{id}/members", values{"group": retailID}},
			{"GET /groups/{id}/transitiveMembers", values{"group": retailID, "transitive": true}},
		},
		"graph_group_owners": {{"GET /groups/{id}/owners", values{"group": deployersID}}},
		"graph_memberships":  slices.Concat(pair("/memberOf"), transitive(pair("/transitiveMemberOf"))),
		"graph_team": {
			{"GET /teams/{id}", values{"id": retailID}}, {"GET /teams", values{"display_name": "Retail Leaders"}},
		},
		"graph_team_channels": {
			{"GET /teams/{id}/channels", values{"team": retailID}},
			{"GET /teams/{id}/allChannels", values{"team": retailID, "include_incoming": true}},
		},
		"graph_team_members": {
			{"GET /teams/{id}/members", values{"team": retailID}},
			{"GET /teams/{id}/channels/{id}/members", values{"team": retailID, "channel": budgetID}},
		},
		"graph_calendars":        pair("/calendars"),
		"graph_mailbox_settings": pair("/mailboxSettings"),
		"graph_schedule": {
			{"POST /me/calendar/getSchedule", schedule("me")}, {"POST /users/{id}/calendar/getSchedule", schedule(other)},
		},
		"graph_user_licenses":   pair("/licenseDetails"),
		"graph_subscribed_skus": {{"GET /subscribedSkus", values{}}},
		"graph_organization":    {{"GET /organization", values{}}},
		"graph_joined_teams":    pair("/joinedTeams"),
		"graph_photo":           pair("/photo"),
		"graph_manager":         pair("/manager"),
		"graph_direct_reports":  pair("/directReports"),
		"graph_calendar_view": {
			{"GET /me/calendarView", window(values{"user": "me"})},
			{"GET /users/{id}/calendarView", window(values{"user": other})},
			{"GET /groups/{id}/calendarView", window(values{"group": retailID})},
		},
	}
}

// grants are sets of permissions of a person and of an application. The first of each is enough for everything.
var grants = []struct {
	delegated   bool
	permissions []string
}{
	{true, entra.WideScopes()},
	{true, permission.LoginScopes},
	{true, []string{"User.Read"}},
	{true, []string{"User.Read", "User.ReadBasic.All"}},
	{true, []string{"User.ReadBasic.All", "Group.ReadBasic.All"}},
	{true, []string{"User.Read.All", "Mail.Send"}},
	{true, []string{"Directory.Read.All", "Calendars.ReadBasic"}},
	{true, []string{"User.Read", "Calendars.Read.Shared", "Group.Read.All", "MailboxSettings.ReadWrite"}},
	{true, []string{"User.ReadWrite", "GroupMember.ReadBasic.All", "ProfilePhoto.Read.All", "Mail.Send.Shared"}},
	{true, []string{"User.Read", "Calendars.Read", "Team.ReadBasic.All", "Channel.ReadBasic.All", "Mail.Send"}},
	{true, []string{"User.Read", "Organization.Read.All", "ChannelMember.Read.All", "Mail.Send", "Mail.Send.Shared"}},
	{false, entra.WideRoles()},
	{false, permission.ApplicationRoles()},
	{false, []string{"User.ReadBasic.All"}},
	{false, []string{"User.Read.All"}},
	{false, []string{"Directory.Read.All"}},
	{false, []string{"GroupMember.Read.All", "MailboxSettings.Read"}},
	{false, []string{"GroupMember.ReadBasic.All", "User.ReadBasic.All", "Mail.Send"}},
	{false, []string{"Group.Read.All", "Calendars.ReadBasic.All"}},
	{false, []string{"TeamSettings.Read.All", "TeamMember.Read.All", "LicenseAssignment.Read.All"}},
	{false, []string{"Organization.Read.All", "Calendars.Read", "ProfilePhoto.Read.All"}},
	{false, nil},
}

// TestUses_verdicts holds the verdict of check about each call of each data source, and about mail, against what then
// happens.
func TestUses_verdicts(t *testing.T) {
	t.Parallel()
	all := sampleReads()
	srv := graphemu.NewServer(t, graphemu.Options{})
	for _, g := range grants {
		config := asPerson(srv, g.permissions...)
		if !g.delegated {
			roles := g.permissions
			if roles == nil {
				roles = []string{""}
			}
			config["access_token"] = srv.AppToken(roles...)
		}
		s := connect(t, config)
		for _, use := range provider.Uses(t.Context()) {
			v := use.Check(g.delegated, append([]string{}, g.permissions...))
			if use.Name == "graph_mail" {
				checkMailVerdict(t, s, v)
			}
			if use.Kind != "data-sources" || use.Open {
				continue
			}
			if len(all[use.Name]) == 0 {
				t.Errorf("%s: there is no read of it, want one for each of its calls", use.Name)
			}
			for _, c := range use.Calls {
				if !slices.ContainsFunc(all[use.Name], func(e sampleRead) bool { return e.call == c.Name }) &&
					!strings.Contains(c.Name, "/calendars") {
					t.Errorf("%s: no example makes the call %s", use.Name, c.Name)
				}
			}
			for _, e := range all[use.Name] {
				t.Run(fmt.Sprintf("%v %v %s %s", g.delegated, g.permissions, use.Name, e.call), func(t *testing.T) {
					t.Parallel()
					result, text := s.readAnyway(t, use.Name, e.config)
					checkVerdict(t, v, e.call, result, text)
				})
			}
		}
	}
}

// checkVerdict compares a verdict with the result of a read that makes a call, and with its diagnostics.
func checkVerdict(t *testing.T, v permission.Verdict, call string, result values, text string) {
	t.Helper()
	allowed := len(v.Use.Calls) == 0 ||
		slices.ContainsFunc(v.Allows, func(c permission.Call) bool { return c.Name == call })
	i := slices.IndexFunc(v.Lacks, func(l permission.Lack) bool { return l.Call.Name == call })
	switch {
	case allowed && result == nil:
		t.Errorf("the verdict is %s, but it fails: %s", v.State, text)
	case allowed:
		checkNulls(t, v, result, text)
	case result != nil:
		t.Errorf("the verdict is %s (%v), but it works", v.State, v.Lacks)
	case i >= 0 && v.Lacks[i].Permission != "":
		if want := "permission " + v.Lacks[i].Permission + "."; !strings.Contains(text, want) {
			t.Errorf("error = %s, want one that names %q", text, want)
		}
	}
}

// checkMail compares a verdict about mail with what happens to a mail of the signed-in person and to that of another.
func checkMailVerdict(t *testing.T, s *rpc, v permission.Verdict) {
	t.Helper()
	for call, from := range map[string]string{
		permission.SendMail.Me.Name: "me", permission.SendMail.User.Name: "MiriamG@contoso.com",
	} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			m := s.manage(t)
			text := m.apply(t, note(values{"from": from, "acknowledge": true}))
			checkVerdict(t, v, call, m.kept(t), text)
		})
	}
}

// checkNulls compares the attributes that a verdict takes for null with the result, and with the warning.
func checkNulls(t *testing.T, v permission.Verdict, result values, text string) {
	t.Helper()
	objects := []any{result}
	for _, list := range []string{"users", "reports"} {
		if shown, isList := result[list].([]any); isList {
			objects = shown
		}
	}
	if len(objects) == 0 {
		t.Fatal("nothing is shown, so that nothing can be compared")
	}
	var null []string
	for _, name := range v.Nulls {
		for _, object := range objects {
			switch value := object.(values)[name].(type) {
			case nil:
				null = append(null, name)
			case []any:
				if len(value) > 0 {
					t.Errorf("%s = %v, want an empty list", name, value)
				}
			default:
				t.Errorf("%s = %v, want null", name, value)
			}
			break
		}
	}
	warned := ""
	if _, list, found := strings.Cut(text, "without an error: "); found {
		warned, _, _ = strings.Cut(list, ".\n")
	}
	if strings.Contains(text, "Members are shown by id only") {
		return // It names the permission, and no attributes.
	}
	names := strings.FieldsFunc(warned, func(r rune) bool { return r == ',' || r == ' ' })
	if diff := cmp.Diff(null, names, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("nulls of the verdict and of the warning (-verdict +warning):\n%s\n%s", diff, text)
	}
}
