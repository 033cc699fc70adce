package settings

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
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
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s has no certificate in PEM format", caFile)
	}
	return roots, nil
}
