package settings

import (
	"encoding/binary"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// The transport trusts every certificate authority of the file, however Windows wrote it.
func TestNewTransport(t *testing.T) {
	t.Parallel()
	srv := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(srv.Close)
	ca := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw}))
	inUTF16 := []byte("\xff\xfe")
	for _, unit := range utf16.Encode([]rune(ca)) {
		inUTF16 = binary.LittleEndian.AppendUint16(inUTF16, unit)
	}
	for name, c := range map[string]struct{ content, problem string }{
		"PEM":                       {content: ca},
		"UTF-8 with a mark":         {content: "\xef\xbb\xbf" + ca},
		"UTF-16":                    {content: string(inUTF16)},
		"one of two cannot be read": {ca + ca[:len(ca)/2], "1 of the 2 certificates in it cannot be read"},
		"no certificate":            {"hello", "has no certificate in PEM"},
		"empty":                     {"", "is empty"},
		"mark of another encoding":  {"\xff\xfe" + ca[:len(ca)/2*2] + "x", "is not text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "ca.pem")
			if err := os.WriteFile(file, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			transport, err := newTransport(file)
			if c.problem != "" {
				if err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), c.problem) {
					t.Errorf("error = %v, want %q of %s", err, c.problem, file)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := transport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
		})
	}
}

// The content of the file is not repeated, and there is no other setting for it.
//
//nolint:paralleltest // unsetAll changes the environment.
func TestLoad_authoritiesAsPath(t *testing.T) {
	unsetAll(t)
	_, errs := Load(map[auth.Setting]string{caFile: "-----BEGIN CERTIFICATE-----\nplanted\n-----END CERTIFICATE-----"})
	if len(errs) != 1 || !strings.Contains(textOf(errs[0]), "save the content in a file") ||
		strings.Contains(textOf(errs[0]), "planted") {
		t.Errorf("errors = %v, want one that says to save the content in a file, without the content", errs)
	}
}
