package entra

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/jwt"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// The federated identity that is registered for the client. All three must match, to the case.
const (
	FederatedIssuer   = "https://token.idp.example.com"
	FederatedSubject  = "repo:contoso/infrastructure:ref:refs/heads/main"
	FederatedAudience = "api://AzureADTokenExchange"
)

// federatedLifetime is about that of the tokens of real jobs.
const federatedLifetime = 10 * time.Minute

// federatedKeyID names the key of the emulated identity provider.
const federatedKeyID = "idp"

func newFederatedKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err) // There is always randomness.
	}
	return key
}

// FederatedToken returns a token of the emulator's own identity provider, as a job gets one to show at the authority;
// the empty subject is [FederatedSubject]. Each token is another one.
func (a *Authority) FederatedToken(subject string) string {
	if subject == "" {
		subject = FederatedSubject
	}
	return a.federatedToken(subject, FederatedAudience)
}

func (a *Authority) federatedToken(subject, audience string) string {
	now := a.now()
	return a.signES256(jwt.Claims{
		Issuer: FederatedIssuer, Subject: subject, Audience: jwt.Audience{audience}, ID: odata.NewGUID(),
		IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now),
		Expires: jwt.NewNumericDate(now.Add(federatedLifetime)),
	})
}

// IdentityProviderKey returns the key of the emulated identity provider, so that a test can sign what a real one would
// not.
func (a *Authority) IdentityProviderKey() *ecdsa.PrivateKey { return a.idpKey }

func (a *Authority) signES256(claims any) string {
	token, err := jwt.Sign(a.idpKey, jwt.Header{Algorithm: "ES256", Type: "JWT", KeyID: federatedKeyID}, claims)
	if err != nil {
		panic(err) // The key is one that this package made.
	}
	return token
}

// checkFederated checks an assertion that another identity provider has signed.
func (a *Authority) checkFederated(form tokenForm, token *jwt.Token) *odata.Response {
	c := token.Claims
	if c.Issuer != FederatedIssuer {
		return form.noFederatedRecord(700211, "issuer", c.Issuer)
	}
	if refusal := form.checkSignature(token.Verify(&a.idpKey.PublicKey)); refusal != nil {
		return refusal
	}
	switch {
	case c.Subject != FederatedSubject:
		return form.noFederatedRecord(700213, "subject", c.Subject)
	case !slices.Contains(c.Audience, FederatedAudience):
		return form.noFederatedRecord(700212, "audience", first(c.Audience))
	case c.Expires == nil:
		return form.malformedAssertion(errors.New("the claim exp is required"))
	default:
		return a.checkAssertionTime(form, c)
	}
}

func (f tokenForm) noFederatedRecord(number int, part, value string) *odata.Response {
	return f.invalidClient(number, "No matching federated identity record found for presented assertion "+part+" '"+value+
		"'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. "+
		"https://learn.microsoft.com/entra/workload-id/workload-identity-federation")
}

// first returns the first of a list that may be empty.
func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
