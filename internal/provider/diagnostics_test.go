package provider_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// TestDiagnostics_answers checks the text for each answer of Graph that a read may get.
func TestDiagnostics_answers(t *testing.T) {
	t.Parallel()
	me, all := values{}, values{"all": true}
	// Enough time for the three attempts after a 500, and too little for the six after a 502.
	long, short := values{"timeouts": values{"read": "30s"}}, values{"timeouts": values{"read": "1s"}}
	refusal := func(status int, code, message string) graphemu.Fault {
		return graphemu.Fault{Status: status, Body: fmt.Sprintf(`{"error":{"code":%q,"message":%q}}`, code, message)}
	}
	answer := func(text string) graphemu.Fault {
		return graphemu.Fault{Rewrite: func([]byte) []byte { return []byte(text) }}
	}
	additional := func(property string) values {
		return values{"all": true, "additional_properties": []string{property}}
	}
	none := graphemu.Fault{}
	for name, c := range map[string]struct {
		fault  graphemu.Fault
		source string
		config values
	}{
		"400_filter":     {none, "graph_users", values{"filter": "departmnt eq 'Sales'"}},
		"400_syntax":     {none, "graph_users", values{"filter": "department eq 'Sales"}},
		"400_additional": {none, "graph_users", additional("shoeSize")},
		"400_order": {
			none, "graph_users", values{"order_by": "display_name", "filter": "accountEnabled eq true"},
		},
		"400_version": {
			refusal(400, "BadRequest", "Resource not found for the segment 'v1.0'."), "graph_users", all,
		},
		"403_premium": {
			refusal(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
				"Neither tenant is B2C or tenant doesn't have premium license"), "graph_users", all,
		},
		"404_nginx":       {graphemu.Fault{Status: 404, HTML: true}, "graph_users", all},
		"404_mail":        {none, "graph_user", values{"mail": "nobody@contoso.com"}},
		"409":             {refusal(409, "Conflict", "Another one."), "graph_users", all},
		"null_in_a_list":  {answer(`{"value":[null]}`), "graph_users", all},
		"no_time":         {none, "graph_users", values{"all": true, "timeouts": values{"read": "-1s"}}},
		"nulls":           {none, "graph_users", values{"mails": []any{"a", nil}}},
		"id_as_name":      {none, "graph_users", values{"user_principal_names": []string{graphemu.PersonID}}},
		"single_only":     {none, "graph_users", additional("Skills")},
		"select_as_graph": {none, "graph_users", values{"all": true, "select": []string{"displayName"}}},
		"select_unknown":  {none, "graph_users", values{"all": true, "select": []string{"shoe_size"}}},
		"401":             {graphemu.Status(401), "graph_me", me},
		"401_empty":       {graphemu.Fault{Status: 401, Empty: true}, "graph_me", me},
		"403":             {graphemu.Status(403), "graph_users", all},
		"404_path": {
			refusal(404, "NotFound", "Requested API is not supported. Please check the path."),
			"graph_joined_teams", values{"user": "me"},
		},
		"404_user":         {none, "graph_user", values{"user_principal_name": "ada@example.com"}},
		"404_user_name":    {none, "graph_user", values{"user_principal_name": "Adele Vance"}},
		"404_users":        {none, "graph_users", values{"mail_nicknames": []string{"nobody", "AdeleV", "no one"}}},
		"429_longer":       {graphemu.Throttle("315"), "graph_users", all},
		"500":              {graphemu.Unavailable(500, ""), "graph_users", override(long, all)},
		"503_longer":       {graphemu.Unavailable(503, "400.5"), "graph_users", all},
		"501":              {graphemu.Status(501), "graph_users", all},
		"200_html":         {graphemu.HTML(0), "graph_users", all},
		"502_html":         {graphemu.Fault{HTML: true, Status: 502}, "graph_me", short},
		"timeout":          {graphemu.Slow(time.Minute), "graph_me", values{"timeouts": values{"read": "200ms"}}},
		"unexpected_value": {answer(`{"id":"a","displayName":{"first":"Adele"}}`), "graph_me", me},
		"no_collection":    {answer(`{"value":{}}`), "graph_users", all},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			srv.Fail(c.fault)
			_, text := connect(t, asPerson(srv)).read(t, c.source, c.config)
			compareText(t, name, text)
		})
	}
}

func TestDiagnostics_teamsPermission(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	_, text := connect(t, asPerson(srv, "User.Read")).read(t, "graph_joined_teams", values{"user": "me"})
	compareText(t, "403_teams_scope", text)
	_, text = connect(t, asApplication(srv)).read(t, "graph_joined_teams", values{"user": "svc-backup@contoso.com"})
	compareText(t, "403_teams_licence", text)
}

// TestDiagnostics_permission checks that a 403 names the permission of the call for the kind of token, and what the
// token carries.
func TestDiagnostics_permission(t *testing.T) {
	t.Parallel()
	denied := graphemu.Status(403)
	for name, c := range map[string]struct {
		roles, scopes []string // of an application, or of a person
		fault         *graphemu.Fault
		source        string
		config        values
	}{
		"person_users": {nil, []string{"User.Read"}, nil, "graph_users", values{"all": true}},
		"person_manager": {
			nil, []string{"User.ReadBasic.All"}, &denied, "graph_manager", values{"user": "AdeleV@contoso.com"},
		},
		"person_enough":     {nil, []string{"User.Read", "User.ReadBasic.All"}, &denied, "graph_users", values{"all": true}},
		"person_query":      {nil, []string{"Mail.Send"}, nil, "graph_query", values{"path": "/me/joinedTeams"}},
		"person_other_path": {nil, []string{"Mail.Send"}, nil, "graph_query", values{"path": "/groups"}},
		"application_teams": {
			[]string{"Mail.Send", "Calendars.Read"}, nil, nil,
			"graph_joined_teams", values{"user": "AdeleV@contoso.com"},
		},
		"application_enough": {[]string{"User.ReadBasic.All"}, nil, &denied, "graph_users", values{"all": true}},
		"application_photo": {
			[]string{"Mail.Send"}, nil, nil,
			"graph_photo", values{"user": "AdeleV@contoso.com", "size": "48x48"},
		},
		"application_none": {[]string{}, nil, nil, "graph_users", values{"all": true}},
		"application_me":   {[]string{"User.Read.All"}, nil, &denied, "graph_me", values{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{SignIn: entra.Options{AppRoles: c.roles}})
			config := asApplication(srv)
			if c.scopes != nil {
				config = asPerson(srv, c.scopes...)
			}
			if c.fault != nil {
				srv.Fail(*c.fault)
			}
			_, text := connect(t, config).read(t, c.source, c.config)
			compareText(t, "403_"+name, text)
		})
	}
}

func TestDiagnostics_meAsApplication(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	_, text := connect(t, asApplication(srv)).read(t, "graph_me", values{})
	compareText(t, "400_me_as_application", text)
}

func TestDiagnostics_signIn(t *testing.T) {
	t.Parallel()
	for name, overrides := range map[string]values{
		"wrong_secret":   {"client_secret": "wrong"},
		"expired_secret": {"client_secret": entra.ExpiredClientSecret},
		"wrong_client":   {"client_id": "00000000-0000-4000-8000-000000000001"},
		"wrong_tenant":   {"tenant_id": "typo.example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			config := override(asApplication(srv), overrides)
			_, text := connect(t, config).read(t, "graph_users", values{"all": true})
			compareText(t, "sign_in_"+name, text)
			graph, tokens := len(srv.GraphRequests()), len(srv.TokenRequests())
			if graph != 0 || tokens != 1 {
				t.Errorf("requests to Graph and for tokens = %d, %d, want 0, 1", graph, tokens)
			}
		})
	}
}

func TestDiagnostics_network(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	tls := graphemu.NewTLSServer(t, graphemu.Options{})
	html := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html><body>Welcome to the hotel!</body></html>"))
	}))
	t.Cleanup(html.Close)
	short := values{"all": true, "timeouts": values{"read": "20s"}}
	plain := graphemu.NewServer(t, graphemu.Options{})
	for name, config := range map[string]values{
		"unreachable":             {"graph_endpoint": closed.URL, "access_token": "token"},
		"untrusted_certificate":   {"graph_endpoint": tls.URL, "access_token": "token"},
		"sign_in_unreachable":     override(asApplication(plain), values{"authority_host": closed.URL}),
		"sign_in_untrusted":       override(asApplication(plain), values{"authority_host": tls.URL}),
		"sign_in_page_of_a_proxy": override(asApplication(plain), values{"authority_host": html.URL}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, text := connect(t, config).read(t, "graph_users", short)
			compareText(t, name, text)
		})
	}
}

func TestDiagnostics_cancelled(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	ctx, cancel := context.WithCancel(t.Context())
	// The request is cancelled on its way.
	arrived := func(*http.Request) bool { cancel(); return true }
	srv.Fail(graphemu.Fault{Match: arrived, Delay: time.Minute})
	wire := dynamic(t, s.schemas.DataSourceSchemas["graph_me"], values{})
	resp, err := s.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: "graph_me", Config: wire})
	if err != nil {
		t.Fatal(err)
	}
	compareText(t, "cancelled", textOf(resp.Diagnostics))
}

func TestTLS_trustedByFile(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewTLSServer(t, graphemu.Options{})
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, srv.CACertificatePEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	config := override(asApplication(srv), values{"ca_certificate_file": file})
	result := connect(t, config).mustRead(t, "graph_users", values{"all": true, "limit": 1})
	if got := len(pick(t, result["users"], "id")); got != 1 {
		t.Errorf("users = %d, want 1", got)
	}
}

// TestDiagnostics_complete checks that every text says what to do, and has the request id for support.
func TestDiagnostics_complete(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "diagnostics", "*.txt"))
	if err != nil || len(files) < 20 {
		t.Fatalf("golden files = %d, %v, want at least 20", len(files), err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if strings.Contains(text, "ERROR") && !strings.Contains(text, "What to do: ") {
			t.Errorf("%s does not say what to do", file)
		}
		if strings.Contains(text, "Microsoft Graph answered") && !strings.Contains(text, "request-id: ") {
			t.Errorf("%s has no request id", file)
		}
	}
}
