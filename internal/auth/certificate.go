package auth

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"
)

// readCertificate gives the chain, that of the application first, and its key. An error is a [SettingError].
//
// It reads PKCS#12 as OpenSSL 3 and Windows write it today, with SHA-256 and AES, and PEM with an encrypted key. The
// parser of azidentity reads neither.
func readCertificate(config Config) ([]*x509.Certificate, crypto.PrivateKey, error) {
	setting := config.certificateSetting()
	content, err := config.certificateContent(setting)
	if err != nil {
		return nil, nil, err
	}
	chain, key, err := parseCertificate(content, config.CertificatePassword)
	if err != nil {
		return nil, nil, certificateError(setting, config.CertificatePassword, err)
	}
	if chain, err = leafFirst(chain, key); err != nil {
		return nil, nil, certificateError(setting, config.CertificatePassword, err)
	}
	if end := chain[0].NotAfter; end.Before(time.Now()) {
		return nil, nil, &SettingError{
			Setting: setting, Problem: fmt.Sprintf("The certificate of %s has expired on %s.", chain[0].Subject, end.UTC().Format(time.DateOnly)),
			Todo: "make a new one, add it to the app registration under Certificates & secrets, and set it here.",
		}
	}
	return chain, key, nil
}

// certificateSetting names the setting that has the certificate.
func (c Config) certificateSetting() string {
	return c.firstOf("client_certificate", "client_certificate_path")
}

// certificateContent gives the bytes of the certificate, wherever they are.
func (c Config) certificateContent(setting string) ([]byte, error) {
	if setting == "client_certificate_path" {
		content, err := os.ReadFile(c.CertificateFile)
		if err != nil {
			return nil, &SettingError{Setting: setting, Problem: "The file cannot be read: " + err.Error() + ".", Todo: "name a PEM or PKCS#12 (.pfx) file that this user may read. A relative path is relative to the folder in which the CLI runs."}
		}
		return content, nil
	}
	if strings.Contains(c.Certificate, "-----BEGIN") {
		return []byte(c.Certificate), nil
	}
	content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(c.Certificate), ""))
	if err != nil {
		return nil, &SettingError{Setting: setting, Problem: "The certificate is not in base64.", Todo: "give the content of the file in base64, as in filebase64(\"app.pfx\"), or set client_certificate_path."}
	}
	return content, nil
}

var (
	errWrongPassword = errors.New("the password does not open it")
	errNoCertificate = errors.New("there is no certificate in it")
	errNoKey         = errors.New("there is no private key in it")
	errManyKeys      = errors.New("there is more than one private key in it")
	errOldKey        = errors.New("its key is encrypted in the way of OpenSSL before 1.0, which is not safe")
	errOtherKey      = errors.New("its key belongs to none of its certificates")
)

// parseCertificate reads PEM or PKCS#12.
func parseCertificate(content []byte, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	if bytes.Contains(content, []byte("-----BEGIN")) {
		return parsePEM(content, password)
	}
	key, leaf, chain, err := pkcs12.DecodeChain(content, password)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) || errors.Is(err, pkcs12.ErrDecryption) {
		return nil, nil, errWrongPassword
	}
	if err != nil {
		return nil, nil, err
	}
	return append([]*x509.Certificate{leaf}, chain...), key, nil
}

func parsePEM(content []byte, password string) (chain []*x509.Certificate, key crypto.PrivateKey, err error) {
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			certificate, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, nil, err
			}
			chain = append(chain, certificate)
			continue
		}
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue // OpenSSL writes EC PARAMETERS in front of a key.
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

func parseKey(block *pem.Block, password string) (crypto.PrivateKey, error) {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY":
		key, err := pkcs8.ParsePKCS8PrivateKey(block.Bytes, []byte(password))
		if err != nil {
			return nil, errWrongPassword // The library cannot tell it from a broken key.
		}
		return key, nil
	case block.Headers["DEK-Info"] != "":
		return nil, errOldKey
	case block.Type == "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(block.Bytes)
	case block.Type == "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(block.Bytes)
	default:
		return x509.ParsePKCS8PrivateKey(block.Bytes)
	}
}

// leafFirst puts the certificate of the key first. Files have them in any order.
func leafFirst(chain []*x509.Certificate, key crypto.PrivateKey) ([]*x509.Certificate, error) {
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errNoKey
	}
	i := slices.IndexFunc(chain, func(certificate *x509.Certificate) bool {
		public, ok := certificate.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
		return ok && public.Equal(signer.Public())
	})
	if i < 0 {
		return nil, errOtherKey
	}
	leaf := chain[i]
	return slices.Insert(slices.Delete(slices.Clone(chain), i, i+1), 0, leaf), nil
}

// certificateError says what is wrong with a certificate, at the setting that can mend it.
func certificateError(setting, password string, err error) error {
	if errors.Is(err, errOldKey) {
		return &SettingError{Setting: setting, Problem: "The certificate cannot be used: " + err.Error() + ".", Todo: "convert the key with openssl pkcs8 -topk8."}
	}
	if !errors.Is(err, errWrongPassword) {
		return &SettingError{Setting: setting, Problem: "The certificate cannot be used: " + err.Error() + ".", Todo: "give a PEM or PKCS#12 (.pfx) file with the certificate and its private key."}
	}
	if password == "" {
		return &SettingError{Setting: "client_certificate_password", Problem: "The certificate is protected by a password, and none is set."}
	}
	return &SettingError{Setting: "client_certificate_password", Problem: "The password does not open the certificate.", Todo: "give the password with which the file was exported. If it is right, the file may be damaged: export it again."}
}
