package auth

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"
)

// FuzzCertificate checks that whatever a file holds is a certificate with its own key, or an error in words, and the
// same in Base64.
func FuzzCertificate(f *testing.F) {
	for _, seed := range certificateSeeds(f) {
		f.Add(seed, "right")
		f.Add(seed[:len(seed)*2/3], "wrong")
	}
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\nMAMCAQA=\n-----END PRIVATE KEY-----"), "")
	f.Fuzz(func(t *testing.T, content []byte, password string) {
		parse := func(content []byte) ([]*x509.Certificate, crypto.PrivateKey, error) {
			chain, key, err := parseCertificate(unwrapped(content), password)
			if err == nil {
				chain, err = leafFirst(chain, key)
			}
			return chain, key, err
		}
		chain, key, err := parse(content)
		if err != nil {
			e, ok := errors.AsType[*SettingError](certificateError(Certificate, password, err))
			for _, jargon := range []string{"asn1:", "tags don't match", "pkcs12:", "x509:", "pkcs8:"} {
				if !ok || strings.Contains(e.Problem, jargon) {
					t.Fatalf("error = %v, want it in words", err)
				}
			}
			return
		}
		public, ok := chain[0].PublicKey.(interface{ Equal(crypto.PublicKey) bool })
		if signer, isSigner := key.(crypto.Signer); !ok || !isSigner || !public.Equal(signer.Public()) {
			t.Fatalf("first certificate %s, want that of the key", chain[0].Subject)
		}
		again, _, err := parse([]byte(base64.StdEncoding.EncodeToString(content)))
		if err != nil || len(again) != len(chain) || !again[0].Equal(chain[0]) {
			t.Fatalf("in Base64: %d certificates, error %v; want the same %d", len(again), err, len(chain))
		}
	})
}

// certificateSeeds returns a certificate with its key in each form that is read.
func certificateSeeds(f *testing.F) [][]byte {
	f.Helper()
	must := func(der []byte, err error) []byte {
		f.Helper()
		if err != nil {
			f.Fatal(err)
		}
		return der
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der := must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		f.Fatal(err)
	}
	block := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	certificate := block("CERTIFICATE", der)
	return [][]byte{
		append(block("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(key))), certificate...),
		append(bytes.Clone(certificate), block("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key)))...),
		append(bytes.Clone(certificate), block("ENCRYPTED PRIVATE KEY",
			must(pkcs8.MarshalPrivateKey(key, []byte("right"), nil)))...),
		must(pkcs12.Modern.WithIterations(1).Encode(key, leaf, nil, "right")),
		must(pkcs12.LegacyDES.WithIterations(1).Encode(key, leaf, []*x509.Certificate{leaf}, "right")),
		must(pkcs12.Passwordless.Encode(key, leaf, nil, "")),
		der,
	}
}
