package provider_test

import (
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// TestSilentNulls checks that nulls that come from a missing permission are one warning, which names the permission.
func TestSilentNulls(t *testing.T) {
	t.Parallel()
	basic := graphemu.Options{SignIn: entra.Options{AppRoles: []string{"User.ReadBasic.All"}}}
	full := graphemu.Options{SignIn: entra.Options{AppRoles: []string{"Directory.Read.All"}}}
	mailOnly := []string{"mail"}
	basicProfile := []string{"mail", "display_name", "user_principal_name"}
	for name, c := range map[string]struct {
		options graphemu.Options
		source  string
		config  values
		want    []string // nil for no warning
		not     string   // "" for none
	}{
		"many": {
			basic, "graph_users", values{"all": true}, []string{"department", "User.Read.All"}, "display_name",
		},
		"some": {
			basic, "graph_users", values{"all": true, "select": []string{"mail", "city"}},
			[]string{"null without an error: city."}, "mail,",
		},
		"basic profile": {basic, "graph_users", values{"all": true, "select": basicProfile}, nil, ""},
		"keys": {
			basic, "graph_users", values{"mails": []string{"LeeG@contoso.com"}, "select": []string{"job_title"}},
			[]string{"job_title"}, "mail,",
		},
		"nobody": {basic, "graph_users", values{"mails": []string{}}, nil, ""},
		"one": {
			basic, "graph_user", values{"mail": "LeeG@contoso.com"},
			[]string{"department", "street_address"}, "surname",
		},
		"additional": {
			basic, "graph_users",
			values{"all": true, "select": mailOnly, "additional_properties": []string{"streetAddress"}},
			[]string{"streetAddress in additional_json"}, "",
		},
		"higher permission": {full, "graph_users", values{"all": true}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, c.options)
			_, text := connect(t, asApplication(srv)).read(t, c.source, c.config)
			if c.want == nil {
				if text != "" {
					t.Errorf("got %q, want no warning", text)
				}
				return
			}
			if strings.Count(text, "WARNING") != 1 || strings.Contains(text, "ERROR") {
				t.Fatalf("got %q, want one warning", text)
			}
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("got %q, want %q", text, want)
				}
			}
			if c.not != "" && strings.Contains(text, c.not) {
				t.Errorf("got %q, want no %q", text, c.not)
			}
		})
	}
	// A permission that the provider does not know may open a property: one that has a value is not reported.
	srv := graphemu.NewServer(t, basic)
	srv.Fail(graphemu.Fault{Rewrite: func([]byte) []byte { return []byte(`{"value":[{"id":"1","city":"Bonn"}]}`) }})
	config := values{"all": true, "select": []string{"city"}}
	if _, text := connect(t, asApplication(srv)).read(t, "graph_users", config); text != "" {
		t.Errorf("city with a value: got %q, want no warning", text)
	}
	// Everybody may read the own profile.
	srv = graphemu.NewServer(t, graphemu.Options{})
	if _, text := connect(t, asPerson(srv, "User.ReadBasic.All")).read(t, "graph_me", nil); text != "" {
		t.Errorf("graph_me: got %q, want no warning", text)
	}
}
