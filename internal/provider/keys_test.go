package provider_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// readUnvalidated reads with values that were unknown when the configuration was validated. It returns the text of the
// diagnostics.
func (s *rpc) readUnvalidated(t *testing.T, name string, config values) string {
	t.Helper()
	resp, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: name, Config: dynamic(t, s.schemas.DataSourceSchemas[name], config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return textOf(resp.Diagnostics)
}

// TestKeys_knownAtApply checks keys that are known only at apply. One that is then null does not stand for the
// signed-in person, and a second one is not ignored (hashicorp/terraform-plugin-framework-validators#251).
func TestKeys_knownAtApply(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for _, c := range []struct {
		source          string
		atPlan, atApply values
		want            string
	}{
		{"graph_user", values{"mail": unknown{}}, values{}, "No key for the user"},
		{
			"graph_user", values{"mail": "a@b.c", "employee_id": unknown{}}, values{"mail": "a@b.c", "employee_id": "1"},
			"employee_id cannot be used together with mail",
		},
		{
			"graph_users", values{"mails": unknown{}, "ids": []string{graphemu.PersonID}},
			values{"mails": []string{"a@b.c"}, "ids": []string{graphemu.PersonID}}, "mails cannot be used together with ids",
		},
		{
			"graph_users", values{"mails": []string{"a@b.c"}, "filter": unknown{}},
			values{"mails": []string{"a@b.c"}, "filter": "accountEnabled eq true"}, "filter cannot be used together with mails",
		},
	} {
		if text := s.validate(t, c.source, c.atPlan); text != "" {
			t.Errorf("%s with %v: got %q, want no error while a value is unknown", c.source, c.atPlan, text)
		}
		srv.Reset()
		if text := s.readUnvalidated(t, c.source, c.atApply); !strings.Contains(text, c.want) {
			t.Errorf("%s with %v: got %q, want %q", c.source, c.atApply, text, c.want)
		}
		if got := len(srv.Requests()); got != 0 {
			t.Errorf("%s with %v: requests = %d, want 0", c.source, c.atApply, got)
		}
	}
}

// TestUser_withoutID checks that a user without an id is an error, and never the signed-in person.
func TestUser_withoutID(t *testing.T) {
	t.Parallel()
	var paths []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"value":[{"mail":"boss@x.y","displayName":"Me"}]}`))
	}))
	t.Cleanup(srv.Close)
	s := connect(t, values{"graph_endpoint": srv.URL, "access_token": "x"})
	_, text := s.read(t, "graph_user", values{"mail": "boss@x.y", "include_manager": true})
	if want := "not what was asked for"; !strings.Contains(text, want) || len(paths) != 1 {
		t.Errorf("got %q after requests %v, want %q after one request", text, paths, want)
	}
}

// TestUser_anotherKey checks that a user who has another key than the one looked up is not returned: Graph compares
// some keys more loosely than it documents (microsoftgraph/microsoft-graph-docs-contrib#8365).
func TestUser_anotherKey(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"value":[{"id":"1","mailNickname":"muller","userPrincipalName":"muller@x.y"}]}`))
	}))
	t.Cleanup(srv.Close)
	s := connect(t, values{"graph_endpoint": srv.URL, "access_token": "x"})
	_, text := s.read(t, "graph_user", values{"mail_nickname": "müller"})
	if !strings.Contains(text, "müller") || !strings.Contains(text, "No user") {
		t.Errorf("mail_nickname müller: got %q, want an error that no user has it", text)
	}
	if result, _ := s.read(t, "graph_user", values{"mail_nickname": "MULLER"}); result["id"] != "1" {
		t.Errorf("mail_nickname MULLER: id = %v, want 1", result["id"])
	}
}

// TestNames_refused checks misspelt and repeated names in a configuration.
func TestNames_refused(t *testing.T) {
	t.Parallel()
	s := newRPC(t)
	for _, c := range []struct {
		source string
		config values
		want   string // "" if the configuration is accepted
	}{
		{"graph_query", values{"path": "/users", "query": values{"filter": "x"}}, `write "$filter"`},
		{"graph_query", values{"path": "/users", "query": values{"Top": "5"}}, `write "$top"`},
		{"graph_query", values{"path": "/sites", "query": values{"search": "x"}}, ""},
		{"graph_query", values{"path": "/x", "query": values{"$filter": "a", "$Filter": "b"}}, "the same name"},
		{"graph_query", values{"path": "/x", "headers": values{"Prefer": "a", "prefer": "b"}}, "the same name"},
		{"graph_query", values{"path": "/x", "select": []string{"mail", "Mail"}}, "the same name"},
		{"graph_users", values{"all": true, "additional_properties": []string{"manager"}}, "include_manager"},
		{"graph_users", values{"all": true, "additional_properties": []string{"memberof"}}, "graph_query"},
		{"graph_me", values{"additional_properties": []string{"display_name"}}, `write "displayName"`},
		{"graph_me", values{"additional_properties": []string{"streetAddress", "STREETADDRESS"}}, "the same name"},
		{
			"graph_me",
			values{"additional_properties": []string{"extension_6f1b_cost_center", "ext55gb1l09_course"}}, "",
		},
		{"graph_users", values{"filter": "\u00a0"}, "is blank"},
		{"graph_users", values{"all": true, "order_by": "\u2003\v"}, "is blank"},
		{"graph_manager", values{"user": "\u0085"}, "is blank"},
	} {
		text := s.validate(t, c.source, c.config)
		if (c.want == "") != (text == "") || !strings.Contains(strings.Join(strings.Fields(text), " "), c.want) {
			t.Errorf("%s with %v: got %q, want %q", c.source, c.config, text, c.want)
		}
	}
}

// TestDiagnostics_proxyPage checks that the page of a proxy is not taken for a refusal of Graph: no permission is
// missing.
func TestDiagnostics_proxyPage(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403, 404} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = w.Write([]byte("<html><body>Access denied by the company</body></html>"))
		}))
		t.Cleanup(srv.Close)
		s := connect(t, values{"graph_endpoint": srv.URL, "access_token": "x"})
		_, text := s.read(t, "graph_users", values{"all": true})
		if !strings.Contains(text, "not from Microsoft Graph") || !strings.Contains(text, "HTTPS_PROXY") ||
			strings.Contains(text, "permission") {
			t.Errorf("status %d: got %q, want a hint at a proxy", status, text)
		}
	}
}
