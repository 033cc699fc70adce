package auth_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// A keyPair is a certificate with its key, and the certificate of its issuer.
type keyPair struct {
	key    crypto.Signer
	leaf   *x509.Certificate
	issuer *x509.Certificate
}

// issue returns a certificate for the key that expires at the given time.
func issue(t *testing.T, key crypto.Signer, end time.Time) keyPair {
	t.Helper()
	return issueFrom(t, key, time.Now().Add(-48*time.Hour), end)
}

// issueFrom returns a certificate for the key that is valid between two times.
func issueFrom(t *testing.T, key crypto.Signer, begin, end time.Time) keyPair {
	t.Helper()
	root, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	create := func(name string, of crypto.Signer, parent *x509.Certificate, end time.Time) *x509.Certificate {
		template := &x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
			NotBefore: begin, NotAfter: end,
			IsCA: parent == nil, BasicConstraintsValid: true,
		}
		if parent == nil {
			parent = template
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, of.Public(), root)
		if err != nil {
			t.Fatal(err)
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return certificate
	}
	issuer := create("issuer", root, nil, time.Now().Add(time.Hour))
	return keyPair{key: key, leaf: create("terraform", key, issuer, end), issuer: issuer}
}

func rsaKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func ecKey(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func pemBlock(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// pem returns the issuer, the key and the leaf as PEM, in an unusual order and with other text between them.
func (c keyPair) pem(t *testing.T, kind, password string) []byte {
	t.Helper()
	return bytes.Join([][]byte{
		pemBlock("CERTIFICATE", c.issuer.Raw), c.pemKey(t, kind, password), pemBlock("CERTIFICATE", c.leaf.Raw),
	}, []byte("some text in between\n"))
}

// pemKey returns the key as a PEM block of the given kind.
func (c keyPair) pemKey(t *testing.T, kind, password string) []byte {
	t.Helper()
	var der []byte
	var err error
	switch key := c.key.(type) {
	case *ecdsa.PrivateKey:
		if kind == "EC PRIVATE KEY" {
			der, err = x509.MarshalECPrivateKey(key)
		}
	case *rsa.PrivateKey:
		if kind == "RSA PRIVATE KEY" {
			der = x509.MarshalPKCS1PrivateKey(key)
		}
	}
	switch {
	case kind == "ENCRYPTED PRIVATE KEY":
		der, err = pkcs8.MarshalPrivateKey(c.key, []byte(password), nil)
	case der == nil:
		der, err = x509.MarshalPKCS8PrivateKey(c.key)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pemBlock(kind, der)
}

// pfx returns the key and the certificates as PKCS#12.
func (c keyPair) pfx(t *testing.T, encoder *pkcs12.Encoder, password string) []byte {
	t.Helper()
	content, err := encoder.Encode(c.key, c.leaf, []*x509.Certificate{c.issuer}, password)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestClientCertificate_assertion(t *testing.T) {
	t.Parallel()
	valid := time.Now().Add(time.Hour)
	ofRSA := issue(t, rsaKey(t), valid)
	for name, c := range map[string]struct {
		pair     keyPair
		content  []byte
		password string
	}{
		"PEM":                   {ofRSA, ofRSA.pem(t, "PRIVATE KEY", ""), ""},
		"PEM, PKCS#1":           {ofRSA, ofRSA.pem(t, "RSA PRIVATE KEY", ""), ""},
		"PEM with a password":   {ofRSA, ofRSA.pem(t, "ENCRYPTED PRIVATE KEY", "päss"), "päss"},
		"PKCS#12":               {ofRSA, ofRSA.pfx(t, pkcs12.Modern, "päss"), "päss"},
		"PKCS#12, older":        {ofRSA, ofRSA.pfx(t, pkcs12.LegacyDES, "päss"), "päss"},
		"PKCS#12, no password":  {ofRSA, ofRSA.pfx(t, pkcs12.Modern, ""), ""},
		"password not needed":   {ofRSA, ofRSA.pem(t, "PRIVATE KEY", ""), "unused"},
		"PKCS#12 of OpenSSL, 1": {ofRSA, ofRSA.pfx(t, pkcs12.LegacyRC2, "p"), "p"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "certificate")
			if err := os.WriteFile(file, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			for input, changes := range map[string]values{
				"file":   {"client_certificate_path": file},
				"base64": {"client_certificate": base64.StdEncoding.EncodeToString(c.content)},
				"chain":  {"client_certificate_path": file, "send_certificate_chain": "true"},
			} {
				a := newAuthority(t)
				changes["client_secret"], changes["client_certificate_password"] = "", c.password
				a.accept = func(form map[string][]string) bool {
					return verifyAssertion(t, c.pair, a.URL, form["client_assertion"][0], input == "chain")
				}
				source, err := auth.New(a.config(changes))
				if err != nil {
					t.Fatalf("%s: error = %v, want nil", input, err)
				}
				token, err := source.Token(t.Context())
				if err != nil || token.AccessToken != "token-1" || source.Method != "client_certificate" {
					t.Errorf("%s: token %v, method %s, error %v; want token 1, client_certificate",
						input, token, source.Method, err)
				}
			}
		})
	}
}

// verifyAssertion checks an assertion as Entra does, and reports whether its signature and claims are valid.
func verifyAssertion(t *testing.T, pair keyPair, authority, assertion string, chain bool) bool {
	t.Helper()
	token, err := jwt.Parse(assertion, func(*jwt.Token) (any, error) { return pair.leaf.PublicKey, nil },
		jwt.WithAudience(authority+"/contoso.com/oauth2/v2.0/token"), jwt.WithIssuer("app"), jwt.WithSubject("app"),
		jwt.WithExpirationRequired(), jwt.WithValidMethods([]string{"PS256"}))
	if err != nil {
		t.Error(err)
		return false
	}
	sum := sha256.Sum256(pair.leaf.Raw)
	if got, want := token.Header["x5t#S256"], base64.RawURLEncoding.EncodeToString(sum[:]); got != want {
		t.Errorf("x5t#S256 = %v, want %s", got, want)
	}
	sent, _ := token.Header["x5c"].([]any)
	leaf := base64.StdEncoding.EncodeToString(pair.leaf.Raw)
	if chain && (len(sent) != 2 || sent[0] != leaf) || !chain && sent != nil {
		t.Errorf("x5c = %v, want leaf and issuer: %t", sent, chain)
	}
	return true
}

func TestClientCertificate_errors(t *testing.T) {
	t.Parallel()
	valid := time.Now().Add(time.Hour)
	good, other := issue(t, rsaKey(t), valid), issue(t, rsaKey(t), valid)
	expired := issue(t, good.key, time.Now().Add(-time.Hour))
	p224, p256 := issue(t, ecKey(t, elliptic.P224()), valid), issue(t, ecKey(t, elliptic.P256()), valid)
	p384, p521 := issue(t, ecKey(t, elliptic.P384()), valid), issue(t, ecKey(t, elliptic.P521()), valid)
	mismatch := keyPair{key: other.key, leaf: good.leaf, issuer: good.issuer}
	twoKeys := append(good.pem(t, "PRIVATE KEY", ""), other.pem(t, "PRIVATE KEY", "")...)
	dir := t.TempDir()
	for name, c := range map[string]struct {
		content  []byte
		password string
		setting  string
		missing  bool
	}{
		"expired":             {expired.pem(t, "PRIVATE KEY", ""), "", "client_certificate_path", false},
		"wrong password":      {good.pfx(t, pkcs12.Modern, "right"), "wrong", "client_certificate_password", false},
		"wrong password, old": {good.pfx(t, pkcs12.LegacyDES, "right"), "wrong", "client_certificate_password", false},
		"wrong password, PEM": {
			good.pem(t, "ENCRYPTED PRIVATE KEY", "right"), "wrong", "client_certificate_password", false,
		},
		"password not set": {good.pfx(t, pkcs12.Modern, "right"), "", "client_certificate_password", true},
		"password not set PEM": {
			good.pem(t, "ENCRYPTED PRIVATE KEY", "right"), "", "client_certificate_password", true,
		},
		"no key":            {pemBlock("CERTIFICATE", good.leaf.Raw), "", "client_certificate_path", false},
		"no certificate":    {good.pemKey(t, "PRIVATE KEY", ""), "", "client_certificate_path", false},
		"two keys":          {twoKeys, "", "client_certificate_path", false},
		"another's key":     {mismatch.pem(t, "PRIVATE KEY", ""), "", "client_certificate_path", false},
		"not a certificate": {[]byte("hello"), "", "client_certificate_path", false},
		"empty":             {nil, "", "client_certificate_path", false},
		// Entra documents PS256 and RS256 only: see
		// https://learn.microsoft.com/entra/identity-platform/certificate-credentials.
		"EC, P-224":            {p224.pem(t, "PRIVATE KEY", ""), "", "client_certificate_path", false},
		"EC, P-256":            {p256.pem(t, "PRIVATE KEY", ""), "", "client_certificate_path", false},
		"EC, P-384 of OpenSSL": {p384.pem(t, "EC PRIVATE KEY", ""), "", "client_certificate_path", false},
		"EC, P-521 in PKCS#12": {p521.pfx(t, pkcs12.Modern, "päss"), "päss", "client_certificate_path", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(dir, name)
			if err := os.WriteFile(file, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := newByCertificate(values{"client_certificate_path": file, "client_certificate_password": c.password})
			got, ok := errors.AsType[*auth.SettingError](err)
			if !ok || string(got.Setting) != c.setting || got.Missing() != c.missing {
				t.Errorf("error = %v, want a SettingError of %s, missing %t", err, c.setting, c.missing)
			}
		})
	}
	for name, changes := range map[string]values{
		"no such file": {"client_certificate_path": filepath.Join(dir, "nowhere")},
		"not base64":   {"client_certificate": "?"},
	} {
		if _, err := newByCertificate(changes); !isSettingError(err) {
			t.Errorf("%s: error = %v, want a SettingError that says what to do", name, err)
		}
	}
}

// newByCertificate returns the source of an application that signs in with a certificate.
func newByCertificate(settings values) (*auth.Source, error) {
	settings = values{"tenant_id": "t", "client_id": "c"}.with(settings)
	return auth.New(auth.Config{Settings: settings.settings(), Authority: "https://login.example"})
}

// isSettingError reports whether err is a SettingError that says what to do.
func isSettingError(err error) bool {
	setting, ok := errors.AsType[*auth.SettingError](err)
	return ok && setting.Todo != ""
}
