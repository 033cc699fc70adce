package auth

import (
	"context"
	"crypto"
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
	// minKeySize is the size of the shortest RSA key that may sign in, in bits.
	minKeySize = 2048
)

// A signer signs the assertions of an application.
type signer struct {
	clientID  string
	chain     []*x509.Certificate // the application's certificate first
	sendChain bool
	key       *rsa.PrivateKey
}

// clientCertificate signs an application in by a certificate, whose key signs the assertions.
//
// See https://learn.microsoft.com/entra/identity-platform/certificate-credentials.
func clientCertificate(config Config) (fetcher, error) {
	chain, key, err := readCertificate(config.Settings)
	if err != nil {
		return nil, err
	}
	signing, err := signingKey(certificateSetting(config.Settings), key)
	if err != nil {
		return nil, err
	}
	s := signer{clientID: config.Settings.Text(ClientID), chain: chain, key: signing}
	s.sendChain, _ = config.Settings.Flag(SendChain)
	return config.asserting(func(_ context.Context, endpoint string) (string, error) { return s.assertion(endpoint) })
}

// assertion returns an assertion for one request.
func (s signer) assertion(endpoint string) (string, error) {
	now := time.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodPS256, jwt.RegisteredClaims{
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

// signingKey returns the key of a certificate as one that signs assertions. Entra documents PS256 and, for older
// clients, RS256, so that only RSA keys can sign in.
func signingKey(setting Setting, key crypto.PrivateKey) (*rsa.PrivateKey, error) {
	signing, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, settingError(setting,
			"The key of the certificate is not an RSA key, and Microsoft Entra ID takes no other.",
			"create a certificate with an RSA key, as with openssl req -newkey rsa:2048, and add it to the app registration "+
				"under Certificates & secrets.")
	}
	if size := signing.N.BitLen(); size < minKeySize {
		return nil, settingError(setting,
			fmt.Sprintf("The RSA key of the certificate has %d bits, and Microsoft Entra ID takes none of less than %d.",
				size, minKeySize),
			fmt.Sprintf("create a certificate with a longer key, as with openssl req -newkey rsa:%d, and add it to the app "+
				"registration under Certificates & secrets.", minKeySize))
	}
	return signing, nil
}
