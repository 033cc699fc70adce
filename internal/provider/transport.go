package provider

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// newTransport gives the connections that Graph and the authority share. HTTPS_PROXY is obeyed.
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

// trusted adds the authorities of a PEM file to those of the system.
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
		return nil, fmt.Errorf("%s holds no certificate in PEM form", caFile)
	}
	return roots, nil
}

// scope asks for all permissions that were granted on a Graph: those of its host, whatever path a gateway adds.
func scope(root string) string {
	u, err := url.Parse(root)
	if err != nil {
		return root
	}
	return defaultScope(u.Scheme + "://" + u.Host)
}

// defaultScope is the form in which all permissions on a resource are asked for.
func defaultScope(resource string) string {
	return strings.TrimRight(strings.TrimSuffix(resource, "/.default"), "/") + "/.default"
}
