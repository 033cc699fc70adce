package graph

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestTruncated(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		``:                              false,
		`5`:                             false,
		`<html>`:                        false,
		` {} `:                          false,
		`[{"a":"}]\\"},"x\"{"]`:         false,
		`{"a":[1]`:                      true,
		`{"value":[{"id":1}`:            true,
		`{"value":[{"id":"}]}`:          true,
		`{"a":"\\\"}`:                   true,
		`{"a":"\`:                       true,
		`[`:                             true,
		"\ufeff{\"a\":1":                false, // Not judged, because it does not begin with a bracket.
		`{"a":"` + "\n" + `"}` + "\r\n": false,
	} {
		if got := truncated([]byte(text)); got != want {
			t.Errorf("truncated(%q) = %t, want %t", text, got, want)
		}
	}
}

// A whole JSON text is not truncated, and each of its proper prefixes is.
func FuzzTruncated(f *testing.F) {
	for _, seed := range []string{`{"value":[{"id":"a\\"},{"b":"}\""}]}`, `[[],{}]`, `{"\\":"\\\""}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		trimmed := strings.TrimSpace(string(text))
		if !json.Valid(text) || trimmed[0] != '{' && trimmed[0] != '[' {
			t.Skip("only whole JSON can be cut short")
		}
		if truncated(text) {
			t.Fatalf("truncated(%q) = true, want false: the text is whole", text)
		}
		for n := 1; n < len(trimmed); n++ {
			if !truncated([]byte(trimmed[:n])) {
				t.Fatalf("truncated(%q) = false, want true: it is a prefix of %q", trimmed[:n], trimmed)
			}
		}
	})
}

// The body of an error is read up to a limit.
func TestBody_endlessError(t *testing.T) {
	t.Parallel()
	read := 0
	graph := &server{respond: func(int, *http.Request) (*http.Response, error) {
		resp := response(403, "")
		resp.Body = io.NopCloser(endlessReader{&read})
		return resp, nil
	}}
	_, err := getMe(t.Context(), newClient(t, graph))
	if errorAs[*Error](t, err).Status != 403 || read > 2*maxErrorBody {
		t.Errorf("error %v after %d bytes, want status 403 after at most %d", err, read, 2*maxErrorBody)
	}
}

// An endlessReader never ends, and counts the bytes read.
type endlessReader struct{ read *int }

func (r endlessReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	*r.read += len(p)
	return len(p), nil
}

// A Content-Length that promises too much neither allocates so much nor fails the read.
func TestBody_wrongContentLength(t *testing.T) {
	t.Parallel()
	graph := &server{respond: func(int, *http.Request) (*http.Response, error) {
		resp := response(200, `{"id":"a"}`)
		resp.ContentLength = 1 << 60
		return resp, nil
	}}
	if got, err := getMe(t.Context(), newClient(t, graph)); err != nil || got.ID != "a" {
		t.Errorf("got %v, error %v; want id a", got, err)
	}
}

func truncated(text []byte) bool { return errors.Is(inspect(text), io.ErrUnexpectedEOF) }
