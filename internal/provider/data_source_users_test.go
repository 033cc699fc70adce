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

// generatedNames returns the user principal names of count generated users, from the last to the first.
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
			got := pick(t, result["users"], "user_principal_name")
			if diff := cmp.Diff(toAny(names), got); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
			if graph, tokens := len(srv.GraphRequests()), len(srv.TokenRequests()); graph != c.requests || tokens != 1 {
				t.Errorf("requests to Graph and for tokens = %d, %d, want %d, 1", graph, tokens, c.requests)
			}
			if got := srv.MaxConcurrent(); got > c.width {
				t.Errorf("requests at once = %d, want at most %d", got, c.width)
			}
		})
	}
}

// toAny returns the elements of a list as pick returns them.
func toAny(list []string) []any {
	elements := make([]any, len(list))
	for i, s := range list {
		elements[i] = s
	}
	return elements
}

func TestUsers_missingKeysCostNothing(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 100})
	names := append(generatedNames(48), "nobody@contoso.com")
	names = slices.Insert(names, 10, "No.One@contoso.com")
	config := values{"user_principal_names": names, "ignore_missing": true}
	result := connect(t, asPerson(srv)).mustRead(t, "graph_users", config)
	if diff := cmp.Diff([]any{"No.One@contoso.com", "nobody@contoso.com"}, result["missing"]); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	users, _ := result["users"].([]any)
	if len(users) != 50 || len(srv.GraphRequests()) != 4 {
		t.Fatalf("users, requests = %d, %d, want 50, 4", len(users), len(srv.GraphRequests()))
	}
	for i, name := range names {
		if missing := i == 10 || i == 49; (users[i] == nil) != missing {
			t.Errorf("users[%d] for %s = %v, want null: %v", i, name, users[i], missing)
		}
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
			[]string{"$adele@contoso.com", "MeganB_adatum.com#EXT#@contoso.com", "o'brien@contoso.com"},
			"display_name", []any{"$adele test account", "Megan Bowen", "Siobhán O'Brien"}},
		{"other case", "user_principal_names", []string{"ADELEV@CONTOSO.COM"},
			"user_principal_name", []any{"AdeleV@contoso.com"}},
		{"same key twice", "user_principal_names", []string{"AdeleV@contoso.com", "adelev@contoso.com"},
			"display_name", []any{"Adele Vance", "Adele Vance"}},
		{"ids", "ids", []string{strings.ToUpper(graphemu.PersonID)}, "display_name", []any{"Adele Vance"}},
		{"mails", "mails", []string{"MeganB@adatum.com"}, "user_type", []any{"Guest"}},
		{"nicknames", "mail_nicknames", []string{"zoe.mueller", "AlexW"},
			"display_name", []any{"Zoë Müller", "Alex Wilber"}},
		{"employee ids", "employee_ids", []string{"100013"}, "display_name", []any{"山田 花子"}},
		{"no keys", "ids", []string{}, "id", []any{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			result := s.mustRead(t, "graph_users", values{c.argument: c.keys})
			if diff := cmp.Diff(c.want, pick(t, result["users"], c.attribute)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.attribute, diff)
			}
			if diff := cmp.Diff([]any{}, result["missing"]); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
		})
	}
}

// TestUsers_noKeys checks that an empty list of keys makes no request.
func TestUsers_noKeys(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	connect(t, asApplication(srv)).mustRead(t, "graph_users", values{"mails": []string{}})
	if got := len(srv.Requests()); got != 0 {
		t.Errorf("requests = %d, want 0", got)
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
			if got := len(srv.GraphRequests()); got != c.requests {
				t.Errorf("requests = %d, want %d", got, c.requests)
			}
			distinct := map[any]bool{}
			for _, id := range ids {
				distinct[id] = true
			}
			if len(ids) != c.count || len(distinct) != c.count {
				t.Errorf("users = %d, %d of them distinct, want %d", len(ids), len(distinct), c.count)
			}
		})
	}
}

// TestUsers_advancedQuery checks that advanced_query makes a query an advanced one from the start:
// https://github.com/microsoftgraph/microsoft-graph-docs/issues/13942.
func TestUsers_advancedQuery(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	const filter = "assignedPlans/any(a:a/service eq 'exchange' and a/capabilityStatus eq 'Enabled')"
	plain := s.mustRead(t, "graph_users", values{"filter": filter})["users"]
	if got := len(srv.GraphRequests()); got != 2 {
		t.Errorf("requests without advanced_query = %d, want 2", got)
	}
	srv.Reset()
	advanced := s.mustRead(t, "graph_users", values{"filter": filter, "advanced_query": true})["users"]
	requests := srv.GraphRequests()
	if len(requests) != 1 {
		t.Fatalf("requests = %d, want 1", len(requests))
	}
	if got := requests[0].Query.Get("$count"); got != "true" {
		t.Errorf("$count = %q, want true", got)
	}
	if got := requests[0].Header.Get("ConsistencyLevel"); got != "eventual" {
		t.Errorf("ConsistencyLevel = %q, want eventual", got)
	}
	if diff := cmp.Diff(plain, advanced); diff != "" || len(pick(t, advanced, "id")) == 0 {
		t.Errorf("users = %v, want some, and those of the plain query (-want +got):\n%s", advanced, diff)
	}
	_, text := s.read(t, "graph_users", values{"mails": []string{"a@b.c"}, "advanced_query": true})
	if want := "advanced_query cannot be used together with mails"; !strings.Contains(text, want) {
		t.Errorf("got %q, want %q", text, want)
	}
}

func TestUsers_order(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	compareIDs := func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	ids := pick(t, s.mustRead(t, "graph_users", values{"all": true})["users"], "id")
	if !slices.IsSortedFunc(ids, compareIDs) {
		t.Errorf("ids without order_by = %v, want them sorted", ids)
	}
	ids = pick(t, s.mustRead(t, "graph_users", values{"search": `"displayName:a"`})["users"], "id")
	if len(ids) < 3 || !slices.IsSortedFunc(ids, compareIDs) {
		t.Errorf("ids of a search = %v, want 3 or more, sorted", ids)
	}
	config := values{"all": true, "order_by": "displayName desc", "limit": 3}
	names := pick(t, s.mustRead(t, "graph_users", config)["users"], "display_name")
	if diff := cmp.Diff([]any{"山田 花子", "Łukasz Wójcik", "Zoë Müller"}, names); diff != "" {
		t.Errorf("names with order_by (-want +got):\n%s", diff)
	}
}

// TestUsers_eachOnce checks that each user is there once, although users may move to a later page while pages are read.
func TestUsers_eachOnce(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Seed: []byte(sharedKeysSeed)})
	srv.Fail(graphemu.Fault{Rewrite: func(body []byte) []byte {
		const moved = `{"id":"00000000-0000-4000-8000-00000000000b","userPrincipalName":"b@contoso.com","mail":"b"}`
		return []byte(strings.Replace(string(body), `"value":[{`, `"value":[`+moved+`,{`, 1))
	}})
	s := connect(t, asApplication(srv))
	want := []any{"00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"}
	result := s.mustRead(t, "graph_users", values{"all": true})
	if diff := cmp.Diff(want, pick(t, result["users"], "id")); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	slices.Reverse(want) // In Graph's order, the user who was put in front comes first.
	result = s.mustRead(t, "graph_users", values{"all": true, "order_by": "displayName"})
	if diff := cmp.Diff(want, pick(t, result["users"], "id")); diff != "" {
		t.Errorf("ids with order_by (-want +got):\n%s", diff)
	}
	result = s.mustRead(t, "graph_users", values{"user_principal_names": []string{"b@contoso.com", "a@contoso.com"}})
	if diff := cmp.Diff(want, pick(t, result["users"], "id")); diff != "" {
		t.Errorf("ids with keys (-want +got):\n%s", diff)
	}
}

func TestUsers_filterArrivesUnchanged(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	for _, filter := range []string{
		"department eq 'Sales & Marketing'", "displayName eq 'Siobhán O''Brien'",
		"displayName eq 'a#b?c%20d+e/f\\g\"h;i=j'",
	} {
		srv.Reset()
		s.mustRead(t, "graph_users", values{"filter": filter})
		if got := srv.GraphRequests()[0].Query.Get("$filter"); got != filter {
			t.Errorf("$filter = %s, want %s", got, filter)
		}
	}
	result := s.mustRead(t, "graph_users", values{"filter": "department eq 'Sales & Marketing'"})
	if diff := cmp.Diff([]any{"Joni Sherman"}, pick(t, result["users"], "display_name")); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestUsers_select(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asApplication(srv)).mustRead(t, "graph_users", values{
		"user_principal_names": []string{"AdeleV@contoso.com"}, "select": []string{"display_name", "job_title"},
		"additional_properties": []string{"streetAddress"},
	})
	const properties = "id,displayName,jobTitle,streetAddress,userPrincipalName"
	if got := srv.GraphRequests()[0].Query.Get("$select"); got != properties {
		t.Errorf("$select = %s, want %s", got, properties)
	}
	user, _ := result["users"].([]any)[0].(values)
	selected := []string{"id", "display_name", "job_title", "user_principal_name", "additional_json"}
	for name, value := range user {
		if want := slices.Contains(selected, name); (value != nil) != want {
			t.Errorf("%s = %v, want a value: %v", name, value, want)
		}
	}
}

func TestUsers_nullStaysNull(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	config := values{"user_principal_names": []string{"svc-backup@contoso.com", "AdeleV@contoso.com"}}
	result := connect(t, asApplication(srv)).mustRead(t, "graph_users", config)
	for attribute, want := range map[string][]any{
		"mail":                     {nil, "AdeleV@contoso.com"},
		"on_premises_sync_enabled": {nil, true},
		"other_mails":              {[]any{}, []any{"adele.vance@example.com"}},
	} {
		if diff := cmp.Diff(want, pick(t, result["users"], attribute)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", attribute, diff)
		}
	}
}

func TestUsers_completeThroughFaults(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]graphemu.Fault{
		"503":       graphemu.Unavailable(503, "0.01"),
		"cut":       graphemu.Cut(),
		"truncated": graphemu.Truncate(),
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
			if diff := cmp.Diff(toAny(names), pick(t, result["users"], "user_principal_name")); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
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
	if want := "was not followed: it leads away"; !strings.Contains(text, want) {
		t.Errorf("got %q, want %q", text, want)
	}
	if got := len(other.Requests()); got != 0 {
		t.Errorf("requests with the token to the other host = %d, want 0", got)
	}
}

func TestUsers_repeatedLink(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 5000})
	srv.Fail(graphemu.RepeatedNextLink())
	_, text := connect(t, asPerson(srv)).read(t, "graph_users", values{"all": true})
	if want := "already"; !strings.Contains(text, want) {
		t.Errorf("got %q, want %q", text, want)
	}
	if got := len(srv.GraphRequests()); got > 3 {
		t.Errorf("requests = %d, want at most 3", got)
	}
}

// TestUsers_departmentWithManagers checks that a department of hundreds is one request, with the manager of each.
func TestUsers_departmentWithManagers(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 6000, NoSeed: true})
	result := connect(t, asApplication(srv)).mustRead(t, "graph_users", values{
		"filter": "department eq 'Sales'", "include_manager": true,
	})
	users, managers := len(pick(t, result["users"], "id")), 0
	for _, manager := range pick(t, result["users"], "manager") {
		if manager != nil {
			managers++
		}
	}
	if users < 400 || managers < users-1 {
		t.Errorf("users, managers = %d, %d, want hundreds, each with a manager but one", users, managers)
	}
	if got, want := len(srv.GraphRequests()), (users+998)/999; got != want {
		t.Errorf("requests = %d for %d users, want %d", got, users, want)
	}
}
