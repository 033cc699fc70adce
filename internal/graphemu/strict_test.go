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
		{
			"permissions-descriptions.json", "Calendars.ReadBasic", "/users/LeeG@contoso.com" + window, 403, "ErrorAccessDenied",
			"",
		},
		{"MC704030", "User.ReadBasic.All", filter("department eq 'Retail'"), 403, "Authorization_RequestDenied", ""},
		{
			"MC704030", "User.ReadBasic.All", "/users?$orderby=createdDateTime&$count=true", 403, "Authorization_RequestDenied",
			"",
		},
		{
			"graph-explorer-v4#2731", "User.Read.All", filter("signInActivity/lastSignInDateTime le 2026-01-01T00:00:00Z"), 403,
			"Authentication_MSGraphPermissionMissing", "AuditLog.Read.All",
		},
		{
			"microsoft-graph-docs#4488", "User.Read.All", "/users?filter=x", 400, "Request_BadRequest",
			"Unrecognized query argument specified: 'filter'.",
		},
		{
			"contrib#9095", "User.Read.All",
			"/users?$expand=manager&$count=true&$filter=" + url.QueryEscape("companyName eq 'Contoso'"), 400,
			"Request_UnsupportedQuery", "'companyName' of resource 'User'",
		},
		{
			"contrib#9095", "User.Read.All", "/users?$expand=manager&$count=true&$search=%22displayName:a%22", 400,
			"Request_UnsupportedQuery", "",
		},
		{
			"MC704030", "User.ReadBasic.All", "/users?$search=%22jobTitle:a%22&$count=true", 403, "Authorization_RequestDenied",
			"",
		},
		{
			"user-list", "User.Read.All", filter("employeeLeaveDateTime ge 2022-07-15T00:00:00Z") + "&$count=true", 403,
			"Authorization_RequestDenied", "",
		},
		{
			"microsoft-graph-docs PR 17215", "User.Read.All", filter("identities/any(c:c/signInType eq 'x')"), 400,
			"Request_UnsupportedQuery", "",
		},
		{
			"contrib#1961", "User.Read.All", filter("employeeHireDate ge 2022-07-15") + "&$count=true", 400,
			"Request_UnsupportedQuery", "DateTime",
		},
		{
			"contrib#1961", "User.Read.All", filter("createdDateTime ge 2020-01-01"), 400, "Request_UnsupportedQuery",
			"DateTime",
		},
		{
			"microsoft-graph-docs#7282", "User.Read.All", filter("identities/any(c:c/issuerAssignedId eq 'x')"), 400,
			"Request_UnsupportedQuery", "issuerAssignedId",
		},
		{
			"contrib#3289", "User.Read.All",
			filter("assignedLicenses/any(u:u/skuId eq 06ebc4ee-1bb5-47dd-8120-11324bc54e06) or userType eq 'Guest'"), 400,
			"Request_UnsupportedQuery", "Complex query on property assignedLicenses",
		},
		{
			"microsoft-graph-docs#13942", "User.Read.All",
			filter("assignedPlans/any(a:a/service eq 'x' and a/capabilityStatus eq 'y')"), 400, "Request_UnsupportedQuery",
			"Complex query on property assignedPlans",
		},
		{
			"msgraph-sdk-dotnet#2306", "User.Read.All",
			filter("assignedLicenses/any(s:s/skuId eq '06ebc4ee-1bb5-47dd-8120-11324bc54e06')"), 400, "BadRequest",
			"incompatible types",
		},
		{"OData", "User.Read.All", filter("assignedLicenses/any(s:s/nosuch eq 'x')"), 400, "BadRequest", "'nosuch'"},
		{
			"OData", "User.Read.All", filter("onPremisesExtensionAttributes/nosuch eq 'x'") + "&$count=true", 400, "BadRequest",
			"'nosuch'",
		},
		{
			"OData", "User.Read.All", filter("onPremisesExtensionAttributes eq 'x'") + "&$count=true", 400, "BadRequest",
			"incompatible types",
		},
		{"OData", "User.Read.All", filter("not userType eq 'Guest'") + "&$count=true", 400, "BadRequest", "'Not'"},
		{
			"contrib#1777", "User.Read.All", "/users?$expand=manager($levels=2)", 400, "Request_UnsupportedQuery",
			"only supported on a single user",
		},
		{
			"msgraph-sdk-javascript#832", "Calendars.Read", "/users/LeeG@contoso.com/calendars/Team" + window, 400,
			"ErrorInvalidIdMalformed", "Id is malformed.",
		},
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
		t.Error("department of oneself = null, want a value")
	}
}

// TestGuest holds that a guest reads others by key, and their managers, but no lists, and few properties:
// https://learn.microsoft.com/entra/fundamentals/users-default-permissions.
func TestGuest(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	a.token = a.server.PersonToken("MeganB_adatum.com#EXT#@contoso.com")
	for path, name := range map[string]string{
		"/users/LeeG@contoso.com": "Lee Gu", "/users/LeeG@contoso.com/manager": "Patti Fernandez",
	} {
		got := a.get(path + "?$select=displayName,userType,department").ok(t).body
		if got["displayName"] != name || got["userType"] != "Member" || got["department"] != nil {
			t.Errorf("%s: got %v, want %s, Member and no department", path, got, name)
		}
	}
	a.get("/users/LeeG@contoso.com/directReports").ok(t)
	a.get("/users").fails(t, 403, "Authorization_RequestDenied", "")
	a.get("/groups").fails(t, 403, "Authorization_RequestDenied", "")
}

// TestOrganization_userRead holds that User.Read opens id, name and domains of the company, and leaves the rest empty:
// https://learn.microsoft.com/graph/api/organization-list.
func TestOrganization_userRead(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	const path = "/organization?$select=id,displayName,city,technicalNotificationMails,verifiedDomains"
	for scope, want := range map[string]bool{"User.Read": false, "Organization.Read.All": true} {
		a.token = a.server.PersonToken("", scope)
		items, _ := a.get(path).ok(t).body["value"].([]any)
		company, _ := items[0].(map[string]any)
		mails, _ := company["technicalNotificationMails"].([]any)
		domains, _ := company["verifiedDomains"].([]any)
		if company["displayName"] != "Contoso" || len(domains) != 2 || mails == nil {
			t.Errorf("%s: got %v, want name, domains and a list of mails", scope, company)
		}
		if got := company["city"] != nil && len(mails) > 0; got != want {
			t.Errorf("%s opens the city and the mails: %t, want %t", scope, got, want)
		}
	}
}

// TestResourceUnits holds the cost of requests to the directory, which other services do not tell:
// https://learn.microsoft.com/graph/throttling-limits.
func TestResourceUnits(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	for path, want := range map[string]string{
		"/me": "1", "/users": "2", "/users?$select=id": "1", "/users?$top=10": "1", "/users?$expand=manager": "3",
		"/users/$count": "1", "/me/photo": "", "/me/joinedTeams": "", "/me/calendars": "",
	} {
		if got := a.get(path, eventualHeader).ok(t).header.Get("x-ms-resource-unit"); got != want {
			t.Errorf("%s: x-ms-resource-unit = %q, want %q", path, got, want)
		}
	}
}

// TestNotEmulated checks that the emulator does not deny in Graph's name what Graph has.
func TestNotEmulated(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	for _, path := range []string{
		"/teams/x/primaryChannel", "/groups/x/memberOf", "/me/ownedObjects", "/me/messages", "/domains", "/users/delta",
		"/me?$expand=directReports", "/applications", "/me/outlook", "/me/presence",
		"/me/events", "/me/calendar", "/me/calendars/x", "/teams/x/schedule", "/contacts", "/groups?$expand=members",
		"/me/photo?$select=id", "/me/photo?$expand=x", "/me/photos?$top=1", "/users/" + PersonID + "/sponsors",
		"/groups/x?$expand=members", "/sites/root", "/me/drive", "/me/drive/items", "/me/displayName",
		"/users/x/Manager/$ref",
	} {
		a.get(path).fails(t, 501, "EmulatorNotImplemented", "The emulator lacks")
	}
	a.get("/nosuch").fails(t, 400, "BadRequest", "Resource not found for the segment 'nosuch'.")
	a.get("/me/nosuch").fails(t, 400, "BadRequest", "Resource not found for the segment 'nosuch'.")
}
