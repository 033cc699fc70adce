package graphemu

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/jwt"
)

func TestFederatedToken(t *testing.T) {
	t.Parallel()
	now := assertionTime()
	a := newAsker(t, Options{
		Clock: func() time.Time { return now }, SignIn: entra.Options{OneUseAssertions: true},
	})
	first, second := a.server.FederatedToken(""), a.server.FederatedToken("")
	a.post(tokenPath, assertionFields(first)).ok(t)
	a.post(tokenPath, assertionFields(first)).refuses(t, 401, "invalid_client", 50013)
	a.post(tokenPath, assertionFields(second)).ok(t)
	forged := func(claims jwt.Claims) string {
		return sign(t, a.server.IdentityProviderKey(), jwt.Header{Algorithm: "ES256"}, claims)
	}
	tests := []struct {
		assertion string
		number    float64
	}{
		{a.server.FederatedToken(strings.ToUpper(entra.FederatedSubject)), 700213},
		{
			forged(jwt.Claims{
				Issuer: entra.FederatedIssuer, Subject: entra.FederatedSubject,
				Audience: jwt.Audience{"https://github.com/contoso"},
			}), 700212,
		},
		{New(Options{Clock: assertionTime}).FederatedToken(""), 700027},
		{forged(jwt.Claims{Issuer: entra.FederatedIssuer + "/", Subject: entra.FederatedSubject}), 700211},
		{
			forged(jwt.Claims{
				Issuer: entra.FederatedIssuer, Subject: entra.FederatedSubject, Audience: jwt.Audience{entra.FederatedAudience},
			}), 50027,
		},
	}
	for _, test := range tests {
		a.post(tokenPath, assertionFields(test.assertion)).refuses(t, 401, "invalid_client", test.number)
	}
	third := a.server.FederatedToken("")
	now = now.Add(10*time.Minute - time.Second)
	a.post(tokenPath, assertionFields(third)).ok(t)
	now = now.Add(time.Second)
	a.post(tokenPath, assertionFields(third)).refuses(t, 401, "invalid_client", 700024)
}

// ask sends a request to an identity endpoint. Headers are given as "name: value".
func (a *asker) ask(method, path string, headers ...string) *answer {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), method, "https://idp.example.com"+path, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, h := range headers {
		name, v, _ := strings.Cut(h, ": ")
		req.Header.Set(name, v)
	}
	return a.do(req)
}

func TestGitHubToken(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	const path, header = "/_idp/github?api-version=2.0", "Authorization: Bearer " + entra.GitHubRequestToken
	got := a.ask(http.MethodGet, path+"&audience="+url.QueryEscape(entra.FederatedAudience), header).ok(t)
	if got.body["count"] != 1.0 {
		t.Errorf("got %s, want count 1", got.text)
	}
	a.post(tokenPath, assertionFields(got.property("value"))).ok(t)
	// The standard audience is none that Entra takes.
	standard := a.ask(http.MethodGet, path, header).ok(t).property("value")
	a.post(tokenPath, assertionFields(standard)).refuses(t, 401, "invalid_client", 700212)
	tests := []struct {
		method, path, header string
		status               int
	}{
		{http.MethodGet, path, "Authorization: Bearer wrong", 401},
		{http.MethodGet, path, "Authorization: " + entra.GitHubRequestToken, 401},
		{http.MethodGet, "/_idp/github?audience=x", header, 400},
		{http.MethodPost, path, header, 405},
	}
	for _, test := range tests {
		got := a.ask(test.method, test.path, test.header)
		if got.status != test.status || got.property("message") == "" {
			t.Errorf("%s %s: got %d %s, want %d with a message", test.method, test.path, got.status, got.text, test.status)
		}
	}
	if n := len(a.server.IdentityRequests()); n != 2+len(tests) || len(a.server.GraphRequests()) != 0 ||
		len(a.server.TokenRequests()) != 2 {
		t.Errorf("identity requests = %d of %d, want %d, and 2 for tokens", n, len(a.server.Requests()), 2+len(tests))
	}
}

func TestPipelinesToken(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	const header, suppress = "Authorization: Bearer " + entra.PipelineAccessToken, "X-TFS-FedAuthRedirect: Suppress"
	const path = "/_idp/azuredevops?api-version=7.1&serviceConnectionId=" + entra.ServiceConnectionID
	a.post(tokenPath, assertionFields(a.ask(http.MethodPost, path, header, suppress).ok(t).property("oidcToken"))).ok(t)
	tests := []struct {
		method, path string
		headers      []string
		status       int
	}{
		{http.MethodPost, path, []string{"Authorization: Bearer wrong", suppress}, 401},
		{http.MethodPost, strings.Replace(path, entra.ServiceConnectionID, PersonID, 1), []string{header}, 404},
		{http.MethodPost, "/_idp/azuredevops?serviceConnectionId=" + entra.ServiceConnectionID, []string{header}, 400},
		{http.MethodGet, path, []string{header}, 405},
	}
	for _, test := range tests {
		got := a.ask(test.method, test.path, test.headers...)
		if got.status != test.status || got.property("message") == "" {
			t.Errorf("%s %s: got %d %s, want %d with a message", test.method, test.path, got.status, got.text, test.status)
		}
	}
	got := a.ask(http.MethodPost, path)
	if got.status != http.StatusFound || !strings.HasPrefix(got.header.Get("Location"), "https://idp.example.com/") {
		t.Errorf("got %d %v, want 302 to the page of sign-in", got.status, got.header)
	}
	page := a.ask(http.MethodGet, strings.TrimPrefix(got.header.Get("Location"), "https://idp.example.com")).ok(t)
	if !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
		t.Errorf("got %v, want HTML", page.header)
	}
}
