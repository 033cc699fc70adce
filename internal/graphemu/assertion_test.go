package graphemu

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/jwt"
)

// clientCertificate makes a certificate that is good for a year, and headers that name it in both ways.
func clientCertificate(t *testing.T, key crypto.Signer, from time.Time) (*x509.Certificate, jwt.Header) {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: from.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	long, short := sha256.Sum256(der), sha1.Sum(der)
	return cert, jwt.Header{
		SHA256: jwt.Encode(long[:]), SHA1: jwt.Encode(short[:]), Chain: []string{base64.StdEncoding.EncodeToString(der)},
	}
}

// newKey returns a key of a kind: RSA, P-256 or P-384.
func newKey(t *testing.T, kind string) (key crypto.Signer) {
	t.Helper()
	var err error
	switch kind {
	case "RSA":
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	case "P-256":
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	default:
		key, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t *testing.T, key crypto.Signer, header jwt.Header, claims any) string {
	t.Helper()
	token, err := jwt.Sign(key, header, claims)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func assertionFields(assertion string) url.Values {
	return tokenFields(url.Values{
		"client_secret": nil, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion": {assertion},
	})
}

const loginOrigin = "https://login.example.com"

// assertionTime is when the tests of assertions happen.
func assertionTime() time.Time { return time.Date(2026, time.January, 15, 10, 0, 0, 0, time.UTC) }

// goodClaims are those of an assertion that is taken.
func goodClaims() jwt.Claims {
	now := assertionTime()
	return jwt.Claims{
		Issuer: ClientID, Subject: ClientID, Audience: jwt.Audience{loginOrigin + tokenPath}, ID: rand.Text(),
		NotBefore: jwt.NewNumericDate(now), Expires: jwt.NewNumericDate(now.Add(10 * time.Minute)),
	}
}

func TestCertificateAssertion(t *testing.T) {
	t.Parallel()
	key := newKey(t, "RSA")
	cert, header := clientCertificate(t, key, assertionTime())
	a := newAsker(t, Options{
		SignIn: entra.Options{Certificates: []*x509.Certificate{cert}}, Clock: assertionTime,
	})
	only := func(h jwt.Header, change func(*jwt.Header)) jwt.Header { change(&h); return h }
	tests := []struct {
		algorithm string
		header    jwt.Header
		audience  string
	}{
		{"PS256", header, tokenPath},
		{"RS256", only(header, func(h *jwt.Header) { h.SHA256, h.Chain = "", nil }), tokenPath},
		{"PS256", only(header, func(h *jwt.Header) { h.SHA1 = "" }), "/contoso.com/oauth2/v2.0/token"},
		{"PS256", header, "/" + TenantID + "/v2.0"},
	}
	for _, test := range tests {
		test.header.Algorithm = test.algorithm
		c := goodClaims()
		c.Audience = jwt.Audience{loginOrigin + test.audience}
		got := a.post(tokenPath, assertionFields(sign(t, key, test.header, c))).ok(t)
		a.token = got.property("access_token")
		a.get("/users").ok(t)
	}
}

// TestCertificateAssertion_curve holds that only RSA certificates sign an application in, since
// https://learn.microsoft.com/entra/identity-platform/certificate-credentials names PS256 and RS256 only.
func TestCertificateAssertion_curve(t *testing.T) {
	t.Parallel()
	for kind, algorithm := range map[string]string{"P-256": "ES256", "P-384": "ES384"} {
		key := newKey(t, kind)
		cert, header := clientCertificate(t, key, assertionTime())
		header.Algorithm = algorithm
		a := newAsker(t, Options{
			SignIn: entra.Options{Certificates: []*x509.Certificate{cert}}, Clock: assertionTime,
		})
		got := a.post(tokenPath, assertionFields(sign(t, key, header, goodClaims())))
		got.refuses(t, http.StatusUnauthorized, "invalid_client", 50027)
	}
}

func TestCertificateAssertion_refused(t *testing.T) {
	t.Parallel()
	now := assertionTime()
	key := newKey(t, "RSA")
	cert, header := clientCertificate(t, key, now.Add(-time.Hour))
	old, oldHeader := clientCertificate(t, key, now.AddDate(-2, 0, 0))
	_, foreign := clientCertificate(t, key, now.Add(-time.Minute))
	a := newAsker(t, Options{
		SignIn: entra.Options{Certificates: []*x509.Certificate{cert, old}}, Clock: assertionTime,
	})
	at := func(d time.Duration) *jwt.NumericDate { return jwt.NewNumericDate(now.Add(d)) }
	tests := []struct {
		name   string
		change func(h *jwt.Header, c *jwt.Claims)
		number float64
		text   string
	}{
		{"foreign certificate", func(h *jwt.Header, _ *jwt.Claims) { *h = foreign }, 700027, "not registered"},
		{"mixed thumbprints", func(h *jwt.Header, _ *jwt.Claims) { h.SHA1 = foreign.SHA1 }, 700027, "not registered"},
		{"no thumbprint", func(h *jwt.Header, _ *jwt.Claims) { *h = jwt.Header{} }, 700027, "The key was not found"},
		{"expired certificate", func(h *jwt.Header, _ *jwt.Claims) { *h = oldHeader }, 700027, "The key used is expired."},
		{"wrong chain", func(h *jwt.Header, _ *jwt.Claims) { h.Chain = foreign.Chain }, 50027, "x5c"},
		{"wrong algorithm", func(h *jwt.Header, _ *jwt.Claims) { h.Algorithm = "ES256" }, 50027, "algorithm"},
		{"issuer", func(_ *jwt.Header, c *jwt.Claims) { c.Issuer = TenantID }, 700021, "client_id"},
		{"subject", func(_ *jwt.Header, c *jwt.Claims) { c.Subject = PersonID }, 700021, "client_id"},
		{"other host", func(_ *jwt.Header, c *jwt.Claims) {
			c.Audience = jwt.Audience{"https://example.com" + tokenPath}
		}, 700023, "audience"},
		{"other tenant", func(_ *jwt.Header, c *jwt.Claims) {
			c.Audience = jwt.Audience{loginOrigin + "/fabrikam.com/v2.0"}
		}, 700023, "audience"},
		{"other endpoint", func(_ *jwt.Header, c *jwt.Claims) {
			c.Audience = jwt.Audience{loginOrigin + "/" + TenantID}
		}, 700023, "audience"},
		{
			"just expired", func(_ *jwt.Header, c *jwt.Claims) { c.NotBefore, c.Expires = at(-time.Minute), at(0) }, 700024,
			"2026-01-15T10:00:00.0000000Z",
		},
		{"not yet", func(_ *jwt.Header, c *jwt.Claims) { c.NotBefore = at(time.Second) }, 700024, "time range"},
		{"too long", func(_ *jwt.Header, c *jwt.Claims) { c.Expires = at(24*time.Hour + time.Second) }, 700024, "time range"},
		{"no id", func(_ *jwt.Header, c *jwt.Claims) { c.ID = "" }, 50027, "jti"},
		{"no end", func(_ *jwt.Header, c *jwt.Claims) { c.Expires = nil }, 50027, "exp"},
	}
	for _, test := range tests {
		h, c := header, goodClaims()
		h.Algorithm = "PS256"
		test.change(&h, &c)
		signer := key
		if h.Algorithm == "ES256" {
			signer = newKey(t, "P-256")
		}
		got := a.post(tokenPath, assertionFields(sign(t, signer, h, c)))
		got.refuses(t, http.StatusUnauthorized, "invalid_client", test.number)
		if !strings.Contains(got.property("error_description"), test.text) {
			t.Errorf("%s: got %s, want a text with %q", test.name, got.text, test.text)
		}
	}
}

func TestAssertion_form(t *testing.T) {
	t.Parallel()
	key := newKey(t, "RSA")
	cert, header := clientCertificate(t, key, assertionTime())
	header.Algorithm = "RS256"
	a := newAsker(t, Options{
		SignIn: entra.Options{Certificates: []*x509.Certificate{cert}, OneUseAssertions: true}, Clock: assertionTime,
	})
	good := sign(t, key, header, goodClaims())
	with := func(assertion, name, value string) url.Values {
		form := assertionFields(assertion)
		form.Set(name, value)
		return form
	}
	a.post(tokenPath, assertionFields("no token")).refuses(t, 401, "invalid_client", 50027)
	a.post(tokenPath, assertionFields(good[:len(good)-4]+"AAAA")).refuses(t, 401, "invalid_client", 700027)
	a.post(tokenPath, with(good, "client_assertion_type", "")).refuses(t, 400, "invalid_request", 900144)
	a.post(tokenPath, with(good, "client_assertion_type", "urn:example")).refuses(t, 400, "invalid_request", 90014)
	a.post(tokenPath, with(good, "client_secret", ClientSecret)).refuses(t, 400, "invalid_request", 90014)
	a.post(tokenPath, assertionFields(good)).ok(t)
	a.post(tokenPath, assertionFields(good)).refuses(t, 401, "invalid_client", 50013)
	a.post(tokenPath, assertionFields(sign(t, key, header, goodClaims()))).ok(t)
}
