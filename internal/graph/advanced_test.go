package graph

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQuery_Advanced(t *testing.T) {
	t.Parallel()
	filters := map[string]bool{
		"":                             false,
		"department eq 'Sales'":        false,
		"department ne 'Sales'":        true,
		"department NE 'Sales'":        true,
		"department eq 'ne'":           false,
		"department eq 'not null'":     false,
		"department eq 'it''s not ne'": false,
		"department eq 'a' and not(accountEnabled eq true)": true,
		"not(startsWith(mail,'a'))":                         true,
		"endsWith(mail,'@contoso.com')":                     true,
		"endswith(mail,'x')":                                true,
		"startsWith(displayName,'endsWith(')":               false,
		"startsWith(displayName,'a')":                       false,
		"startswith(jobTitle,'a')":                          true,
		"startsWith(mobilePhone,'+1')":                      true,
		"mail eq null":                                      true,
		"assignedLicenses/$count ne 0":                      true,
		"assignedLicenses/$count eq 0":                      true,
		"assignedLicenses/any(s:s/skuId eq 184efa21-98c3-4e5d-95ab-d07053a96e67)": false,
		"otherMails/any(m:startsWith(m,'a'))":                                     false,
		"businessPhones/any(p: startsWith(p,'+49'))":                              true,
		"businessPhones/any(p:p eq '1')":                                          false,
		"employeeId eq '1'":                                                       false,
		"employeeId in ('1','2')":                                                 true,
		"userPrincipalName in ('a','b')":                                          false,
		"id in ('a')":                                                             false,
		"companyName eq 'x'":                                                      true,
		"onPremisesExtensionAttributes/extensionAttribute1 eq 'x'":                true,
		"createdDateTime ge 2024-01-01T00:00:00Z":                                 false,
		"createdDateTime gt 2024-01-01T00:00:00Z":                                 false,
		"displayName ge 'x'":                                                      true,
		"extension_1_x eq 'y'":                                                    false,
		"displayName eq 'unfinished":                                              false,
	}
	for filter, want := range filters {
		if got := (Query{Filter: filter}).Advanced(); got != want {
			t.Errorf("filter %s: Advanced() = %t, want %t", filter, got, want)
		}
	}
}

func TestQuery_Advanced_options(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		query Query
		want  bool
	}{
		"select":           {Query{Select: []string{"id"}, Top: 1, Expand: "manager"}, false},
		"count":            {Query{Count: true}, true},
		"search":           {Query{Search: `"displayName:a"`}, true},
		"plain order":      {Query{OrderBy: "displayName desc,userprincipalname"}, false},
		"other order":      {Query{OrderBy: "displayName,createdDateTime desc"}, true},
		"filter and order": {Query{Filter: "department eq 'a'", OrderBy: "displayName"}, true},
		"filter in extra":  {Query{Extra: map[string]string{"$filter": "a ne 'b'"}}, true},
		"ne in a literal":  {Query{Extra: map[string]string{"$filter": "mail eq 'ne'"}}, false},
	} {
		if got := test.query.Advanced(); got != test.want {
			t.Errorf("%s: Advanced() = %t, want %t", name, got, test.want)
		}
	}
}

func TestRequest_advanced(t *testing.T) {
	t.Parallel()
	ne := Query{Filter: "mail ne 'a'"}
	count := Query{Count: true}
	eventual := []string{"eventual"}
	for name, test := range map[string]struct {
		request Request
		uri     string
		level   []string
	}{
		"users": {
			Request{Path: "/users", Query: ne},
			"/v1.0/users?$filter=mail%20ne%20%27a%27&$count=true", eventual,
		},
		"plain": {
			Request{Path: "/users", Query: Query{Top: 1}},
			"/v1.0/users?$top=1", nil,
		},
		"reports of a user": {
			Request{Path: "/users/x/directReports/graph.user", Query: count},
			"/v1.0/users/x/directReports/graph.user?$count=true", eventual,
		},
		"groups of the signed-in user": {
			Request{Path: "/me/memberOf", Query: count},
			"/v1.0/me/memberOf?$count=true", eventual,
		},
		"user name with a dollar sign": {
			Request{Path: User("$x") + "/directReports", Query: count},
			"/v1.0/users('$x')/directReports?$count=true", eventual,
		},
		"count of all": {
			Request{Path: "/users/$count"},
			"/v1.0/users/$count", eventual,
		},
		"count with a filter": {
			Request{Path: "/users/$count", Query: ne},
			"/v1.0/users/$count?$filter=mail%20ne%20%27a%27", eventual,
		},
		"mailbox": {
			Request{Path: "/me/events", Query: Query{Filter: "subject ne 'a'", OrderBy: "x"}},
			"/v1.0/me/events?$filter=subject%20ne%20%27a%27&$orderby=x", nil,
		},
		"team": {
			Request{Path: "/teams/x/members", Query: count},
			"/v1.0/teams/x/members?$count=true", nil,
		},
		"one user": {
			Request{Path: "/users/x", Query: Query{Expand: "manager"}},
			"/v1.0/users/x?$expand=manager", nil,
		},
		"own header": {
			Request{Path: "/users", Query: ne, Header: http.Header{"Consistencylevel": {"session"}}},
			"/v1.0/users?$filter=mail%20ne%20%27a%27", []string{"session"},
		},
		"own $count": {
			Request{Path: "/users", Query: Query{Search: "x", Extra: map[string]string{"$count": "false"}}},
			"/v1.0/users?$search=x&$count=false", eventual,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := newServer(reply(200, `{}`))
			if _, err := newClient(t, graph).Do(t.Context(), test.request); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{test.uri}, graph.uris()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.level, graph.requests[0].Header.Values("ConsistencyLevel")); diff != "" {
				t.Errorf("ConsistencyLevel (-want +got):\n%s", diff)
			}
		})
	}
}
