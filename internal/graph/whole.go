package graph

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// maxErrorBody is how much of an answer that is an error is read, in bytes.
const maxErrorBody = 1 << 20

// whole reads the body of an answer into memory. So an answer that breaks off is an error that
// retry sees, and not one in the hands of whoever decodes it.
type whole struct {
	next http.RoundTripper
}

func (w *whole) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	data, err := readBody(resp)
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	// Graph is known to have sent mails that it answered with 504.
	traceOf(req.Context()).unsure = resp.StatusCode >= http.StatusInternalServerError
	memory := newBody(data)
	memory.grant = traceOf(req.Context()).grant
	resp.Body = memory
	resp.ContentLength = int64(len(data))
	return resp, nil
}

// readBody reads and closes the body. Of an error whatever has arrived is good enough: the status
// says more than the missing rest.
func readBody(resp *http.Response) ([]byte, error) {
	defer func() { _ = resp.Body.Close() }()
	buffer := bytes.NewBuffer(spare())
	if resp.StatusCode/100 != 2 {
		_, _ = buffer.ReadFrom(io.LimitReader(resp.Body, maxErrorBody))
		return buffer.Bytes(), nil
	}
	// The length is a promise of the server, so it is not trusted with memory without limit.
	const maxPromise = 16 << 20
	if n := resp.ContentLength; n > 0 {
		buffer.Grow(int(min(n, maxPromise)) + bytes.MinRead)
	}
	if _, err := buffer.ReadFrom(resp.Body); err != nil {
		return nil, err
	}
	if jsonType(mediaType(resp.Header)) && broken(buffer.Bytes()) {
		// A proxy can end a body that it did not get whole in good order.
		return nil, io.ErrUnexpectedEOF
	}
	return buffer.Bytes(), nil
}

// bodies are the buffers of pages that nobody needs any more: the pages of a collection are of one
// size, about a megabyte.
var bodies sync.Pool

// maxSpare is the largest buffer that is kept, in bytes: a photo is no reason to hold on to more.
const maxSpare = 8 << 20

// spare returns an empty buffer, a used one if there is one.
func spare() []byte {
	if buffer, ok := bodies.Get().(*[]byte); ok {
		return (*buffer)[:0]
	}
	return nil
}

// recycle gives a body back, to which nothing may point any more.
func recycle(body []byte) {
	if cap(body) > 0 && cap(body) <= maxSpare {
		bodies.Put(&body)
	}
}

func jsonType(media string) bool {
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

// broken reports whether a JSON object or array breaks off before its last bracket. It is far
// cheaper than decoding, and stricter than a look at the last byte, which may well be the bracket
// of an item in the middle.
func broken(text []byte) bool {
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

// stringLength returns the length of the JSON string at the start of text with both its quotes, or
// 0 when it has no end.
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

// A body is a body in memory. It is what the steps outside [whole] see.
type body struct {
	bytes.Reader
	data  []byte
	grant Grant // of the token, where it was refused
	once  sync.Once
	done  func()
}

func newBody(data []byte) *body {
	b := &body{data: data}
	b.Reset(data)
	return b
}

// Close runs what onClose registered.
func (b *body) Close() error {
	b.once.Do(func() {
		if b.done != nil {
			b.done()
		}
	})
	return nil
}

// onClose runs done when the body of the answer is closed.
func onClose(resp *http.Response, done func()) {
	if b, ok := resp.Body.(*body); ok {
		b.done = done
	}
}

// contents returns the body of an answer that has come through [whole], without a copy.
func contents(resp *http.Response) []byte {
	if b, ok := resp.Body.(*body); ok {
		return b.data
	}
	return nil
}
