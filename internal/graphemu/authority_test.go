package graphemu

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// tokenFields are those of a good request, changed by each test.
func tokenFields(change url.Values) url.Values {
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {ClientID}, "client_secret": {ClientSecret},
		"scope": {"https://graph.microsoft.com/.default"},
	}
	maps.Copy(form, change)
	return form
}

func (a *asker) post(path string, form url.Values, change ...func(*http.Request)) *answer {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, "https://login.example.com"+path,
		strings.NewReader(form.Encode()))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, f := range change {
		f(req)
	}
	return a.do(req)
}

const tokenPath = "/" + TenantID + "/oauth2/v2.0/token"

func TestClientCredentials(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{SignIn: entra.Options{AppRoles: []string{"User.Read.All"}}})
	for _, path := range []string{tokenPath, "/contoso.com/oauth2/v2.0/token"} {
		for _, root := range []string{"https://graph.microsoft.com", "https://login.example.com",
			"https://graph.microsoft.us"} {
			got := a.post(path, tokenFields(url.Values{"scope": {root + "/.default"}})).ok(t)
			token, _ := got.body["access_token"].(string)
			c := decodeClaims(t, token)
			if c.Audience != root || !slices.Equal(c.Roles, []string{"User.Read.All"}) || c.Scopes != "" ||
				c.TenantID != TenantID {
				t.Errorf("got claims %+v, want User.Read.All for %s", c, root)
			}
			if got.body["expires_in"] != 3599.0 || got.body["token_type"] != "Bearer" {
				t.Errorf("got %s, want a Bearer token for 3599 seconds", got.text)
			}
			a.token = token
			a.get("/users").ok(t)
		}
	}
	basic := a.post(tokenPath, tokenFields(url.Values{"client_id": nil, "client_secret": nil}), func(r *http.Request) {
		r.SetBasicAuth(url.QueryEscape(ClientID), url.QueryEscape(ClientSecret))
	})
	basic.ok(t)
}

// accessClaims are the claims of an access token that the tests look at.
type accessClaims struct {
	Audience     string   `json:"aud"`
	Expires      int64    `json:"exp"`
	AppID        string   `json:"appid"`
	Roles        []string `json:"roles"`
	Scopes       string   `json:"scp"`
	UPN          string   `json:"upn"`
	IDType       string   `json:"idtyp"`
	TenantID     string   `json:"tid"`
	Capabilities []string `json:"xms_cc"`
}

func decodeClaims(t *testing.T, token string) *accessClaims {
	t.Helper()
	c := new(accessClaims)
	decodePart(t, token, c)
	return c
}

// decodePart reads the claims of a token into v.
func decodePart(t *testing.T, token string, v any) {
	t.Helper()
	_, rest, _ := strings.Cut(token, ".")
	part, _, _ := strings.Cut(rest, ".")
	document, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil || json.Unmarshal(document, v) != nil {
		t.Fatalf("got %q, want a token with JSON in it", token)
	}
}

// refuses holds an error of the authority against its status, its code and its number.
func (g *answer) refuses(t *testing.T, status int, code string, number float64) {
	t.Helper()
	numbers, _ := g.body["error_codes"].([]any)
	if g.status != status || g.body["error"] != code || len(numbers) != 1 || numbers[0] != number {
		t.Errorf("got %d %s, want %d %s %v", g.status, g.text, status, code, number)
	}
}

// property returns one property of an answer.
func (g *answer) property(name string) string {
	s, _ := g.body[name].(string)
	return s
}

func TestTokenErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		tenant string
		change url.Values
		status int
		code   string
		number float64
	}{
		{TenantID, url.Values{"client_secret": {"wrong"}}, 401, "invalid_client", 7000215},
		{TenantID, url.Values{"client_secret": {entra.ExpiredClientSecret}}, 401, "invalid_client", 7000222},
		{TenantID, url.Values{"client_secret": nil}, 401, "invalid_client", 7000218},
		{"fabrikam.com", nil, 400, "invalid_request", 90002},
		{TenantID, url.Values{"client_id": {"00000000-0000-4000-8000-000000000000"}}, 400, "unauthorized_client", 700016},
		{TenantID, url.Values{"client_id": nil}, 400, "invalid_request", 900144},
		{TenantID, url.Values{"scope": {"User.Read"}}, 400, "invalid_scope", 1002012},
		{TenantID, url.Values{"scope": {"https://vault.azure.net/.default"}}, 400, "invalid_resource", 500011},
		{TenantID, url.Values{"scope": {"https://graph.microsoft.com/.default", "again"}}, 400, "invalid_request", 9000411},
		{TenantID, url.Values{"grant_type": {"password"}}, 400, "unsupported_grant_type", 70003},
		{"organizations", nil, 400, "invalid_request", 50059},
		{"common", nil, 400, "invalid_request", 50059},
	}
	a := newAsker(t, Options{})
	for _, test := range tests {
		got := a.post("/"+test.tenant+"/oauth2/v2.0/token", tokenFields(test.change), func(r *http.Request) {
			r.Header.Set("client-request-id", "my-id")
		})
		got.refuses(t, test.status, test.code, test.number)
		description, _ := got.body["error_description"].(string)
		if !strings.HasPrefix(description, "AADSTS") || strings.Contains(description, ClientSecret) {
			t.Errorf("got description %q, want a number of AADSTS and no secret", description)
		}
		if got.body["correlation_id"] != "my-id" || got.body["trace_id"] == "" || got.body["timestamp"] == nil {
			t.Errorf("got %s, want correlation_id my-id, a trace_id and a timestamp", got.text)
		}
	}
	if n := len(a.server.TokenRequests()); n != len(tests) {
		t.Errorf("token requests = %d, want %d", n, len(tests))
	}
}

// TestClock holds a server whose clock is wrong against itself.
func TestClock(t *testing.T) {
	t.Parallel()
	now := assertionTime()
	a := newAsker(t, Options{Clock: func() time.Time { return now }})
	got := a.get("/me").ok(t)
	if got.header.Get("Date") != "Thu, 15 Jan 2026 10:00:00 GMT" {
		t.Errorf("Date = %q, want that of the clock", got.header.Get("Date"))
	}
	refused := a.post(tokenPath, tokenFields(map[string][]string{"client_secret": nil}))
	if refused.property("timestamp") != "2026-01-15 10:00:00Z" {
		t.Errorf("got %s, want the time of the clock", refused.text)
	}
	now = now.Add(time.Hour)
	a.get("/me").fails(t, http.StatusUnauthorized, "InvalidAuthenticationToken", "expired")
}
