package userfile_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/userfile"
)

// certificate returns a certificate in PEM.
func certificate(t testing.TB) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	one := certificate(t)
	damaged := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("damaged")}))
	request := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: []byte("request")}))
	indented := "  " + strings.ReplaceAll(strings.TrimSpace(one), "\n", "\n  ") + "\n"
	for name, c := range map[string]struct {
		text string
		want int
		err  string
	}{
		"two":                {one + "text\n" + one, 2, ""},
		"with line breaks":   {strings.ReplaceAll(one+one, "\n", "\r\n"), 2, ""},
		"none":               {"hello", 0, ""},
		"commented out":      {one + "# " + strings.ReplaceAll(strings.TrimSpace(one), "\n", "\n# "), 1, ""},
		"a request":          {one + request, 1, ""},
		"mark in between":    {one + "\ufeff" + one, 0, "1 of the 2 certificates in it cannot be read"},
		"damaged":            {one + damaged + one, 0, "1 of the 3 certificates in it cannot be read"},
		"cut":                {one + one[:len(one)/2], 0, "1 of the 2 certificates in it cannot be read"},
		"indented":           {one + indented, 0, "1 of the 2 certificates in it cannot be read"},
		"without line break": {strings.TrimSpace(one) + one, 0, "2 of the 2 certificates in it cannot be read"},
	} {
		got, err := userfile.Certificates([]byte(c.text))
		text := ""
		if err != nil {
			text = err.Error()
		}
		if len(got) != c.want || text != c.err {
			t.Errorf("%s: %d certificates, error %q; want %d, %q", name, len(got), text, c.want, c.err)
		}
	}
}

// FuzzCertificates checks that a text has as many certificates as it begins, or is an error, and that these are the
// same when they are written again.
func FuzzCertificates(f *testing.F) {
	one := certificate(f)
	for _, seed := range []string{
		one, one + one[:len(one)/2], "# " + one, strings.TrimSpace(one) + one, "-----BEGIN CERTIFICATE-----",
		strings.Replace(one, "\n", "\nProc-Type: 4,ENCRYPTED\n\n", 1),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := userfile.Certificates(text)
		if err != nil {
			if got != nil {
				t.Fatalf("%d certificates with error %v, want none", len(got), err)
			}
			return
		}
		var written []byte
		for _, c := range got {
			written = append(written, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
		}
		again, err := userfile.Certificates(written)
		if err != nil || !slices.EqualFunc(got, again, (*x509.Certificate).Equal) {
			t.Fatalf("%d certificates, error %v; want the same %d again", len(again), err, len(got))
		}
	})
}
