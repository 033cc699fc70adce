package tenant

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"
)

// A KeyPair is a certificate with its private key.
type KeyPair struct {
	Certificate *x509.Certificate
	key         crypto.Signer
}

// NewKeyPair returns a self-signed certificate that expires at the given time, with an RSA or an EC key. Entra takes
// RSA keys only.
func NewKeyPair(t *testing.T, isRSA bool, expiry time.Time) KeyPair {
	t.Helper()
	var key crypto.Signer
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if isRSA {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "terraform"},
		NotBefore: expiry.Add(-48 * time.Hour), NotAfter: expiry,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return KeyPair{certificate, key}
}

// PEM returns the certificate and its key, which a password encrypts.
func (p KeyPair) PEM(t *testing.T, password string) []byte {
	t.Helper()
	der, err := pkcs8.MarshalPrivateKey(p.key, []byte(password), nil)
	if err != nil {
		t.Fatal(err)
	}
	return append(
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Certificate.Raw}),
		pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der})...)
}

// PFX returns the certificate and its key as PKCS#12 with a password.
func (p KeyPair) PFX(t *testing.T, password string) []byte {
	t.Helper()
	content, err := pkcs12.Modern.Encode(p.key, p.Certificate, nil, password)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
