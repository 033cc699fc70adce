package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

// generated returns the names of many generated users, from the last to the first.
func generatedNames(count int) []string {
	names := make([]string, count)
	for i := range names {
		names[i] = directory.GeneratedUPN(count - 1 - i)
	}
	return names
}

func TestUsers_manyNamesInFewRequests(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ names, requests, width int }{{50, 4, 8}, {1000, 67, 8}, {200, 14, 3}} {
		t.Run(fmt.Sprint(c.names), func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{Users: 2000})
			config := asApplication(srv)
			config["max_concurrent_requests"] = c.width
			names := generatedNames(c.names)
			result := connect(t, config).mustRead(t, "graph_users", values{"user_principal_names": names})
			if got := pick(t, result["users"], "user_principal_name"); !slices.Equal(got, toAny(names)) {
				t.Error("the users are not in the order of the names")
			}
			if graph, token := len(srv.GraphRequests()), len(srv.TokenRequests()); graph != c.requests || token != 1 {
				t.Errorf("%d Graph requests and %d for tokens, want %d and 1", graph, token, c.requests)
			}
			if srv.MaxConcurrent() > c.width {
				t.Errorf("%d requests at once, want at most %d", srv.MaxConcurrent(), c.width)
			}
		})
	}
}

func toAny(list []string) []any {
	of := make([]any, len(list))
	for i, s := range list {
		of[i] = s
	}
	return of
}

func TestUsers_missingKeysCostNothing(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 100})
	names := append(generatedNames(48), "nobody@contoso.com")
	names = slices.Insert(names, 10, "No.One@contoso.com")
	result := connect(t, asPerson(srv)).mustRead(t, "graph_users", values{
		"user_principal_names": names, "ignore_missing": true,
	})
	if diff := cmp.Diff([]any{"No.One@contoso.com", "nobody@contoso.com"}, result["missing"]); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
	users, _ := result["users"].([]any)
	for i, name := range names {
		if missing := i == 10 || i == 49; (users[i] == nil) != missing {
			t.Errorf("users[%d], the place of %s, is %v", i, name, users[i])
		}
	}
	if len(users) != 50 || len(srv.GraphRequests()) != 4 {
		t.Errorf("%d users in %d requests, want 50 in 4", len(users), len(srv.GraphRequests()))
	}
}

func TestUsers_keys(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	for _, c := range []struct {
		name, argument string
		keys           []string
		attribute      string
		want           []any
	}{
		{"names of every kind", "user_principal_names",
			[]string{"$adele@contoso.com", "MeganB_adatum.com#EXT#@contoso.com", "o'brien@contoso.com"}, "display_name",
			[]any{"$adele test account", "Megan Bowen", "Siobhán O'Brien"}},
		{
			"without regard to case", "user_principal_names", []string{"ADELEV@CONTOSO.COM"},
			"user_principal_name", []any{"AdeleV@contoso.com"},
		},
		{
			"the same key twice", "user_principal_names", []string{"AdeleV@contoso.com", "adelev@contoso.com"},
			"display_name", []any{"Adele Vance", "Adele Vance"},
		},
		{"ids", "ids", []string{strings.ToUpper(graphemu.PersonID)}, "display_name", []any{"Adele Vance"}},
		{"mails", "mails", []string{"MeganB@adatum.com"}, "user_type", []any{"Guest"}},
		{"nicknames", "mail_nicknames", []string{"zoe.mueller", "AlexW"}, "display_name", []any{"Zoë Müller", "Alex Wilber"}},
		{"employee ids", "employee_ids", []string{"100013"}, "display_name", []any{"山田 花子"}},
		{"none", "ids", []string{}, "id", []any{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			result := s.mustRead(t, "graph_users", values{c.argument: c.keys})
			if diff := cmp.Diff(c.want, pick(t, result["users"], c.attribute)); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]any{}, result["missing"]); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUsers_noKeysNoRequest(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	connect(t, asApplication(srv)).mustRead(t, "graph_users", values{"mails": []string{}})
	if n := len(srv.Requests()); n != 0 {
		t.Errorf("requests for nobody = %d, want 0", n)
	}
}

func TestUsers_query(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		config   values
		requests int
		count    int
	}{
		{"all", values{"all": true}, 11, 10_000},
		{"limit", values{"all": true, "limit": 1200}, 2, 1200},
		{"small limit", values{"all": true, "limit": 5}, 1, 5},
		{"filter", values{"filter": "startsWith(userPrincipalName,'user00000')"}, 1, 10},
		{"search", values{"search": `"displayName:a"`, "limit": 3}, 1, 3},
		{"order", values{"order_by": "displayName desc", "filter": "accountEnabled eq true", "limit": 3}, 1, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{Users: 10_000, NoSeed: true})
			result := connect(t, asApplication(srv)).mustRead(t, "graph_users", c.config)
			ids := pick(t, result["users"], "id")
			if got := len(srv.GraphRequests()); got != c.requests || len(ids) != c.count {
				t.Errorf("%d users in %d requests, want %d in %d", len(ids), got, c.count, c.requests)
			}
			seen := map[any]bool{}
			for _, id := range ids {
				seen[id] = true
			}
			if len(seen) != c.count {
				t.Errorf("%d different users of %d", len(seen), c.count)
			}
		})
	}
}

// A query can be made an advanced one from the start: see
// https://github.com/microsoftgraph/microsoft-graph-docs/issues/13942.
func TestUsers_advancedQuery(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	const filter = "assignedPlans/any(a:a/service eq 'exchange' and a/capabilityStatus eq 'Enabled')"
	plain := s.mustRead(t, "graph_users", values{"filter": filter})["users"]
	if n := len(srv.GraphRequests()); n != 2 {
		t.Errorf("%d requests to find out, want 2", n)
	}
	srv.Reset()
	forced := s.mustRead(t, "graph_users", values{"filter": filter, "advanced_query": true})["users"]
	requests := srv.GraphRequests()
	if len(requests) != 1 || requests[0].Query.Get("$count") != "true" ||
		requests[0].Header.Get("ConsistencyLevel") != "eventual" {
		t.Errorf("%d requests, the first for %s", len(requests), requests[0].RawQuery)
	}
	if diff := cmp.Diff(plain, forced); diff != "" || len(pick(t, forced, "id")) == 0 {
		t.Errorf("another result: %s", diff)
	}
	_, text := s.read(t, "graph_users", values{"mails": []string{"a@b.c"}, "advanced_query": true})
	if !strings.Contains(text, "advanced_query cannot be used together with mails") {
		t.Error(text)
	}
}

func TestUsers_order(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	ids := pick(t, s.mustRead(t, "graph_users", values{"all": true})["users"], "id")
	if !slices.IsSortedFunc(ids, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }) {
		t.Error("without order_by the users are not in the order of their ids")
	}
	ids = pick(t, s.mustRead(t, "graph_users", values{"search": `"displayName:a"`})["users"], "id")
	byText := func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	if len(ids) < 3 || !slices.IsSortedFunc(ids, byText) {
		t.Errorf("what a search finds is not in the order of the ids: %v", ids)
	}
	lastFirst := s.mustRead(t, "graph_users", values{"all": true, "order_by": "displayName desc", "limit": 3})
	names := pick(t, lastFirst["users"], "display_name")
	if diff := cmp.Diff([]any{"山田 花子", "Łukasz Wójcik", "Zoë Müller"}, names); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

// Data may move to a later page while the pages are read.
func TestUsers_eachOnce(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Seed: []byte(sharedKeysSeed)})
	srv.Fail(graphemu.Fault{Rewrite: func(body []byte) []byte {
		const more = `{"id":"00000000-0000-4000-8000-00000000000b","userPrincipalName":"b@contoso.com","mail":"b"}`
		return []byte(strings.Replace(string(body), `"value":[{`, `"value":[`+more+`,{`, 1))
	}})
	s := connect(t, asApplication(srv))
	want := []any{"00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"}
	if diff := cmp.Diff(want, pick(t, s.mustRead(t, "graph_users", values{"all": true})["users"], "id")); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
	slices.Reverse(want) // The one that was put in front comes first.
	ordered := s.mustRead(t, "graph_users", values{"all": true, "order_by": "displayName"})
	if diff := cmp.Diff(want, pick(t, ordered["users"], "id")); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
	result := s.mustRead(t, "graph_users", values{"user_principal_names": []string{"b@contoso.com", "a@contoso.com"}})
	if diff := cmp.Diff(want, pick(t, result["users"], "id")); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func TestUsers_filterArrivesUnchanged(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	for _, filter := range []string{
		"department eq 'Sales & Marketing'", "displayName eq 'Siobhán O''Brien'", "displayName eq 'a#b?c%20d+e/f\\g\"h;i=j'",
	} {
		srv.Reset()
		s.mustRead(t, "graph_users", values{"filter": filter})
		if got := srv.GraphRequests()[0].Query.Get("$filter"); got != filter {
			t.Errorf("got %s, want %s", got, filter)
		}
	}
	result := s.mustRead(t, "graph_users", values{"filter": "department eq 'Sales & Marketing'"})
	if diff := cmp.Diff([]any{"Joni Sherman"}, pick(t, result["users"], "display_name")); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func TestUsers_select(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asApplication(srv)).mustRead(t, "graph_users", values{
		"user_principal_names": []string{"AdeleV@contoso.com"}, "select": []string{"display_name", "job_title"},
		"additional_properties": []string{"streetAddress"},
	})
	const want = "id,displayName,jobTitle,streetAddress,userPrincipalName"
	if got := srv.GraphRequests()[0].Query.Get("$select"); got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
	user, _ := result["users"].([]any)[0].(values) //nolint:forcetypeassert // The test fails below.
	for name, value := range user {
		read := slices.Contains([]string{"id", "display_name", "job_title", "user_principal_name", "additional_json"}, name)
		if (value != nil) != read {
			t.Errorf("%s is %v", name, value)
		}
	}
}

func TestUsers_nullStaysNull(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asApplication(srv)).mustRead(t, "graph_users", values{
		"user_principal_names": []string{"svc-backup@contoso.com", "AdeleV@contoso.com"},
	})
	for attribute, want := range map[string][]any{
		"mail":                     {nil, "AdeleV@contoso.com"},
		"on_premises_sync_enabled": {nil, true},
		"other_mails":              {[]any{}, []any{"adele.vance@example.com"}},
	} {
		if diff := cmp.Diff(want, pick(t, result["users"], attribute)); diff != "" {
			t.Errorf("%s: %s", attribute, diff)
		}
	}
}

func TestUsers_completeThroughFaults(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]graphemu.Fault{
		"503": graphemu.Unavailable(503, "0.01"), "cut": graphemu.Cut(), "truncated": graphemu.Truncate(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{Users: 5000, NoSeed: true})
			srv.Fail(fault.EveryNth(3))
			s := connect(t, asApplication(srv))
			result := s.mustRead(t, "graph_users", values{"all": true, "select": []string{"id"}})
			if got := len(pick(t, result["users"], "id")); got != 5000 {
				t.Errorf("users = %d, want 5000", got)
			}
			names := generatedNames(90)
			result = s.mustRead(t, "graph_users", values{"user_principal_names": names})
			if got := pick(t, result["users"], "user_principal_name"); !slices.Equal(got, toAny(names)) {
				t.Errorf("%d users of 90, or in another order", len(got))
			}
		})
	}
}

func TestUsers_foreignLink(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 2000})
	other := graphemu.NewServer(t, graphemu.Options{Users: 2000})
	srv.Fail(graphemu.ForeignNextLink(other.URL))
	_, text := connect(t, asPerson(srv)).read(t, "graph_users", values{"all": true})
	if !strings.Contains(text, "was not followed: it leads away") {
		t.Error(text)
	}
	if n := len(other.Requests()); n != 0 {
		t.Errorf("%d requests, and with them the token, went to the other host", n)
	}
}

func TestUsers_repeatedLink(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 5000})
	srv.Fail(graphemu.RepeatedNextLink())
	_, text := connect(t, asPerson(srv)).read(t, "graph_users", values{"all": true})
	if !strings.Contains(text, "already") {
		t.Error(text)
	}
	if n := len(srv.GraphRequests()); n > 3 {
		t.Errorf("requests = %d, want at most 3", n)
	}
}
