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
	// clockSkew is how far the clock of this machine may differ from that of the authority.
	clockSkew = 5 * time.Minute
	// assertionLife is how long an assertion is valid. It is used at once, and once.
	assertionLife = 10 * time.Minute
)

// A signer signs the assertions of an application.
type signer struct {
	clientID  string
	chain     []*x509.Certificate // the application's certificate first
	sendChain bool
	key       crypto.PrivateKey
	algorithm jwt.SigningMethod
}

// clientCertificate signs an application in by a certificate, whose key signs the assertions.
//
// See https://learn.microsoft.com/entra/identity-platform/certificate-credentials.
func clientCertificate(config Config) (fetcher, error) {
	chain, key, err := readCertificate(config.Settings)
	if err != nil {
		return nil, err
	}
	algorithm, err := algorithmFor(certificateSetting(config.Settings), key)
	if err != nil {
		return nil, err
	}
	s := signer{clientID: config.Settings.Text(ClientID), chain: chain, key: key, algorithm: algorithm}
	s.sendChain, _ = config.Settings.Flag(SendChain)
	return config.asserting(func(_ context.Context, endpoint string) (string, error) { return s.assertion(endpoint) })
}

// assertion returns an assertion for one request.
func (s signer) assertion(endpoint string) (string, error) {
	now := time.Now()
	token := jwt.NewWithClaims(s.algorithm, jwt.RegisteredClaims{
		Issuer:    s.clientID,
		Subject:   s.clientID,
		Audience:  jwt.ClaimStrings{endpoint},
		ID:        uuid.NewString(),
		IssuedAt:  jwt.NewNumericDate(now.Add(-clockSkew)),
		NotBefore: jwt.NewNumericDate(now.Add(-clockSkew)),
		ExpiresAt: jwt.NewNumericDate(now.Add(assertionLife)),
	})
	thumbprint := sha256.Sum256(s.chain[0].Raw)
	token.Header["x5t#S256"] = base64.RawURLEncoding.EncodeToString(thumbprint[:])
	if s.sendChain {
		encoded := make([]string, len(s.chain))
		for i, certificate := range s.chain {
			encoded[i] = base64.StdEncoding.EncodeToString(certificate.Raw)
		}
		token.Header["x5c"] = encoded
	}
	return token.SignedString(s.key)
}

// algorithmFor returns the signing algorithm for a key, of those that Entra accepts.
func algorithmFor(setting Setting, key crypto.PrivateKey) (jwt.SigningMethod, error) {
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
	return nil, settingError(setting, fmt.Sprintf("A key of the type %T cannot sign in.", key),
		"use a certificate with an RSA key, or with an EC key on P-256, P-384 or P-521.")
}
