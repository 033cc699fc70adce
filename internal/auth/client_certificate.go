package auth

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

const (
	// skew is how far the clock of this machine may be from that of the authority.
	skew = 5 * time.Minute
	// assertionLife is how long an assertion is good for. It is used at once, and once.
	assertionLife = 10 * time.Minute
)

// clientCertificate signs an application in by a certificate, whose key signs the assertions.
//
// See https://learn.microsoft.com/entra/identity-platform/certificate-credentials.
func clientCertificate(config Config) (fetcher, error) {
	chain, key, err := readCertificate(config)
	if err != nil {
		return nil, err
	}
	signing, err := signingMethod(config.certificateSetting(), key)
	if err != nil {
		return nil, err
	}
	return config.asserting(func(_ context.Context, endpoint string) (string, error) {
		return config.certificateAssertion(endpoint, chain, key, signing)
	})
}

// certificateAssertion makes an assertion for one request. Its times leave room for a clock that is off.
func (c Config) certificateAssertion(endpoint string, chain []*x509.Certificate, key crypto.PrivateKey, signing jwt.SigningMethod) (string, error) {
	now := time.Now()
	token := jwt.NewWithClaims(signing, jwt.RegisteredClaims{
		Issuer:    c.ClientID,
		Subject:   c.ClientID,
		Audience:  jwt.ClaimStrings{endpoint},
		ID:        uuid.NewString(),
		IssuedAt:  jwt.NewNumericDate(now.Add(-skew)),
		NotBefore: jwt.NewNumericDate(now.Add(-skew)),
		ExpiresAt: jwt.NewNumericDate(now.Add(assertionLife)),
	})
	thumbprint := sha256.Sum256(chain[0].Raw)
	token.Header["x5t#S256"] = base64.RawURLEncoding.EncodeToString(thumbprint[:])
	if c.SendChain {
		encoded := make([]string, len(chain))
		for i, certificate := range chain {
			encoded[i] = base64.StdEncoding.EncodeToString(certificate.Raw)
		}
		token.Header["x5c"] = encoded
	}
	return token.SignedString(key)
}

// signingMethod gives the algorithm that suits a key, of those that Entra takes.
func signingMethod(setting string, key crypto.PrivateKey) (jwt.SigningMethod, error) {
	switch key := key.(type) {
	case *rsa.PrivateKey:
		return jwt.SigningMethodPS256, nil
	case *ecdsa.PrivateKey:
		switch key.Curve.Params().BitSize {
		case 256:
			return jwt.SigningMethodES256, nil
		case 384:
			return jwt.SigningMethodES384, nil
		case 521:
			return jwt.SigningMethodES512, nil
		}
	}
	return nil, &SettingError{Setting: setting, Problem: fmt.Sprintf("A key of the type %T cannot sign in.", key), Todo: "use a certificate with an RSA key, or an EC key on P-256, P-384 or P-521."}
}
