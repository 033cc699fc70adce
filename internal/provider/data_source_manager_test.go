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

// reportingLine returns the seed of a company in which each user reports to the next.
func reportingLine(names ...string) []byte {
	var users []string
	for i, name := range names {
		manager := ""
		if i+1 < len(names) {
			manager = fmt.Sprintf(`,"manager":"%s@contoso.com"`, names[i+1])
		}
		const user = `{"id":"00000000-0000-4000-8000-0000000000%02x",` +
			`"userPrincipalName":"%[2]s@contoso.com","displayName":"%[2]s"%[3]s}`
		users = append(users, fmt.Sprintf(user, i, name, manager))
	}
	return []byte(`{"users":[` + strings.Join(users, ",") + `]}`)
}

var elevenNames = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}

// refuseExpand makes an emulator refuse $expand, as some tenants do, so that managers have to be read one by one.
func refuseExpand(srv *graphemu.TestServer, status int) {
	expands := func(r *http.Request) bool { return strings.Contains(r.URL.RawQuery, "expand") }
	srv.Fail(graphemu.Fault{Status: status, Match: expands})
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
				t.Errorf("chain (-want +got):\n%s", diff)
			}
			manager, _ := result["manager"].(values)
			if manager["display_name"] != "b" || result["exists"] != true {
				t.Errorf("manager = %v, exists = %v, want b, true", manager["display_name"], result["exists"])
			}
			if got := manager["type"]; levels == "" && got != "user" {
				t.Errorf("type of the manager = %v, want user", got)
			}
			if got := len(srv.GraphRequests()); got != 1 {
				t.Errorf("requests = %d, want 1", got)
			}
		})
	}
}

// TestManager_chainWithoutExpand checks that the chain is read manager by manager where Graph refuses $expand.
func TestManager_chainWithoutExpand(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 403, 501} {
		srv := graphemu.NewServer(t, graphemu.Options{Seed: reportingLine(elevenNames...)})
		refuseExpand(srv, status)
		s := connect(t, asApplication(srv))
		for levels, want := range map[string][]any{"max": toAny(elevenNames[1:]), "3": {"b", "c", "d"}} {
			result := s.mustRead(t, "graph_manager", values{"user": "a@contoso.com", "levels": levels})
			if diff := cmp.Diff(want, pick(t, result["chain"], "display_name")); diff != "" {
				t.Errorf("status %d, levels %s: chain (-want +got):\n%s", status, levels, diff)
			}
		}
	}
}

func TestManager_none(t *testing.T) {
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
			t.Errorf("%v: manager = %v, chain = %v, exists = %v, want null, [], true",
				config, result["manager"], result["chain"], result["exists"])
		}
	}
}

func TestManager_missingUser(t *testing.T) {
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
			t.Errorf("%s: exists = %v, manager = %v, chain = %v, want false, null, null",
				name, result["exists"], result["manager"], result["chain"])
		}
	}
}

// TestManager_cycle checks that a cycle is cut where it closes, and is a warning, whichever way the chain is read.
func TestManager_cycle(t *testing.T) {
	t.Parallel()
	seed := strings.Replace(string(reportingLine("a", "b", "c")),
		`"displayName":"c"`, `"displayName":"c","manager":"a@contoso.com"`, 1)
	for name, walk := range map[string]bool{"at once": false, "walked": true} {
		srv := graphemu.NewServer(t, graphemu.Options{Seed: []byte(seed)})
		if walk {
			refuseExpand(srv, 400)
		}
		_, text := connect(t, asApplication(srv)).read(t, "graph_manager", values{"user": "a@contoso.com", "levels": "max"})
		if !strings.HasPrefix(text, "WARNING") {
			t.Errorf("%s: got %q, want a warning", name, text)
		}
		compareText(t, "manager_cycle_"+strings.ReplaceAll(name, " ", "_"), text)
	}
}

func TestManager_me(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asPerson(srv)).mustRead(t, "graph_manager", values{"user": "me"})
	manager, _ := result["manager"].(values)
	if got, want := manager["user_principal_name"], "JohannaL@contoso.com"; got != want {
		t.Errorf("manager = %v, want %s", got, want)
	}
}

func TestUser_includeManager(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 50})
	s := connect(t, asApplication(srv))
	for i := range 50 {
		name := directory.GeneratedUPN(i)
		result := s.mustRead(t, "graph_user", values{"user_principal_name": name, "include_manager": true})
		if result["exists"] != true || result["user_principal_name"] != name {
			t.Errorf("user_principal_name = %v, exists = %v, want %s, true",
				result["user_principal_name"], result["exists"], name)
		}
	}
	if got := len(srv.GraphRequests()); got != 50 {
		t.Errorf("requests for 50 users with their managers = %d, want 50", got)
	}
	for argument, c := range map[string]struct {
		key      string
		requests int
	}{"user_principal_name": {graphemu.PersonUPN, 1}, "id": {graphemu.PersonID, 1}, "mail": {graphemu.PersonUPN, 2}} {
		srv.Reset()
		result := s.mustRead(t, "graph_user", values{argument: c.key, "include_manager": true})
		manager, _ := result["manager"].(values)
		if manager["mail"] != "JohannaL@contoso.com" || manager["department"] != "Retail" {
			t.Errorf("%s: mail, department of the manager = %v, %v, want JohannaL@contoso.com, Retail",
				argument, manager["mail"], manager["department"])
		}
		if got := len(srv.GraphRequests()); got != c.requests {
			t.Errorf("%s: requests = %d, want %d", argument, got, c.requests)
		}
	}
}

// TestUser_includeManagerWithoutExpand checks that a user's manager is read on its own where Graph refuses $expand.
func TestUser_includeManagerWithoutExpand(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	refuseExpand(srv, 501)
	s := connect(t, asApplication(srv))
	result := s.mustRead(t, "graph_user", values{"id": graphemu.PersonID, "include_manager": true})
	if manager, _ := result["manager"].(values); manager["mail"] != "JohannaL@contoso.com" {
		t.Errorf("manager = %v, want JohannaL@contoso.com", result["manager"])
	}
	result = s.mustRead(t, "graph_user", values{"user_principal_name": "MiriamG@contoso.com", "include_manager": true})
	if result["manager"] != nil {
		t.Errorf("manager of the top = %v, want null", result["manager"])
	}
	result = s.mustRead(t, "graph_user", values{"user_principal_name": graphemu.PersonUPN})
	if result["manager"] != nil {
		t.Errorf("manager without include_manager = %v, want null", result["manager"])
	}
}
