package auth

import (
	"errors"

	"github.com/graph-data/terraform-provider-graph/internal/secret"
	"github.com/graph-data/terraform-provider-graph/internal/userfile"
)

// files describes the file that each of these settings names.
var files = map[Setting]userfile.File{
	CertificateFile: {
		Holds:   "the certificate and its private key, in PEM or PKCS#12 (.pfx)",
		Instead: string(Certificate),
	},
	ClientSecretFile: {Holds: "the client secret", Instead: string(ClientSecret)},
	OIDCTokenFile:    {Holds: "the token of the identity provider", Instead: string(OIDCToken)},
}

// file returns the file that a setting names.
func (s Settings) file(setting Setting) userfile.File {
	file := files[setting]
	file.Setting, file.Path = string(setting), s.Text(setting)
	return file
}

// readText returns the text in the file that a setting names, without surrounding white space. The error is a
// [*SettingError].
func (s Settings) readText(setting Setting) (string, error) {
	text, err := s.file(setting).Text()
	secret.Hold(text)
	return text, fileError(setting, err)
}

// fileError returns the error of reading the file that a setting names, as an error of the setting.
func fileError(setting Setting, err error) error {
	if e, ok := errors.AsType[*userfile.Error](err); ok {
		return settingError(setting, e.Problem, e.Todo)
	}
	return err
}
