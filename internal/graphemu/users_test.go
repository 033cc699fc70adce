package graphemu

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// TestUserKeys has all ways to name a user in a path.
func TestUserKeys(t *testing.T) {
	t.Parallel()
	found := []struct{ path, want string }{
		{"/users/" + PersonID, "AdeleV@contoso.com"},
		{"/users/" + strings.ToUpper(PersonID), "AdeleV@contoso.com"},
		{"/users/adelev@CONTOSO.com", "AdeleV@contoso.com"},
		{"/users/AdeleV%40contoso.com", "AdeleV@contoso.com"},
		{"/users('AdeleV@contoso.com')", "AdeleV@contoso.com"},
		{"/users(%27AdeleV@contoso.com%27)", "AdeleV@contoso.com"},
		{"/Users/AdeleV@contoso.com", "AdeleV@contoso.com"},
		{"/users/MeganB_adatum.com%23EXT%23@contoso.com", "MeganB_adatum.com#EXT#@contoso.com"},
		{"/users('MeganB_adatum.com%23EXT%23@contoso.com')", "MeganB_adatum.com#EXT#@contoso.com"},
		{"/users('$adele@contoso.com')", "$adele@contoso.com"},
		{"/users('%24adele@contoso.com')", "$adele@contoso.com"},
		{"/users/o'brien@contoso.com", "o'brien@contoso.com"},
		{"/users/o%27brien@contoso.com", "o'brien@contoso.com"},
		{"/users('o''brien@contoso.com')", "o'brien@contoso.com"},
		// The alternate key is in Graph's own metadata, https://graph.microsoft.com/v1.0/$metadata.
		{"/users(userPrincipalName='AdeleV@contoso.com')", "AdeleV@contoso.com"},
		{"/users(userPrincipalName='o''brien@contoso.com')", "o'brien@contoso.com"},
		{"/users(id='" + PersonID + "')", "AdeleV@contoso.com"},
		{"/users/user000042@contoso.com", "user000042@contoso.com"},
		{"/users/" + directory.GeneratedID(42), "user000042@contoso.com"},
	}
	a := newAsker(t, Options{Users: 100})
	for _, test := range found {
		if got := a.get(test.path).ok(t).body["userPrincipalName"]; got != test.want {
			t.Errorf("%s: userPrincipalName = %v, want %s", test.path, got, test.want)
		}
	}
	missing := []struct{ path, key string }{
		{"/users/nobody@contoso.com", "nobody@contoso.com"},
		// What is left of a guest's name when # is not encoded.
		{"/users/MeganB_adatum.com#EXT#@contoso.com", "MeganB_adatum.com"},
		{"/users/MeganB_adatum.com%2523EXT%2523@contoso.com", "MeganB_adatum.com%23EXT%23@contoso.com"},
		{"/users/o''brien@contoso.com", "o''brien@contoso.com"},
		{"/users/adele@contoso.com", "adele@contoso.com"}, // A mail address is no key.
		{"/users/user000100@contoso.com", "user000100@contoso.com"},
		{"/users/user42@contoso.com", "user42@contoso.com"},
		{"/users/" + directory.GeneratedID(100), directory.GeneratedID(100)},
		{"/users/a%2Fb", "a/b"},
		{"/users(id='AdeleV@contoso.com')", "AdeleV@contoso.com"},
		{"/users(userPrincipalName='" + PersonID + "')", PersonID},
	}
	for _, test := range missing {
		a.get(test.path).fails(t, http.StatusNotFound, "Request_ResourceNotFound", "Resource '"+test.key+"' does not exist")
	}
}

func TestPathsRefused(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	const bad = http.StatusBadRequest
	a.get("/users/$adele@contoso.com").fails(t, bad, "BadRequest",
		"The request URI is not valid. Since the segment 'users'")
	a.get("/users(mail='adele@contoso.com')").fails(t, bad, "BadRequest", "'mail' is no key")
	a.get("/users('o'brien@contoso.com')").fails(t, bad, "BadRequest", "syntax")
	a.get("/foo").fails(t, bad, "BadRequest", "Resource not found for the segment 'foo'.")
	a.get("/users/x/foo").fails(t, bad, "BadRequest", "Resource not found for the segment 'foo'.")
	a.get("/me/joinedTeams/x").fails(t, bad, "BadRequest", "Resource not found for the segment 'x'.")
	a.get("/").fails(t, bad, "BadRequest", "segment")
	a.get("https://graph.example.com/v2.0/me").fails(t, bad, "BadRequest", "Invalid version: v2.0")
	a.get("https://graph.example.com/beta/me").ok(t)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://graph.example.com/v1.0/me",
		strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.token)
	a.do(req).fails(t, http.StatusMethodNotAllowed, "Request_BadRequest", "Specified HTTP method is not allowed")
}

func TestSelect(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	body := a.get("/users/svc-backup@contoso.com?$select=mail,otherMails,accountEnabled,birthday").ok(t).body
	if v, there := body["mail"]; v != nil || !there {
		t.Errorf("mail = %v, there %t, want null", v, there)
	}
	if v, _ := body["otherMails"].([]any); v == nil || len(v) != 0 {
		t.Errorf("otherMails = %v, want []", body["otherMails"])
	}
	if _, there := body["id"]; there {
		t.Error("id is there, want only what was selected")
	}
	if body["birthday"] != "0001-01-01T00:00:00Z" || body["accountEnabled"] != true {
		t.Errorf("got %v, want birthday in the year 1 and accountEnabled true", body)
	}
	body = a.get("/me?$select=photo,id,signInActivity,extension_6f1b0d7e3a524c8e9a445d2f7c1e8b90_badge").ok(t).body
	if _, there := body["photo"]; there || body["signInActivity"] == nil ||
		body["extension_6f1b0d7e3a524c8e9a445d2f7c1e8b90_badge"] != "A-17" {
		t.Errorf("got %v, want no photo, signInActivity and badge A-17", body)
	}
	body = a.get("/users/" + url.PathEscape("Adams@contoso.com") + "?$select=id").ok(t).body
	if len(body) != 2 {
		t.Errorf("got %v, want the id alone", body)
	}
	// A property that has no value is left out where Graph does so.
	id, _ := body["id"].(string)
	if body = a.get("/users/" + id + "?$select=signInActivity").ok(t).body; len(body) != 1 {
		t.Errorf("got %v, want no signInActivity", body)
	}
	const parsing = "Parsing OData Select and Expand failed: Could not find a property named 'nope' on type " +
		"'microsoft.graph.user'."
	a.get("/me?$select=id,nope").fails(t, http.StatusBadRequest, "BadRequest", parsing)
	a.get("/users?$select=nope").fails(t, http.StatusBadRequest, "BadRequest", parsing)
	a.get("/users/AdeleV@contoso.com?$select=signInActivity").fails(t, http.StatusBadRequest, "BadRequest", "Guid")
	a.get("/me?$select=aboutMe,mailboxSettings").ok(t)
}

func TestOptionsRefused(t *testing.T) {
	t.Parallel()
	const bad = http.StatusBadRequest
	tests := []struct{ path, code, message string }{
		{"/users?$skip=10", "Request_BadRequest", "$skip"},
		{"/users?$skip=", "Request_BadRequest", "$skip"},
		{"/me?$format=xml", "BadRequest", "$format"},
		{"/users?$top=0", "Request_UnsupportedQuery", "Invalid page size specified: '0'"},
		{"/users?$top=x", "BadRequest", "non-negative integer"},
		{"/users?$count=yes", "BadRequest", "$count"},
		{"/users?$top=1&$top=2", "BadRequest", "more than once"},
		{"/users?$foo=1", "BadRequest", "$foo"},
		{"/users?$orderby=surname", "Request_UnsupportedQuery", "Unsupported sort property 'surname' for 'User'."},
		{"/users?$orderby=createdDateTime", "Request_UnsupportedQuery", "Unsupported sort property 'createdDateTime'"},
		{"/users?$orderby=displayName%20up", "BadRequest", "Syntax error"},
		{
			"/users?$orderby=displayName&$filter=city%20eq%20'a'", "Request_UnsupportedQuery",
			"Sorting not supported for current query.",
		},
		{"/users?$search=%22displayName:a%22", "Request_UnsupportedQuery", "ConsistencyLevel: eventual"},
		{"/me?$top=1", "BadRequest", "only on collections"},
		{"/me/joinedTeams?$select=id", "BadRequest", "Query option 'Select' is not allowed."},
		{"/users/" + PersonID + "/joinedTeams?$top=1", "BadRequest", "Query option 'Top' is not allowed."},
		{"/me?$expand=manager($select=id)", "Request_UnsupportedQuery", ""},
		{"/me?$expand=manager($levels=2)", "Request_UnsupportedQuery", "$levels"},
		{"/users?$filter=%zz", "BadRequest", "encoded"},
	}
	a := newAsker(t, Options{})
	for _, test := range tests {
		path := "https://graph.example.com/v1.0" + test.path
		if strings.Contains(path, "%zz") {
			continue // Go's client cannot send it; the parser is asked below.
		}
		a.get(path).fails(t, bad, test.code, test.message)
	}
	if _, err := odata.ParseQuery("$filter=%zz", odata.VersionOne); err == nil {
		t.Error("a broken escape was accepted, want an error")
	}
	if got := len(a.get("https://graph.example.com/beta/users?top=1").ok(t).values("id")); got != 1 {
		t.Errorf("users = %d, want 1 on beta without the dollar sign", got)
	}
}

func TestSearchAndOrder(t *testing.T) {
	t.Parallel()
	tests := []struct{ options, want string }{
		{`$search="displayName:wi"`, "AlexW NestorW"},
		{`$search="displayName:adele van"`, "AdeleV"},
		{`$search="displayName:wi" OR "mail:lee"`, "LeeG AlexW NestorW"},
		{`$search="displayName:wi" AND "mail:alex"`, "AlexW"},
		{`$search="displayName:1" OR "displayName:brien"`, "o'brien"},
		{`$search="mailNickname:$adele"`, "$adele"},
		{`$search="displayName:mueller"&$orderby=displayName desc`, "HenriettaM"},
		{`$filter=department eq 'Sales' and accountEnabled eq true&$orderby=displayName&$count=true`, "HenriettaM LynneR"},
		{`$filter=department eq 'Sales'&$orderby=createdDateTime desc&$count=true`, "HenriettaM LynneR former.employee"},
	}
	a := newAsker(t, Options{})
	for _, test := range tests {
		path := "/users?$select=mailNickname&" + strings.NewReplacer(" ", "%20", `"`, "%22").Replace(test.options)
		if got := strings.Join(a.get(path, eventualHeader).ok(t).values("mailNickname"), " "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.options, got, test.want)
		}
	}
	for _, search := range []string{"displayName:wa", `"displayName:wa`, `"wa"`, `"nope:wa"`,
		`"displayName:a" or "displayName:b"`} {
		got := a.get("/users?$search="+url.QueryEscape(search), eventualHeader)
		if got.status != http.StatusBadRequest {
			t.Errorf("%s: status = %d, want 400", search, got.status)
		}
	}
	names := a.get("/users?$orderby=displayName").ok(t).values("displayName")
	compareFold := func(x, y string) int { return strings.Compare(strings.ToLower(x), strings.ToLower(y)) }
	if !slices.IsSortedFunc(names, compareFold) {
		t.Errorf("got %v, want them sorted", names)
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	got := a.get("/users/$count", eventualHeader).ok(t)
	if got.text != "25" || got.header.Get("Content-Type") != "text/plain" || got.header.Get("OData-Version") != "4.0" {
		t.Errorf("got %q as %q, want 25 as text/plain in OData 4.0", got.text, got.header.Get("Content-Type"))
	}
	got = a.get("/users/$count?$filter=department%20ne%20'Retail'%20and%20accountEnabled%20eq%20false", eventualHeader)
	if got.text != "1" {
		t.Errorf("got %s, want 1", got.text)
	}
	if n := a.get("/users?$count=true&$top=3", eventualHeader).ok(t).body["@odata.count"]; n != 25.0 {
		t.Errorf("@odata.count = %v, want 25", n)
	}
}

// TestManagers walks the chain of ten levels by $expand, and finds it the same step by step.
func TestManagers(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	const pradeep = "/users/PradeepG@contoso.com"
	body := a.get(pradeep+"?$expand=manager($levels=max;$select=userPrincipalName)&$select=id&$count=true",
		eventualHeader).ok(t).body
	var chain []string
	for object, ok := body["manager"].(map[string]any); ok; object, ok = object["manager"].(map[string]any) {
		upn, _ := object["userPrincipalName"].(string)
		chain = append(chain, upn)
	}
	if len(chain) != 10 || chain[9] != "MiriamG@contoso.com" {
		t.Fatalf("got %v, want ten managers up to MiriamG", chain)
	}
	if list := a.get("/users?$top=5&$select=id&$expand=manager").ok(t); strings.Count(list.text, `"manager":{`) != 4 {
		t.Errorf("got %s, want four managers", list.text)
	}
	// A manager expands as every user does: https://learn.microsoft.com/graph/api/user-list-manager.
	two := a.get(pradeep + "/manager?$select=userPrincipalName&$expand=manager").ok(t).body
	above, _ := two["manager"].(map[string]any)
	if two["userPrincipalName"] != chain[0] || above["userPrincipalName"] != chain[1] {
		t.Errorf("got %v, want %s below %s", two, chain[0], chain[1])
	}
	user := "PradeepG@contoso.com"
	for _, want := range chain {
		got := a.get("/users/" + user + "/manager?$select=userPrincipalName").ok(t).body
		if got["userPrincipalName"] != want || got["@odata.type"] != "#microsoft.graph.user" {
			t.Fatalf("manager of %s is %v, want %s", user, got, want)
		}
		user = want
	}
}

// TestFragment writes a # on the wire, as Go's own client cannot: a server does not see what is behind it, see
// https://learn.microsoft.com/graph/api/user-get on guests.
func TestFragment(t *testing.T) {
	t.Parallel()
	srv := NewServer(t, Options{})
	for target, want := range map[string]string{
		"/v1.0/users/MeganB_adatum.com#EXT#@contoso.com":                  "Resource 'MeganB_adatum.com' does not exist",
		"/v1.0/users?$top=1&$select=mail#&$filter=nosuch":                 `"value":[{"mail":"MiriamG@contoso.com"}]`,
		"/v1.0/users/MeganB_adatum.com%23EXT%23@contoso.com?$select=mail": "MeganB@adatum.com",
	} {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(srv.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: graph\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n",
			target, srv.PersonToken(""))
		got, err := io.ReadAll(conn)
		if err != nil || !strings.Contains(string(got), want) {
			t.Errorf("%s: got %s, %v, want %s", target, got, err, want)
		}
		_ = conn.Close()
	}
}
