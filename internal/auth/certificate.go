package auth

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"
)

// readCertificate returns the certificate chain, with the application's certificate first, and the private key. The
// error is a [*SettingError].
//
// It reads PKCS#12 as OpenSSL 3 and Windows write it today, with SHA-256 and AES, and PEM with an encrypted key. The
// parser of azidentity reads neither.
func readCertificate(settings Settings) ([]*x509.Certificate, crypto.PrivateKey, error) {
	setting, password := certificateSetting(settings), settings.Text(CertificatePassword)
	content, err := certificateContent(settings, setting)
	if err != nil {
		return nil, nil, err
	}
	chain, key, err := parseCertificate(content, password)
	if err == nil {
		chain, err = leafFirst(chain, key)
	}
	if err != nil {
		return nil, nil, certificateError(setting, password, err)
	}
	if end := chain[0].NotAfter; end.Before(time.Now()) {
		problem := fmt.Sprintf("The certificate of %s expired on %s.", chain[0].Subject, end.UTC().Format(time.DateOnly))
		return nil, nil, settingError(setting, problem,
			"create a new one, add it to the app registration under Certificates & secrets, and set it here.")
	}
	return chain, key, nil
}

// certificateSetting returns the setting that holds the certificate.
func certificateSetting(settings Settings) Setting {
	return settings.firstOf(Certificate, CertificateFile)
}

// certificateContent returns the bytes of the certificate that a setting holds or names.
func certificateContent(settings Settings, setting Setting) ([]byte, error) {
	if setting == CertificateFile {
		content, err := settings.file(setting).Bytes()
		return content, fileError(setting, err)
	}
	value := settings.Text(setting)
	if strings.Contains(value, "-----BEGIN") {
		return []byte(value), nil
	}
	content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), ""))
	if err != nil {
		return nil, settingError(setting, "The certificate is not Base64.",
			"set it to the content of the file in Base64, as in filebase64(\"app.pfx\"), or set client_certificate_path.")
	}
	return content, nil
}

var (
	errWrongPassword = errors.New("the password does not open it")
	errNoCertificate = errors.New("there is no certificate in it")
	errNoKey         = errors.New("there is no private key in it")
	errManyKeys      = errors.New("there is more than one private key in it")
	errOldKey        = errors.New("its key is encrypted in the way of OpenSSL before 1.0, which is not secure")
	errOtherKey      = errors.New("its key belongs to none of its certificates")
)

// parseCertificate parses PEM or PKCS#12.
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

func parseKey(block *pem.Block, password string) (crypto.PrivateKey, error) {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY":
		key, err := pkcs8.ParsePKCS8PrivateKey(block.Bytes, []byte(password))
		if err != nil {
			return nil, errWrongPassword // The library cannot tell a wrong password from a damaged key.
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

// leafFirst returns the chain with the certificate of the key first. Files hold them in any order.
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

// certificateError returns the error for a certificate that cannot be used, at the setting that has to be corrected.
func certificateError(setting Setting, password string, err error) error {
	e := &SettingError{Setting: setting, Problem: "The certificate cannot be used: " + err.Error() + "."}
	switch {
	case errors.Is(err, errOldKey):
		e.Todo = "convert the key with openssl pkcs8 -topk8."
	case !errors.Is(err, errWrongPassword):
		e.Todo = "use a PEM or PKCS#12 (.pfx) file that has the certificate and its private key."
	case password == "":
		e.Setting, e.Problem = CertificatePassword, "The certificate is protected by a password, and none is set."
	default:
		e.Setting, e.Problem = CertificatePassword, "The password does not open the certificate."
		e.Todo = "set the password with which the file was exported. If it is right, the file may be damaged: export it " +
			"again."
	}
	return e
}
