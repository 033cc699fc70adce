package graphemu

import (
	"net/url"
	"strings"
	"testing"
)

// TestStrict checks that what Graph has been seen to refuse is refused in its words, each with its source.
func TestStrict(t *testing.T) {
	t.Parallel()
	filter := func(text string) string { return "/users?$filter=" + url.QueryEscape(text) }
	const window = "/calendarView?startDateTime=2026-01-01&endDateTime=2026-02-01"
	for _, test := range []struct {
		source string
		roles  string // Of the application; "" for none.
		path   string
		status int
		code   string
		text   string
	}{
		{"O365/python-o365#763", "", "/users/LeeG@contoso.com" + window, 401, "NoPermissionsInAccessToken", "no permissions"},
		{"microsoft-graph-docs#11992", "", "/users/LeeG@contoso.com/photo", 401, "NoPermissionsInAccessToken", ""},
		{"permissions-descriptions.json", "Calendars.ReadBasic", "/users/LeeG@contoso.com" + window, 403, "ErrorAccessDenied", ""},
		{"MC704030", "User.ReadBasic.All", filter("department eq 'Retail'"), 403, "Authorization_RequestDenied", ""},
		{"MC704030", "User.ReadBasic.All", "/users?$orderby=createdDateTime&$count=true", 403, "Authorization_RequestDenied", ""},
		{"graph-explorer-v4#2731", "User.Read.All", filter("signInActivity/lastSignInDateTime le 2026-01-01T00:00:00Z"), 403, "Authentication_MSGraphPermissionMissing", "AuditLog.Read.All"},
		{"microsoft-graph-docs#4488", "User.Read.All", "/users?filter=x", 400, "Request_BadRequest", "Unrecognized query argument specified: 'filter'."},
		{"contrib#9095", "User.Read.All", "/users?$expand=manager&$count=true&$filter=" + url.QueryEscape("companyName eq 'Contoso'"), 400, "Request_UnsupportedQuery", ""},
		{"contrib#1961", "User.Read.All", filter("createdDateTime ge 2020-01-01"), 400, "Request_UnsupportedQuery", "DateTime"},
		{"microsoft-graph-docs#7282", "User.Read.All", filter("identities/any(c:c/issuerAssignedId eq 'x')"), 400, "Request_UnsupportedQuery", "issuerAssignedId"},
		{"contrib#3289", "User.Read.All", filter("assignedLicenses/any(u:u/skuId eq 06ebc4ee-1bb5-47dd-8120-11324bc54e06) or userType eq 'Guest'"), 400, "Request_UnsupportedQuery", "Complex query on property assignedLicenses"},
		{"microsoft-graph-docs#13942", "User.Read.All", filter("assignedPlans/any(a:a/service eq 'x' and a/capabilityStatus eq 'y')"), 400, "Request_UnsupportedQuery", "Complex query on property assignedPlans"},
		{"msgraph-sdk-dotnet#2306", "User.Read.All", filter("assignedLicenses/any(s:s/skuId eq '06ebc4ee-1bb5-47dd-8120-11324bc54e06')"), 400, "BadRequest", "incompatible types"},
		{"OData", "User.Read.All", filter("assignedLicenses/any(s:s/nosuch eq 'x')"), 400, "BadRequest", "'nosuch'"},
		{"OData", "User.Read.All", filter("onPremisesExtensionAttributes/nosuch eq 'x'") + "&$count=true", 400, "BadRequest", "'nosuch'"},
		{"OData", "User.Read.All", filter("onPremisesExtensionAttributes eq 'x'") + "&$count=true", 400, "BadRequest", "incompatible types"},
		{"OData", "User.Read.All", filter("not userType eq 'Guest'") + "&$count=true", 400, "BadRequest", "'Not'"},
		{"contrib#1777", "User.Read.All", "/users?$expand=manager($levels=2)", 400, "Request_UnsupportedQuery", "only supported on a single user"},
		{"msgraph-sdk-javascript#832", "Calendars.Read", "/users/LeeG@contoso.com/calendars/Team" + window, 400, "ErrorInvalidIdMalformed", "Id is malformed."},
	} {
		t.Run(test.source+" "+test.path, func(t *testing.T) {
			t.Parallel()
			a := newAsker(t, Options{})
			a.token = a.server.AppToken(test.roles)
			var headers []string
			if strings.Contains(test.path, "$count=true") {
				headers = []string{eventualHeader}
			}
			a.get(test.path, headers...).fails(t, test.status, test.code, test.text)
		})
	}
}

// TestLenient checks that what Graph takes is taken, each with its source.
func TestLenient(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		source, path string
		want         string // In the answer.
	}{
		{"graph-explorer-v4#2111", "/users?$top=1&$select=DISPLAYNAME,accountenabled", `"accountEnabled":`},
		{"concepts/traverse-the-graph.md", "/users?$filter=DisplayName%20eq%20'Adele%20Vance'", "Adele Vance"},
		{"concepts/traverse-the-graph.md", "/users?$orderby=displayname&$top=1", `"displayName"`},
		{"filter-query-parameter.md", "/users?$count=true&$filter=NOT(startsWith(displayName,'A'))", `"displayName"`},
		{"graph-explorer-v4#1029", "/users?$top=3&$expand=manager($levels=1;$select=id,displayName)", `"manager":{`},
	} {
		a := newAsker(t, Options{})
		if got := a.get(test.path, eventualHeader).ok(t).text; !strings.Contains(got, test.want) {
			t.Errorf("%s, %s: no %s in %s", test.source, test.path, test.want, got)
		}
	}
	// A basic permission opens the whole profile of the person who signed in (permissions-descriptions.json).
	a := newAsker(t, Options{})
	a.token = a.server.PersonToken("", "User.ReadBasic.All")
	if got := a.get("/me?$select=department").ok(t).body["department"]; got == nil {
		t.Error("no department of oneself")
	}
	// A guest reads others by key, and no lists (Entra, default user permissions).
	a.token = a.server.PersonToken("MeganB_adatum.com#EXT#@contoso.com")
	a.get("/users/LeeG@contoso.com").ok(t)
	a.get("/users").fails(t, 403, "Authorization_RequestDenied", "")
}

// TestNotEmulated checks that the emulator does not deny in Graph's name what Graph has.
func TestNotEmulated(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	for _, path := range []string{
		"/teams/x/channels", "/groups/x/members", "/me/memberOf", "/me/messages", "/subscribedSkus", "/users/delta",
		"/me?$expand=directReports", "/applications",
	} {
		a.get(path).fails(t, 501, "EmulatorNotImplemented", "The emulator lacks")
	}
	a.get("/nosuch").fails(t, 400, "BadRequest", "Resource not found for the segment 'nosuch'.")
	a.get("/me/nosuch").fails(t, 400, "BadRequest", "Resource not found for the segment 'nosuch'.")
}
