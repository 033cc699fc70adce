package auth

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"strings"

	"github.com/youmark/pkcs8"

	"github.com/graph-data/terraform-provider-graph/internal/userfile"
)

// parsePEM returns the certificates and the one private key of a PEM text.
func parsePEM(content []byte, password string) (chain []*x509.Certificate, key crypto.PrivateKey, err error) {
	if chain, err = userfile.Certificates(content); err != nil {
		return nil, nil, err
	}
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue // OpenSSL writes EC PARAMETERS before a key.
		}
		if key != nil {
			return nil, nil, errManyKeys
		}
		if key, err = parseKey(block, password); err != nil {
			return nil, nil, err
		}
	}
	switch {
	case len(chain) == 0:
		return nil, nil, errNoCertificate
	case key == nil:
		return nil, nil, errNoKey
	}
	return chain, key, nil
}

func parseKey(block *pem.Block, password string) (key crypto.PrivateKey, err error) {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY":
		if key, err = pkcs8.ParsePKCS8PrivateKey(block.Bytes, []byte(password)); err != nil {
			return nil, errWrongPassword // The library cannot tell a wrong password from a damaged key.
		}
		return key, nil
	case block.Headers["DEK-Info"] != "":
		return nil, errOldKey
	case block.Type == "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case block.Type == "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	default:
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	}
	if err != nil {
		return nil, errDamagedKey // The library describes structures of ASN.1.
	}
	return key, nil
}
