// Package userfile reads the files that people name in settings.
package userfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

var (
	// ErrContent reports that a setting holds the content of a file, such as a private key, where its path belongs.
	ErrContent = errors.New("it is the content of a file, and not its path")

	// ErrNotText reports that a file is not text in UTF-8, or in UTF-16 with a byte order mark.
	ErrNotText = errors.New("it is not a text file")

	// ErrEmpty reports that a file has nothing but white space.
	ErrEmpty = errors.New("it is empty")
)

// Read returns the content of a file. The error does not repeat the path unless its folder exists: people set such
// settings to the secret that belongs into the file. It is [ErrContent] if the path can be none.
func Read(path string) ([]byte, error) {
	if isContent(path) {
		return nil, ErrContent
	}
	content, err := os.ReadFile(path)
	if err == nil {
		return content, nil
	}
	cause := err
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		cause = failed.Err
	}
	if errors.Is(cause, syscall.ENAMETOOLONG) || isBase64(path) {
		return nil, ErrContent
	}
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); folder != "." && err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s: %w", path, cause)
	}
	return nil, cause
}

// isContent reports whether what should be a path is a private key, a token or the like.
func isContent(path string) bool {
	return strings.ContainsAny(path, "\n\r\x00") || strings.Contains(path, "-----BEGIN") || strings.HasPrefix(path, "eyJ")
}

// isBase64 reports whether a text is long and has no character that Base64 has not, as few paths do.
func isBase64(text string) bool {
	const long = 200
	other := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("+/=", r)
	}
	return len(text) > long && !strings.ContainsFunc(text, other)
}

// ReadText returns the text of a file, without surrounding white space. The error is [ErrNotText], [ErrEmpty] or one of
// [Read].
func ReadText(path string) (string, error) {
	content, err := Read(path)
	if err != nil {
		return "", err
	}
	text, err := Text(content)
	if err != nil {
		return "", err
	}
	if text = strings.TrimSpace(text); text == "" {
		return "", ErrEmpty
	}
	return text, nil
}

// Text returns the text that a file has, which is in UTF-8 or begins with a byte order mark, as the files do that
// PowerShell writes. The error is [ErrNotText].
func Text(content []byte) (string, error) {
	decoded, _, err := transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), content)
	if err != nil || !utf8.Valid(decoded) || bytes.ContainsRune(decoded, utf8.RuneError) ||
		bytes.ContainsFunc(decoded, isControl) {
		return "", ErrNotText
	}
	return string(decoded), nil
}

func isControl(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }
