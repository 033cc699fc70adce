package auth

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/userfile"
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
	return chain, key, checkValidity(setting, chain[0])
}

// certificateSetting returns the setting that holds the certificate.
func certificateSetting(settings Settings) Setting {
	return settings.firstOf(Certificate, CertificateFile)
}

// certificateContent returns the PEM or PKCS#12 that a setting holds or names.
func certificateContent(settings Settings, setting Setting) ([]byte, error) {
	if setting == CertificateFile {
		content, err := settings.file(setting).Bytes()
		return unwrapped(content), fileError(setting, err)
	}
	value := withoutMark([]byte(settings.Text(setting)))
	if _, err := decodeBase64(value); err != nil && !isPEM(value) {
		return nil, settingError(setting, "The certificate is not Base64.",
			"set it to the content of the file in Base64, as in filebase64(\"app.pfx\"), or set client_certificate_path.")
	}
	return unwrapped(unwrapped(value)), nil // The file itself may be in Base64.
}

func isPEM(content []byte) bool { return bytes.Contains(content, []byte("-----BEGIN")) }

// decodeBase64 decodes Base64 in one line or in many.
func decodeBase64(text []byte) ([]byte, error) {
	return base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(text), nil)))
}

// unwrapped returns content without what tools put around PEM and PKCS#12: Base64, a byte order mark, and white space
// at the end. Azure Key Vault hands out PKCS#12 in Base64, and so people save it.
func unwrapped(content []byte) []byte {
	content = withoutMark(content)
	if isPEM(content) {
		return content
	}
	if decoded, err := decodeBase64(content); err == nil {
		content = withoutMark(decoded)
	}
	var outer asn1.RawValue
	if rest, err := asn1.Unmarshal(content, &outer); err == nil && len(bytes.TrimSpace(rest)) == 0 {
		return outer.FullBytes
	}
	return content
}

// withoutMark returns text that begins with a byte order mark in UTF-8, and any other content as it is.
func withoutMark(content []byte) []byte {
	if text, ok := userfile.Decode(content); ok {
		return text
	}
	return content
}

// parseCertificate parses PEM or PKCS#12.
func parseCertificate(content []byte, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	if isPEM(content) {
		return parsePEM(content, password)
	}
	return parsePKCS12(content, password)
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

// checkValidity returns an error for a certificate that Entra would refuse for its dates.
func checkValidity(setting Setting, leaf *x509.Certificate) error {
	now := time.Now()
	switch {
	case leaf.NotAfter.Before(now):
		return settingError(setting,
			fmt.Sprintf("The certificate of %s expired on %s.", leaf.Subject, leaf.NotAfter.UTC().Format(time.DateOnly)),
			"create a new one, add it to the app registration under Certificates & secrets, and set it here.")
	case leaf.NotBefore.After(now.Add(clockSkew)):
		return settingError(setting,
			fmt.Sprintf("The certificate of %s is not valid before %s.",
				leaf.Subject, leaf.NotBefore.UTC().Format("2006-01-02 15:04 UTC")),
			"use a certificate that is valid now, and check the clock of this machine.")
	}
	return nil
}

var (
	errWrongPassword = errors.New("the password does not open it")
	errPasswordRune  = errors.New("its password has a character that cannot be in the password of a PKCS#12 file")
	errNoCertificate = errors.New("there is no certificate in it")
	errNoKey         = errors.New("there is no private key in it")
	errManyKeys      = errors.New("there is more than one private key in it")
	errOldKey        = errors.New("its key is encrypted in the way of OpenSSL before 1.0, which is not secure")
	errDamagedKey    = errors.New("its private key is damaged, or of a kind that is not supported")
	errOtherKey      = errors.New("its key belongs to none of its certificates")
	errUnknownForm   = errors.New("it is neither PEM nor PKCS#12")
)

// certificateError returns the error for a certificate that cannot be used, at the setting that has to be corrected.
func certificateError(setting Setting, password string, err error) error {
	e := &SettingError{Setting: setting, Problem: "The certificate cannot be used: " + err.Error() + "."}
	_, unsupported := errors.AsType[pkcs12Error](err)
	switch {
	case unsupported:
		e.Todo = "export it again in another way, or convert it to PEM, as with " +
			"openssl pkcs12 -in app.pfx -out app.pem -nodes."
	case errors.Is(err, errOldKey):
		e.Todo = "convert the key with openssl pkcs8 -topk8."
	case errors.Is(err, errPasswordRune):
		e.Setting = CertificatePassword
		e.Problem = "The password has a character, such as an emoji, that cannot be in the password of a PKCS#12 file."
		e.Todo = "export the certificate with another password."
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
