package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

// line is a company in which each reports to the next.
func reportingLine(names ...string) []byte {
	var users []string
	for i, name := range names {
		manager := ""
		if i+1 < len(names) {
			manager = fmt.Sprintf(`,"manager":"%s@contoso.com"`, names[i+1])
		}
		users = append(users, fmt.Sprintf(`{"properties":{"id":"00000000-0000-4000-8000-0000000000%02x",`+
			`"userPrincipalName":"%s@contoso.com","displayName":"%s"}%s}`, i, name, name, manager))
	}
	return []byte(`{"users":[` + strings.Join(users, ",") + `]}`)
}

var elevenNames = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}

// refuseLevels makes an emulator refuse to give a chain at once, as some tenants do.
func refuseExpand(srv *graphemu.TestServer, status int) {
	srv.Fail(graphemu.Fault{
		Status: status, Match: func(r *http.Request) bool { return strings.Contains(r.URL.RawQuery, "expand") },
	})
}

func TestManager_chainInOneRequest(t *testing.T) {
	t.Parallel()
	for levels, want := range map[string][]any{
		"max": toAny(elevenNames[1:]), "1000": toAny(elevenNames[1:]), "3": {"b", "c", "d"}, "1": {"b"}, "": {"b"},
	} {
		t.Run(levels, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{Seed: reportingLine(elevenNames...)})
			config := values{"user": "a@contoso.com"}
			if levels != "" {
				config["levels"] = levels
			}
			result := connect(t, asApplication(srv)).mustRead(t, "graph_manager", config)
			if diff := cmp.Diff(want, pick(t, result["chain"], "display_name")); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
			manager, _ := result["manager"].(values)
			if manager["display_name"] != "b" || manager["type"] != "user" && levels == "" || result["exists"] != true {
				t.Errorf("got %v, exists %v", manager, result["exists"])
			}
			if n := len(srv.GraphRequests()); n != 1 {
				t.Errorf("requests = %d, want 1", n)
			}
		})
	}
}

func TestManager_walksWhereLevelsAreRefused(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 403, 501} {
		srv := graphemu.NewServer(t, graphemu.Options{Seed: reportingLine(elevenNames...)})
		refuseExpand(srv, status)
		s := connect(t, asApplication(srv))
		for levels, want := range map[string][]any{"max": toAny(elevenNames[1:]), "3": {"b", "c", "d"}} {
			result := s.mustRead(t, "graph_manager", values{"user": "a@contoso.com", "levels": levels})
			if diff := cmp.Diff(want, pick(t, result["chain"], "display_name")); diff != "" {
				t.Errorf("%d, levels %s: %s", status, levels, diff)
			}
		}
	}
}

func TestManager_nobodyAbove(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Seed: reportingLine("a", "b")})
	s := connect(t, asApplication(srv))
	for _, config := range []values{
		{"user": "b@contoso.com"},
		{"user": "b@contoso.com", "levels": "max"},
		{"user": "b@contoso.com", "ignore_missing": true},
	} {
		result := s.mustRead(t, "graph_manager", config)
		if result["manager"] != nil || len(pick(t, result["chain"], "id")) != 0 || result["exists"] != true {
			t.Errorf("got %v and %v, exists %v", result["manager"], result["chain"], result["exists"])
		}
	}
}

func TestManager_unknownUser(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Seed: reportingLine("a")})
	s := connect(t, asApplication(srv))
	for name, config := range map[string]values{
		"manager_missing_user":        {"user": "nobody@contoso.com"},
		"manager_missing_user_levels": {"user": "nobody@contoso.com", "levels": "max"},
	} {
		_, text := s.read(t, "graph_manager", config)
		compareText(t, name, text)
		config["ignore_missing"] = true
		result := s.mustRead(t, "graph_manager", config)
		if result["exists"] != false || result["manager"] != nil || result["chain"] != nil {
			t.Errorf("got %v", result)
		}
	}
}

// A cycle is cut where it closes, and told of, whichever way the chain is read.
func TestManager_cycle(t *testing.T) {
	t.Parallel()
	const before, after = `"displayName":"c"}`, `"displayName":"c"},"manager":"a@contoso.com"`
	seed := strings.Replace(string(reportingLine("a", "b", "c")), before, after, 1)
	for name, walk := range map[string]bool{"at once": false, "walked": true} {
		srv := graphemu.NewServer(t, graphemu.Options{Seed: []byte(seed)})
		if walk {
			refuseExpand(srv, 400)
		}
		_, text := connect(t, asApplication(srv)).read(t, "graph_manager", values{"user": "a@contoso.com", "levels": "max"})
		if !strings.HasPrefix(text, "WARNING") {
			t.Errorf("%s: got %s", name, text)
		}
		compareText(t, "manager_cycle_"+strings.ReplaceAll(name, " ", "_"), text)
	}
}

func TestManager_me(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asPerson(srv)).mustRead(t, "graph_manager", values{"user": "me"})
	manager, _ := result["manager"].(values)
	if manager["user_principal_name"] != "JohannaL@contoso.com" {
		t.Errorf("got %v", manager["user_principal_name"])
	}
}

func TestUser_includeManager(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 50})
	s := connect(t, asApplication(srv))
	for i := range 50 {
		result := s.mustRead(t, "graph_user", values{
			"user_principal_name": directory.GeneratedUPN(i), "include_manager": true,
		})
		if result["exists"] != true || result["user_principal_name"] != directory.GeneratedUPN(i) {
			t.Errorf("got %v", result["user_principal_name"])
		}
	}
	if n := len(srv.GraphRequests()); n != 50 {
		t.Errorf("requests for 50 users with their managers = %d, want 50", n)
	}
	for argument, c := range map[string]struct {
		key      string
		requests int
	}{"user_principal_name": {graphemu.PersonUPN, 1}, "id": {graphemu.PersonID, 1}, "mail": {graphemu.PersonUPN, 2}} {
		srv.Reset()
		result := s.mustRead(t, "graph_user", values{argument: c.key, "include_manager": true})
		manager, _ := result["manager"].(values)
		asked := len(srv.GraphRequests())
		if manager["mail"] != "JohannaL@contoso.com" || manager["department"] != "Retail" || asked != c.requests {
			t.Errorf("%s: got %v in %d requests", argument, manager["mail"], len(srv.GraphRequests()))
		}
	}
}

func TestUser_includeManagerWhereExpandIsRefused(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	refuseExpand(srv, 501)
	s := connect(t, asApplication(srv))
	result := s.mustRead(t, "graph_user", values{"id": graphemu.PersonID, "include_manager": true})
	if manager, _ := result["manager"].(values); manager["mail"] != "JohannaL@contoso.com" {
		t.Errorf("got %v", result["manager"])
	}
	result = s.mustRead(t, "graph_user", values{"user_principal_name": "MiriamG@contoso.com", "include_manager": true})
	if result["manager"] != nil {
		t.Errorf("got %v", result["manager"])
	}
	result = s.mustRead(t, "graph_user", values{"user_principal_name": graphemu.PersonUPN})
	if result["manager"] != nil {
		t.Errorf("unasked, got %v", result["manager"])
	}
}
