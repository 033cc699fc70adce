package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
			"$adele@contoso.com": "$adele test account", "MeganB_adatum.com#EXT#@contoso.com": "Megan Bowen",
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
					t.Errorf("display_name, exists = %v, %v, want %s, true", result["display_name"], result["exists"], want)
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
		config := values{argument: key, "additional_properties": []string{"faxNumber"}}
		result := connect(t, asPerson(srv)).mustRead(t, "graph_user", config)
		if result["id"] != graphemu.PersonID {
			t.Errorf("%s: id = %v, want %s", argument, result["id"], graphemu.PersonID)
		}
		if got := len(srv.GraphRequests()); got != 1 {
			t.Errorf("%s: requests = %d, want 1", argument, got)
		}
	}
}

func TestUser_missing(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for argument, key := range map[string]string{
		"id": "00000000-0000-4000-8000-000000000000", "user_principal_name": "nobody@contoso.com",
		"mail": "nobody@contoso.com", "mail_nickname": "nobody", "employee_id": "0",
	} {
		// Everything else is null.
		want := values{argument: key, "ignore_missing": true, "exists": false, "missing_reason": "user"}
		for name, value := range s.mustRead(t, "graph_user", values{argument: key, "ignore_missing": true}) {
			if !cmp.Equal(value, want[name]) {
				t.Errorf("by %s: %s = %v, want %v", argument, name, value, want[name])
			}
		}
	}
}

// sharedKeysSeed has two users of one employee id and one mail, neither of which Graph keeps unique.
const sharedKeysSeed = `{"users":[
	{"id":"00000000-0000-4000-8000-00000000000a","userPrincipalName":"a@contoso.com","displayName":"A",
		"employeeId":"7","mail":"team@contoso.com"},
	{"id":"00000000-0000-4000-8000-00000000000b","userPrincipalName":"b@contoso.com","displayName":"B",
		"employeeId":"7","mail":"TEAM@contoso.com"}]}`

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
	config := values{"user_principal_name": "MiriamG@contoso.com"}
	result := connect(t, asPerson(srv)).mustRead(t, "graph_user", config)
	want := []any{values{"sku_id": "06ebc4ee-1bb5-47dd-8120-11324bc54e06", "disabled_plans": []any{}}}
	if diff := cmp.Diff(want, result["assigned_licenses"]); diff != "" {
		t.Errorf("assigned_licenses (-want +got):\n%s", diff)
	}
	if got, want := result["street_address"], "9255 Towne Center Drive, Suite 400"; got != want {
		t.Errorf("street_address = %v, want %s", got, want)
	}
	if got := result["fax_number"]; got != nil {
		t.Errorf("fax_number = %v, want null", got)
	}
}

// TestUser_additionalPropertiesThatNeedTheID checks properties that Graph serves only for an id in the path. A user who
// is looked up by another key takes a second request.
func TestUser_additionalPropertiesThatNeedTheID(t *testing.T) {
	t.Parallel()
	for argument, c := range map[string]struct {
		key      string
		requests int
	}{
		"id":                  {graphemu.PersonID, 1},
		"user_principal_name": {graphemu.PersonUPN, 2},
		"mail":                {graphemu.PersonUPN, 2},
	} {
		srv := graphemu.NewServer(t, graphemu.Options{})
		result := connect(t, asPerson(srv)).mustRead(t, "graph_user",
			values{argument: c.key, "additional_properties": []string{"signInActivity", "aboutMe"}})
		var got map[string]any
		if err := json.Unmarshal([]byte(fmt.Sprint(result["additional_json"])), &got); err != nil {
			t.Fatal(err)
		}
		want := []string{"aboutMe", "signInActivity"}
		if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
			t.Errorf("by %s: additional properties = %v, want %v", argument, names, want)
		}
		if got := len(srv.GraphRequests()); got != c.requests {
			t.Errorf("by %s: requests = %d, want %d", argument, got, c.requests)
		}
	}
}

func TestMe(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	config := values{"additional_properties": []string{"skills", "displayName"}}
	result := connect(t, asPerson(srv, "User.Read")).mustRead(t, "graph_me", config)
	if result["user_principal_name"] != graphemu.PersonUPN || result["id"] != graphemu.PersonID {
		t.Errorf("user_principal_name, id = %v, %v, want %s, %s",
			result["user_principal_name"], result["id"], graphemu.PersonUPN, graphemu.PersonID)
	}
	if requests := srv.GraphRequests(); len(requests) != 1 || requests[0].Path != "/v1.0/me" {
		t.Errorf("requests = %v, want one for /v1.0/me", requests)
	}
}
