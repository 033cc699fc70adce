package userfile

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
)

// Certificates returns the certificates of a PEM text, in its order. If one of them cannot be read, that is an error:
// without it, the rest would fail later, and elsewhere.
func Certificates(text []byte) ([]*x509.Certificate, error) {
	var certificates []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		if certificate, err := x509.ParseCertificate(block.Bytes); err == nil {
			certificates = append(certificates, certificate)
		}
	}
	if begun := begunCertificates(text); len(certificates) < begun {
		return nil, fmt.Errorf("%d of the %d certificates in it cannot be read", begun-len(certificates), begun)
	}
	return certificates, nil
}

// begunCertificates returns the number of certificates that a PEM text begins, even where the decoder finds none: in an
// indented line, or behind the end of another block because a line break is missing.
func begunCertificates(text []byte) int {
	n := 0
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); !bytes.HasPrefix(line, []byte("#")) {
			n += bytes.Count(line, []byte("-----BEGIN CERTIFICATE-----"))
		}
	}
	return n
}
