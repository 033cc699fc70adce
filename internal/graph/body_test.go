package graph

import (
	"encoding/json"
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
		"\ufeff{\"a\":1":                false, // Not ours to judge: it does not begin with a bracket.
		`{"a":"` + "\n" + `"}` + "\r\n": false,
	} {
		if got := truncated([]byte(text)); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// Every proper beginning of an object is broken, and no whole one is.
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
			t.Fatalf("%q is whole", text)
		}
		for n := 1; n < len(trimmed); n++ {
			if !truncated([]byte(trimmed[:n])) {
				t.Fatalf("%q is the beginning of %q", trimmed[:n], trimmed)
			}
		}
	})
}

// An error page without end does not fill the memory.
func TestBody_endlessError(t *testing.T) {
	t.Parallel()
	read := 0
	graph := &server{answer: func(int, *http.Request) (*http.Response, error) {
		resp := response(403, "")
		resp.Body = io.NopCloser(endless{&read})
		return resp, nil
	}}
	_, err := me(t.Context(), newClient(t, graph))
	if as[*Error](t, err).Status != 403 || read > 2*maxErrorBody {
		t.Errorf("%d bytes read, %v", read, err)
	}
}

type endless struct{ read *int }

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	*e.read += len(p)
	return len(p), nil
}

// A server may promise any length; what counts is what comes.
func TestBody_falsePromise(t *testing.T) {
	t.Parallel()
	graph := &server{answer: func(int, *http.Request) (*http.Response, error) {
		resp := response(200, `{"id":"a"}`)
		resp.ContentLength = 1 << 60
		return resp, nil
	}}
	if got, err := me(t.Context(), newClient(t, graph)); err != nil || got.ID != "a" {
		t.Errorf("got %v, %v", got, err)
	}
}
