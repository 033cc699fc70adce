package provider_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func TestQuery_collection(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	config := values{"path": "/groups", "query": values{"$top": "2"}}
	names := pick(t, s.mustRead(t, "graph_query", config)["result"], "displayName")
	if len(names) < 5 || names[0] != "Contoso Team" {
		t.Errorf("groups = %v, want 5 or more, the first Contoso Team", names)
	}
	if got, want := len(srv.GraphRequests()), (len(names)+1)/2; got != want {
		t.Errorf("requests = %d, want %d", got, want)
	}
	srv.Reset()
	const prefer = "odata.maxpagesize=2"
	limited := override(config, values{"limit": 3, "headers": values{"Prefer": prefer}})
	result := s.mustRead(t, "graph_query", limited)["result"]
	if diff := cmp.Diff(names[:3], pick(t, result, "displayName")); diff != "" {
		t.Errorf("limited groups (-want +got):\n%s", diff)
	}
	if got := len(srv.GraphRequests()); got != 2 {
		t.Errorf("requests with a limit = %d, want 2", got)
	}
	for i, req := range srv.GraphRequests() {
		if got := req.Header.Get("Prefer"); got != prefer {
			t.Errorf("page %d: Prefer = %q, want %q", i, got, prefer)
		}
	}
}

func TestQuery_select(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	result := s.mustRead(t, "graph_query", values{
		"path": "/users", "query": values{"$filter": "userPrincipalName eq 'o''brien@contoso.com'"},
		"select": []string{"displayName", "accountEnabled", "otherMails", "mobilePhone", "@odata.type"},
	})["result"]
	list, _ := result.([]any)
	if len(list) != 1 {
		t.Fatalf("result = %v, want one user", result)
	}
	row, _ := list[0].(values)
	if len(row) != 5 {
		t.Errorf("row = %v, want 5 properties", row)
	}
	for name, want := range (values{"displayName": "Siobhán O'Brien", "accountEnabled": true, "@odata.type": nil}) {
		if got := row[name]; got != want {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	if got, _ := row["otherMails"].(string); !strings.HasPrefix(got, "[") {
		t.Errorf("otherMails = %v, want a JSON list as text", row["otherMails"])
	}
	const selected = "displayName,accountEnabled,otherMails,mobilePhone"
	if got := srv.GraphRequests()[0].Query.Get("$select"); got != selected {
		t.Errorf("$select = %s, want %s", got, selected)
	}
	srv.Reset()
	me := s.mustRead(t, "graph_query", values{
		"path": "/me", "query": values{"$SELECT": "id,displayName"}, "select": []string{"displayName", "jobTitle"},
	})["result"]
	if diff := cmp.Diff(values{"displayName": "Adele Vance", "jobTitle": nil}, me); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if got, want := srv.GraphRequests()[0].RawQuery, "$select=id,displayName"; got != want {
		t.Errorf("query = %q, want %q", got, want)
	}
	srv.Reset()
	s.mustRead(t, "graph_query", values{
		"path": "/me/joinedTeams", "query": values{"$select": ""}, "select": []string{"displayName"},
	})
	if got := srv.GraphRequests()[0].RawQuery; got != "" {
		t.Errorf("query = %q, want none", got)
	}
}

func TestQuery_selectFromMany(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 10_000, NoSeed: true})
	config := values{"path": "/users", "select": []string{"id", "userPrincipalName"}}
	result := connect(t, asApplication(srv)).mustRead(t, "graph_query", config)["result"]
	ids := map[any]bool{}
	for _, id := range pick(t, result, "id") {
		ids[id] = true
	}
	if len(ids) != 10_000 || len(srv.GraphRequests()) != 11 {
		t.Errorf("users, requests = %d, %d, want 10000, 11", len(ids), len(srv.GraphRequests()))
	}
}

// TestQuery_content checks the result for each kind of content that a path may have.
func TestQuery_content(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	picture, _ := fetch(t, srv, "/me/photo/$value")
	body := func(text string) func([]byte) []byte { return func([]byte) []byte { return []byte(text) } }
	markCount := func(b []byte) []byte { return []byte("\ufeff" + string(b) + "\r\n") }
	for name, c := range map[string]struct {
		config  values
		rewrite func([]byte) []byte
		want    values
	}{
		"count": {values{"path": "/users/$count"}, nil, values{"result": "25", "content_type": "text/plain"}},
		"count with a byte order mark": {
			values{"path": "/users/$count"}, markCount, values{"result": "25", "content_type": "text/plain"},
		},
		"file": {
			values{"path": "/me/photo/$value"}, nil,
			values{"content_base64": base64.StdEncoding.EncodeToString(picture), "content_type": "image/jpeg"},
		},
		"empty body": {values{"path": "/me"}, body(""), values{}},
		"null":       {values{"path": "/me"}, body(" null\n"), values{}},
		"object": {
			values{"path": "/me", "api_version": "beta"},
			body(`{"@odata.context":"x","@odata.etag":"y","@odata.type":"#t","a":[1,"b"],"n":null,"o":{}}`),
			values{"result": values{"@odata.type": "#t", "a": []any{1.0, "b"}, "n": nil, "o": values{}}},
		},
		"value that is not a list": {
			values{"path": "/me"}, body(`{"value":"x"}`), values{"result": values{"value": "x"}},
		},
		"items of several types": {
			values{"path": "/me"}, body(`{"@odata.count":2,"value":[{"a":1},{"b":2},"c"]}`),
			values{"result": []any{values{"a": 1.0}, values{"b": 2.0}, "c"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			if c.rewrite != nil {
				srv.Fail(graphemu.Fault{Rewrite: c.rewrite})
			}
			result := connect(t, asPerson(srv)).mustRead(t, "graph_query", c.config)
			for _, attribute := range []string{"result", "content_base64", "content_type"} {
				if diff := cmp.Diff(c.want[attribute], result[attribute]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", attribute, diff)
				}
			}
			if got := len(srv.GraphRequests()); got != 1 {
				t.Errorf("requests = %d, want 1", got)
			}
		})
	}
}

// TestQuery_requests checks that the count of users is an advanced query, that beta is another path, and that an
// escaped path arrives as it is written.
func TestQuery_requests(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	const filter = "displayName eq 'a#b&c+d'"
	s.mustRead(t, "graph_query", values{
		"path": "/users/$count", "api_version": "beta", "query": values{"$filter": filter},
	})
	req := srv.GraphRequests()[0]
	for name, c := range map[string]struct{ got, want string }{
		"path":             {req.Path, "/beta/users/$count"},
		"ConsistencyLevel": {req.Header.Get("ConsistencyLevel"), "eventual"},
		"$filter":          {req.Query.Get("$filter"), filter},
		"Accept":           {req.Header.Get("Accept"), "*/*"},
	} {
		if c.got != c.want {
			t.Errorf("%s = %q, want %q", name, c.got, c.want)
		}
	}
	srv.Reset()
	const guest = "/users/MeganB_adatum.com%23EXT%23@contoso.com"
	s.mustRead(t, "graph_query", values{"path": guest})
	decoded := strings.ReplaceAll(guest, "%23", "#")
	if got := srv.GraphRequests()[0].Path; got != "/v1.0"+guest && got != "/v1.0"+decoded {
		t.Errorf("path = %s, want /v1.0%s", got, guest)
	}
}

// TestQuery_refused checks that what is refused is an error that names the argument, before any request.
func TestQuery_refused(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for _, path := range []string{
		"https://evil.example.com/v1.0/me", "//evil.example.com/me", "users", "", "/users/..", "/../../evil",
		"/users/%2e%2e/x", "/users/.%2E/x", "/users/%252e%252e", "/users/%2e%2e%2fx", `/users\..\x`, "/users/..;a=b/x",
		"/./users", "/me?$select=id", "/users/a#EXT#@b", "/v1.0/me", "/beta", "/a b", "/a\nb", "/a%zz", "/users/..%5cx",
	} {
		_, text := s.read(t, "graph_query", values{"path": path})
		const want = `AttributeName("path"): Path not accepted`
		if !strings.Contains(text, want) || !strings.Contains(text, "What to do: ") {
			t.Errorf("%q: got %q, want %s, and what to do", path, text, want)
		}
	}
	for _, header := range []string{
		"Authorization", "host", "client-request-id", "Proxy-Connection", "X-HTTP-Method-Override", "Accept-Encoding",
		"a b", "",
	} {
		_, text := s.read(t, "graph_query", values{"path": "/me", "headers": values{header: "x"}})
		if want := "Header not accepted"; !strings.Contains(text, want) {
			t.Errorf("header %q: got %q, want %q", header, text, want)
		}
	}
	for name, config := range map[string]values{
		"headers":     {"headers": values{"Prefer": "a\r\nAuthorization: b"}},
		"select":      {"select": []string{"a,b"}},
		"api_version": {"api_version": "v2.0"},
		"limit":       {"limit": 0},
		"query":       {"query": values{" ": "x"}},
	} {
		config["path"] = "/me"
		_, text := s.read(t, "graph_query", config)
		if want := `AttributeName("` + name + `")`; !strings.Contains(text, want) {
			t.Errorf("%s: got %q, want an error at %s", name, text, want)
		}
	}
	if got := len(srv.Requests()); got != 0 {
		t.Errorf("requests = %d, want 0", got)
	}
}

func TestQuery_errors(t *testing.T) {
	t.Parallel()
	timeouts := values{"read": "2s"}
	answer := func(text string) graphemu.Fault {
		return graphemu.Fault{Rewrite: func([]byte) []byte { return []byte(text) }}
	}
	badRequest := func(message string) graphemu.Fault {
		return graphemu.Fault{Status: 400, Body: `{"error":{"code":"BadRequest","message":"` + message + `"}}`}
	}
	for name, c := range map[string]struct {
		fault  graphemu.Fault
		config values
	}{
		"query_path":   {badRequest("Resource not found for the segment 'grops'."), values{"path": "/grops"}},
		"query_filter": {config: values{"path": "/users", "query": values{"$filter": "departmnt eq 'Sales'"}}},
		"query_select": {config: values{"path": "/users", "select": []string{"shoeSize"}}},
		"query_400":    {badRequest("No."), values{"path": "/me"}},
		"query_404":    {config: values{"path": "/users/nobody@contoso.com"}},
		"query_403":    {graphemu.Status(403), values{"path": "/groups"}},
		"query_503":    {graphemu.Unavailable(503, "400"), values{"path": "/groups", "timeouts": timeouts}},
		"query_html":   {graphemu.HTML(0), values{"path": "/groups"}},
		"query_broken": {answer(`{"a":}`), values{"path": "/groups", "timeouts": timeouts}},
		"query_selected_texts": {
			answer(`{"value":["a"]}`), values{"path": "/groups", "select": []string{"id"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			srv.Fail(c.fault)
			_, text := connect(t, asPerson(srv)).read(t, "graph_query", c.config)
			compareText(t, name, text)
		})
	}
	t.Run("query_too_large", func(t *testing.T) {
		t.Parallel()
		srv := graphemu.NewServer(t, graphemu.Options{})
		srv.LargePhoto(graphemu.PersonUPN, 5<<20)
		_, text := connect(t, asPerson(srv)).read(t, "graph_query", values{"path": "/me/photo/$value"})
		compareText(t, "query_too_large", text)
	})
	t.Run("application", func(t *testing.T) {
		t.Parallel()
		srv := graphemu.NewServer(t, graphemu.Options{})
		_, text := connect(t, asApplication(srv)).read(t, "graph_query", values{"path": "/me"})
		compareText(t, "query_me_as_application", text)
	})
}

func TestQuery_numbersKeepTheirDigits(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	encoded, _ := connect(t, asPerson(srv)).readEncoded(t, "graph_query", values{"path": "/organization"})
	// 2^53+1 and 2^63-1 as integers of eight bytes; no float holds them.
	for _, digits := range []string{"\xcf\x00\x20\x00\x00\x00\x00\x00\x01", "\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"} {
		if !strings.Contains(string(encoded), digits) {
			t.Errorf("result = %x, want %x in it", encoded, digits)
		}
	}
}

func TestQuery_completeThroughFaults(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 3000, NoSeed: true})
	srv.Fail(graphemu.Cut().EveryNth(3))
	config := values{"path": "/users", "select": []string{"id"}}
	result := connect(t, asPerson(srv)).mustRead(t, "graph_query", config)["result"]
	if got := len(pick(t, result, "id")); got != 3000 {
		t.Errorf("users = %d, want 3000", got)
	}
}

// TestQuery_download checks that the content of a file, which is on another host, is read there over https and without
// the token, and that its address is nowhere in the result.
func TestQuery_download(t *testing.T) {
	t.Parallel()
	const path = "/me/drive/items/01ABC/content"
	srv := graphemu.NewTLSServer(t, graphemu.Options{})
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, srv.CACertificatePEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	config := override(asPerson(srv), values{"ca_certificate_file": file})
	result := connect(t, config).mustRead(t, "graph_query", values{"path": path, "headers": values{"X-Own": "x"}})
	want := base64.StdEncoding.EncodeToString([]byte("\x00\xff content of 01ABC\n"))
	if got := result["content_base64"]; got != want {
		t.Errorf("content_base64 = %v, want %s", got, want)
	}
	if strings.Contains(fmt.Sprint(result), "tempauth") {
		t.Errorf("result = %v, want no link", result)
	}
	requests := srv.Requests()
	if len(requests) != 2 {
		t.Fatalf("requests = %d, want 2", len(requests))
	}
	for _, header := range []string{"Authorization", "X-Own"} {
		if got := requests[1].Header.Get(header); got != "" {
			t.Errorf("%s of the download = %q, want none", header, got)
		}
	}
	// Without TLS, the link would be readable on its way.
	withoutTLS := graphemu.NewServer(t, graphemu.Options{})
	_, text := connect(t, asPerson(withoutTLS)).read(t, "graph_query", values{"path": path})
	if want := "was not followed: it is not https"; !strings.Contains(text, want) {
		t.Errorf("without TLS: got %q, want %q", text, want)
	}
	if got := len(withoutTLS.Requests()); got != 1 {
		t.Errorf("requests without TLS = %d, want 1", got)
	}
}

// TestQuery_countAndDeltaLink checks that the result has Graph's own count and the link of a delta query.
func TestQuery_countAndDeltaLink(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	result := s.mustRead(t, "graph_query", values{"path": "/users", "query": values{"$count": "true"}, "limit": 3})
	if result["item_count"] != 25.0 || result["delta_link"] != nil {
		t.Errorf("item_count, delta_link = %v, %v, want 25, null", result["item_count"], result["delta_link"])
	}
	const link = "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=t"
	srv.Fail(graphemu.Fault{Rewrite: func([]byte) []byte {
		return []byte(`{"@odata.deltaLink":"` + link + `","value":[]}`)
	}})
	result = s.mustRead(t, "graph_query", values{"path": "/groups"})
	if result["item_count"] != nil || result["delta_link"] != link {
		t.Errorf("item_count, delta_link = %v, %v, want null, %s", result["item_count"], result["delta_link"], link)
	}
}

// TestQuery_links checks that each reason for not following a link has its own text, with the page and the request id,
// and what is said of a response that exceeds a limit.
func TestQuery_links(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]graphemu.Fault{
		"link_circle": graphemu.RepeatedNextLink(),
		"link_away":   graphemu.ForeignNextLink("https://elsewhere.example"),
		"link_broken": {Rewrite: func([]byte) []byte {
			return []byte(`{"value":[],"@odata.nextLink":"/users?page=2"}`)
		}},
		"response_too_deep": {Rewrite: func([]byte) []byte { return bytes.Repeat([]byte(`{"value":[`), 2000) }},
		"link_number":       {Rewrite: func([]byte) []byte { return []byte(`{"value":[],"@odata.nextLink":2}`) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{Users: 3000})
			srv.Fail(fault)
			_, text := connect(t, asPerson(srv)).read(t, "graph_query", values{"path": "/users"})
			compareText(t, name, text)
		})
	}
}

// TestSearch_anyCharacter checks that a search may have any character:
// https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1081.
func TestSearch_anyCharacter(t *testing.T) {
	t.Parallel()
	const name = "F&O #1 + 50% <x>"
	srv := graphemu.NewServer(t, graphemu.Options{Seed: []byte(
		`{"users": [{"id": "1", "userPrincipalName": "a@contoso.com", "displayName": "` + name + `"}]}`)})
	s := connect(t, asPerson(srv))
	for _, text := range []string{"F&O", "#1", "O #1 + 50%", "50% <x>"} {
		search := `"displayName:` + text + `"`
		if got := len(pick(t, s.mustRead(t, "graph_users", values{"search": search})["users"], "id")); got != 1 {
			t.Errorf("graph_users with search %s: users = %d, want 1", search, got)
		}
		result := s.mustRead(t, "graph_query", values{"path": "/users", "query": values{"$search": search}})["result"]
		if got := len(pick(t, result, "id")); got != 1 {
			t.Errorf("graph_query with search %s: users = %d, want 1", search, got)
		}
	}
}

func TestQuery_foreignLink(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 2000})
	other := graphemu.NewServer(t, graphemu.Options{Users: 2000})
	srv.Fail(graphemu.ForeignNextLink(other.URL))
	_, text := connect(t, asPerson(srv)).read(t, "graph_query", values{"path": "/users"})
	if want := "was not followed"; !strings.Contains(text, want) {
		t.Errorf("got %q, want %q", text, want)
	}
	if got := len(other.Requests()); got != 0 {
		t.Errorf("requests to the other host = %d, want 0", got)
	}
}
