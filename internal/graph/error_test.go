package graph

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/graph-data/terraform-provider-graph/internal/plaintext"
)

func TestError_bodies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		want Error
	}{
		"usual": {
			`{"error":{"code":"Request_ResourceNotFound","message":"Resource 'x' does not exist.",` +
				`"innerError":{"date":"2026-07-26T21:47:17","request-id":"r","client-request-id":"c"}}}`,
			Error{
				Code: "Request_ResourceNotFound", Message: "Resource 'x' does not exist.",
				Date: "2026-07-26T21:47:17", RequestID: "r", ClientRequestID: "c",
			},
		},
		"nested, in other letter case": {
			`{"error":{"innererror":{"code":"inner","INNERERROR":{"code":"innermost","message":"m","requestId":"r"}},` +
				`"code":"Outer","message":""}}`,
			Error{Code: "Outer", InnerCodes: []string{"inner", "innermost"}, Message: "m", RequestID: "r"},
		},
		"empty":        {``, Error{Message: "Not Found"}},
		"empty object": {`{}`, Error{Message: "Not Found"}},
		"empty code":   {`{"error":{"code":"","message":"m"}}`, Error{Message: "m"}},
		"numeric code": {`{"error":{"code":40001,"message":"m"}}`, Error{Code: "40001", Message: "m"}},
		"nulls":        {`{"error":{"code":null,"message":null,"innerError":null}}`, Error{Message: "Not Found"}},
		"OAuth": {
			`{"error":"invalid_grant","error_description":"AADSTS70000:\r\n no"}`,
			Error{Code: "invalid_grant", Message: "AADSTS70000: no"},
		},
		"odata.error": {
			`{"odata.error":{"code":"c","message":{"lang":"en","value":"v"}}}`,
			Error{Code: "c", Message: "v"},
		},
		"gateway":     {`{"statusCode":404,"message":"Resource not found"}`, Error{Message: "Resource not found"}},
		"null":        {`null`, Error{Message: "Not Found"}},
		"array":       {`[{"code":"c"}]`, Error{Message: "Not Found"}},
		"JSON string": {`"no"`, Error{Message: "no"}},
		"text":        {"no\r\n\tgood", Error{Message: "no good"}},
		"JSON in the message": {
			`{"error":{"code":"BadRequest","message":"{\"ErrorCode\":\"badRequest\",\"Message\":\"why\"}"}}`,
			Error{Code: "BadRequest", InnerCodes: []string{"badRequest"}, Message: "why"},
		},
		"nested JSON in the message": {
			`{"error":{"code":"A","message":"{\"error\":{\"code\":\"B\",\"message\":\"why\"}}"}}`,
			Error{Code: "A", InnerCodes: []string{"B"}, Message: "why"},
		},
		"other JSON in the message": {
			`{"error":{"code":"A","message":"{\"x\":1}"}}`,
			Error{Code: "A", Message: `{"x":1}`},
		},
		"HTML in the message": {
			`{"error":{"code":"UnknownError","message":"\r\n<html><head><title>502</title><style>a{}</style></head>` +
				`<body><h2>Bad &amp; gone</h2></body></html>"}}`,
			Error{Code: "UnknownError", Message: "502 Bad & gone"},
		},
		"HTML": {
			"<!DOCTYPE html><!-- x --><html><script>var a = '<p>';</script>" +
				"<body>Our services aren't available right now<br/>Ref A: 1</body></html>",
			Error{Message: "Our services aren't available right now Ref A: 1"},
		},
		"less-than sign": {`{"error":{"message":"a < b and c > d"}}`, Error{Message: "a < b and c > d"}},
		"truncated":      {`{"error":{"code":"c`, Error{Message: `{"error":{"code":"c`}},
		"long":           {strings.Repeat("ü", 600), Error{Message: strings.Repeat("ü", 499) + "…"}},
		"unprintable":    {"a\x00\x1b[31mb\xff\u202ec", Error{Message: "a [31mbc"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := test.want
			want.Call, want.Method, want.Path, want.Status = "GET /users/{id}", "GET", "/v1.0/users/%23", 404
			want.Silent = want.Message == "Not Found"
			want.JSON = strings.HasPrefix(test.body, "{") && json.Valid([]byte(test.body))
			got := errorOf(t, 404, []byte(test.body))
			if diff := cmp.Diff(&want, got, cmpopts.IgnoreUnexported(Error{})); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

// errorOf returns the error of a response; header alternates names and values.
func errorOf(t testing.TB, status int, body []byte, header ...string) *Error {
	t.Helper()
	u, err := url.Parse(testRoot + "/v1.0/users/%23?$filter=private")
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	c := &call{name: "GET /users/{id}", method: http.MethodGet, url: u}
	return newError(c, &Response{Status: status, Header: h, Body: body})
}

func TestError_headers(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(429, `{"error":{"innerError":{"request-id":"b","client-request-id":"b"}}}`,
		"request-id", "h", "client-request-id", "hc", "Date", "Thu, 15 Jan 2026 10:00:00 GMT", "Retry-After", "7",
		"Content-Type", "text/plain"))
	_, err := newClient(t, graph).Do(shortContext(t), Request{Path: "/me"})
	want := &Error{
		Method: "GET", Path: "/v1.0/me", Status: 429, Message: "Too Many Requests", Silent: true, JSON: true,
		RequestID: "h", ClientRequestID: "hc",
		Date: "Thu, 15 Jan 2026 10:00:00 GMT", RetryAfter: 7 * time.Second,
	}
	if diff := cmp.Diff(want, errorAs[*Error](t, err), cmpopts.IgnoreUnexported(Error{})); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

// The code and the message of every sample are found. The samples were recorded from Graph or taken from its
// documentation.
func TestError_samples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/errors/*.json")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d samples, error %v; want at least 25", len(files), err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var want struct {
			Error struct{ Code, Message string }
		}
		if err := json.Unmarshal(body, &want); err != nil {
			t.Fatal(err)
		}
		got := errorOf(t, 400, body)
		if got.Code != want.Error.Code || got.Message != want.Error.Message && want.Error.Message != "" {
			t.Errorf("%s: code %q, message %q; want %q, %q",
				file, got.Code, got.Message, want.Error.Code, want.Error.Message)
		}
	}
}

func TestError_Missing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		code   string
		want   bool
	}{
		{404, "Request_ResourceNotFound", true}, {404, "request_resourcenotfound", true},
		{404, "Directory_ObjectNotFound", true}, {404, "ErrorInvalidUser", true},
		// With these, Exchange reports that an existing user has no mailbox.
		{404, "ResourceNotFound", false}, {404, "itemNotFound", false},
		{404, "NotFound", false}, {404, "", false},
		{404, "MailboxNotEnabledForRESTAPI", false}, {400, "Request_ResourceNotFound", false},
	} {
		if got := (&Error{Status: test.status, Code: test.code}).Missing(); got != test.want {
			t.Errorf("%d %s: Missing() = %t, want %t", test.status, test.code, got, test.want)
		}
	}
}

func TestError_text(t *testing.T) {
	t.Parallel()
	e := &Error{Method: "GET", Path: "/v1.0/me", Status: 403, Code: "Forbidden", Message: "No.", RequestID: "r"}
	if got, want := e.Error(), "GET /v1.0/me: 403 Forbidden: No. (request-id r)"; got != want {
		t.Errorf("Error() = %s, want %s", got, want)
	}
}

func TestError_claims(t *testing.T) {
	t.Parallel()
	const encoded = "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTY1MjgxMzUwOCJ9fX0="
	const decoded = `{"access_token":{"nbf":{"essential":true, "value":"1652813508"}}}`
	for name, test := range map[string]struct{ header, want string }{
		"documented": {
			`Bearer realm="", authorization_uri="https://x/authorize", client_id="0", ` +
				`error="insufficient_claims", claims="` + encoded + `"`, decoded,
		},
		"second challenge": {
			`PoP nonce="x", Bearer realm="", error="insufficient_claims", claims="` + encoded + `"`, decoded,
		},
		"other order": {`Bearer claims="` + encoded + `",error="insufficient_claims"`, decoded},
		"no padding": {
			`Bearer error=insufficient_claims, claims="` + strings.TrimRight(encoded, "=") + `"`, decoded,
		},
		"URL-safe":    {`Bearer error="insufficient_claims", claims="eyJhIjoiPz8_Pj4-In0"`, `{"a":"???>>>"}`},
		"other error": {`Bearer error="invalid_token", claims="` + encoded + `"`, ""},
		"other name":  {`Bearer error="insufficient_claims", xclaims="` + encoded + `"`, ""},
		"no claims":   {`Bearer realm="", authorization_uri="https://x"`, ""},
		"not base64":  {`Bearer error="insufficient_claims", claims="%%%"`, ""},
		"not JSON":    {`Bearer error="insufficient_claims", claims="aGVsbG8="`, ""},
		"open quote":  {`Bearer error="insufficient_claims", claims="` + encoded, ""},
	} {
		got := errorOf(t, 401, nil, "WWW-Authenticate", "Negotiate", "WWW-Authenticate", test.header).Claims
		if got != test.want {
			t.Errorf("%s: claims = %s, want %s", name, got, test.want)
		}
	}
}

// FuzzClaims checks that the claims of a challenge are found whatever the other parameters say, and that all other
// headers have none or valid JSON.
func FuzzClaims(f *testing.F) {
	f.Add(`Bearer claims="e30", error="insufficient_claims"`, "", `{"access_token":{"nbf":{"essential":true}}}`)
	f.Add(`PoP nonce="`, `, claims="x", error="invalid_token"`, `{}`)
	f.Add(`Bearer error="x`, `, error="insufficient_claims", claims=`, `{"a":"\u00ff"}`)
	f.Add(`Bearer error=insufficient_claims,claims="bnVsbA"`, `\`, `[1]`)
	f.Fuzz(func(t *testing.T, header, text, document string) {
		if got := claims(http.Header{"Www-Authenticate": {header}}); got != "" && !json.Valid([]byte(got)) {
			t.Fatalf("claims of %q = %q, want JSON", header, got)
		}
		if !json.Valid([]byte(document)) {
			t.Skip("no claims")
		}
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text)
		header = fmt.Sprintf(`PoP nonce="%s", Bearer realm="%[1]s", error="insufficient_claims", claims="%s", x="%[1]s"`,
			quoted, base64.StdEncoding.EncodeToString([]byte(document)))
		if got := claims(http.Header{"Www-Authenticate": {"Negotiate", header}}); got != document {
			t.Fatalf("claims of %q = %q, want %q", header, got, document)
		}
	})
}

func TestError_notJSON(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(200, "<html><title>Hotel Wi-Fi</title><p>Please sign in",
		"Content-Type", "text/html; charset=utf-8", "request-id", "r"))
	_, err := getMe(t.Context(), newClient(t, graph))
	if !errors.Is(err, ErrNotJSON) || graph.count() != 1 {
		t.Fatalf("error %v after %d requests, want %v after 1", err, graph.count(), ErrNotJSON)
	}
	want := "GET /v1.0/me: 200: the response is not JSON (text/html): Hotel Wi-Fi Please sign in (request-id r)"
	if err.Error() != want {
		t.Errorf("error = %s, want %s", err, want)
	}
}

// FuzzErrorBody checks that the fields of an error are short lines that depend on nothing but the body, and that a text
// is found where Graph writes it.
func FuzzErrorBody(f *testing.F) {
	files, err := filepath.Glob("testdata/errors/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	for _, seed := range []string{
		`{"error":"a"}`, `<html>`, `{"odata.error":{"message":{"value":"a"}}}`,
		`{"error":{"message":"{\"error\":{}}"}}`, "\xff<a",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		e := errorOf(t, 400, body)
		if e.Message == "" || !oneShortLine(e.Message) {
			t.Fatalf("message = %q, want one short line", e.Message)
		}
		for _, field := range append(e.InnerCodes, e.Code, e.RequestID, e.ClientRequestID, e.Date) {
			if !oneShortLine(field) {
				t.Fatalf("field = %q, want one short line", field)
			}
		}
		if diff := cmp.Diff(e, errorOf(t, 400, body), cmpopts.IgnoreUnexported(Error{})); diff != "" {
			t.Fatalf("the same body again (-first +second):\n%s", diff)
		}
		if len(e.InnerCodes) > 2*maxInner {
			t.Fatalf("%d inner codes, want %d at most", len(e.InnerCodes), 2*maxInner)
		}
		text := strings.ToValidUTF8(strings.TrimLeft(string(body), "{ \t\r\n"), "")
		usual, err := json.Marshal(map[string]any{"error": map[string]any{"message": text, "code": text}})
		if err != nil {
			t.Fatal(err)
		}
		got, want := errorOf(t, 404, usual), plaintext.FromHTML(text)
		if want == "" {
			want = "Not Found"
		}
		if got.Code != plaintext.Line(text) || got.Message != want {
			t.Fatalf("code %q, message %q; want %q, %q", got.Code, got.Message, plaintext.Line(text), want)
		}
	})
}

func oneShortLine(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= plaintext.Max && !strings.ContainsAny(s, "\r\n\t\x00\x1b")
}
