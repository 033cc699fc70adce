// Package userfile reads the files that settings name.
package userfile

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	encodings "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// A File is a file that a setting names.
type File struct {
	Setting string // the setting that names the file
	Path    string
	Holds   string // what the file is expected to hold, such as "the client secret"
	Instead string // the setting for what the file holds, as opposed to its path; "" if there is none
	Public  bool   // whether errors may repeat the path
}

// An Error reports that a file cannot be used. It repeats the path of a public file only: people set a path to the
// secret itself by mistake, and no CLI masks the value of a setting that names a file.
type Error struct {
	Problem string // a sentence
	Todo    string // what to do about it, as a sentence without its first capital
}

func (e *Error) Error() string { return e.Problem }

// Bytes returns the content of the file. Text that begins with a byte order mark is returned in UTF-8, without the
// mark. The error is an [*Error].
func (f File) Bytes() ([]byte, error) {
	raw, err := os.ReadFile(f.Path)
	if err != nil {
		return nil, f.unreadable(err)
	}
	content, ok := Decode(raw)
	switch {
	case !ok:
		return nil, f.noText()
	case len(bytes.TrimSpace(content)) == 0:
		return nil, &Error{Problem: f.name() + " is empty.", Todo: "name a file that holds " + f.Holds + "."}
	}
	return content, nil
}

// Text returns the text in the file, without surrounding white space. The error is an [*Error].
func (f File) Text() (string, error) {
	content, err := f.Bytes()
	if err != nil {
		return "", err
	}
	if !utf8.Valid(content) || bytes.ContainsFunc(content, binaryOnly) {
		return "", f.noText()
	}
	return string(bytes.TrimSpace(content)), nil
}

// binaryOnly reports whether a character is found in no text.
func binaryOnly(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }

// Decode returns text that begins with a byte order mark in UTF-8, without the mark, and any other content as it is. It
// reports whether the content is in the encoding that its mark states.
func Decode(content []byte) (decoded []byte, ok bool) {
	decoder := encodings.BOMOverride(encoding.Nop.NewDecoder())
	decoded, _, err := transform.Bytes(decoder, content)
	if err != nil {
		return nil, false
	}
	isMarked := !bytes.Equal(decoded, content)
	return decoded, !isMarked || !bytes.ContainsRune(decoded, utf8.RuneError)
}

// name returns the file as the subject of a sentence.
func (f File) name() string {
	if f.Public {
		return "The file " + f.Path
	}
	return "The file"
}

func (f File) noText() error {
	return &Error{
		Problem: f.name() + " is not text in UTF-8, nor in UTF-16 with a byte order mark.",
		Todo:    "name a text file that holds " + f.Holds + ".",
	}
}

// unreadable returns the error for a file that could not be read.
func (f File) unreadable(err error) error {
	if f.isContent(err) {
		e := &Error{
			Problem: f.Setting + " is set to the content of a file, not to the path of one.",
			Todo:    "save the content in a file, and set " + f.Setting + " to the path of that file.",
		}
		if f.Instead != "" {
			e.Todo = "set " + f.Instead + " to the content, or " + f.Setting + " to the path of a file that holds it."
		}
		return e
	}
	cause := err
	if of, ok := errors.AsType[*fs.PathError](err); ok {
		cause = of.Err // The error itself repeats the path.
	}
	e := &Error{Problem: f.name() + " cannot be read: " + strings.TrimSuffix(cause.Error(), ".") + "."}
	e.Todo = "set it to the path of a file that this user may read and that holds " + f.Holds + ". A relative path is " +
		"relative to the folder in which the CLI runs."
	if f.Instead != "" {
		e.Todo += " The content itself belongs in " + f.Instead + "."
	}
	return e
}

// isContent reports whether the path is certainly none, but what the file is expected to hold. err is the error of
// reading it.
func (f File) isContent(err error) bool {
	begins := func(prefix string) bool { return strings.HasPrefix(f.Path, prefix) }
	tooLong := func(element string) bool { return len(element) > maxElement }
	switch {
	case strings.ContainsFunc(f.Path, unicode.IsControl), strings.Contains(f.Path, "-----BEGIN"):
		return true
	case begins(jsonBase64), begins(pemBase64), begins(derBase64) && len(f.Path) > maxElement:
		return true
	}
	return errors.Is(err, syscall.ENAMETOOLONG) || slices.ContainsFunc(strings.Split(f.Path, "/"), tooLong)
}

const (
	maxElement = 255              // the bytes in a name of a folder or file, at most, on common file systems
	jsonBase64 = "eyJ"            // `{"`, with which a token begins
	pemBase64  = "LS0tLS1CRUdJTi" // "-----BEGIN"
	derBase64  = "MII"            // a certificate, or PKCS#12
)
