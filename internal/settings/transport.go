package settings

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/userfile"
)

// newTransport returns the connections that Graph and the authority share. It uses the proxy of HTTPS_PROXY. path is
// that of a file with further certificate authorities, or "". The error is a [*userfile.Error].
func newTransport(path string) (http.RoundTripper, error) {
	transport := graph.NewTransport()
	if path == "" {
		return transport, nil
	}
	roots, err := trusted(userfile.File{
		Setting: string(caFile), Path: path, Holds: "one or more certificates in PEM (BEGIN CERTIFICATE)", Public: true,
	})
	if err != nil {
		return nil, err
	}
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return transport, nil
}

// trusted returns the certificate authorities of the system and of a PEM file.
func trusted(file userfile.File) (*x509.CertPool, error) {
	content, err := file.Bytes()
	if err != nil {
		return nil, err
	}
	certificates, err := userfile.Certificates(content)
	switch {
	case err != nil:
		return nil, &userfile.Error{
			Problem: "The file " + file.Path + " cannot be used: " + err.Error() + ".",
			Todo:    "correct these certificates or remove them. Each begins and ends with a line of its own.",
		}
	case len(certificates) == 0:
		return nil, &userfile.Error{
			Problem: "The file " + file.Path + " has no certificate in PEM.", Todo: "name a file that holds " + file.Holds + ".",
		}
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	for _, certificate := range certificates {
		roots.AddCert(certificate)
	}
	return roots, nil
}
