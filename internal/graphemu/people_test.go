package graphemu

import (
	"net/http"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

func TestDirectReports(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Users: 1000})
	got := a.get("/me/directReports").ok(t)
	sameKeys(t, got.body, readSample(t, "direct_reports.json"))
	types := strings.Join(got.values("@odata.type"), " ")
	if types != "#microsoft.graph.user #microsoft.graph.orgContact" {
		t.Errorf("got %s, want a user, then a contact", types)
	}
	selected := a.get("/users/PattiF@contoso.com/directReports?$select=id,userPrincipalName,jobTitle").ok(t)
	items, _ := selected.body["value"].([]any)
	contact, _ := items[1].(map[string]any)
	if _, there := contact["userPrincipalName"]; there || contact["jobTitle"] != "Account Manager" || len(contact) != 3 {
		t.Errorf("got %v, want type, id and jobTitle Account Manager", contact)
	}
	if got := a.get("/users/PradeepG@contoso.com/directReports").ok(t); !strings.HasSuffix(got.text, `"value":[]}`) {
		t.Errorf("got %s, want an empty list", got.text)
	}
	if ids, pages := a.follow("/users/" + directory.GeneratedID(3) + "/directReports?$top=4"); len(ids) != 10 ||
		pages != 3 {
		t.Errorf("got %d items on %d pages, want 10 on 3", len(ids), pages)
	}
	n := a.get("/users/MiriamG@contoso.com/directReports?$count=true", eventualHeader).ok(t).body["@odata.count"]
	if n != 4.0 {
		t.Errorf("@odata.count = %v, want 4", n)
	}
	const bad = http.StatusBadRequest
	// See https://learn.microsoft.com/graph/api/user-list-directreports, and chapter 4.4 of the reference for the cast.
	if got := a.get("/me/directReports/$count", eventualHeader).ok(t).text; got != "2" {
		t.Errorf("$count = %s, want 2", got)
	}
	a.get("/me/directReports/$count").fails(t, http.StatusBadRequest, "Request_BadRequest", "$count")
	for _, cast := range []string{"graph.user", "microsoft.graph.user"} {
		if got := len(a.get("/me/directReports/" + cast + "?$select=id").ok(t).values("id")); got != 1 {
			t.Errorf("%s: reports = %d, want 1, the user", cast, got)
		}
	}
	a.get("/me/directReports?$top=1000").fails(t, bad, "Request_UnsupportedQuery", "Must be between 1 and 999 inclusive.")
	a.get("/me/directReports?$select=nope").fails(t, bad, "BadRequest", "nope")
	a.get("/me/directReports?$skip=1").fails(t, bad, "Request_BadRequest", "$skip")
	a.get("/me/directReports?$filter=city%20eq%20'a'").fails(t, bad, "Request_UnsupportedQuery", "filter")
	a.get("/users/nobody/directReports").fails(t, http.StatusNotFound, "Request_ResourceNotFound", "'nobody'")
}

func TestContacts(t *testing.T) {
	t.Parallel()
	const dana, wren, kai = "f54ae6d2-51b2-4f1b-a2c3-0d3a6b9c7e01", "a1b7c3d9-6e2f-4c58-9d10-7f3e5b8a2c02",
		"b2c8d4ea-7f30-4d69-8e21-805f6c9b3d03"
	a := newAsker(t, Options{})
	const megan = "/users/MeganB_adatum.com%23EXT%23@contoso.com"
	body := a.get(megan + "/manager").ok(t).body
	if _, there := body["userPrincipalName"]; there || body["@odata.type"] != "#microsoft.graph.orgContact" ||
		body["id"] != wren {
		t.Errorf("got %v, want the contact %s", body, wren)
	}
	sameKeys(t, a.get("/contacts/"+dana+"/manager").ok(t).body, readSample(t, "manager_with_type.json"))
	if got := a.get("/contacts/" + wren + "?$select=displayName,phones").ok(t).body; got["displayName"] != "Wren Adatum" ||
		len(got) != 3 {
		t.Errorf("got %v, want name and phones of Wren Adatum", got)
	}
	chain := a.get(megan+"?$expand=manager($levels=max;$select=displayName)&$select=id&$count=true",
		eventualHeader).ok(t).text
	if strings.Count(chain, `"manager":{`) != 3 || !strings.Contains(chain, "orgContact") ||
		!strings.Contains(chain, "Miriam Graham") {
		t.Errorf("got %s, want three managers, a contact among them, up to Miriam Graham", chain)
	}
	a.get("/contacts/"+kai+"/manager").fails(t, 404, "Request_ResourceNotFound", "'manager'")
	a.get("/contacts/nobody").fails(t, 404, "Request_ResourceNotFound", "'nobody'")
	a.get("/contacts/"+kai+"?$select=userPrincipalName").fails(t, 400, "BadRequest", "microsoft.graph.orgContact")
	a.token = a.server.PersonToken("", "User.Read.All")
	a.get("/contacts/"+kai).fails(t, 403, "Authorization_RequestDenied", "")
	// Without the permission for contacts there is one, with its id and nothing else.
	body = a.get(megan + "/manager?$select=id,displayName").ok(t).body
	if v, there := body["displayName"]; v != nil || !there || body["id"] != wren {
		t.Errorf("got %v, want the id and a null name", body)
	}
}

func TestManagersRefused(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	a.get("/users/nobody/manager").fails(t, 404, "Request_ResourceNotFound", "'nobody'")
}

func TestCycle(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Seed: []byte(`{"users": [
		{"manager": "ben@contoso.com", "id": "1", "userPrincipalName": "ana@contoso.com"},
		{"manager": "cleo@contoso.com", "id": "2", "userPrincipalName": "ben@contoso.com"},
		{"manager": "ana@contoso.com", "id": "3", "userPrincipalName": "cleo@contoso.com"}
	]}`)})
	user, seen := "ana@contoso.com", ""
	for range 4 {
		got := a.get("/users/" + user + "/manager").ok(t).body
		user, _ = got["userPrincipalName"].(string)
		seen += user[:1]
	}
	if seen != "bcab" {
		t.Errorf("walked %s, want bcab", seen)
	}
	got := a.get("/me?$expand=manager($levels=7;$select=id)&$select=id&$count=true", eventualHeader).ok(t).text
	if strings.Count(got, `"manager":{`) != 7 {
		t.Errorf("got %s, want seven managers", got)
	}
}

// TestNewPermissions has least permissions that open a call and those that do not.
func TestNewPermissions(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	const window = "?startDateTime=2026-01-01&endDateTime=2026-02-01"
	const lee = "/users/LeeG@contoso.com"
	tests := []struct {
		token, path string
		status      int
		code        string
	}{
		{s.PersonToken("", "User.Read"), "/me/directReports", 200, ""},
		{s.PersonToken("", "Mail.Send"), "/me/directReports", 403, "Authorization_RequestDenied"},
		{s.AppToken("User.ReadBasic.All"), lee + "/directReports", 403, "Authorization_RequestDenied"},
		{s.AppToken("User.Read.All"), lee + "/directReports", 200, ""},
		{s.PersonToken("", "User.Read"), "/me/photo", 200, ""},
		// User.Read is for one's own profile, as its description in permissions-descriptions.json has it.
		{s.PersonToken("", "User.Read"), lee + "/photos", 403, "ErrorInsufficientPermissionsInAccessToken"},
		{s.PersonToken("", "User.Read", "User.ReadBasic.All"), lee + "/photos", 200, ""},
		// See https://learn.microsoft.com/graph/api/user-list-directreports.
		{s.PersonToken("", "User.Read"), lee + "/directReports", 403, "Authorization_RequestDenied"},
		{s.PersonToken("", "User.ReadBasic.All"), lee + "/directReports", 403, "Authorization_RequestDenied"},
		{s.PersonToken("", "User.Read", "User.ReadBasic.All"), lee + "/directReports", 200, ""},
		{s.PersonToken("", "User.Read.All"), lee + "/directReports", 200, ""},
		{s.PersonToken("", "Mail.Send"), "/me/photo/$value", 403, "ErrorInsufficientPermissionsInAccessToken"},
		{s.AppToken("ProfilePhoto.Read.All"), lee + "/photo", 200, ""},
		{s.AppToken("Directory.Read.All"), lee + "/photo", 403, "ErrorInsufficientPermissionsInAccessToken"},
		{s.AppToken(), "/me/photo", 400, "BadRequest"},
		{s.PersonToken("", "Calendars.ReadBasic"), "/me/calendarView" + window, 200, ""},
		{s.PersonToken("", "Calendars.Read"), lee + "/calendarView" + window, 403, "ErrorAccessDenied"},
		{s.PersonToken("", "Calendars.Read.Shared"), lee + "/calendarView" + window, 200, ""},
		{s.PersonToken("", "User.Read"), "/me/calendarView" + window, 403, "ErrorAccessDenied"},
		{s.AppToken("Calendars.ReadBasic.All"), lee + "/calendarView" + window, 200, ""},
		{s.AppToken("User.Read.All"), lee + "/calendarView" + window, 403, "ErrorAccessDenied"},
		{s.AppToken(), "/me/calendarView" + window, 400, "BadRequest"},
		{s.PersonToken("", "User.Read"), "/groups", 403, "Authorization_RequestDenied"},
		{s.PersonToken("", "User.Read"), "/organization", 200, ""},
		{s.AppToken("Group.Read.All"), "/groups", 200, ""},
		{s.AppToken("User.Read.All", "Group.Read.All"), "/directoryRoles", 403, "Authorization_RequestDenied"},
		{s.AppToken("RoleManagement.Read.Directory"), "/directoryRoles", 200, ""},
	}
	for _, test := range tests {
		a := &asker{t: t, server: s, token: test.token}
		if got := a.get(test.path); got.status != test.status {
			t.Errorf("%s: got %d %s, want %d", test.path, got.status, got.text, test.status)
		} else if test.code != "" {
			got.fails(t, test.status, test.code, "")
		}
	}
}

// TestGeneratedPeople asks for photo, events and mail without the seed.
func TestGeneratedPeople(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{NoSeed: true, Users: 5, Events: 12})
	a.get("/me/photo").ok(t)
	a.get("/users/"+directory.GeneratedUPN(3)+"/photo").fails(t, 404, "ImageNotFound", "")
	ids, _ := a.follow("/me/calendarView?startDateTime=2026-03-01&endDateTime=2026-04-01")
	if len(ids) != 12 {
		t.Errorf("events = %d, want 12", len(ids))
	}
	if got := a.send("/me/sendMail", simpleMail); got.status != http.StatusAccepted ||
		a.server.Sent()[0].Mailbox != directory.GeneratedUPN(0) {
		t.Errorf("got %s, want 202 and the mail in the mailbox of user 0", got.text)
	}
	if got := a.get("/groups").ok(t); !strings.HasSuffix(got.text, `"value":[]}`) {
		t.Errorf("got %s, want an empty list", got.text)
	}
}
