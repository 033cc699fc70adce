package userfile_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"

	"github.com/graph-data/terraform-provider-graph/internal/userfile"
)

// write returns a file with the content.
func write(t *testing.T, content string) userfile.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return userfile.File{Path: path, Holds: "the secret", Instead: "secret"}
}

func TestFile_Text(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, want, problem string }{
		"UTF-8":               {content: " sécret \r\n", want: "sécret"},
		"UTF-8 with a mark":   {content: "\xef\xbb\xbfsécret\r\n", want: "sécret"},
		"UTF-16LE":            {content: "\xff\xfes\x00\xe9\x00\n\x00", want: "sé"},
		"UTF-16BE":            {content: "\xfe\xff\x00s\xd8\x3d\xde\x00", want: "s😀"},
		"two lines":           {content: "one\n\ttwo\n", want: "one\n\ttwo"},
		"UTF-16, cut":         {content: "\xff\xfes\x00e", problem: "not text"},
		"UTF-16, half a pair": {content: "\xfe\xff\x00s\xd8\x3d", problem: "not text"},
		"UTF-16 without one":  {content: "s\x00e\x00", problem: "not text"},
		"UTF-32LE":            {content: "\xff\xfe\x00\x00s\x00\x00\x00", problem: "not text"},
		"Latin-1":             {content: "s\xe9cret", problem: "not text"},
		"mark and Latin-1":    {content: "\xef\xbb\xbfs\xe9cret", problem: "not text"},
		"escape sequence":     {content: "secret\x1b[2J", problem: "not text"},
		"empty":               {content: "", problem: "The file is empty."},
		"blank":               {content: " \r\n", problem: "The file is empty."},
		"only a mark":         {content: "\xff\xfe", problem: "The file is empty."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := write(t, c.content).Text()
			problem := ""
			if e, ok := errors.AsType[*userfile.Error](err); ok {
				problem = e.Problem
			}
			if got != c.want || (err == nil) != (c.problem == "") || !strings.Contains(problem, c.problem) {
				t.Errorf("text %q, error %v; want %q, %q", got, err, c.want, c.problem)
			}
		})
	}
}

// Binary content is returned as it is.
func TestFile_Bytes_binary(t *testing.T) {
	t.Parallel()
	const content = "\x30\x82\x00\xff\xfe\n"
	if got, err := write(t, content).Bytes(); err != nil || string(got) != content {
		t.Errorf("content %q, error %v; want %q", got, err, content)
	}
}

// No error repeats a path that may be a secret.
func TestFile_noSecrets(t *testing.T) {
	t.Parallel()
	const content = "secret_file is set to the content of a file, not to the path of one."
	der := "MII" + strings.Repeat("abcdefgh/", 40)
	for name, c := range map[string]struct{ path, want string }{
		"secret":        {"xyz8Q~planted.secret_-0123456789ABCDEFGHIJ", "The file cannot be read: "},
		"path":          {"testdata/no-such-file", "The file cannot be read: "},
		"folder":        {".", "The file cannot be read: "},
		"token":         {"eyJhbGciOiJSUzI1NiJ9.planted", content},
		"PEM":           {"-----BEGIN PRIVATE KEY-----\nplanted\n-----END PRIVATE KEY-----", content},
		"PEM, one line": {"-----BEGIN PRIVATE KEY----- planted -----END PRIVATE KEY-----", content},
		"PEM in Base64": {"LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t", content},
		"PKCS#12":       {der, content},
		"NUL":           {"planted\x00secret", content},
		"long name":     {strings.Repeat("planted", 100), content},
		"long path":     {strings.Repeat("planted/", 1000), content},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "long path" && runtime.GOOS == "windows" {
				t.Skip("Windows does not tell a path that is too long from one that does not exist")
			}
			_, err := userfile.File{Setting: "secret_file", Path: c.path, Holds: "the secret", Instead: "secret"}.Text()
			e, ok := errors.AsType[*userfile.Error](err)
			if !ok || !strings.HasPrefix(e.Problem, c.want) || !strings.Contains(e.Todo, "secret") {
				t.Fatalf("error = %#v, want %q", err, c.want)
			}
			if c.path != "." && strings.Contains(e.Problem+e.Todo, c.path) {
				t.Errorf("error = %+v, want it without the path", e)
			}
		})
	}
}

// The path of a file without secrets is in its errors, unless it is no path.
func TestFile_public(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"testdata/no-such-file": "The file testdata/no-such-file cannot be read: ",
		"-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----": "ca_file is set to the content of a file, " +
			"not to the path of one.",
	} {
		_, err := userfile.File{Setting: "ca_file", Path: path, Holds: "certificates", Public: true}.Bytes()
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error = %v, want %q", err, want)
		}
	}
}

// FuzzDecode checks that text is decoded from each encoding that has a mark, and that content without one stays as it
// is.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"sécret", "s😀", "\ufeff", "\xff\xfes", "\xef\xbb", "\xfe\xff\xd8\x3d", "s\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		marks := []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"}
		isMarked := slices.ContainsFunc(marks, func(mark string) bool { return bytes.HasPrefix(content, []byte(mark)) })
		if got, ok := userfile.Decode(content); !isMarked && (!ok || !bytes.Equal(got, content)) {
			t.Fatalf("Decode(%q) = %q, %t; want it as it is", content, got, ok)
		}
		if !utf8.Valid(content) || bytes.ContainsRune(content, utf8.RuneError) {
			return
		}
		for _, encoding := range []encoding.Encoding{
			unicode.UTF8BOM, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
			unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		} {
			encoded, err := encoding.NewEncoder().Bytes(content)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := userfile.Decode(encoded); len(content) > 0 && (!ok || !bytes.Equal(got, content)) {
				t.Fatalf("Decode(%q) = %q, %t; want %q", encoded, got, ok, content)
			}
		}
	})
}
