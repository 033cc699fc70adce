package provider_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// personSources holds the data sources of one person, each with its other required arguments.
var personSources = map[string]values{
	"graph_manager":        nil,
	"graph_joined_teams":   nil,
	"graph_direct_reports": nil,
	"graph_photo":          nil,
	"graph_calendar_view":  {"start": "2026-10-19T00:00:00Z", "end": "2026-10-20T00:00:00Z"},
}

// override returns a copy of config with the values in overrides.
func override(config, overrides values) values {
	config = maps.Clone(config)
	if config == nil {
		config = values{}
	}
	maps.Copy(config, overrides)
	return config
}

// TestUserArgument_null checks that null is an error, and not whoever runs the plan. A value that is not known yet may
// turn out to be somebody.
func TestUserArgument_null(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for name, config := range personSources {
		for _, user := range []any{nil, "", "\u00a0"} {
			_, text := s.read(t, name, override(config, values{"user": user, "ignore_missing": true}))
			if strings.Count(text, "ERROR") != 1 || !strings.Contains(text, `AttributeName("user")`) {
				t.Errorf("%s of %#v: got %q, want one error at user", name, user, text)
			}
		}
		if text := s.validate(t, name, override(config, values{"user": unknown{}})); text != "" {
			t.Errorf("%s of an unknown user: got %s, want no error", name, text)
		}
	}
	_, text := s.read(t, "graph_manager", nil)
	compareText(t, "no_user", text)
	if got := len(srv.Requests()); got != 0 {
		t.Errorf("requests = %d, want 0", got)
	}
}

// TestUserArgument_me checks that "me", in any case, is the signed-in person.
func TestUserArgument_me(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for name, config := range personSources {
		for _, me := range []string{"me", "Me"} {
			srv.Reset()
			if result := s.mustRead(t, name, override(config, values{"user": me})); result["exists"] != true {
				t.Errorf("%s: exists = %v, want true", name, result["exists"])
			}
			for _, r := range srv.GraphRequests() {
				if !strings.HasPrefix(r.Path, "/v1.0/me/") {
					t.Errorf("%s: path = %s, want one below /v1.0/me/", name, r.Path)
				}
			}
		}
	}
}

// TestUserArgument_noKey checks that the error about a text that can be no key names the forms that can.
func TestUserArgument_noKey(t *testing.T) {
	t.Parallel()
	s := connect(t, asPerson(graphemu.NewServer(t, graphemu.Options{})))
	for name, config := range personSources {
		_, text := s.read(t, name, override(config, values{"user": "Adele Vance"}))
		const want = "object id or a user principal name"
		if !strings.Contains(text, want) || strings.Contains(text, "#EXT#") {
			t.Errorf("%s: got %s, want %q and no #EXT#", name, text, want)
		}
	}
}

// TestUsers_nothingSelected checks that nothing set is an error: a module whose list of names is null must not act on
// the whole directory.
func TestUsers_nothingSelected(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for _, config := range []values{
		nil, {"ids": nil, "user_principal_names": nil, "mails": nil, "filter": nil, "search": nil, "all": nil},
		{"all": false}, {"order_by": "displayName", "limit": 5}, {"select": []string{"mail"}},
	} {
		_, text := s.read(t, "graph_users", config)
		if strings.Count(text, "ERROR") != 1 {
			t.Errorf("%v: got %q, want one error", config, text)
		}
		compareText(t, "no_users", text)
	}
	for _, name := range []string{"ids", "mails", "filter", "search", "all"} {
		if text := s.validate(t, "graph_users", values{name: unknown{}}); text != "" {
			t.Errorf("unknown %s: got %s, want no error", name, text)
		}
	}
	for _, config := range []values{
		{"all": true, "mails": []string{"a@b.c"}}, {"all": true, "filter": "accountEnabled eq true"},
		{"all": true, "search": `"displayName:a"`},
	} {
		const want = "Arguments exclude each other"
		if _, text := s.read(t, "graph_users", config); !strings.Contains(text, want) {
			t.Errorf("%v: got %q, want %q", config, text, want)
		}
	}
	if got := len(srv.Requests()); got != 0 {
		t.Errorf("requests = %d, want 0", got)
	}
}

// TestQuery_emptySegment checks that an empty segment is refused: without it the path is that of something else, such
// as all users.
func TestQuery_emptySegment(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for _, path := range []string{"/users/", "/users//manager", "//users", "/"} {
		_, text := s.read(t, "graph_query", values{"path": path})
		if !strings.Contains(text, `AttributeName("path")`) {
			t.Errorf("%s: got %q, want an error at path", path, text)
		}
	}
	if got := len(srv.Requests()); got != 0 {
		t.Errorf("requests = %d, want 0", got)
	}
}

// TestMissingReason checks that each data source says what is missing, and that ignore_missing means the same in all of
// them. A user without a mailbox is not a user who does not exist.
func TestMissingReason(t *testing.T) {
	t.Parallel()
	// https://github.com/microsoftgraph/microsoft-graph-docs/issues/4598
	noMailbox := graphemu.Fault{
		Status: 404, Body: `{"error":{"code":"ResourceNotFound","message":"Resource could not be discovered."}}`,
	}
	// https://github.com/microsoftgraph/microsoft-graph-docs/issues/2248
	noPhoto := graphemu.Fault{
		Status: 404, Body: `{"error":{"code":"GetUserPhoto","message":"The photo wasn't found."}}`,
	}
	photoResource := graphemu.Fault{
		Status: 404, Body: `{"error":{"code":"Request_ResourceNotFound","message":"Resource 'photo' does not exist."}}`,
	}
	for _, c := range []struct {
		source string
		user   string
		fault  *graphemu.Fault
		reason string
	}{
		{"graph_manager", "nobody@contoso.com", nil, "user"},
		{"graph_direct_reports", "nobody@contoso.com", nil, "user"},
		{"graph_joined_teams", "nobody@contoso.com", nil, "user"},
		{"graph_joined_teams", "svc-backup@contoso.com", nil, "license"},
		{"graph_photo", "nobody@contoso.com", nil, "user"},
		{"graph_photo", "LynneR@contoso.com", nil, "photo"},
		{"graph_photo", "AdeleV@contoso.com", &noMailbox, "photo"},
		{"graph_photo", "AdeleV@contoso.com", &noPhoto, "photo"},
		{"graph_photo", "AdeleV@contoso.com", &photoResource, "photo"},
		{"graph_calendar_view", "nobody@contoso.com", nil, "user"},
		{"graph_calendar_view", "AdeleV@contoso.com", &noMailbox, "mailbox"},
	} {
		t.Run(fmt.Sprint(c.source, c.user, c.reason), func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			if c.fault != nil {
				srv.Fail(*c.fault)
			}
			s := connect(t, asApplication(srv))
			config := override(personSources[c.source], values{"user": c.user})
			_, text := s.read(t, c.source, config)
			if !strings.HasPrefix(text, "ERROR") {
				t.Errorf("without ignore_missing: got %q, want an error", text)
			}
			if got := strings.Contains(text, "No user has this key"); got != (c.reason == "user") {
				t.Errorf("error says that no user has the key = %v, want %v: %s", got, !got, text)
			}
			result := s.mustRead(t, c.source, override(config, values{"ignore_missing": true}))
			got := values{"exists": result["exists"], "missing_reason": result["missing_reason"]}
			if diff := cmp.Diff(values{"exists": false, "missing_reason": c.reason}, got); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPhoto_empty checks that a photo of no bytes is no photo.
func TestPhoto_empty(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	srv.Fail(graphemu.Fault{PathPrefix: "/v1.0/me/photo/", Rewrite: func([]byte) []byte { return nil }})
	result := connect(t, asPerson(srv)).mustRead(t, "graph_photo", values{"user": "me", "ignore_missing": true})
	if result["exists"] != false || result["data_uri"] != nil {
		t.Errorf("exists = %v, data_uri = %v, want false, null", result["exists"], result["data_uri"])
	}
}

// TestUsers_includeManager checks that users are read together with their managers. Graph does not combine managers
// with an advanced query (https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2068), so they take a second pass
// then.
func TestUsers_includeManager(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config   values
		requests int
	}{
		"plain filter":    {values{"filter": "department eq 'Sales'"}, 1},
		"keys":            {values{"mails": []string{"LynneR@contoso.com", "HenriettaM@contoso.com"}}, 1},
		"all":             {values{"all": true}, 1},
		"advanced filter": {values{"filter": "department eq 'Sales' and displayName ne 'x'"}, 2},
		"search":          {values{"search": `"displayName:l"`}, 2},
		// With managers, Graph refuses the plain query and the advanced one. Without them it refuses the plain one, and
		// answers the advanced one.
		"not in the table of advanced filters": {
			values{"filter": "assignedPlans/any(a:a/service eq 'exchange' and a/capabilityStatus eq 'Enabled')"}, 5,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			s := connect(t, asApplication(srv))
			result := s.mustRead(t, "graph_users", override(c.config, values{
				"include_manager": true, "select": []string{"display_name"},
			}))
			if got := len(srv.GraphRequests()); got != c.requests {
				t.Errorf("requests = %d, want %d", got, c.requests)
			}
			users, _ := result["users"].([]any)
			if len(users) == 0 {
				t.Fatal("users = 0, want some")
			}
			for _, user := range users {
				user, _ := user.(values)
				manager := s.mustRead(t, "graph_manager", values{"user": user["id"]})["manager"]
				got, _ := user["manager"].(values)
				want, _ := manager.(values)
				if (got == nil) != (want == nil) || got["id"] != want["id"] || got["display_name"] != want["display_name"] {
					t.Errorf("manager of %v = %v, want %v", user["display_name"], got, want)
				}
			}
		})
	}
}

// TestUsers_selectWithKeys checks that what select leaves out is null, even if it was fetched to match the keys.
func TestUsers_selectWithKeys(t *testing.T) {
	t.Parallel()
	s := connect(t, asApplication(graphemu.NewServer(t, graphemu.Options{})))
	result := s.mustRead(t, "graph_users", values{
		"mails": []string{"AdeleV@contoso.com"}, "select": []string{"display_name"},
		"additional_properties": []string{"department", "streetAddress"},
	})
	user, _ := result["users"].([]any)[0].(values)
	for name, value := range user {
		selected := map[string]bool{"id": true, "mail": true, "display_name": true, "additional_json": true}[name]
		if got := value != nil; got != selected {
			t.Errorf("%s = %v, want a value: %v", name, value, selected)
		}
	}
}

// TestQuery_selectNames checks that a name in select for which Graph returns nothing is refused, with the right name or
// way: https://github.com/pnp/powershell/issues/3939.
func TestQuery_selectNames(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for _, c := range []struct {
		path, name, expand string
		want               string // "" if the name is accepted
	}{
		{"/users", "display_name", "", `write "displayName"`},
		{"/groups", "mail_nickname", "", `write "mailNickname"`},
		{"/users", "manager", "", "include_manager"},
		{"/me", "memberOf", "", "its own path"},
		{"/users/AdeleV@contoso.com", "Manager", "", "include_manager"},
		{"/users", "manager", "manager", ""},
		{"/users/AdeleV@contoso.com/calendars", "owner", "", ""},
		{"/users", "extension_6f1b0d7e3a524c8e9a445d2f7c1e8b90_cost_center", "", ""},
	} {
		config := values{"path": c.path, "select": []string{"id", c.name}}
		if c.expand != "" {
			config["query"] = values{"$expand": c.expand}
		}
		text := s.validate(t, "graph_query", config)
		if (c.want == "") != (text == "") || !strings.Contains(text, c.want) {
			t.Errorf("%s of %s: got %q, want %q", c.name, c.path, text, c.want)
		}
		if text != "" && !strings.Contains(text, "ElementKeyInt(1)") {
			t.Errorf("%s of %s: got %q, want an error at ElementKeyInt(1)", c.name, c.path, text)
		}
	}
}

// TestHints checks the advice on errors of Graph. Where Graph's words are those of a public thread, the thread is
// named.
func TestHints(t *testing.T) {
	t.Parallel()
	answer := func(status int, code, message string) graphemu.Fault {
		return graphemu.Fault{Status: status, Body: fmt.Sprintf(`{"error":{"code":%q,"message":%q}}`, code, message)}
	}
	for name, c := range map[string]struct {
		fault  graphemu.Fault
		source string
		config values
		want   []string
		not    string
	}{
		// https://github.com/microsoftgraph/microsoft-graph-docs/issues/20541
		"two arguments may be at fault": {
			answer(400, "Request_UnsupportedQuery", "An unsupported property was specified."), "graph_users",
			values{"filter": "accountEnabled eq true", "order_by": "employeeHireDate"}, []string{"ERROR: "}, "AttributeName",
		},
		"sorting": {
			answer(400, "Request_UnsupportedQuery", "Sorting not supported for current query."), "graph_users",
			values{"filter": "department eq 'x'", "order_by": "mail"}, []string{`AttributeName("order_by")`}, "filter, search",
		},
		"personal account": {
			answer(400, "RequestBroker--ParseUri",
				"Could not find a property named 'displayName' on type 'Microsoft.Fast.Profile.Core.User'."),
			"graph_users", values{"all": true}, []string{"personal Microsoft account"}, "correct the name",
		},
		// https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/1317
		"a date in quotes": {
			answer(400, "BadRequest", "Invalid filter clause: A binary operator with incompatible types was detected."),
			"graph_users", values{"filter": "createdDateTime ge '2022-06-08'"},
			[]string{"Do not put dates, numbers, true, false or null in quotes"}, "",
		},
		// https://github.com/microsoftgraph/microsoft-graph-docs/issues/9856
		"B2C tenant": {
			answer(400, "Request_UnsupportedQuery", "This request is not supported by the service."), "graph_users",
			values{"search": `"displayName:a"`}, []string{"does not support advanced queries"}, "single quotes",
		},
		// https://github.com/microsoftgraph/microsoft-graph-docs/issues/22317
		"contains": {
			answer(400, "Request_UnsupportedQuery", "Operator: 'Contains' is not supported."), "graph_users",
			values{"filter": "contains(displayName,'Ad')"}, []string{"use search instead of contains"}, "",
		},
		// https://github.com/microsoftgraph/microsoft-graph-docs/issues/11429
		"a team that is not found for a while": {
			answer(404, "NotFound", "Not found."), "graph_joined_teams", values{"user": "me"},
			[]string{"run it again, since this may be temporary"}, "",
		},
		// https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/7100
		"error without a code": {
			answer(404, "", "Not Found"), "graph_joined_teams", values{"user": "me"},
			[]string{"Graph gives no reason"}, "proxy",
		},
		// https://github.com/O365/python-o365/issues/763
		"application without a role": {
			answer(401, "NoPermissionsInAccessToken",
				"The token contains no permissions, or permissions can not be understood."),
			"graph_calendar_view",
			override(personSources["graph_calendar_view"], values{"user": "AdeleV@contoso.com"}),
			[]string{"Calendars.ReadBasic"}, "sign in again: the token may have expired",
		},
		// https://github.com/microsoftgraph/microsoft-graph-docs/issues/11992
		"application without a role, wrapped": {
			answer(401, "UnknownError",
				`{"error":{"code":"NoPermissionsInAccessToken","message":"The token contains no permissions."}}`),
			"graph_photo", values{"user": "AdeleV@contoso.com"},
			[]string{"permission"}, "sign in again: the token may have expired",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{SignIn: entra.Options{AppRoles: []string{"User.Read"}}})
			srv.Fail(c.fault)
			_, text := connect(t, asApplication(srv)).read(t, c.source, c.config)
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("got %s, want %q", text, want)
				}
			}
			if c.not != "" && strings.Contains(text, c.not) {
				t.Errorf("got %s, want no %q", text, c.not)
			}
		})
	}
}
