package settings

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/userfile"
)

// newTransport returns the connections that Graph and the authority share. It uses the proxy of HTTPS_PROXY.
func newTransport(caFile string) (http.RoundTripper, error) {
	transport := graph.NewTransport()
	if caFile == "" {
		return transport, nil
	}
	roots, err := trusted(caFile)
	if err != nil {
		return nil, err
	}
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return transport, nil
}

// trusted returns the certificate authorities of the system and of a PEM file.
func trusted(caFile string) (*x509.CertPool, error) {
	text, err := userfile.ReadText(caFile)
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	count := 0
	for block, rest := pem.Decode([]byte(text)); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate %d of %s is damaged", count+1, caFile)
		}
		roots.AddCert(certificate)
		count++
	}
	switch begun := strings.Count(text, "-----BEGIN CERTIFICATE-----"); {
	case count == 0:
		return nil, fmt.Errorf("%s has no certificate in PEM format", caFile)
	case count < begun:
		return nil, fmt.Errorf("%s has %d certificates, of which %d can be read", caFile, begun, count)
	}
	return roots, nil
}
