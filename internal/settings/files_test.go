package settings

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

func write(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func certificate(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// Each certificate of a file is trusted, or the file is an error.
func TestTrusted(t *testing.T) {
	t.Parallel()
	one, two := certificate(t), certificate(t)
	before, err := x509.SystemCertPool()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content string
		wrong   string
	}{
		"two":                   {one + two, ""},
		"byte order mark":       {"\ufeff" + one + two, ""},
		"text in between":       {"one\n" + one + "two\r\n" + two + "end", ""},
		"none":                  {"hello", "has no certificate"},
		"empty":                 {"", "empty"},
		"binary":                {"\x30\x82\x00", "not a text file"},
		"the second one is cut": {one + two[:len(two)-20], "of which 1 can be read"},
		"damaged":               {one + strings.Replace(two, "\nMI", "\nAA", 1), "damaged"},
	} {
		pool, err := trusted(write(t, c.content))
		switch {
		case c.wrong == "" && (err != nil || countOf(pool) != countOf(before)+2):
			t.Errorf("%s: error = %v, want two more certificates than the system's", name, err)
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%s: error = %v, want %q", name, err, c.wrong)
		}
	}
}

// countOf returns the number of certificates in a pool.
func countOf(pool *x509.CertPool) int {
	return len(pool.Subjects()) //nolint:staticcheck // The pool is not only that of the system.
}

// A client id in a file counts wherever one counts, unless the client id is set more deliberately.
//
//nolint:paralleltest // It changes the environment.
func TestLoad_clientIDFile(t *testing.T) {
	type written = map[auth.Setting]string
	file := write(t, "\ufefffrom-the-file\r\n")
	for _, c := range []struct {
		name      string
		written   written
		variables map[string]string
		want      string
		wrong     []string
	}{
		{"in the block", written{"client_id_file_path": file}, nil, "from-the-file", nil},
		{"in the environment", nil, map[string]string{"ARM_CLIENT_ID_FILE_PATH": file}, "from-the-file", nil},
		{"before an id of the environment", written{"client_id_file_path": file},
			map[string]string{"ARM_CLIENT_ID": "other"}, "from-the-file", nil},
		{"behind a written id", written{"client_id": "other"},
			map[string]string{"ARM_CLIENT_ID_FILE_PATH": file}, "other", nil},
		{"the same id", written{"client_id": "FROM-the-file", "client_id_file_path": file}, nil, "from-the-file", nil},
		{"both", written{"client_id": "other", "client_id_file_path": file}, nil, "",
			[]string{"client_id (set", "client_id_file_path (set"}},
		{"no file", written{"client_id_file_path": file + "x"}, nil, "", []string{"client_id_file_path", "no such file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			unsetAll(t)
			for name, value := range c.variables {
				t.Setenv(name, value)
			}
			s, errs := Load(c.written)
			if c.wrong == nil && (len(errs) > 0 || s.values.Text(auth.ClientID) != c.want) {
				t.Errorf("settings %+v, errors %v; want the client id %s", s, errs, c.want)
			}
			for _, want := range c.wrong {
				if len(errs) != 1 || !strings.Contains(textOf(errs[0]), want) {
					t.Errorf("errors = %v, want one with %q", errs, want)
				}
			}
		})
	}
}
