package graphemu

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// globalGraph is the resource of tokens in the global cloud.
const globalGraph = "https://graph.microsoft.com"

const (
	identityHeader = "X-IDENTITY-HEADER: " + entra.IdentityHeader
	imdsHeader     = "Metadata: true"

	appServiceQuery = entra.AppServicePath + "?api-version=2019-08-01&resource=https://graph.microsoft.com"
	imdsPath        = "/metadata/identity/oauth2/token"
	imdsQuery       = imdsPath + "?api-version=2018-02-01&resource=https://graph.microsoft.com"
)

func TestManagedIdentity(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{SignIn: entra.Options{AppRoles: []string{"User.Read.All"}}})
	tests := []struct{ path, header, client string }{
		{appServiceQuery, identityHeader, entra.SystemAssignedClientID},
		{appServiceQuery + "/", identityHeader, entra.SystemAssignedClientID},
		{appServiceQuery + "&client_id=" + entra.UserAssignedClientID, identityHeader, entra.UserAssignedClientID},
		{imdsQuery, imdsHeader, entra.SystemAssignedClientID},
		// See https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token.
		{imdsQuery + "&object_id=D4C3B2A1-5f6e-4d7c-9b8a-594837261504", imdsHeader, entra.UserAssignedClientID},
		{imdsQuery + "&client_id=" + strings.ToUpper(entra.UserAssignedClientID), imdsHeader, entra.UserAssignedClientID},
	}
	for _, test := range tests {
		got := a.ask(http.MethodGet, test.path, test.header).ok(t)
		a.token = got.property("access_token")
		c := decodeClaims(t, a.token)
		if c.AppID != test.client || c.IDType != "app" || c.Audience != globalGraph ||
			!slices.Equal(c.Roles, []string{"User.Read.All"}) {
			t.Errorf("%s: got claims %+v, want those of %s", test.path, c, test.client)
		}
		if got.property("expires_on") != strconv.FormatInt(c.Expires, 10) || got.property("client_id") != test.client ||
			!strings.HasPrefix(got.property("resource"), globalGraph) || got.property("token_type") != "Bearer" {
			t.Errorf("%s: got %s, want client id, resource and expiry as in the token", test.path, got.text)
		}
		a.get("/users").ok(t)
	}
	if n := len(a.server.IdentityRequests()); n != len(tests) || len(a.server.GraphRequests()) != n {
		t.Errorf("identity requests = %d, requests to Graph = %d, want %d of each", n, len(a.server.GraphRequests()),
			len(tests))
	}
}

func TestManagedIdentity_refused(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	tests := []struct {
		method, path, header string
		status               int
		text                 string
	}{
		{http.MethodGet, appServiceQuery, "", 401, "X-IDENTITY-HEADER"},
		{http.MethodGet, appServiceQuery, "X-IDENTITY-HEADER: wrong", 401, "X-IDENTITY-HEADER"},
		{http.MethodGet, appServiceQuery + "&client_id=" + ClientID, identityHeader, 400, `"statusCode":400`},
		{http.MethodGet, entra.AppServicePath + "?resource=x", identityHeader, 400, "api-version"},
		{http.MethodPost, appServiceQuery, identityHeader, 405, "method"},
		{http.MethodGet, imdsQuery, "", 400, "Required metadata header not specified"},
		{http.MethodGet, imdsQuery + "&client_id=" + ClientID, imdsHeader, 400, `"error_description":"Identity not found"`},
		{http.MethodGet, imdsQuery + "&object_id=" + PersonID, imdsHeader, 400, "Identity not found"},
		{http.MethodGet, imdsPath + "?api-version=1999-01-01&resource=x", imdsHeader, 400, "api-version"},
		{http.MethodGet, imdsPath + "?api-version=yesterday&resource=x", imdsHeader, 400, "api-version"},
		{http.MethodGet, imdsQuery + "&mi_res_id=/subscriptions/1", imdsHeader, 400, "Identity not found"},
		{http.MethodGet, imdsPath + "?resource=x", imdsHeader, 400, "api-version"},
		{http.MethodGet, imdsPath + "?api-version=2018-02-01", imdsHeader, 400, "audience"},
		{
			http.MethodGet, imdsPath + "?api-version=2018-02-01&resource=https://vault.azure.net", imdsHeader, 400,
			"AADSTS500011",
		},
		{http.MethodPost, imdsQuery, imdsHeader, 405, ""},
	}
	for _, test := range tests {
		got := a.ask(test.method, test.path, test.header)
		if got.status != test.status || !strings.Contains(got.text, test.text) {
			t.Errorf("%s %s: got %d %s, want %d with %q", test.method, test.path, got.status, got.text, test.status, test.text)
		}
	}
	got := a.ask(http.MethodGet, imdsQuery, imdsHeader, "X-Forwarded-For: 10.0.0.1")
	if got.status != http.StatusBadRequest {
		t.Errorf("got %d through a proxy, want 400", got.status)
	}
}

// TestIdentityURLs asks at the addresses that a test server gives.
func TestIdentityURLs(t *testing.T) {
	t.Parallel()
	srv := NewServer(t, Options{})
	tests := []struct{ method, url, name, value string }{
		{
			http.MethodGet, srv.IdentityEndpoint() + "?api-version=2019-08-01&resource=" + srv.URL, "X-IDENTITY-HEADER",
			entra.IdentityHeader,
		},
		{http.MethodGet, srv.GitHubTokenURL() + "&audience=x", "Authorization", "Bearer " + entra.GitHubRequestToken},
		{
			http.MethodPost, srv.PipelinesTokenURL() + "?api-version=7.1&serviceConnectionId=" + entra.ServiceConnectionID,
			"Authorization",
			"Bearer " + entra.PipelineAccessToken,
		},
	}
	for _, test := range tests {
		req, err := http.NewRequestWithContext(t.Context(), test.method, test.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(test.name, test.value)
		resp, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: got %s, want 200", test.url, resp.Status)
		}
	}
	if n := len(srv.IdentityRequests()); n != len(tests) || srv.MaxConcurrent() != 0 {
		t.Errorf("identity requests = %d, at once %d, want %d and 0", n, srv.MaxConcurrent(), len(tests))
	}
}
