package provider_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// readLate reads with values that were unknown when the configuration was validated.
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

// A key that turns out to be null at apply is not the signed-in person, and a second key is not left out
// (hashicorp/terraform-plugin-framework-validators#251).
func TestKeys_knownLate(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for _, c := range []struct {
		source        string
		before, after values
		want          string
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
		if text := s.validate(t, c.source, c.before); text != "" {
			t.Errorf("%s with %v is refused although a value is unknown: %s", c.source, c.before, text)
		}
		srv.Reset()
		if text := s.readUnvalidated(t, c.source, c.after); !strings.Contains(text, c.want) {
			t.Errorf("%s with %v: got %q, want %q", c.source, c.after, text, c.want)
		}
		if n := len(srv.Requests()); n != 0 {
			t.Errorf("%s with %v: %d requests, want none", c.source, c.after, n)
		}
	}
}

// A user without an id is an error, and never the signed-in person.
func TestUser_withoutID(t *testing.T) {
	t.Parallel()
	var asked []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"value":[{"mail":"boss@x.y","displayName":"Me"}]}`))
	}))
	t.Cleanup(srv.Close)
	s := connect(t, values{"graph_endpoint": srv.URL, "access_token": "x"})
	_, text := s.read(t, "graph_user", values{"mail": "boss@x.y", "include_manager": true})
	if !strings.Contains(text, "has no id") || len(asked) != 1 {
		t.Errorf("got %q after %v, want an error after one request", text, asked)
	}
}

// Graph compares some keys more loosely than it documents: the user who came back is not the one who was asked for
// (microsoftgraph/microsoft-graph-docs-contrib#8365).
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
		t.Errorf("got %q, want an error that no user has the key", text)
	}
	if result, _ := s.read(t, "graph_user", values{"mail_nickname": "MULLER"}); result["id"] != "1" {
		t.Errorf("got %v, want the user", result)
	}
}

func TestNames_refused(t *testing.T) {
	t.Parallel()
	s := newRPC(t)
	for _, c := range []struct {
		source string
		config values
		want   string
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
		{"graph_me", values{"additional_properties": []string{"extension_6f1b_cost_center", "ext55gb1l09_course"}}, ""},
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

// The 403 page of a proxy is not a refusal of Graph: no permission is missing.
func TestDiagnostics_pageOfAProxy(t *testing.T) {
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
