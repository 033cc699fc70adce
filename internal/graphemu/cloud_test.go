package graphemu

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

func TestClouds(t *testing.T) {
	t.Parallel()
	const world, usa, dod, china = "https://graph.microsoft.com", "https://graph.microsoft.us",
		"https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn"
	knows := map[string][]string{
		"login.microsoftonline.com":         {world, odata.GraphAppID},
		"LOGIN.microsoftonline.us:443":      {usa, dod, odata.GraphAppID},
		"login.chinacloudapi.cn":            {china, odata.GraphAppID},
		"login.partner.microsoftonline.cn":  {china, odata.GraphAppID},
		"login.example.com":                 {world, usa, dod, china, odata.GraphAppID, "https://login.example.com"},
		"login.microsoftonline.com.evil.io": {world, usa, dod, china, odata.GraphAppID},
	}
	a := newAsker(t, Options{})
	for host, roots := range knows {
		for _, root := range []string{world, usa, dod, china, odata.GraphAppID, "https://login.example.com"} {
			got := a.post(tokenPath, tokenFields(url.Values{"scope": {root + "/.default"}}),
				func(r *http.Request) { r.Host = host })
			if slices.Contains(roots, root) {
				got.ok(t)
			} else {
				got.refuses(t, 400, "invalid_resource", 500011)
			}
		}
	}
	// Permissions without a root are those of the Graph of the cloud.
	got := a.post(tokenPath, url.Values{
		"grant_type": {"refresh_token"}, "client_id": {ClientID}, "refresh_token": {a.server.RefreshToken("")},
		"scope": {"User.Read"},
	}, func(r *http.Request) { r.Host = "login.microsoftonline.us" }).ok(t)
	if c := decodeClaims(t, got.property("access_token")); c.Audience != usa {
		t.Errorf("audience = %q, want %q", c.Audience, usa)
	}
}

func TestClouds_graph(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	audiences := map[string]string{}
	for _, root := range []string{"https://graph.microsoft.com", "https://graph.microsoft.us", odata.GraphAppID} {
		got := a.post(tokenPath, tokenFields(url.Values{"scope": {root + "/.default"}})).ok(t)
		audiences[root] = got.property("access_token")
	}
	for _, host := range []string{"https://graph.microsoft.com", "https://graph.microsoft.us",
		"https://graph.example.com"} {
		for audience, token := range audiences {
			a.token = token
			got := a.get(host + "/v1.0/users")
			if audience == host || audience == odata.GraphAppID || host == "https://graph.example.com" {
				got.ok(t)
			} else {
				got.fails(t, http.StatusUnauthorized, "InvalidAuthenticationToken",
					"Access token validation failure. Invalid audience.")
			}
		}
	}
}
