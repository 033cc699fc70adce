package seed_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/seed"
)

// noFile is the open of a company that names no files.
func noFile(string) ([]byte, error) { return nil, fs.ErrNotExist }

func decode(t *testing.T, document []byte) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var company map[string]any
	if err := decoder.Decode(&company); err != nil {
		t.Fatal(err)
	}
	return company
}

// The built-in company is written in the same form as a file, and nothing that it writes is changed.
func TestRead_builtIn(t *testing.T) {
	t.Parallel()
	document, err := seed.Read(directory.Company, noFile)
	if err != nil {
		t.Fatal(err)
	}
	got, want := decode(t, document), decode(t, directory.Company)
	for name, written := range want {
		if diff := cmp.Diff(written, restrict(got[name], written)); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", name, diff)
		}
	}
}

// restrict returns v without what like does not have: members of objects.
func restrict(v, like any) any {
	switch like := like.(type) {
	case map[string]any:
		object, _ := v.(map[string]any)
		kept := map[string]any{}
		for name := range maps.Keys(like) {
			kept[name] = restrict(object[name], like[name])
		}
		return kept
	case []any:
		list, _ := v.([]any)
		kept := make([]any, min(len(list), len(like))) // A team without a group gets one, behind the others.
		for i := range kept {
			kept[i] = restrict(list[i], like[i])
		}
		return kept
	default:
		return v
	}
}

// A person who is written in one line has what Graph has of a person.
func TestRead_defaults(t *testing.T) {
	t.Parallel()
	document, err := seed.Read([]byte(`{"users": [
		{"userPrincipalName": "ada.lovelace@example.com", "licenses": ["SPE_E5"]},
		{"userPrincipalName": "alan_partner.example#EXT#@example.com", "manager": "Ada Lovelace", "mail": null}
	]}`), noFile)
	if err != nil {
		t.Fatal(err)
	}
	want := []any{
		map[string]any{
			"userPrincipalName": "ada.lovelace@example.com", "id": "a4bb9d52-ca07-442c-8164-dd819ac09859",
			"displayName": "Ada Lovelace", "givenName": "Ada", "surname": "Lovelace", "mail": "ada.lovelace@example.com",
			"mailNickname": "ada.lovelace", "proxyAddresses": []any{"SMTP:ada.lovelace@example.com"}, "userType": "Member",
			"accountEnabled": true, "createdDateTime": "2024-01-15T08:00:00Z", "assignedLicenses": []any{map[string]any{
				"skuId": "06ebc4ee-1bb5-47dd-8120-11324bc54e06", "disabledPlans": []any{},
			}},
		},
		map[string]any{
			"userPrincipalName": "alan_partner.example#EXT#@example.com", "id": "ce44d503-3c04-4457-852a-297f427bf26c",
			"displayName": "Alan", "mail": nil, "mailNickname": "alan_partner.example#EXT#", "userType": "Guest",
			"accountEnabled": true, "createdDateTime": "2024-01-15T08:00:00Z", "manager": "ada.lovelace@example.com",
		},
	}
	if diff := cmp.Diff(want, decode(t, document)["users"]); diff != "" {
		t.Errorf("users (-want +got):\n%s", diff)
	}
}

// A group has a mail address unless it has no part for it. For a name in other letters, its id is that part.
func TestRead_mail(t *testing.T) {
	t.Parallel()
	const id = "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
	for group, want := range map[string]any{
		`{"displayName": "Platform"}`:                       "platform@example.com",
		`{"displayName": "Platform", "mailNickname": null}`: nil,
		`{"displayName": "計画", "id": "` + id + `"}`:         id + "@example.com",
	} {
		file := `{"users": [{"userPrincipalName": "ada@example.com"}],
			"groups": [` + strings.Replace(group, "{", `{"groupTypes": ["Unified"], `, 1) + `]}`
		document, err := seed.Read([]byte(file), noFile)
		if err != nil {
			t.Fatal(err)
		}
		if got := decode(t, document)["groups"].([]any)[0].(map[string]any)["mail"]; got != want {
			t.Errorf("mail of the group %s = %v, want %v", group, got, want)
		}
	}
}

// A team and its group belong together, whichever of them is written.
func TestRead_teams(t *testing.T) {
	t.Parallel()
	document, err := seed.Read([]byte(`{
		"users": [{"userPrincipalName": "ada@example.com"}, {"userPrincipalName": "grace@example.com"}],
		"groups": [{"displayName": "Platform", "groupTypes": ["Unified"], "members": ["Grace"]},
		           {"displayName": "Deployers", "members": ["Platform", "New"]}],
		"teams": [{"displayName": "Platform", "owners": ["Ada"]}, {"displayName": "New", "members": ["*"]}]
	}`), noFile)
	if err != nil {
		t.Fatal(err)
	}
	company := decode(t, document)
	id := map[string]any{}
	for _, group := range company["groups"].([]any) {
		id[group.(map[string]any)["displayName"].(string)] = group.(map[string]any)["id"]
	}
	members := map[string]any{}
	for _, team := range company["teams"].([]any) {
		name := team.(map[string]any)["displayName"].(string)
		members[name] = team.(map[string]any)["members"]
		if got := team.(map[string]any)["id"]; got != id[name] {
			t.Errorf("id of team %s = %v, want that of its group, %v", name, got, id[name])
		}
	}
	want := map[string]any{"Platform": []any{"grace@example.com", "ada@example.com"}, "New": []any{"*"}}
	if diff := cmp.Diff(want, members); diff != "" {
		t.Errorf("members of the teams (-want +got):\n%s", diff)
	}
	deployers := company["groups"].([]any)[1].(map[string]any)["members"]
	if diff := cmp.Diff([]any{id["Platform"], id["New"]}, deployers); diff != "" {
		t.Errorf("members of Deployers (-want +got):\n%s", diff)
	}
}

// A company that extends the built-in one may name its people.
func TestRead_extends(t *testing.T) {
	t.Parallel()
	document, err := seed.Read([]byte(`{
		"extends": "contoso",
		"users": [{"userPrincipalName": "new@contoso.com", "manager": "Adele Vance"}],
		"mailboxes": {"AlexW@contoso.com": {"timeZone": "Europe/Berlin"}},
		"organization": {"displayName": "Contoso Ltd"}
	}`), noFile)
	if err != nil {
		t.Fatal(err)
	}
	got, base := decode(t, document), decode(t, directory.Company)
	users := got["users"].([]any)
	if manager := users[len(users)-1].(map[string]any)["manager"]; manager != directory.PersonUPN {
		t.Errorf("manager = %v, want %s", manager, directory.PersonUPN)
	}
	if got, want := len(users), len(base["users"].([]any))+1; got != want {
		t.Errorf("users = %d, want %d", got, want)
	}
	mailboxes := got["mailboxes"].(map[string]any)
	alex := mailboxes["AlexW@contoso.com"].(map[string]any)
	if len(mailboxes) != len(base["mailboxes"].(map[string]any)) || alex["always"] != nil {
		t.Errorf("mailboxes = %v, want those of the built-in company, with another one of Alex", mailboxes)
	}
	organization := got["organization"].(map[string]any)
	if organization["displayName"] != "Contoso Ltd" || organization["city"] != "Redmond" {
		t.Errorf("organization = %v, want another name and the same city", organization)
	}
}

// A team belongs to the group of its name, also if that is in the company that the file extends.
func TestRead_extendsTeam(t *testing.T) {
	t.Parallel()
	document, err := seed.Read([]byte(`{
		"extends": "contoso",
		"teams": [{"displayName": "Board"}, {"displayName": "Shops"}],
		"groups": [{"displayName": "Shops", "groupTypes": ["Unified"], "members": ["Adele Vance", "Engineering"]}],
		"photos": {"*": {"sizes": [48]}, "Alex Wilber": {}}
	}`), noFile)
	if err != nil {
		t.Fatal(err)
	}
	company := decode(t, document)
	teams, photos := company["teams"].([]any), company["photos"].(map[string]any)
	for i, want := range [][]any{{"MiriamG@contoso.com", "PattiF@contoso.com"}, {directory.PersonUPN}} {
		team := teams[len(teams)-2+i].(map[string]any)
		if diff := cmp.Diff(want, team["members"]); diff != "" {
			t.Errorf("members of %s, who are the people in its group (-want +got):\n%s", team["displayName"], diff)
		}
	}
	for _, one := range company["groups"].([]any) {
		group := one.(map[string]any)
		options, _ := group["resourceProvisioningOptions"].([]any)
		if group["displayName"] == "Board" && !slices.Contains(options, any("Team")) {
			t.Errorf("resourceProvisioningOptions of Board = %v, want Team", options)
		}
	}
	if got, want := len(company["groups"].([]any)), len(decode(t, directory.Company)["groups"].([]any))+1; got != want {
		t.Errorf("groups = %d, want %d", got, want)
	}
	if got, want := len(photos), len(company["users"].([]any)); got != want {
		t.Errorf("photos = %d, want one for each of the %d users", got, want)
	}
	if got := photos["AlexW@contoso.com"].(map[string]any); len(got) != 0 {
		t.Errorf("photo of Alex = %v, want the one of his own", got)
	}
}

// What the emulator would ignore or could not serve is refused.
func TestRead_refused(t *testing.T) {
	t.Parallel()
	const ada = `{"users": [{"userPrincipalName": "ada@b.c"}], `
	for _, c := range []struct{ file, want string }{
		{
			`{"extends": "contoso", "teams": [{"displayName": "Engineering"}]}`,
			`teams[0]: the displayName "Engineering" is there already`,
		},
		{
			`{"extends": "contoso", "teams": [{"displayName": "sg-production-deployers"}]}`,
			`teams[0]: the group "sg-production-deployers" is no Microsoft 365 group`,
		},
		{
			`{"extends": "contoso", "groups": [{"displayName": "Engineering"}], "teams": [{"displayName": "Engineering"}]}`,
			`teams[0].displayName: several are called "Engineering"`,
		},
		{`{"teams": [{"displayName": "A"}, {"displayName": "a"}]}`, `teams[1]: the displayName "a" is there already`},
		{`{"groups": [{"displayName": "A"}, {"displayName": "A"}]}`, `groups[1]: the displayName "A" is there already`},
		{
			`{"teams": [{"displayName": "A", "members": ["generated 0-9"]}]}`,
			`teams[0].members[0]: there is no user "generated 0-9"`,
		},
		{
			`{"contacts": [{"displayName": "A", "reports": ["*"]}]}`,
			`contacts[0].reports[0]: there is no user "*"`,
		},
		{
			ada + `"mailboxes": {"Ada": {"away": [0, 2147483647]}}}`,
			`mailboxes.Ada.away[1]: 2147483647 is written here; write a whole number from -87600 to 87600`,
		},
		{
			ada + `"events": [{"in": ["*"], "start": "+1h", "minutes": 2147483647}]}`,
			`events[0].minutes: 2147483647 is written here; write a whole number from 1 to 5256000`,
		},
		{ada + `"events": [{"in": ["*"], "start": "+87601h"}]}`, `events[0].start: write a time such as`},
		{ada + `"events": [{"in": ["*"], "start": "-3651d 09:00"}]}`, `events[0].start: write a time such as`},
		{ada + `"events": [{"in": ["*"], "start": "+99999999999999999999h"}]}`, `events[0].start: write a time such as`},
		{ada + `"events": [{"in": ["*"], "start": "+1d 25:99"}]}`, `events[0].start: write a time such as`},
		{
			ada + `"events": [{"in": ["*"], "start": "+1h", "repeat": {"days": 3650, "times": 3}}]}`,
			`events[0].repeat: the series takes 7300 days; 3650 are possible`,
		},
		{
			ada + `"events": [{"in": ["*"], "start": "+1h", "id": "a"}, {"in": ["*"], "start": "+2h", "id": "a"}]}`,
			`events[1]: the id "a" is there already`,
		},
		{
			`{"extends": "contoso", "events": [{"in": ["*"], "start": "+1h", "id": "town hall"}]}`,
			`events[0]: the id "town hall" is there already`,
		},
		{
			ada + `"events": [{"in": ["*"], "start": "2026-01-20T09:00", "allDay": true}]}`,
			`events[0].start: an event with allDay begins at midnight`,
		},
		{
			ada + `"events": [{"in": ["*"], "start": "+1d 00:00", "minutes": 90, "allDay": true}]}`,
			`events[0].minutes: an event with allDay takes whole days`,
		},
		{
			ada + `"events": [{"in": ["*"], "start": "+1h", "properties": {"showAs": 5}}]}`,
			`events[0].properties.showAs: a number is written here; write a text in quotes, or null`,
		},
		{
			ada + `"photos": {"Ada": {}, "ada@b.c": {}}}`,
			`photos.ada@b.c: this is the user of "Ada", who is there already`,
		},
		{ada + `"photos": {"Ada": {"sizes": [48], "none": "1x1"}}}`, `photos.Ada: write one of sizes, none`},
		{ada + `"photos": {"generated 0": {}}}`, `photos.generated 0: there is no user "generated 0"`},
	} {
		_, err := seed.Read([]byte(c.file), noFile)
		if err == nil || !strings.HasPrefix(err.Error(), "line 1, "+c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got the error %v, want %q", c.file, err, c.want)
		}
	}
}
