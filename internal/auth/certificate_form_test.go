package auth_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// utf16LE returns a text as Windows PowerShell writes it.
func utf16LE(text []byte) []byte {
	b := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(string(text))) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return b
}

// lines returns a text with line breaks, as tools write Base64.
func lines(text string) []byte {
	var b bytes.Buffer
	for len(text) > 64 {
		b.WriteString(text[:64] + "\r\n")
		text = text[64:]
	}
	b.WriteString(text + "\r\n")
	return b.Bytes()
}

// A certificate works in every wrapping that tools write.
func TestClientCertificate_forms(t *testing.T) {
	t.Parallel()
	pair := issue(t, rsaKey(t), time.Now().Add(time.Hour))
	pfx, pem := pair.pfx(t, pkcs12.Modern, "p"), pair.pem(t, "PRIVATE KEY", "")
	encoded := base64.StdEncoding.EncodeToString(pfx)
	for name, content := range map[string][]byte{
		"PFX":                          pfx,
		"PFX with a line break":        append(bytes.Clone(pfx), '\n'),
		"PFX with white space":         append(bytes.Clone(pfx), " \r\n\t"...),
		"Base64 of the PFX":            []byte(encoded),
		"Base64 of the PFX, lines":     lines(encoded),
		"Base64 of the PFX in UTF-16":  utf16LE(lines(encoded)),
		"Base64 of the PFX with a BOM": append([]byte("\ufeff"), encoded...),
		"Base64 of the PEM":            []byte(base64.StdEncoding.EncodeToString(pem)),
		"PEM with a BOM":               append([]byte("\ufeff"), pem...),
		"PEM in UTF-16":                utf16LE(pem),
		"PEM with CR LF":               bytes.ReplaceAll(pem, []byte("\n"), []byte("\r\n")),
	} {
		file := filepath.Join(t.TempDir(), "certificate")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := newByCertificate(values{"client_certificate_path": file, "client_certificate_password": "p"})
		if err != nil {
			t.Errorf("%s: error = %v, want nil", name, err)
		}
	}
}

// What is wrong with a certificate is said at its setting, in words.
func TestClientCertificate_formErrors(t *testing.T) {
	t.Parallel()
	key := rsaKey(t)
	pair := issue(t, key, time.Now().Add(time.Hour))
	future := issueFrom(t, key, time.Now().Add(time.Hour), time.Now().Add(2*time.Hour))
	short, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // It is to be refused.
	if err != nil {
		t.Fatal(err)
	}
	weak := issue(t, short, time.Now().Add(time.Hour))
	pem := pair.pem(t, "PRIVATE KEY", "")
	second := bytes.LastIndex(pem, []byte("-----BEGIN CERTIFICATE-----"))
	brokenKey := bytes.Replace(pem, []byte("PRIVATE KEY-----\nMII"), []byte("PRIVATE KEY-----\nMAA"), 1)
	for name, c := range map[string]struct {
		content           []byte
		password, setting string
		problem           string // part of it
	}{
		"not valid yet":           {future.pem(t, "PRIVATE KEY", ""), "", "client_certificate_path", "is not valid before"},
		"short key":               {weak.pem(t, "PRIVATE KEY", ""), "", "client_certificate_path", "1024 bits"},
		"emoji":                   {pair.pfx(t, pkcs12.Modern, "p"), "p🔑", "client_certificate_password", "emoji"},
		"password without need":   {pair.pfx(t, pkcs12.Passwordless, ""), "p", "client_certificate_password", "none"},
		"indefinite lengths":      {[]byte("\x30\x80\x02\x01\x03"), "", "client_certificate_path", "BER"},
		"cut":                     {pair.pfx(t, pkcs12.Modern, "p")[:500], "p", "client_certificate_path", "neither PEM"},
		"another file":            {[]byte("\x89PNG\r\n\x1a\n"), "", "client_certificate_path", "neither PEM"},
		"words":                   {[]byte("hello there"), "", "client_certificate_path", "neither PEM"},
		"certificate that is cut": {append(bytes.Clone(pem[:second]), pem[second:second+80]...), "", "client_certificate_path", "damaged"},
		"key that is damaged":     {brokenKey, "", "client_certificate_path", "damaged"},
		"the key as the path":     {nil, "", "client_certificate_path", "content of a file"},
		"the key's lines as path": {nil, "", "client_certificate_path", "content of a file"},
		"the PFX as the path":     {nil, "", "client_certificate_path", "content of a file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			value := filepath.Join(t.TempDir(), "certificate")
			switch name {
			case "the key as the path":
				value = strings.ReplaceAll(string(pem), "\n", " ")
			case "the key's lines as path":
				value = string(pem)
			case "the PFX as the path":
				value = base64.StdEncoding.EncodeToString(pair.pfx(t, pkcs12.Modern, "p"))
			default:
				if err := os.WriteFile(value, c.content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := newByCertificate(values{"client_certificate_path": value, "client_certificate_password": c.password})
			got, ok := errors.AsType[*auth.SettingError](err)
			if !ok || string(got.Setting) != c.setting || got.Todo == "" || !strings.Contains(got.Problem, c.problem) {
				t.Fatalf("error = %v, want a SettingError of %s with %q", err, c.setting, c.problem)
			}
			for _, hidden := range []string{"asn1", "x509:", "pkcs12:", "MII"} {
				if strings.Contains(got.Problem, hidden) {
					t.Errorf("problem = %s, want it without %q", got.Problem, hidden)
				}
			}
		})
	}
}
