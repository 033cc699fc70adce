package provider_test

import (
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
	groups := s.mustRead(t, "graph_query", values{"path": "/groups", "query": values{"$top": "2"}})["result"]
	names := pick(t, groups, "displayName")
	if len(names) < 5 || names[0] != "Contoso Team" || len(srv.GraphRequests()) != (len(names)+1)/2 {
		t.Errorf("%d requests for %v", len(srv.GraphRequests()), names)
	}
	srv.Reset()
	limited := s.mustRead(t, "graph_query", values{
		"path": "/groups", "limit": 3, "query": values{"$top": "2"}, "headers": values{"Prefer": "odata.maxpagesize=2"},
	})["result"]
	if diff := cmp.Diff(names[:3], pick(t, limited, "displayName")); diff != "" || len(srv.GraphRequests()) != 2 {
		t.Errorf("%d requests: %s", len(srv.GraphRequests()), diff)
	}
	for _, req := range srv.GraphRequests() {
		if req.Header.Get("Prefer") != "odata.maxpagesize=2" {
			t.Errorf("a page was asked for with %v", req.Header)
		}
	}
}

func TestQuery_selected(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	result := s.mustRead(t, "graph_query", values{
		"path": "/users", "query": values{"$filter": "userPrincipalName eq 'o''brien@contoso.com'"},
		"select": []string{"displayName", "accountEnabled", "otherMails", "mobilePhone", "@odata.type"}})["result"]
	list, _ := result.([]any)
	if len(list) != 1 {
		t.Fatalf("got %v", result)
	}
	row, _ := list[0].(values)
	if len(row) != 5 || row["displayName"] != "Siobhán O'Brien" || row["accountEnabled"] != true ||
		row["@odata.type"] != nil || !strings.HasPrefix(fmt.Sprint(row["otherMails"]), "[") {
		t.Errorf("got %v", row)
	}
	if got := srv.GraphRequests()[0].Query.Get("$select"); got != "displayName,accountEnabled,otherMails,mobilePhone" {
		t.Errorf("asked for %s", got)
	}
	srv.Reset()
	one := s.mustRead(t, "graph_query", values{
		"path": "/me", "query": values{"$SELECT": "id,displayName"}, "select": []string{"displayName", "jobTitle"},
	})["result"]
	if diff := cmp.Diff(values{"displayName": "Adele Vance", "jobTitle": nil}, one); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
	if got := srv.GraphRequests()[0].RawQuery; got != "$select=id,displayName" {
		t.Errorf("asked for %s", got)
	}
	srv.Reset()
	s.mustRead(t, "graph_query", values{
		"path": "/me/joinedTeams", "query": values{"$select": ""}, "select": []string{"displayName"},
	})
	if got := srv.GraphRequests()[0].RawQuery; got != "" {
		t.Errorf("asked for %s", got)
	}
}

func TestQuery_selectsVeryMany(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 10_000, NoSeed: true})
	result := connect(t, asApplication(srv)).mustRead(t, "graph_query", values{
		"path": "/users", "select": []string{"id", "userPrincipalName"},
	})["result"]
	seen := map[any]bool{}
	for _, id := range pick(t, result, "id") {
		seen[id] = true
	}
	if len(seen) != 10_000 || len(srv.GraphRequests()) != 11 {
		t.Errorf("%d users with %d requests", len(seen), len(srv.GraphRequests()))
	}
}

func TestQuery_whatIsThere(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	picture, _ := fetch(t, srv, "/me/photo/$value")
	for name, c := range map[string]struct {
		config values
		answer func([]byte) []byte
		want   values
	}{
		"count": {values{"path": "/users/$count"}, nil, values{"result": "25", "content_type": "text/plain"}},
		"marked count": {
			values{"path": "/users/$count"}, func(b []byte) []byte { return []byte("\ufeff" + string(b) + "\r\n") },
			values{"result": "25", "content_type": "text/plain"},
		},
		"file": {
			values{"path": "/me/photo/$value"}, nil,
			values{"content_base64": base64.StdEncoding.EncodeToString(picture), "content_type": "image/jpeg"},
		},
		"nothing": {values{"path": "/me"}, func([]byte) []byte { return nil }, values{}},
		"null":    {values{"path": "/me"}, func([]byte) []byte { return []byte(" null\n") }, values{}},
		"object": {values{"path": "/me", "api_version": "beta"}, func([]byte) []byte {
			return []byte(`{"@odata.context":"x","@odata.etag":"y","@odata.type":"#t","a":[1,"b"],"n":null,"o":{}}`)
		}, values{"result": values{"@odata.type": "#t", "a": []any{1.0, "b"}, "n": nil, "o": values{}}}},
		"value that is no list": {
			values{"path": "/me"}, func([]byte) []byte { return []byte(`{"value":"x"}`) },
			values{"result": values{"value": "x"}},
		},
		"mixed items": {
			values{"path": "/me"},
			func([]byte) []byte { return []byte(`{"@odata.count":2,"value":[{"a":1},{"b":2},"c"]}`) },
			values{"result": []any{values{"a": 1.0}, values{"b": 2.0}, "c"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			if c.answer != nil {
				srv.Fail(graphemu.Fault{Rewrite: c.answer})
			}
			result := connect(t, asPerson(srv)).mustRead(t, "graph_query", c.config)
			for _, attribute := range []string{"result", "content_base64", "content_type"} {
				if diff := cmp.Diff(c.want[attribute], result[attribute]); diff != "" {
					t.Errorf("%s: %s", attribute, diff)
				}
			}
			if n := len(srv.GraphRequests()); n != 1 {
				t.Errorf("requests = %d, want 1", n)
			}
		})
	}
}

// The count of users is an advanced query, and the beta another path.
func TestQuery_requests(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	s.mustRead(t, "graph_query", values{
		"path": "/users/$count", "api_version": "beta", "query": values{"$filter": "displayName eq 'a#b&c+d'"},
	})
	req := srv.GraphRequests()[0]
	if req.Path != "/beta/users/$count" || req.Header.Get("ConsistencyLevel") != "eventual" ||
		req.Query.Get("$filter") != "displayName eq 'a#b&c+d'" || req.Header.Get("Accept") != "*/*" {
		t.Errorf("asked for %s?%s with %v", req.Path, req.RawQuery, req.Header)
	}
	srv.Reset()
	s.mustRead(t, "graph_query", values{"path": "/users/MeganB_adatum.com%23EXT%23@contoso.com"})
	const encodedPath, decodedPath = "/v1.0/users/MeganB_adatum.com%23EXT%23@contoso.com",
		"/v1.0/users/MeganB_adatum.com#EXT#@contoso.com"
	if got := srv.GraphRequests()[0].Path; got != encodedPath && got != decodedPath {
		t.Errorf("asked for %s", got)
	}
}

// What is refused is refused before any request, with the argument named.
func TestQuery_refused(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for _, p := range []string{
		"https://evil.example.com/v1.0/me", "//evil.example.com/me", "users", "", "/users/..", "/../../evil",
		"/users/%2e%2e/x", "/users/.%2E/x", "/users/%252e%252e", "/users/%2e%2e%2fx", `/users\..\x`, "/users/..;a=b/x",
		"/./users", "/me?$select=id", "/users/a#EXT#@b", "/v1.0/me", "/beta", "/a b", "/a\nb", "/a%zz", "/users/..%5cx",
	} {
		_, text := s.read(t, "graph_query", values{"path": p})
		if !strings.Contains(text, `AttributeName("path"): Path not accepted`) || !strings.Contains(text, "What to do: ") {
			t.Errorf("%q: %s", p, text)
		}
	}
	for _, header := range []string{
		"Authorization", "host", "client-request-id", "Proxy-Connection", "X-HTTP-Method-Override", "Accept-Encoding", "a b",
		"",
	} {
		_, text := s.read(t, "graph_query", values{"path": "/me", "headers": values{header: "x"}})
		if !strings.Contains(text, "Header not accepted") {
			t.Errorf("%q: %s", header, text)
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
		if _, text := s.read(t, "graph_query", config); !strings.Contains(text, `AttributeName("`+name+`")`) {
			t.Errorf("%s: %s", name, text)
		}
	}
	if n := len(srv.Requests()); n != 0 {
		t.Errorf("requests = %d, want 0", n)
	}
}

func TestQuery_errors(t *testing.T) {
	t.Parallel()
	short := values{"read": "2s"}
	for name, c := range map[string]struct {
		fault  graphemu.Fault
		config values
	}{
		"query_path": {
			graphemu.Fault{
				Status: 400, Body: `{"error":{"code":"BadRequest","message":"Resource not found for the segment 'grops'."}}`,
			},
			values{"path": "/grops"},
		},
		"query_filter": {
			graphemu.Fault{}, values{"path": "/users", "query": values{"$filter": "departmnt eq 'Sales'"}},
		},
		"query_select": {graphemu.Fault{}, values{"path": "/users", "select": []string{"shoeSize"}}},
		"query_400": {
			graphemu.Fault{Status: 400, Body: `{"error":{"code":"BadRequest","message":"No."}}`}, values{"path": "/me"},
		},
		"query_404":  {graphemu.Fault{}, values{"path": "/users/nobody@contoso.com"}},
		"query_403":  {graphemu.Status(403), values{"path": "/groups"}},
		"query_503":  {graphemu.Unavailable(503, "400"), values{"path": "/groups", "timeouts": short}},
		"query_html": {graphemu.HTML(0), values{"path": "/groups"}},
		"query_broken": {
			graphemu.Fault{Rewrite: func([]byte) []byte { return []byte(`{"a":}`) }},
			values{"path": "/groups", "timeouts": short},
		},
		"query_selected_texts": {
			graphemu.Fault{Rewrite: func([]byte) []byte { return []byte(`{"value":["a"]}`) }},
			values{"path": "/groups", "select": []string{"id"}},
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
	wire := connect(t, asPerson(srv)).readEncoded(t, "graph_query", values{"path": "/organization"})
	// 2^53+1 and 2^63-1 as integers of eight bytes; no float holds them.
	for _, digits := range []string{"\xcf\x00\x20\x00\x00\x00\x00\x00\x01", "\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"} {
		if !strings.Contains(string(wire), digits) {
			t.Errorf("%x is not in the result", digits)
		}
	}
}

func TestQuery_completeThroughFaults(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 3000, NoSeed: true})
	srv.Fail(graphemu.Cut().EveryNth(3))
	result := connect(t, asPerson(srv)).mustRead(t, "graph_query", values{
		"path": "/users", "select": []string{"id"},
	})["result"]
	if got := len(pick(t, result, "id")); got != 3000 {
		t.Errorf("users = %d, want 3000", got)
	}
}

// The content of a file is on another host: it is read there over https, without the token, and its address is nowhere.
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
	if result["content_base64"] != want || strings.Contains(fmt.Sprint(result), "tempauth") {
		t.Errorf("got %v", result)
	}
	requests := srv.Requests()
	if len(requests) != 2 || requests[1].Header.Get("Authorization") != "" || requests[1].Header.Get("X-Own") != "" {
		t.Errorf("%d requests, the last with %v", len(requests), requests[len(requests)-1].Header)
	}
	// Without TLS the link would be readable on its way.
	plain := graphemu.NewServer(t, graphemu.Options{})
	_, text := connect(t, asPerson(plain)).read(t, "graph_query", values{"path": path})
	if !strings.Contains(text, "was not followed: it is not https") || len(plain.Requests()) != 1 {
		t.Errorf("%d requests: %s", len(plain.Requests()), text)
	}
}

// Graph's own count, and the link of a change track.
func TestQuery_aboutTheCollection(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	result := s.mustRead(t, "graph_query", values{"path": "/users", "query": values{"$count": "true"}, "limit": 3})
	if result["item_count"] != 25.0 || result["delta_link"] != nil {
		t.Errorf("item_count %v, delta_link %v", result["item_count"], result["delta_link"])
	}
	const link = "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=t"
	srv.Fail(graphemu.Fault{
		Rewrite: func([]byte) []byte { return []byte(`{"@odata.deltaLink":"` + link + `","value":[]}`) },
	})
	result = s.mustRead(t, "graph_query", values{"path": "/groups"})
	if result["item_count"] != nil || result["delta_link"] != link {
		t.Errorf("item_count %v, delta_link %v", result["item_count"], result["delta_link"])
	}
}

// Each reason for which a link is not followed has its own text, with the page and the id of the request.
func TestQuery_links(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]graphemu.Fault{
		"link_circle": graphemu.RepeatedNextLink(),
		"link_away":   graphemu.ForeignNextLink("https://elsewhere.example"),
		"link_broken": {Rewrite: func([]byte) []byte { return []byte(`{"value":[],"@odata.nextLink":"/users?page=2"}`) }},
		"link_number": {Rewrite: func([]byte) []byte { return []byte(`{"value":[],"@odata.nextLink":2}`) }},
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

// A search for any character is answered: https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1081.
func TestSearch_anyCharacter(t *testing.T) {
	t.Parallel()
	const name = "F&O #1 + 50% <x>"
	srv := graphemu.NewServer(t, graphemu.Options{Seed: []byte(
		`{"users": [{"properties": {"id": "1", "userPrincipalName": "a@contoso.com", "displayName": "` + name + `"}}]}`)})
	s := connect(t, asPerson(srv))
	for _, text := range []string{"F&O", "#1", "O #1 + 50%", "50% <x>"} {
		search := `"displayName:` + text + `"`
		if n := len(pick(t, s.mustRead(t, "graph_users", values{"search": search})["users"], "id")); n != 1 {
			t.Errorf("graph_users found %d for %s", n, search)
		}
		result := s.mustRead(t, "graph_query", values{"path": "/users", "query": values{"$search": search}})["result"]
		if n := len(pick(t, result, "id")); n != 1 {
			t.Errorf("graph_query found %d for %s", n, search)
		}
	}
}

func TestQuery_foreignLink(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Users: 2000})
	other := graphemu.NewServer(t, graphemu.Options{Users: 2000})
	srv.Fail(graphemu.ForeignNextLink(other.URL))
	_, text := connect(t, asPerson(srv)).read(t, "graph_query", values{"path": "/users"})
	if !strings.Contains(text, "was not followed") || len(other.Requests()) != 0 {
		t.Errorf("%d requests went to the other host: %s", len(other.Requests()), text)
	}
}
