package entra

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// person is a user who signs in.
type person struct{ id, upn, name string }

// findPerson looks a user up by id or user principal name; the empty name is [directory.PersonUPN].
func (a *Authority) findPerson(user string) (person, error) {
	i, ok := a.directory.Find(user)
	if user == "" {
		i, ok = a.directory.StandardPerson()
	}
	switch {
	case !ok && user == "":
		return person{}, errors.New("there are no users, so nobody can sign in")
	case !ok:
		return person{}, fmt.Errorf("there is no user %q", user)
	}
	r := a.directory.Row(i)
	return person{
		id: r.Value("id").Text, upn: r.Value("userPrincipalName").Text, name: r.Value("displayName").Text,
	}, nil
}

// claims are those of an access token with these permissions of Graph.
func (p person) claims(scopes []string) *claims {
	return &claims{IDType: "user", Scopes: strings.Join(scopes, " "), ObjectID: p.id, UPN: p.upn, Name: p.name}
}

// idClaims are those of an id token (OpenID Connect, as in version 2.0 of Entra).
type idClaims struct {
	Issuer    string `json:"iss"`
	Audience  string `json:"aud"`
	Subject   string `json:"sub"`
	IssuedAt  int64  `json:"iat"`
	NotBefore int64  `json:"nbf"`
	Expires   int64  `json:"exp"`
	TenantID  string `json:"tid"`
	ObjectID  string `json:"oid,omitempty"`
	Username  string `json:"preferred_username,omitempty"`
	Name      string `json:"name,omitempty"`
	Version   string `json:"ver"`
}

// personResponse returns the tokens of a person. The refresh token is left out when it is empty.
func (a *Authority) personResponse(
	form tokenForm,
	p person,
	asked *askedScopes,
	granted []string,
	refresh string,
) *odata.Response {
	c := p.claims(granted)
	c.Audience = asked.resource
	a.challenges.settle(c, form.claims)
	body := a.tokenBody(a.issue(c))
	body["scope"] = asked.names(granted)
	if refresh != "" {
		body["refresh_token"] = refresh
	}
	if slices.Contains(asked.reserved, "openid") {
		body["id_token"] = a.idToken(form.request, p, slices.Contains(asked.reserved, "profile"))
	}
	return jsonResponse(http.StatusOK, body)
}

// idToken returns the token that states who signed in, with the name and the object id only if the profile was asked
// for.
func (a *Authority) idToken(r *http.Request, p person, profile bool) string {
	now := a.now()
	c := idClaims{
		Issuer: odata.Origin(r) + "/" + directory.TenantID + "/v2.0", Audience: ClientID, Subject: "subject-of-" + p.id,
		IssuedAt: now.Unix(), NotBefore: now.Unix(), Expires: now.Add(time.Hour).Unix(),
		TenantID: directory.TenantID, Version: "2.0",
	}
	if profile {
		c.ObjectID, c.Username, c.Name = p.id, p.upn, p.name
	}
	return a.signES256(c)
}
