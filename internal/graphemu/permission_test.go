package graphemu

import (
	"net/http"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

func TestPermissions(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	guest := "MeganB_adatum.com#EXT#@contoso.com"
	tests := []struct {
		name    string
		token   string
		path    string
		status  int
		code    string
		message string
	}{
		{"me", s.PersonToken("", "User.Read"), "/me", 200, "", ""},
		{"me without", s.PersonToken("", "Mail.Send"), "/me", 403, "Authorization_RequestDenied", "Insufficient privileges"},
		{"oneself by id", s.PersonToken("", "User.Read"), "/users/" + PersonID, 200, "", ""},
		{"another one", s.PersonToken("", "User.Read"), "/users/LeeG@contoso.com", 403, "Authorization_RequestDenied", ""},
		{"list", s.PersonToken("", "User.Read"), "/users", 403, "Authorization_RequestDenied", ""},
		{"list basic", s.PersonToken("", "User.ReadBasic.All"), "/users", 200, "", ""},
		{"list application", s.AppToken("User.Read.All"), "/users", 200, "", ""},
		{"list without roles", s.AppToken(""), "/users", 403, "Authorization_RequestDenied", ""},
		{"guest himself", s.PersonToken(guest), "/me", 200, "", ""},
		{"guest list", s.PersonToken(guest), "/users", 403, "Authorization_RequestDenied", ""},
		{"manager", s.PersonToken("", "User.Read"), "/me/manager", 403, "Authorization_RequestDenied", ""},
		{"me by an application", s.AppToken(), "/me/joinedTeams", 400, "BadRequest", "delegated authentication flow"},
		{
			"sign-ins", s.AppToken("User.Read.All"), "/users?$select=signInActivity", 403,
			"Authentication_MSGraphPermissionMissing", "AuditLog.Read.All",
		},
		{
			"teams delegated", s.PersonToken("", "openid", "User.Read"), "/me/joinedTeams", 403, "Forbidden",
			"Missing scope permissions on the request. API requires one of 'Team.ReadBasic.All, TeamSettings.Read.All, " +
				"TeamSettings.ReadWrite.All, User.Read.All, User.ReadWrite.All, Directory.Read.All, Directory.ReadWrite.All'. " +
				"Scopes on the request 'openid, User.Read'.",
		},
		{
			"teams application", s.AppToken(""), "/users/" + PersonID + "/joinedTeams", 403, "Forbidden",
			"Missing role permissions on the request. API requires one of 'Team.ReadBasic.All,",
		},
		{"teams of nobody", s.AppToken(), "/users/nobody/joinedTeams", 404, "Request_ResourceNotFound", "'nobody'"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := &asker{t: t, server: s, token: test.token}
			a.get(test.path).fails(t, test.status, test.code, test.message)
		})
	}
}

// TestUnreadableIsEmpty checks what Graph leaves empty without an error.
func TestUnreadableIsEmpty(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	a.token = a.server.AppToken("User.ReadBasic.All")
	body := a.get("/users/" + PersonID + "?$select=id,displayName,jobTitle,businessPhones").ok(t).body
	if body["displayName"] != "Adele Vance" || body["jobTitle"] != nil || len(body) != 5 {
		t.Errorf("got %v, want name and no job title", body)
	}
	a.token = a.server.AppToken("User.Read.All")
	body = a.get("/users/" + PersonID + "?$select=jobTitle,customSecurityAttributes").ok(t).body
	if v, there := body["customSecurityAttributes"]; v != nil || !there || body["jobTitle"] != "Retail Manager" {
		t.Errorf("got %v, want the job title and null attributes", body)
	}
}

func TestTokensRefused(t *testing.T) {
	t.Parallel()
	foreign := New(Options{}).PersonToken("")
	expired := New(Options{SignIn: entra.Options{TokenLifetime: -1}})
	tests := []struct{ name, token, message string }{
		{"none", "", "Access token is empty."},
		{"garbage", "abc", "CompactToken parsing failed with error code: 80049217"},
		{"three parts", "a.b.c", "CompactToken parsing failed with error code: 80049217"},
		{"foreign", foreign, "Access token validation failure."},
	}
	for _, test := range tests {
		a := newAsker(t, Options{})
		a.token = test.token
		got := a.get("/me")
		got.fails(t, http.StatusUnauthorized, "InvalidAuthenticationToken", test.message)
		if challenge := got.header.Get("WWW-Authenticate"); !strings.HasPrefix(challenge, `Bearer realm="", `) ||
			strings.Contains(challenge, "claims") {
			t.Errorf("%s: WWW-Authenticate = %q, want a challenge without claims", test.name,
				got.header.Get("WWW-Authenticate"))
		}
	}
	a := &asker{t: t, server: expired, token: expired.PersonToken("")}
	a.get("/me").fails(t, http.StatusUnauthorized, "InvalidAuthenticationToken",
		"Access token has expired or is not yet valid.")
}
