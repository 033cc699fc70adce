package entra

import (
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/jwt"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// assertionType is the only form in which a client may assert who it is.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// maxAssertionLife is how long an assertion may be good for.
const maxAssertionLife = 24 * time.Hour

// checkAssertion refuses a client whose assertion does not prove that it is the client. One that names a certificate,
// or the client as its own issuer, is held against the certificates; any other against the federated identity.
func (a *Authority) checkAssertion(form tokenForm) *odata.Response {
	if refusal := form.require("client_assertion_type"); refusal != nil {
		return refusal
	}
	if given := form.Get("client_assertion_type"); given != assertionType {
		// Entra's own message is not recorded anywhere; number and words are ours.
		return tokenError(form.request, http.StatusBadRequest, 90014, "invalid_request",
			"The client_assertion_type '"+given+"' is not supported.")
	}
	token, err := jwt.Parse(form.Get("client_assertion"))
	if err != nil {
		return form.malformedAssertion(err)
	}
	check := a.checkFederated
	if token.Header.SHA256 != "" || token.Header.SHA1 != "" || strings.EqualFold(token.Claims.Issuer, ClientID) {
		check = a.checkSelfIssued
	}
	if refusal := check(form, token); refusal != nil {
		return refusal
	}
	if a.assertions.seen(token.Claims.ID) && a.options.OneUseAssertions {
		// Entra does not look; number and words are ours.
		return form.invalidClient(50013, "Assertion failed validation: it was used before.")
	}
	return nil
}

// checkSelfIssued checks an assertion that the client has signed with the key of a certificate.
func (a *Authority) checkSelfIssued(form tokenForm, token *jwt.Token) *odata.Response {
	cert, refusal := a.assertionCertificate(form, token)
	if refusal != nil {
		return refusal
	}
	if _, ok := cert.PublicKey.(*rsa.PublicKey); !ok {
		// https://learn.microsoft.com/entra/identity-platform/certificate-credentials names PS256 and RS256 only.
		return form.malformedAssertion(jwt.ErrAlgorithm)
	}
	if refusal := form.checkSignature(token.Verify(cert.PublicKey)); refusal != nil {
		return refusal
	}
	c := token.Claims
	switch {
	case !strings.EqualFold(c.Issuer, form.Get("client_id")) || c.Subject != c.Issuer:
		return form.invalidClient(700021, "Client assertion application identifier doesn't match 'client_id' parameter. "+
			"Review the documentation at https://aka.ms/certCreds.")
	case !form.isOwnAudience(c.Audience):
		return form.invalidClient(700023, "Client assertion audience claim does not match Realm issuer. "+
			"Review the documentation at https://aka.ms/certCreds.")
	case c.ID == "" || c.Expires == nil || c.NotBefore == nil:
		return form.malformedAssertion(errors.New("the claims jti, exp and nbf are required"))
	default:
		return a.checkAssertionTime(form, c)
	}
}

// assertionCertificate finds the certificate that the header names, and refuses one that is not good any more.
func (a *Authority) assertionCertificate(form tokenForm, token *jwt.Token) (*x509.Certificate, *odata.Response) {
	for _, cert := range a.options.Certificates {
		if !namesCertificate(token.Header, cert) {
			continue
		}
		if len(token.Header.Chain) > 0 && token.Header.Chain[0] != base64.StdEncoding.EncodeToString(cert.Raw) {
			return nil, form.malformedAssertion(errors.New("the first certificate of x5c is not the one of the thumbprint"))
		}
		if a.now().After(cert.NotAfter) {
			return nil, form.invalidClient(700027, fmt.Sprintf("The certificate with identifier used to sign the client "+
				"assertion is expired on application. [Reason - The key used is expired., Thumbprint of key used by client: "+
				"'%s', Found key 'Start=%s, End=%s']", thumbprint(token.Header), cert.NotBefore.UTC().Format("01/02/2006 15:04:05"),
				cert.NotAfter.UTC().Format("01/02/2006 15:04:05")))
		}
		return cert, nil
	}
	return nil, form.invalidClient(700027, "The certificate with identifier used to sign the client assertion is not "+
		"registered on application. [Reason - The key was not found., Thumbprint of key used by client: '"+
		thumbprint(token.Header)+"']")
}

// namesCertificate reports whether the header means the certificate: each thumbprint that is there, and one at least.
func namesCertificate(h jwt.Header, cert *x509.Certificate) bool {
	long, short := sha256.Sum256(cert.Raw), sha1.Sum(cert.Raw)
	return (h.SHA256 != "" || h.SHA1 != "") &&
		(h.SHA256 == "" || h.SHA256 == jwt.Encode(long[:])) && (h.SHA1 == "" || h.SHA1 == jwt.Encode(short[:]))
}

// thumbprint is the one of the header in the form in which people know it.
func thumbprint(h jwt.Header) string {
	encoded := h.SHA1
	if encoded == "" {
		encoded = h.SHA256
	}
	sum, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return encoded
	}
	return strings.ToUpper(hex.EncodeToString(sum))
}

// isOwnAudience reports whether an assertion is meant for this tenant: for its token endpoint, or for its issuer.
func (f tokenForm) isOwnAudience(audience jwt.Audience) bool {
	if len(audience) != 1 {
		return false
	}
	rest, ok := strings.CutPrefix(audience[0], odata.Origin(f.request)+"/")
	tenant, path, _ := strings.Cut(rest, "/")
	return ok && isTenant(tenant) && (path == "oauth2/v2.0/token" || path == "v2.0")
}

// checkAssertionTime allows no tolerance at either end, so that a client has to. A time that is not there is not
// checked.
func (a *Authority) checkAssertionTime(form tokenForm, c jwt.Claims) *odata.Response {
	now, from, to := a.now(), time.Time{}, c.Expires.Time()
	good := now.Before(to)
	if c.NotBefore != nil {
		from = c.NotBefore.Time()
		good = good && !now.Before(from) && to.Sub(from) <= maxAssertionLife
	}
	if good {
		return nil
	}
	const layout = "2006-01-02T15:04:05.0000000Z"
	return form.invalidClient(700024, fmt.Sprintf("Client assertion is not within its valid time range. Current time: "+
		"%s, assertion valid from %s, expiry time of assertion %s. Review the documentation at https://aka.ms/certCreds.",
		now.UTC().Format(layout), from.UTC().Format(layout), to.UTC().Format(layout)))
}

func (f tokenForm) checkSignature(err error) *odata.Response {
	switch {
	case errors.Is(err, jwt.ErrAlgorithm):
		return f.malformedAssertion(err)
	case err != nil:
		return f.invalidClient(700027, "Client assertion contains an invalid signature. [Reason - The key was found, but "+
			"use of the key to verify the signature failed.]")
	default:
		return nil
	}
}

func (f tokenForm) malformedAssertion(err error) *odata.Response {
	return f.invalidClient(50027, "Invalid JWT token: "+err.Error()+".")
}

// assertionLog remembers which assertions were taken.
type assertionLog struct {
	mu  sync.Mutex // Guards ids.
	ids map[string]bool
}

// seen reports whether the assertion was taken before, and remembers it.
func (l *assertionLog) seen(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ids == nil {
		l.ids = make(map[string]bool)
	}
	before := l.ids[id]
	l.ids[id] = true
	return before
}

func (l *assertionLog) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ids = nil
}
