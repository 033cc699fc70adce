package graphemu

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"
)

const capable = `{"access_token":{"xms_cc":{"values":["cp1"]}}}`

var challengeClaims = regexp.MustCompile(`, error="insufficient_claims", claims="([^"]*)"$`)

// challenged fails the test unless Graph asks for claims, and gives them with the capability added.
func (g *answer) challenged(t *testing.T) string {
	t.Helper()
	g.fails(t, http.StatusUnauthorized, "InvalidAuthenticationToken", "TokenIssuedBeforeRevocationTimestamp")
	match := challengeClaims.FindStringSubmatch(g.header.Get("WWW-Authenticate"))
	if match == nil {
		t.Fatalf("WWW-Authenticate = %q, want a claims challenge", g.header.Get("WWW-Authenticate"))
	}
	document, err := base64.StdEncoding.DecodeString(match[1])
	asked := make(map[string]map[string]any)
	if err != nil || json.Unmarshal(document, &asked) != nil {
		t.Fatalf("claims = %q, want JSON in base64", match[1])
	}
	asked["access_token"]["xms_cc"] = map[string]any{"values": []string{"cp1"}}
	document, err = json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	return string(document)
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{Clock: assertionTime}) // All happens in the same second.
	plain := a.token
	ask := func(claims string) {
		a.token = a.post(tokenPath, tokenFields(url.Values{"claims": {claims}})).ok(t).property("access_token")
	}
	ask(capable)
	if c := decodeClaims(t, a.token); !slices.Equal(c.Capabilities, []string{"cp1"}) {
		t.Errorf("got claims %+v, want the capability cp1", c)
	}
	a.get("/users").ok(t)
	a.server.Challenge()
	first := a.get("/users").challenged(t)
	ask(capable) // A new token is no answer.
	a.get("/users").challenged(t)
	ask(first)
	a.get("/users").ok(t)
	a.server.Challenge()
	second := a.get("/users").challenged(t)
	ask(first)
	a.get("/users").challenged(t)
	ask(second)
	a.get("/users").ok(t)
	answered := a.token
	a.token = plain // It cannot be asked for claims.
	a.get("/users").ok(t)

	ask(capable)
	a.server.Reset()
	a.get("/users").ok(t)
	a.server.Challenge()
	a.token = answered
	a.get("/users").challenged(t)
}

// TestChallenge_person answers a challenge with a refresh token.
func TestChallenge_person(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	got := a.renew(a.server.RefreshToken(""), "claims", capable).ok(t)
	a.token = got.property("access_token")
	a.server.Challenge()
	claims := a.get("/me").challenged(t)
	a.token = a.renew(got.property("refresh_token"), "claims", claims).ok(t).property("access_token")
	a.get("/me").ok(t)
}

func TestClaims(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	for _, broken := range []string{"{", "[]", `"cp1"`, `{"access_token":[]}`,
		`{"access_token":{"xms_cc":{"values":"cp1"}}}`} {
		a.post(tokenPath, tokenFields(url.Values{"claims": {broken}})).refuses(t, 400, "invalid_request", 9000410)
	}
	for text, want := range map[string]bool{
		capable: true,
		`{"id_token":{"auth_time":null},"access_token":{"acrs":null,"xms_cc":{"values":["cp2","cp1"]}}}`: true,
		`{"access_token":{"xms_cc":null}}`:              false,
		`{"access_token":{"xms_cc":{"values":["x"]}}}`:  false,
		`{"access_token":{"nbf":{"value":1768471200}}}`: false,
	} {
		got := a.post(tokenPath, tokenFields(url.Values{"claims": {text}})).ok(t)
		if c := decodeClaims(t, got.property("access_token")); slices.Equal(c.Capabilities, []string{"cp1"}) != want {
			t.Errorf("%s gives %v, want cp1: %t", text, c.Capabilities, want)
		}
	}
}
