package provider_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func TestUser_keys(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	for argument, keys := range map[string]map[string]string{
		"id": {graphemu.PersonID: "Adele Vance"},
		"user_principal_name": {
			"adelev@CONTOSO.com": "Adele Vance", "o'brien@contoso.com": "Siobhán O'Brien",
			"$adele@contoso.com":                 "$adele test account",
			"MeganB_adatum.com#EXT#@contoso.com": "Megan Bowen",
		},
		"mail":          {"MeganB@adatum.com": "Megan Bowen", "o'brien@contoso.com": "Siobhán O'Brien"},
		"mail_nickname": {"$adele": "$adele test account", "MeganB_adatum.com#EXT#": "Megan Bowen"},
		"employee_id":   {"100013": "山田 花子"},
	} {
		for key, want := range keys {
			t.Run(argument+" "+key, func(t *testing.T) {
				t.Parallel()
				result := s.mustRead(t, "graph_user", values{argument: key})
				if result["display_name"] != want || result["exists"] != true {
					t.Errorf("got %v, exists %v; want %s", result["display_name"], result["exists"], want)
				}
			})
		}
	}
}

func TestUser_oneRequest(t *testing.T) {
	t.Parallel()
	for argument, key := range map[string]string{
		"id": graphemu.PersonID, "user_principal_name": graphemu.PersonUPN, "mail": graphemu.PersonUPN,
		"mail_nickname": "AdeleV", "employee_id": "100005",
	} {
		srv := graphemu.NewServer(t, graphemu.Options{})
		result := connect(t, asPerson(srv)).mustRead(t, "graph_user", values{
			argument: key, "additional_properties": []string{"faxNumber"},
		})
		if n := len(srv.GraphRequests()); n != 1 || result["id"] != graphemu.PersonID {
			t.Errorf("%s: %d requests for %v", argument, n, result["id"])
		}
	}
}

func TestUser_missing(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for argument, key := range map[string]string{
		"id": "00000000-0000-4000-8000-000000000000", "user_principal_name": "nobody@contoso.com",
		"mail":          "nobody@contoso.com",
		"mail_nickname": "nobody", "employee_id": "0",
	} {
		result := s.mustRead(t, "graph_user", values{argument: key, "ignore_missing": true})
		for name, value := range result {
			switch name {
			case argument:
				if value != key {
					t.Errorf("%s: the key became %v", argument, value)
				}
			case "exists":
				if value != false {
					t.Errorf("%s: exists is %v", argument, value)
				}
			case "missing_reason":
				if value != "user" {
					t.Errorf("%s: missing_reason is %v", argument, value)
				}
			case "ignore_missing":
			default:
				if value != nil {
					t.Errorf("%s: %s is %v", argument, name, value)
				}
			}
		}
	}
}

// Two users may share an employee id, which Graph does not keep unique.
const sharedKeysSeed = `{"users":[
	{"properties":{"id":"00000000-0000-4000-8000-00000000000a","userPrincipalName":"a@contoso.com","displayName":"A",
		"employeeId":"7","mail":"team@contoso.com"}},
	{"properties":{"id":"00000000-0000-4000-8000-00000000000b","userPrincipalName":"b@contoso.com","displayName":"B",
		"employeeId":"7","mail":"TEAM@contoso.com"}}]}`

func TestUser_ambiguous(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Seed: []byte(sharedKeysSeed)})
	s := connect(t, asApplication(srv))
	_, text := s.read(t, "graph_user", values{"employee_id": "7"})
	compareText(t, "user_ambiguous", text)
	_, text = s.read(t, "graph_users", values{"mails": []string{"team@contoso.com"}, "select": []string{"id"}})
	compareText(t, "users_ambiguous", text)
}

func TestUser_details(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asPerson(srv)).mustRead(t, "graph_user", values{"user_principal_name": "MiriamG@contoso.com"})
	want := []any{values{"sku_id": "06ebc4ee-1bb5-47dd-8120-11324bc54e06", "disabled_plans": []any{}}}
	if diff := cmp.Diff(want, result["assigned_licenses"]); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
	if result["street_address"] != "9255 Towne Center Drive, Suite 400" || result["fax_number"] != nil {
		t.Errorf("got %v and %v", result["street_address"], result["fax_number"])
	}
}

// Properties of a single user need its id in the path, whatever the key is.
func TestUser_additionalPropertiesThatNeedTheID(t *testing.T) {
	t.Parallel()
	for argument, c := range map[string]struct {
		key      string
		requests int
	}{
		"id": {graphemu.PersonID, 1}, "user_principal_name": {graphemu.PersonUPN, 2}, "mail": {graphemu.PersonUPN, 2},
	} {
		srv := graphemu.NewServer(t, graphemu.Options{})
		result := connect(t, asPerson(srv)).mustRead(t, "graph_user",
			values{argument: c.key, "additional_properties": []string{"signInActivity", "aboutMe"}})
		var got map[string]any
		if err := json.Unmarshal([]byte(fmt.Sprint(result["additional_json"])), &got); err != nil {
			t.Fatal(err)
		}
		_, about := got["aboutMe"]
		if _, signIn := got["signInActivity"]; !signIn || !about || len(got) != 2 {
			t.Errorf("%s: got %v", argument, got)
		}
		if n := len(srv.GraphRequests()); n != c.requests {
			t.Errorf("%s: %d requests, want %d", argument, n, c.requests)
		}
	}
}

func TestMe(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asPerson(srv, "User.Read")).mustRead(t, "graph_me", values{
		"additional_properties": []string{"skills", "displayName"},
	})
	if result["user_principal_name"] != graphemu.PersonUPN || result["id"] != graphemu.PersonID {
		t.Errorf("got %v", result["user_principal_name"])
	}
	if n := len(srv.GraphRequests()); n != 1 || srv.GraphRequests()[0].Path != "/v1.0/me" {
		t.Errorf("asked %v", srv.GraphRequests())
	}
}
