package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// readBody reads and closes the body of a response. A body that ends early is returned with an error. Of the body of an
// error response, only the start is read. Any other body that is too large is a [*LimitError].
func readBody(resp *http.Response) ([]byte, error) {
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode/100 != 2 {
		body, err := readUpTo(maxErrorBody, spareBuffer(), resp.Body)
		if is[*LimitError](err) {
			err = nil
		}
		return withoutMark(body), err
	}
	buffer := spareBuffer()
	// The header may be wrong, so it does not decide alone how much memory is allocated.
	const maxPromise = 16 << 20
	if n := resp.ContentLength; n > 0 {
		buffer = slices.Grow(buffer, int(min(n, maxPromise))+1) // One more, so that the end is read without growing.
	}
	body, err := readUpTo(maxBody, buffer, resp.Body)
	if err != nil || !jsonType(mediaType(resp.Header)) {
		return body, err
	}
	body = withoutMark(body)
	return body, inspect(body)
}

// readUpTo appends what a reader has, up to a number of bytes. If there is more, it returns a [*LimitError].
func readUpTo(limit int, buffer []byte, r io.Reader) ([]byte, error) {
	for {
		if len(buffer) == cap(buffer) {
			buffer = slices.Grow(buffer, max(bytes.MinRead, len(buffer)/2)) // Twice the size would be much at the limit.
		}
		n, err := r.Read(buffer[len(buffer):min(cap(buffer), limit+1)])
		buffer = buffer[:len(buffer)+n]
		switch {
		case len(buffer) > limit:
			return buffer[:limit], errTooLong
		case errors.Is(err, io.EOF):
			return buffer, nil
		case err != nil:
			return buffer, err
		}
	}
}

// withoutMark returns JSON without a byte order mark, which Graph has been seen to write before errors
// (microsoftgraph/microsoft-graph-docs-contrib#8206) and RFC 8259, section 8.1, lets a reader ignore.
func withoutMark(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")) }

// appendedError returns the error object that Graph has appended to a body that it could not finish, or nil if there is
// none: the status of such a response was sent before the failure (microsoftgraph/msgraph-sdk-powershell#3692).
func appendedError(body []byte) []byte {
	i := bytes.LastIndex(body, []byte(`{"error":`))
	if i < 0 {
		return nil
	}
	object, err := jsontext.NewDecoder(bytes.NewReader(body[i:]), lenient).ReadValue()
	if err != nil || !holdsError(object) {
		return nil
	}
	return bytes.Clone(object)
}

// holdsError reports whether the first member of a JSON object that is not an annotation is an error of Graph.
func holdsError(body []byte) bool {
	decoder := jsontext.NewDecoder(bytes.NewReader(body), lenient, jsontext.AllowInvalidUTF8(true))
	if start, err := decoder.ReadToken(); err != nil || start.Kind() != jsontext.KindBeginObject {
		return false
	}
	for decoder.PeekKind() == jsontext.KindString {
		name, err := decoder.ReadToken()
		if err != nil {
			return false
		}
		switch text := name.String(); {
		case text == "error":
			value, err := decoder.ReadValue()
			var e struct{ Code string }
			return err == nil && json.Unmarshal(value, &e) == nil && e.Code != ""
		case !strings.Contains(text, "@"):
			return false
		}
		if decoder.SkipValue() != nil {
			return false
		}
	}
	return false
}

// buffers holds the buffers of pages that are no longer in use. The pages of a collection are of one size, about a
// megabyte.
var buffers sync.Pool

// maxSpare is the size of the largest buffer that is kept, in bytes: a photo is no reason to keep more.
const maxSpare = 8 << 20

// spareBuffer returns an empty buffer, with the memory of a used one if there is one.
func spareBuffer() []byte {
	if buffer, ok := buffers.Get().(*[]byte); ok {
		return (*buffer)[:0]
	}
	return nil
}

// recycle makes the memory of a body available to the next response. Nothing may point into it any more.
func recycle(body []byte) {
	if cap(body) > 0 && cap(body) <= maxSpare {
		buffers.Put(&body)
	}
}

// inspect returns [io.ErrUnexpectedEOF] if a JSON object or array ends before its last bracket: a proxy can end a body
// properly that it has received in part only. That is far cheaper to find out than by decoding, and safer than by the
// last byte, which may be the bracket of an item in the middle. It returns a [*LimitError] if decoding would take too
// much memory.
func inspect(text []byte) error {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return nil
	}
	depth, values := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			if depth++; depth > maxDepth {
				return errTooDeep
			}
		case ',':
			values++
		case '}', ']':
			depth--
		case '"':
			n := stringLength(text[i:])
			if n == 0 {
				return io.ErrUnexpectedEOF
			}
			i += n - 1
		}
	}
	switch {
	case depth > 0:
		return io.ErrUnexpectedEOF
	case values >= maxValues:
		return errTooMuch
	}
	return nil
}

// stringLength returns the length of the JSON string at the start of text, with both its quotes, or 0 if it has no end.
func stringLength(text []byte) int {
	for i := 1; i < len(text); i++ {
		n := bytes.IndexByte(text[i:], '"')
		if n < 0 {
			return 0
		}
		i += n
		escapes := 0
		for text[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
	return 0
}
