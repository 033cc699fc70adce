package auth

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"

	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/graph-data/terraform-provider-graph/internal/userfile"
)

// Why a certificate cannot be read, in words. The libraries describe structures of ASN.1.
var (
	errWrongPassword = errors.New("the password does not open it")
	errNoPassword    = errors.New("a password is set, but the file is protected by none")
	errPasswordChars = errors.New("the password has characters, such as an emoji, that PKCS#12 cannot have")
	errNoCertificate = errors.New("there is no certificate in it")
	errNoKey         = errors.New("there is no private key in it")
	errManyKeys      = errors.New("there is more than one private key in it")
	errOldKey        = errors.New("its key is encrypted in the way of OpenSSL before 1.0, which is not secure")
	errOtherKey      = errors.New("its key belongs to none of its certificates")
	errDamaged       = errors.New("a certificate or a key in it is damaged")
	errIndefinite    = errors.New("it is PKCS#12 in BER with indefinite lengths, and only DER is supported")
	errUnsupported   = errors.New("it is PKCS#12 of a kind or with an encryption that is not supported")
	errUnknownForm   = errors.New("it is neither PEM nor PKCS#12, or it is damaged")
)

// parseCertificate parses PEM or PKCS#12, in any wrapping that tools write: in Base64, in UTF-16, with a byte order mark
// or a line break at the end.
func parseCertificate(content []byte, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	if text, err := userfile.Text(content); err == nil {
		if strings.Contains(text, "-----BEGIN") {
			return parsePEM([]byte(text), password)
		}
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		switch {
		case err != nil || len(decoded) == 0:
			return nil, nil, errUnknownForm
		case bytes.Contains(decoded, []byte("-----BEGIN")):
			return parsePEM(decoded, password)
		}
		content = decoded
	}
	return parsePFX(content, password)
}

// parsePFX parses PKCS#12 in DER.
func parsePFX(content []byte, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	if bytes.HasPrefix(content, []byte{0x30, 0x80}) {
		return nil, nil, errIndefinite
	}
	var whole asn1.RawValue
	if rest, err := asn1.Unmarshal(content, &whole); err != nil || len(bytes.TrimSpace(rest)) > 0 {
		return nil, nil, errUnknownForm
	}
	key, leaf, chain, err := pkcs12.DecodeChain(whole.FullBytes, password)
	if err != nil {
		return nil, nil, pfxError(err)
	}
	return append([]*x509.Certificate{leaf}, chain...), key, nil
}

// pfxError returns an error of the library in our words. Most of them have no type.
func pfxError(err error) error {
	_, unsupported := errors.AsType[pkcs12.NotImplementedError](err)
	mentions := func(text string) bool { return strings.Contains(err.Error(), text) }
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return errWrongPassword
	case unsupported:
		return errUnsupported
	case mentions("UCS-2"):
		return errPasswordChars
	case mentions("no MAC"):
		return errNoPassword
	case mentions("certificate missing"):
		return errNoCertificate
	case mentions("private key missing"), mentions("exactly one key bag"):
		return errNoKey
	case mentions("reading P12 data"):
		return errUnknownForm
	default:
		return errDamaged
	}
}

func parsePEM(content []byte, password string) (chain []*x509.Certificate, key crypto.PrivateKey, err error) {
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			certificate, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, nil, errDamaged
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
	case len(chain) < bytes.Count(content, []byte("-----BEGIN CERTIFICATE-----")):
		return nil, nil, errDamaged
	case len(chain) == 0:
		return nil, nil, errNoCertificate
	case key == nil:
		return nil, nil, errNoKey
	}
	return chain, key, nil
}

func parseKey(block *pem.Block, password string) (crypto.PrivateKey, error) {
	if block.Headers["DEK-Info"] != "" {
		return nil, errOldKey
	}
	var key any
	var err error
	switch block.Type {
	case "ENCRYPTED PRIVATE KEY":
		if key, err = pkcs8.ParsePKCS8PrivateKey(block.Bytes, []byte(password)); err != nil {
			return nil, errWrongPassword // The library cannot tell a wrong password from a damaged key.
		}
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	default:
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	}
	if err != nil {
		return nil, errDamaged
	}
	return key, nil
}

// certificateError returns the error for a certificate that cannot be used, at the setting that has to be corrected.
func certificateError(setting Setting, password string, err error) error {
	e := &SettingError{Setting: setting, Problem: "The certificate cannot be used: " + err.Error() + "."}
	switch {
	case errors.Is(err, errOldKey):
		e.Todo = "convert the key with openssl pkcs8 -topk8."
	case errors.Is(err, errIndefinite), errors.Is(err, errUnsupported):
		e.Todo = "convert it: openssl pkcs12 -in old.pfx -nodes -out app.pem, and then openssl pkcs12 -export -in app.pem " +
			"-out app.pfx."
	case errors.Is(err, errNoPassword), errors.Is(err, errPasswordChars):
		e.Setting = CertificatePassword
		e.Todo = "leave it out if the file has no password. Otherwise export the file again, with a password of letters, " +
			"digits and signs."
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
