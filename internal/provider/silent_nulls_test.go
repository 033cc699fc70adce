package provider_test

import (
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// A null that comes from a missing permission is told, once, with the permission that would fill it.
func TestSilentNulls(t *testing.T) {
	t.Parallel()
	basic := graphemu.Options{SignIn: entra.Options{AppRoles: []string{"User.ReadBasic.All"}}}
	full := graphemu.Options{SignIn: entra.Options{AppRoles: []string{"Directory.Read.All"}}}
	for name, c := range map[string]struct {
		options graphemu.Options
		source  string
		config  values
		warned  []string // Nil for no warning.
		quiet   string
	}{
		"many": {basic, "graph_users", values{"all": true}, []string{"department", "User.Read.All"}, "display_name"},
		"some": {
			basic, "graph_users", values{"all": true, "select": []string{"mail", "city"}},
			[]string{"null without an error: city."}, "mail,",
		},
		"opened": {
			basic, "graph_users", values{"all": true, "select": []string{"mail", "display_name", "user_principal_name"}},
			nil, "",
		},
		"keys": {
			basic, "graph_users", values{"mails": []string{"LeeG@contoso.com"}, "select": []string{"job_title"}},
			[]string{"job_title"}, "mail,",
		},
		"nobody": {basic, "graph_users", values{"mails": []string{}}, nil, ""},
		"one": {
			basic, "graph_user", values{"mail": "LeeG@contoso.com"}, []string{"department", "street_address"}, "surname",
		},
		"additional": {
			basic, "graph_users",
			values{"all": true, "select": []string{"mail"}, "additional_properties": []string{"streetAddress"}},
			[]string{"streetAddress in additional_json"}, "",
		},
		"higher": {full, "graph_users", values{"all": true}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, c.options)
			_, text := connect(t, asApplication(srv)).read(t, c.source, c.config)
			if c.warned == nil {
				if text != "" {
					t.Errorf("got %s", text)
				}
				return
			}
			if strings.Count(text, "WARNING") != 1 || strings.Contains(text, "ERROR") {
				t.Fatalf("got %s, want one warning", text)
			}
			for _, want := range c.warned {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in %s", want, text)
				}
			}
			if c.quiet != "" && strings.Contains(text, c.quiet) {
				t.Errorf("%q is in %s", c.quiet, text)
			}
		})
	}
	// What a permission that is not known here opens is not said to be null.
	open := graphemu.NewServer(t, basic)
	open.Fail(graphemu.Fault{Rewrite: func([]byte) []byte { return []byte(`{"value":[{"id":"1","city":"Bonn"}]}`) }})
	config := values{"all": true, "select": []string{"city"}}
	if _, text := connect(t, asApplication(open)).read(t, "graph_users", config); text != "" {
		t.Errorf("the city is there: %s", text)
	}
	// A token that says nothing is not judged, and the own profile is open to everybody.
	srv := graphemu.NewServer(t, graphemu.Options{})
	if _, text := connect(t, asPerson(srv, "User.ReadBasic.All")).read(t, "graph_me", nil); text != "" {
		t.Errorf("graph_me: %s", text)
	}
}
