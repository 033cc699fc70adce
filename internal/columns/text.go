package columns

import (
	"bytes"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/unicode/norm"
)

// lenient lets JSON pass that is not quite valid: one odd name must not fail a whole list.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// An unquoter decodes JSON strings.
type unquoter struct {
	buf []byte // reused
}

// text returns the text of a JSON string, valid until the next call. Bytes that are not UTF-8 and halves of surrogate
// pairs are replaced: a CLI would refuse them, or show a difference in each plan.
func (u *unquoter) text(value jsontext.Value) []byte {
	if bytes.IndexByte(value, '\\') < 0 && utf8.Valid(value) {
		return value[1 : len(value)-1]
	}
	u.buf, _ = jsontext.AppendUnquote(u.buf[:0], value) // The error reports what was replaced.
	return u.buf
}

// volatile reports whether a name is that of an annotation that is not data: where a response came from, marks of
// versions, links that are made anew for each response. In a state they would be differences in each plan, and a
// link to a download is a secret.
func volatile(name []byte) bool {
	i := bytes.IndexByte(name, '@')
	if i < 0 {
		return false
	}
	annotation := name[i:]
	switch string(annotation) {
	case "@odata.context", "@odata.etag", "@odata.mediaEtag", "@odata.nextLink", "@odata.deltaLink":
		return true
	}
	return bytes.HasPrefix(annotation, []byte("@microsoft.graph.")) || bytes.HasSuffix(annotation, []byte("downloadUrl"))
}

// normal returns JSON on one line without volatile members, with its keys sorted on every level, since Graph may change
// their order.
func normal(value jsontext.Value) jsontext.Value {
	value = appendStable(make([]byte, 0, len(value)), value)
	if err := value.Format(append([]jsontext.Options{jsontext.ReorderRawObjects(true)}, lenient...)...); err != nil {
		return value // Not JSON after all; it stays as it came.
	}
	return escapeMarks(value)
}

// escapeMarks escapes the characters that combine with the one before them. A CLI normalizes each text to NFC, which
// would combine a mark with the letter of an escape sequence before it: \n and an acute become \ń, which is not JSON.
func escapeMarks(value jsontext.Value) jsontext.Value {
	if norm.NFC.IsNormal(value) {
		return value
	}
	escaped := make([]byte, 0, len(value)+16)
	for len(value) > 0 {
		r, size := utf8.DecodeRune(value)
		if r >= utf8.RuneSelf && !norm.NFC.Properties(value).BoundaryBefore() {
			for _, unit := range utf16.AppendRune(nil, r) {
				escaped = fmt.Appendf(escaped, `\u%04x`, unit)
			}
		} else {
			escaped = append(escaped, value[:size]...)
		}
		value = value[size:]
	}
	return escaped
}

// appendStable appends a value without its volatile members.
func appendStable(dst []byte, value jsontext.Value) []byte {
	if bytes.IndexByte(value, '@') < 0 {
		return append(dst, value...)
	}
	separate := func(count int) {
		if count > 0 {
			dst = append(dst, ',')
		}
	}
	count := 0
	switch value.Kind() {
	case '{':
		dst = append(dst, '{')
		for name, v := range members(value) {
			if volatile(name[1 : len(name)-1]) {
				continue
			}
			separate(count)
			dst = appendStable(append(append(dst, name...), ':'), v)
			count++
		}
		return append(dst, '}')
	case '[':
		dst = append(dst, '[')
		for v := range elements(value) {
			separate(count)
			dst = appendStable(dst, v)
			count++
		}
		return append(dst, ']')
	default:
		return append(dst, value...)
	}
}
