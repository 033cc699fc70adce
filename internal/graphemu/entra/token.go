package entra

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/jwt"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// claims are those of an access token that matter here. Application tokens have Roles and no Scopes.
type claims struct {
	Audience  string   `json:"aud"`
	Issuer    string   `json:"iss"`
	IssuedAt  int64    `json:"iat"`
	NotBefore int64    `json:"nbf"`
	Expires   int64    `json:"exp"`
	AppID     string   `json:"appid"`
	Name      string   `json:"name,omitempty"`
	ObjectID  string   `json:"oid"`
	Roles     []string `json:"roles,omitempty"`
	Scopes    string   `json:"scp,omitempty"`
	TenantID  string   `json:"tid"`
	UPN       string   `json:"upn,omitempty"`
	Unique    string   `json:"uti"`
	Version   string   `json:"ver"`
	IDType    string   `json:"idtyp"`

	Capabilities []string `json:"xms_cc,omitempty"`
	Answered     int      `json:"graphemu_challenge,omitempty"` // Ours: the number of the challenge that it answers.
}

// delegated reports whether a person signed in.
func (c *claims) delegated() bool { return c.IDType == "user" }

// caller is whom the token was issued to, for the services of Graph.
func (c *claims) caller() directory.Caller {
	return directory.Caller{ObjectID: c.ObjectID, Person: c.delegated(), Permissions: c.granted()}
}

// granted lists the permissions of the token.
func (c *claims) granted() []string {
	if c.delegated() {
		return strings.Fields(c.Scopes)
	}
	return c.Roles
}

// PersonToken returns the token of a signed-in person, named by id or user principal name; the empty name is
// [directory.PersonUPN]. Without scopes it has [WideScopes]. It panics when there is no such user.
func (a *Authority) PersonToken(user string, scopes ...string) string {
	token, _, err := a.SignIn(user, scopes...)
	if err != nil {
		panic(err)
	}
	return token
}

// SignIn is like [Authority.PersonToken], for a user who may not exist. It returns the user principal name too.
func (a *Authority) SignIn(user string, scopes ...string) (token, userPrincipalName string, err error) {
	p, err := a.findPerson(user)
	if err != nil {
		return "", "", err
	}
	if len(scopes) == 0 {
		scopes = WideScopes()
	}
	return a.issue(p.claims(scopes)), p.upn, nil
}

// AppToken returns the token of the registered client with these application permissions; without any it has
// [WideRoles], and with a single empty one it has none.
func (a *Authority) AppToken(roles ...string) string {
	if len(roles) == 0 {
		roles = WideRoles()
	}
	if len(roles) == 1 && roles[0] == "" {
		roles = nil
	}
	return a.issue(appClaims(roles))
}

// appClaims are those of the registered client.
func appClaims(roles []string) *claims {
	return &claims{
		IDType: "app", Roles: roles, AppID: ClientID, ObjectID: "3d0a5f2e-8f2b-4d67-8f0c-0f6a5b1d9c11", Name: "emulator " +
			"client",
	}
}

// issue completes the claims and writes the token. The third part is a MAC in place of a signature, by which the
// server recognizes its own tokens; clients must not look into a token for Graph beyond reading its claims.
func (a *Authority) issue(c *claims) string {
	now := a.now()
	c.IssuedAt, c.NotBefore, c.Expires = now.Unix(), now.Unix(), now.Add(a.options.TokenLifetime).Unix()
	c.Issuer, c.TenantID = "https://sts.windows.net/"+directory.TenantID+"/", directory.TenantID
	c.AppID, c.Audience = cmp.Or(c.AppID, ClientID), cmp.Or(c.Audience, graphAudience)
	c.Unique, c.Version = odata.NewGUID(), "1.0"
	head := jwt.Encode([]byte(`{"typ":"JWT","alg":"RS256","kid":"graphemu"}`)) + "." + jwt.EncodeJSON(c)
	return head + "." + jwt.Encode(a.tokenSignature(head))
}

func (a *Authority) tokenSignature(head string) []byte {
	mac := hmac.New(sha256.New, a.key)
	mac.Write([]byte(head))
	return mac.Sum(nil)
}

// Authenticate returns whom the token of a Graph request was issued to.
func (a *Authority) Authenticate(r *http.Request) (directory.Caller, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return directory.Caller{}, odata.Unauthenticated("Access token is empty.")
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return directory.Caller{}, odata.Unauthenticated("CompactToken parsing failed with error code: 80049217")
	}
	document, err := base64.RawURLEncoding.DecodeString(parts[1])
	c := new(claims)
	if err != nil || json.Unmarshal(document, c) != nil {
		return directory.Caller{}, odata.Unauthenticated("CompactToken parsing failed with error code: 80049217")
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !hmac.Equal(signature, a.tokenSignature(parts[0]+"."+parts[1])) {
		return directory.Caller{}, odata.Unauthenticated("Access token validation failure.")
	}
	if !a.now().Before(time.Unix(c.Expires, 0)) {
		return directory.Caller{}, odata.Unauthenticated("Access token has expired or is not yet valid.")
	}
	if err := checkAudience(r, c); err != nil {
		return directory.Caller{}, err
	}
	return c.caller(), a.checkChallenge(c)
}
