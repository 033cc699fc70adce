package userfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadText(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for content, want := range map[string]string{
		"secret":                            "secret",
		" secret\r\n":                       "secret",
		"two\nlines\n":                      "two\nlines",
		"\ufeffsecret\n":                    "secret",
		"\xff\xfes\x00\xe4\x00\r\x00\n\x00": "sä",
		"\xfe\xff\x00s\x00\xe4":             "sä",
		"ümläut":                            "ümläut",
		"":                                  "",
		" \n":                               "",
		"\ufeff":                            "",
		"\xff\xfe":                          "",
	} {
		name := filepath.Join(dir, "file")
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := ReadText(name)
		if got != want || (want == "") != errors.Is(err, ErrEmpty) {
			t.Errorf("ReadText of %q = %q, error %v; want %q", content, got, err, want)
		}
	}
	for _, content := range []string{"s\x00e\x00", "\xffsecret", "\x30\x82\x01\x02", "a\x1b[2Jb", "\xff\xfes"} {
		if got, err := Text([]byte(content)); !errors.Is(err, ErrNotText) {
			t.Errorf("Text(%q) = %q, error %v; want %v", content, got, err, ErrNotText)
		}
	}
}

// A secret that stands in place of a path is in no error.
func TestRead_content(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{
		"-----BEGIN PRIVATE KEY----- MIGHAgEAMBMG -----END PRIVATE KEY-----",
		"-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----\n",
		"eyJ0eXAiOiJKV1QifQ.e30.c2ln",
		strings.Repeat("MIIKLQIBAzCCCfMGCSqGSIb3DQEHAaCC", 200),
		"secret\x00",
	} {
		if _, err := Read(secret); !errors.Is(err, ErrContent) || strings.Contains(err.Error(), "MIG") {
			t.Errorf("Read(%.20q…): error = %v, want %v", secret, err, ErrContent)
		}
	}
	const secret = "abC8Q~abcdefghijklmnopqrstuvwxyz.0123456"
	for _, path := range []string{secret, "nowhere/" + secret} {
		if _, err := Read(path); !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), secret) {
			t.Errorf("Read(%s): error = %v, want that it does not exist, without the value", path, err)
		}
	}
	path := filepath.Join(t.TempDir(), "missing")
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("Read(%s): error = %v, want the path in it, since its folder exists", path, err)
	}
}
