package graph

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

// maxErrorBody is how much of the body of an error response is read, in bytes.
const maxErrorBody = 1 << 20

// readBody reads and closes the body of a response. Of an error response, whatever has arrived is enough: the status
// says more than the missing rest.
func readBody(resp *http.Response) ([]byte, error) {
	defer func() { _ = resp.Body.Close() }()
	buffer := bytes.NewBuffer(spareBuffer())
	if resp.StatusCode/100 != 2 {
		_, _ = buffer.ReadFrom(io.LimitReader(resp.Body, maxErrorBody))
		return buffer.Bytes(), nil
	}
	// The length is a promise of the server, which is not trusted with unlimited memory.
	const maxPromise = 16 << 20
	if n := resp.ContentLength; n > 0 {
		buffer.Grow(int(min(n, maxPromise)) + bytes.MinRead)
	}
	if _, err := buffer.ReadFrom(resp.Body); err != nil {
		return nil, err
	}
	if jsonType(mediaType(resp.Header)) && truncated(buffer.Bytes()) {
		// A proxy can end a body properly that it has received in part only.
		return nil, io.ErrUnexpectedEOF
	}
	return buffer.Bytes(), nil
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

// truncated reports whether a JSON object or array ends before its last bracket. That is far cheaper to find out than
// by decoding, and safer than by the last byte, which may be the bracket of an item in the middle.
func truncated(text []byte) bool {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			n := stringLength(text[i:])
			if n == 0 {
				return true
			}
			i += n - 1
		}
	}
	return depth > 0
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
