package graphemu

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

func (a *asker) renew(token string, change ...string) *answer {
	a.t.Helper()
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {ClientID}, "refresh_token": {token}}
	for i := 0; i < len(change); i += 2 {
		form.Set(change[i], change[i+1])
	}
	return a.post("/common/oauth2/v2.0/token", form)
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	first := a.server.RefreshToken("AlexW@contoso.com", "User.Read", "Mail.Send")
	got := a.renew(first, "scope", "https://graph.microsoft.us/User.Read offline_access openid").ok(t)
	second := got.property("refresh_token")
	c := decodeClaims(t, got.property("access_token"))
	if second == "" || second == first || c.UPN != "AlexW@contoso.com" || c.Scopes != "User.Read" ||
		c.Audience != "https://graph.microsoft.us" ||
		got.property("scope") != "https://graph.microsoft.us/User.Read openid" || got.property("id_token") == "" {
		t.Errorf("got %s, want AlexW, User.Read for the American Graph, and new tokens", got.text)
	}
	// Without a scope, and with .default, it is all that was granted; fewer scopes before do not count.
	for _, scope := range []string{"", ".default", "offline_access"} {
		got = a.renew(second, "scope", scope).ok(t)
		if c := decodeClaims(t, got.property("access_token")); c.Scopes != "User.Read Mail.Send" {
			t.Errorf("%q gives %q, want User.Read Mail.Send", scope, c.Scopes)
		}
	}
	a.renew(first).ok(t) // In Entra the old one goes on working.
	wide := decodeClaims(t, a.renew(a.server.RefreshToken("")).ok(t).property("access_token"))
	if !slices.Equal(strings.Fields(wide.Scopes), entra.WideScopes()) {
		t.Errorf("granted %v, want %v", strings.Fields(wide.Scopes), entra.WideScopes())
	}
	a.renew(second, "scope", "User.Read User.Read.All").refuses(t, 400, "invalid_grant", 65001)
	a.renew(second, "scope", "User.Raed").refuses(t, 400, "invalid_client", 650053)
	a.renew(second, "scope", "https://vault.azure.net/.default").refuses(t, 400, "invalid_resource", 500011)
	a.renew(second, "client_secret", ClientSecret).refuses(t, 401, "invalid_client", 700025)
	a.renew("").refuses(t, 400, "invalid_request", 900144)
	a.renew(second+"x").refuses(t, 400, "invalid_grant", 70000)
}

// TestRefresh_device holds the token of a device to what was granted to it, which may be nothing.
func TestRefresh_device(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{"offline_access User.Read": "User.Read", "offline_access openid": ""} {
		a := newDeviceAsker(t, Options{})
		code := a.approve(asked)
		token := a.poll(code).ok(t).property("refresh_token")
		got := a.renew(token, "scope", ".default").ok(t)
		if c := decodeClaims(t, got.property("access_token")); c.Scopes != want {
			t.Errorf("%s gives %q, want %q", asked, c.Scopes, want)
		}
	}
}

func TestRefresh_singleUse(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{SignIn: entra.Options{SingleUseRefreshTokens: true}})
	first, other := a.server.RefreshToken(""), a.server.RefreshToken("")
	second := a.renew(first).ok(t).property("refresh_token")
	// A refusal for another reason uses nothing up.
	a.renew(second, "scope", "Sites.Read.All").refuses(t, 400, "invalid_grant", 65001)
	third := a.renew(second).ok(t).property("refresh_token")
	a.renew(first).refuses(t, 400, "invalid_grant", 70000)
	a.renew(third).refuses(t, 400, "invalid_grant", 70000) // The whole sign-in is over.
	a.renew(other).ok(t)
}

func TestRefresh_ends(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	token := a.server.RefreshToken("")
	a.server.RevokeSessions()
	a.renew(token).refuses(t, 400, "invalid_grant", 50173)
	token = a.renew(a.server.RefreshToken("")).ok(t).property("refresh_token")
	a.server.ExpireSessions()
	a.renew(token).refuses(t, 400, "invalid_grant", 700082)
	a.renew(a.server.RefreshToken("")).ok(t)
}
