package auth

import (
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
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
	content, err := certificateContent(setting, settings.Text(setting))
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
	return chain, key, checkDates(setting, chain[0])
}

// certificateSetting returns the setting that holds the certificate.
func certificateSetting(settings Settings) Setting {
	return settings.firstOf(Certificate, CertificateFile)
}

// certificateContent returns the bytes of the certificate that a setting holds or names.
func certificateContent(setting Setting, value string) ([]byte, error) {
	if setting == CertificateFile {
		content, err := userfile.Read(value)
		if err != nil {
			return nil, fileError(setting, err, "a certificate and its private key, in PEM or PKCS#12 (.pfx),", Certificate)
		}
		return content, nil
	}
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

// checkDates returns an error for a certificate that is not valid now. Clocks may differ a little.
func checkDates(setting Setting, certificate *x509.Certificate) error {
	from, to := certificate.NotBefore, certificate.NotAfter
	switch {
	case to.Before(time.Now()):
		return settingError(setting,
			fmt.Sprintf("The certificate of %s expired on %s.", certificate.Subject, to.UTC().Format(time.DateOnly)),
			"create a new one, add it to the app registration under Certificates & secrets, and set it here.")
	case from.After(time.Now().Add(clockSkew)):
		return settingError(setting,
			fmt.Sprintf("The certificate of %s is not valid before %s.", certificate.Subject, from.UTC().Format(time.RFC3339)),
			"check the clock of this machine, or use a certificate that is valid now.")
	default:
		return nil
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
