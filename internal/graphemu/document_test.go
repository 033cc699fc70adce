package graphemu

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestGroups(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	names := a.get("/groups?$select=id,displayName").ok(t).values("displayName")
	if len(names) != 18 || !slices.Contains(names, "sg-production-deployers") {
		t.Errorf("got %v, want 18 groups, sg-production-deployers among them", names)
	}
	if ids, pages := a.follow("/groups?$top=7&$select=id"); len(ids) != 18 || pages != 3 {
		t.Errorf("got %d items on %d pages, want 18 on 3", len(ids), pages)
	}
	group := a.get("/groups/DF2184F4-b46d-43dd-802f-74fb03810020").ok(t).body
	context, _ := group["@odata.context"].(string)
	if group["displayName"] != "Engineering" || !strings.HasSuffix(context, "#groups/$entity") {
		t.Errorf("got %v, want Engineering", group)
	}
	if got := a.get("/groups/$count", eventualHeader).ok(t); got.text != "18" ||
		got.header.Get("Content-Type") != "text/plain" {
		t.Errorf("got %s, want 18 as text/plain", got.text)
	}
	a.get("/groups/$count").fails(t, 400, "Request_BadRequest", "$count is not currently supported.")
	a.get("/groups/nope").fails(t, 404, "Request_ResourceNotFound", "'nope'")
	a.get("/groups?$select=nope").fails(t, 400, "BadRequest", "microsoft.graph.group")
	a.get("/groups?$skip=1").fails(t, 400, "Request_BadRequest", "'$skip' is not supported by the service.")
	if got := len(a.get("/groups?$select=ID").ok(t).values("id")); got != 18 {
		t.Errorf("ids = %d, want 18 whatever the case of $select is", got)
	}
}

func TestDirectoryRoles(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	roles := a.get("/directoryRoles?$select=id,displayName").ok(t)
	if got, want := roles.values("displayName"), []string{"Directory Readers"}; !slices.Equal(got, want) {
		t.Errorf("roles = %v, want %v", got, want)
	}
	members := "/directoryRoles/" + strings.ToUpper(roles.values("id")[0]) + "/members"
	want := []string{"Adele Vance", "sg-platform-leads"}
	if got := a.get(members + "?$select=displayName").ok(t).values("displayName"); !slices.Equal(got, want) {
		t.Errorf("members = %v, want %v", got, want)
	}
	a.get("/directoryRoles/nope/members").fails(t, 404, "Request_ResourceNotFound", "'nope'")
	a.get("/directoryRoles?$top=1").fails(t, 501, "EmulatorNotImplemented", "'$top'")
}

// TestDigits checks that numbers come as they are written in the seed.
func TestDigits(t *testing.T) {
	t.Parallel()
	got := newAsker(t, Options{}).get("/organization").ok(t).text
	for _, number := range []string{
		`"used":9007199254740993`, `"total":9223372036854775807`, "0.1000000000000000055511151231257827",
		"12345678901234567890.12", `"rate":1.50`, `"tiny":1e-7`, `"minus":-42`,
	} {
		if !strings.Contains(strings.ReplaceAll(got, ": ", ":"), number) {
			t.Errorf("got %s, want %s in it", got, number)
		}
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	srv := NewServer(t, Options{})
	const item = "/me/drive/items/01ABC/content"
	token := srv.PersonToken("")
	client := srv.Client()
	var leaked string
	client.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
		leaked = req.Header.Get("Authorization")
		return nil
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/v1.0"+item, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	// Go drops the header because the redirect leads from 127.0.0.1 to localhost.
	if resp.StatusCode != http.StatusOK || leaked != "" || !strings.Contains(resp.Request.URL.Host, "localhost") {
		t.Errorf("got %s from %s with %q, want 200 from localhost without the token", resp.Status, resp.Request.URL, leaked)
	}
	if n := len(srv.Requests()); n != 2 || len(srv.GraphRequests()) != 1 {
		t.Errorf("requests = %d, want 2, one of them to Graph", n)
	}
	a := newAsker(t, Options{})
	got := a.get(item)
	location := got.header.Get("Location")
	if got.status != http.StatusFound ||
		!strings.HasPrefix(location, "https://content.graph.example.com/_content/01ABC?") {
		t.Errorf("got %d %s, want 302 to the other host", got.status, location)
	}
	if got := a.get(location); got.status != http.StatusUnauthorized {
		t.Errorf("a token at the other host: got %d, want 401", got.status)
	}
	a.get("/me/drive/items/x/content").fails(t, 404, "itemNotFound", "")
}
