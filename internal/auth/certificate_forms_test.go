package auth_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// inUTF16 returns ASCII text in UTF-16 with a byte order mark, as Windows PowerShell writes it.
func inUTF16(text []byte) []byte {
	encoded := []byte("\xff\xfe")
	for _, unit := range utf16.Encode([]rune(string(text))) {
		encoded = binary.LittleEndian.AppendUint16(encoded, unit)
	}
	return encoded
}

// inBase64 returns content in Base64, in lines of 64 characters.
func inBase64(content []byte) []byte {
	var lines []byte
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(content)), 64) {
		lines = append(append(lines, line...), "\r\n"...)
	}
	return lines
}

// A certificate is used in whatever way tools have wrapped it.
func TestClientCertificate_forms(t *testing.T) {
	t.Parallel()
	pair := issue(t, rsaKey(t), time.Now().Add(time.Hour))
	pem, pfx := pair.pem(t, "PRIVATE KEY", ""), pair.pfx(t, pkcs12.Modern, "päss")
	for name, c := range map[string]struct {
		content  []byte
		password string
	}{
		"PEM with a byte order mark":        {append([]byte("\xef\xbb\xbf"), pem...), ""},
		"PEM in UTF-16":                     {inUTF16(pem), ""},
		"PEM with line breaks of Windows":   {bytes.ReplaceAll(pem, []byte("\n"), []byte("\r\n")), ""},
		"PEM in Base64":                     {inBase64(pem), ""},
		"PEM in UTF-16 in Base64":           {inBase64(inUTF16(pem)), ""},
		"PKCS#12 in Base64":                 {[]byte(base64.StdEncoding.EncodeToString(pfx)), "päss"},
		"PKCS#12 in Base64, lines":          {inBase64(pfx), "päss"},
		"PKCS#12 in Base64, UTF-16":         {inUTF16(inBase64(pfx)), "päss"},
		"PKCS#12, line break after it":      {append(bytes.Clone(pfx), '\n'), "päss"},
		"PKCS#12, white space after it":     {append(bytes.Clone(pfx), " \r\n\r\n"...), "päss"},
		"PKCS#12 without MAC":               {pair.pfx(t, pkcs12.Passwordless, ""), ""},
		"PKCS#12 without MAC, but password": {pair.pfx(t, pkcs12.Passwordless, ""), "unused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "certificate")
			if err := os.WriteFile(file, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			for setting, value := range map[string]string{
				"client_certificate_path":  file,
				"client_certificate":       base64.StdEncoding.EncodeToString(c.content),
				"client_certificate, text": string(c.content),
			} {
				setting, _, isText := strings.Cut(setting, ",")
				if isText && !utf8.Valid(c.content) {
					continue // No setting can hold it.
				}
				_, err := newByCertificate(values{setting: value, "client_certificate_password": c.password})
				if err != nil {
					t.Errorf("%s: error = %v, want nil", setting, err)
				}
			}
		})
	}
}

// A certificate that cannot be used is an error in words, at the setting that has to be corrected.
func TestClientCertificate_words(t *testing.T) {
	t.Parallel()
	good := issue(t, rsaKey(t), time.Now().Add(time.Hour))
	pfx := good.pfx(t, pkcs12.Modern, "right")
	noMAC := withoutMAC(t, pfx)
	indefinite := append(append([]byte{0x30, 0x80}, contentOf(t, pfx)...), 0, 0)
	leaf := pemBlock("CERTIFICATE", good.leaf.Raw)
	damagedKey := append(bytes.Clone(leaf), pemBlock("PRIVATE KEY", []byte("\x30\x03\x02\x01\x00"))...)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	short := issue(t, small, time.Now().Add(time.Hour))
	for name, c := range map[string]struct {
		content           []byte
		password, problem string
	}{
		"indefinite lengths":    {indefinite, "right", "indefinite lengths (BER)"},
		"indefinite within":     {indefiniteWithin(t, pfx), "right", "of a kind that is not supported"},
		"no MAC":                {noMAC, "right", "without an integrity check (MAC)"},
		"no MAC nor password":   {noMAC, "", "without an integrity check (MAC)"},
		"cut":                   {pfx[:len(pfx)-100], "right", "damaged"},
		"text after PKCS#12":    {append(bytes.Clone(pfx), "text"...), "right", "damaged"},
		"certificate in DER":    {good.leaf.Raw, "", "no private key"},
		"text in Base64":        {[]byte("aGVsbG8gd29ybGQh"), "", "neither PEM nor PKCS#12"},
		"JSON":                  {[]byte(`{"value":"MII"}`), "", "neither PEM nor PKCS#12"},
		"UTF-16 without a mark": {inUTF16(leaf)[2:], "", "neither PEM nor PKCS#12"},
		"damaged key":           {damagedKey, "", "its private key is damaged"},
		"damaged certificate":   {pemBlock("CERTIFICATE", []byte("\x30\x03\x02\x01\x00")), "", "1 of the 1 certificates"},
		"second certificate cut": {
			append(good.pem(t, "PRIVATE KEY", ""), leaf[:len(leaf)/2]...), "", "1 of the 3 certificates",
		},
		"short key": {short.pem(t, "PRIVATE KEY", ""), "", "has 1024 bits"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "certificate")
			if err := os.WriteFile(file, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := newByCertificate(values{"client_certificate_path": file, "client_certificate_password": c.password})
			e, ok := errors.AsType[*auth.SettingError](err)
			if !ok || e.Setting != auth.CertificateFile || e.Missing() || !strings.Contains(e.Problem, c.problem) {
				t.Fatalf("error = %#v, want one of client_certificate_path with %q", err, c.problem)
			}
			for _, jargon := range []string{"asn1:", "tags don't match", "pkcs12:", "x509:"} {
				if strings.Contains(e.Problem, jargon) {
					t.Errorf("error = %v, want it without %q", err, jargon)
				}
			}
		})
	}
}

// contentOf returns the content of a sequence in DER.
func contentOf(t *testing.T, der []byte) []byte {
	t.Helper()
	var outer asn1.RawValue
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		t.Fatal(err)
	}
	return outer.Bytes
}

// indefiniteWithin returns PKCS#12 with an indefinite length, but not as its first.
func indefiniteWithin(t *testing.T, pfx []byte) []byte {
	t.Helper()
	content := contentOf(t, pfx) // 02 01 03, then 30 82 and a length of two bytes
	content = slices.Concat(content[:3], []byte{0x30, 0x80}, content[7:], []byte{0, 0})
	der, err := asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: content})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// withoutMAC returns PKCS#12 without its integrity check, as openssl pkcs12 -export -nomac writes it.
func withoutMAC(t *testing.T, pfx []byte) []byte {
	t.Helper()
	var outer struct {
		Version int
		Content asn1.RawValue
	}
	if _, err := asn1.Unmarshal(pfx, &outer); err != nil {
		t.Fatal(err)
	}
	der, err := asn1.Marshal(outer)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// PKCS#12 stores passwords in two bytes for each character.
func TestClientCertificate_emoji(t *testing.T) {
	t.Parallel()
	pair := issue(t, rsaKey(t), time.Now().Add(time.Hour))
	pfx := base64.StdEncoding.EncodeToString(pair.pfx(t, pkcs12.Modern, "right"))
	_, err := newByCertificate(values{"client_certificate": pfx, "client_certificate_password": "planted😀"})
	e, ok := errors.AsType[*auth.SettingError](err)
	if !ok || e.Setting != auth.CertificatePassword || e.Missing() || !strings.Contains(e.Problem, "emoji") {
		t.Fatalf("error = %v, want one of client_certificate_password about the emoji", err)
	}
	if strings.Contains(e.Problem+e.Todo, "planted") {
		t.Errorf("error = %+v, want it without the password", e)
	}
	pem := string(pair.pem(t, "ENCRYPTED PRIVATE KEY", "😀"))
	if _, err := newByCertificate(values{"client_certificate": pem, "client_certificate_password": "😀"}); err != nil {
		t.Errorf("PEM: error = %v, want nil", err)
	}
}

// A certificate may be valid from a few minutes ahead of the clock of this machine.
func TestClientCertificate_notYetValid(t *testing.T) {
	t.Parallel()
	key := rsaKey(t)
	for ahead, want := range map[time.Duration]string{
		4 * time.Minute:           "",
		time.Hour:                 " is not valid before 20",
		20 * 365 * 24 * time.Hour: "CN=terraform is not valid before 20",
	} {
		pair := issueFrom(t, key, time.Now().Add(ahead), time.Now().Add(ahead+time.Hour))
		_, err := newByCertificate(values{"client_certificate": string(pair.pem(t, "PRIVATE KEY", ""))})
		e, ok := errors.AsType[*auth.SettingError](err)
		if want == "" && err == nil {
			continue
		}
		if !ok || e.Setting != auth.Certificate || e.Missing() || !strings.Contains(e.Problem, want) || want == "" {
			t.Errorf("valid in %s: error = %v, want %q", ahead, err, want)
		}
	}
}
