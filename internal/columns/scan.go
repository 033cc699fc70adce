package columns

import (
	"bytes"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
)

// The Graph client has checked the syntax of its JSON, so these functions only find where members and elements begin
// and end. On text that is not JSON they stop early; they never panic.

// members yields the quoted names and the values of a JSON object. The names have no escapes that they do not need.
func members(object jsontext.Value) iter.Seq2[jsontext.Value, jsontext.Value] {
	return func(yield func(name, value jsontext.Value) bool) {
		for i := skipSpace(object, 1); i < len(object) && object[i] == '"'; {
			nameEnd := skipValue(object, i)
			start := skipSpace(object, skipSpace(object, nameEnd)+1)
			end := skipValue(object, start)
			if end <= start || !yield(unescaped(object[i:nameEnd]), object[start:end]) {
				return
			}
			i = skipSpace(object, skipSpace(object, end)+1)
		}
	}
}

// unescaped returns a JSON string in its shortest form.
func unescaped(value jsontext.Value) jsontext.Value {
	if bytes.IndexByte(value, '\\') < 0 {
		return value
	}
	text, _ := jsontext.AppendUnquote(nil, value) // Errors are as for [unquoter].
	quoted, _ := jsontext.AppendQuote(nil, text)
	return quoted
}

// elements yields the values of a JSON array.
func elements(array jsontext.Value) iter.Seq[jsontext.Value] {
	return func(yield func(value jsontext.Value) bool) {
		for i := skipSpace(array, 1); i < len(array) && array[i] != ']'; {
			end := skipValue(array, i)
			if end <= i || !yield(array[i:end]) {
				return
			}
			i = skipSpace(array, skipSpace(array, end)+1)
		}
	}
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// skipValue returns the end of the value that begins at i.
func skipValue(b []byte, i int) int {
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			i = skipString(b, i)
		case '{', '[':
			depth++
			i++
			continue
		case '}', ']':
			depth--
			i++
		case ',', ':', ' ', '\n', '\r', '\t':
			i++
			continue
		default:
			i = skipLiteral(b, i)
		}
		if depth <= 0 {
			return i
		}
	}
	return i
}

func skipString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// skipLiteral passes over a number, true, false or null.
func skipLiteral(b []byte, i int) int {
	for ; i < len(b); i++ {
		switch b[i] {
		case ',', ':', ']', '}', ' ', '\n', '\r', '\t':
			return i
		}
	}
	return i
}
