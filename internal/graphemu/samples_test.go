package graphemu

import (
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// readSample reads one of the bodies recorded from the real Graph; testdata holds copies.
func readSample(t *testing.T, name string) map[string]any {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal(b, &body); err != nil {
		t.Fatal(err)
	}
	return body
}

// TestErrorsLikeSamples holds status, code, message and the members of innerError against recorded errors.
func TestErrorsLikeSamples(t *testing.T) {
	t.Parallel()
	sixteen := strings.Repeat("'a',", 15) + "'a'"
	tests := []struct {
		sample  string
		status  int
		path    string
		headers []string
		app     bool
		scopes  []string
	}{
		{sample: "error_400_count_without_header.json", status: 400, path: "/users/$count"},
		{sample: "error_400_search_without_header.json", status: 400, path: `/users?$search="displayName:Browser"`},
		{
			sample: "error_400_endswith.json", status: 400,
			path: "/users?$filter=endsWith(userPrincipalName,'%23EXT%23@contoso.com')",
		},
		{sample: "error_400_top_too_big.json", status: 400, path: "/users?$top=1000"},
		{
			sample: "error_400_too_many_or.json", status: 400,
			path: "/users?$filter=" + url.QueryEscape("userPrincipalName in ("+sixteen+")"),
		},
		{
			sample: "error_400_filter_height.json", status: 400,
			path: "/users?$filter=" + url.QueryEscape("city eq 'a' and (city eq 'b' or (city eq 'c' and city eq 'd'))"),
		},
		{sample: "error_400_expand_not_supported.json", status: 400, path: "/me?$expand=photo"},
		{sample: "error_400_me_app_only.json", status: 400, path: "/me", app: true},
		{sample: "error_403_request_denied.json", status: 403, path: "/users", scopes: []string{"Mail.Send"}},
		{sample: "error_403_teams_licence.json", status: 403, path: "/users/Adams@contoso.com/joinedTeams"},
		{sample: "error_404_manager.json", status: 404, path: "/users/MiriamG@contoso.com/manager"},
		{sample: "error_501_select_on_list.json", status: 501, path: "/users?$select=aboutMe"},
	}
	for _, test := range tests {
		t.Run(test.sample, func(t *testing.T) {
			t.Parallel()
			a := newAsker(t, Options{})
			if test.app {
				a.token = a.server.AppToken()
			} else if test.scopes != nil {
				a.token = a.server.PersonToken("", test.scopes...)
			}
			got := a.get(strings.ReplaceAll(strings.ReplaceAll(test.path, " ", "%20"), `"`, "%22"), test.headers...)
			sameError(t, got, test.status, readSample(t, test.sample))
		})
	}
}

func sameError(t *testing.T, got *answer, status int, want map[string]any) {
	t.Helper()
	wantError, _ := want["error"].(map[string]any)
	code, message := got.problem()
	if got.status != status || code != wantError["code"] || message != wantError["message"] {
		t.Errorf("got %d %s, want %d %v", got.status, got.text, status, wantError)
	}
	gotError, _ := got.body["error"].(map[string]any)
	inner, _ := gotError["innerError"].(map[string]any)
	wantInner, _ := wantError["innerError"].(map[string]any)
	for key := range wantInner {
		if inner[key] == nil || inner[key] == "" {
			t.Errorf("innerError = %v, want a key %q", inner, key)
		}
	}
	if inner["request-id"] != got.header.Get("request-id") {
		t.Errorf("request-id of the body = %v, want that of the headers, %s", inner["request-id"],
			got.header.Get("request-id"))
	}
}

// TestShapesLikeSamples holds the keys of each answer, and of the first item of a list, against a recorded body.
func TestShapesLikeSamples(t *testing.T) {
	t.Parallel()
	tests := []struct {
		sample  string
		path    string
		headers []string
		without []string // Keys that the recorded body lacks although Graph sends them.
	}{
		{sample: "me.json", path: "/me", without: []string{"@odata.context"}},
		{sample: "user.json", path: "/users/" + PersonID},
		{sample: "user_select_identities.json", path: "/me?$select=displayName,givenName,postalCode,identities"},
		{sample: "users_page1.json", path: "/users?$top=2"},
		{sample: "users_page2.json", path: "/users?$top=999"},
		{
			sample: "users_search_count.json", headers: []string{eventualHeader},
			path: "/users?$search=%22displayName:wi%22&$orderby=displayName&$count=true" +
				"&$select=displayName,givenName,mail,mailNickname,userPrincipalName",
		},
		{
			sample: "users_count_silently_missing.json",
			path:   "/users?$count=true&$select=displayName,mail,userPrincipalName",
		},
		{sample: "users_select_licenses.json", path: "/users?$select=id,mail,assignedLicenses"},
		{sample: "joined_teams_all_properties.json", path: "/me/joinedTeams"},
		{
			sample: "manager_chain.json", headers: []string{eventualHeader}, without: []string{"@odata.context"},
			path: "/me?$expand=manager($levels=max;$select=id,displayName)&$select=id,displayName&$count=true",
		},
	}
	for _, test := range tests {
		t.Run(test.sample, func(t *testing.T) {
			t.Parallel()
			got := newAsker(t, Options{}).get(test.path, test.headers...).ok(t).body
			want := readSample(t, test.sample)
			for _, key := range test.without {
				delete(got, key)
			}
			sameKeys(t, got, want)
			if strings.HasPrefix(test.sample, "users_") {
				sameContext(t, got, want)
			}
		})
	}
}

func sameKeys(t *testing.T, got, want map[string]any) {
	t.Helper()
	gotKeys, wantKeys := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))
	if !reflect.DeepEqual(gotKeys, wantKeys) {
		t.Fatalf("got keys %v, want %v", gotKeys, wantKeys)
	}
	gotItems, _ := got["value"].([]any)
	wantItems, _ := want["value"].([]any)
	if len(wantItems) == 0 {
		return
	}
	if len(gotItems) == 0 {
		t.Fatalf("got no items, want some as in %v", wantItems[0])
	}
	gotItem, _ := gotItems[0].(map[string]any)
	wantItem, _ := wantItems[0].(map[string]any)
	sameKeys(t, gotItem, wantItem)
}

// sameContext compares the part of @odata.context behind the root; examples without $select in it were cut by hand.
func sameContext(t *testing.T, got, want map[string]any) {
	t.Helper()
	gotContext, _ := got["@odata.context"].(string)
	wantContext, _ := want["@odata.context"].(string)
	_, gotSet, _ := strings.Cut(gotContext, "$metadata#")
	_, wantSet, _ := strings.Cut(wantContext, "$metadata#")
	if strings.Contains(wantSet, "(") && gotSet != wantSet {
		t.Errorf("got context %q, want %q", gotSet, wantSet)
	}
}
