package provider_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// A verdict is what is right after a fault of one request.
type verdict int

const (
	passes  verdict = iota // the request is repeated: all data if the fault passes, else one error
	refused                // it is not repeated: one error
	renewed                // as refused, but with another token it may be repeated once
)

// statuses holds the statuses of the matrix, and what is right after each, whatever the body.
var statuses = []struct {
	status int
	verdict
}{
	{400, refused}, {401, renewed}, {403, refused}, {404, refused}, {408, passes}, {409, refused}, {410, refused},
	{412, refused}, {423, refused}, {424, passes}, {429, passes}, {500, passes}, {501, refused}, {502, passes},
	{503, passes}, {504, passes}, {507, refused}, {509, passes},
}

// turns is the number of bodies that errorFaults makes for each status.
const turns = 8

// A fault takes the place of an answer.
type fault struct {
	name string
	verdict
	status    int  // that an error has to name; 0 if there is none
	turn      int  // of errors: differs between the bodies of a status, and between the statuses of a body
	own       bool // whether it is an error in the words of the service
	ofSuccess bool // whether it changes a response of 200
	ofJSON    bool // whether it is one only if JSON of a certain shape is expected
	unhandled bool // whether the request does not reach the service
	answer    func(right answer) answer
}

// isClear reports whether a text is one error, and says what happened and what to do.
func (f fault) isClear(text string) bool {
	return strings.Count(text, "ERROR") == 1 && strings.Contains(text, "What to do: ") &&
		(f.status == 0 || strings.Contains(text, strconv.Itoa(f.status)))
}

const proxyPage = "<!DOCTYPE html><html><head><title>Sign in to the network</title></head></html>"

// errorFaults returns a fault for each status and body, whole, and with a connection that breaks inside of the body and
// behind it. problem returns the body that the service has for a status.
func errorFaults(problem func(status int) string) []fault {
	var faults []fault
	for row, s := range statuses {
		turn := row
		own := problem(s.status)
		for _, b := range []struct{ name, media, body string }{
			{"own body", "application/json", own},
			{"no body", "", ""},
			{"HTML", "text/html; charset=utf-8", proxyPage},
			{"another shape", "application/json", `[{"status":"down"}]`},
			{"truncated", "application/json", own[:len(own)/2]},
			{"not UTF-8", "application/json", inUTF16(own)},
		} {
			ends := []string{""}
			if b.name == "own body" {
				ends = append(ends, ", cut inside", ", cut behind")
			}
			for _, end := range ends {
				v := s.verdict
				if end != "" {
					v = passes
				}
				a := answer{status: s.status, header: http.Header{}, body: []byte(b.body), cut: end != ""}
				if b.media != "" {
					a.header.Set("Content-Type", b.media)
				}
				if end == ", cut inside" {
					a.body = a.body[:len(a.body)/2]
				}
				faults = append(faults, fault{
					name: fmt.Sprintf("%d, %s%s", s.status, b.name, end), verdict: v, status: s.status, turn: turn % turns,
					own:    b.name == "own body" && end != ", cut inside",
					answer: func(answer) answer { return a },
				})
				turn++
			}
		}
	}
	return faults
}

// inUTF16 returns a text in UTF-16, which no JSON is in.
func inUTF16(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		b.WriteByte(byte(unit))
		b.WriteByte(byte(unit >> 8))
	}
	return b.String()
}

// lateError is what Graph writes if it fails behind the status line.
const lateError = `{"error":{"code":"InternalServerError","message":"It failed while it answered."}}`

// successFaults returns the faults of a response whose status is that of a success.
func successFaults() []fault {
	half := func(right answer) []byte { return right.body[:len(right.body)/2] }
	replaced := func(media, body string) func(answer) answer {
		return func(answer) answer {
			return answer{status: http.StatusOK, header: http.Header{"Content-Type": {media}}, body: []byte(body)}
		}
	}
	with := func(change func(right answer) answer) func(answer) answer {
		return func(right answer) answer {
			changed := change(right)
			changed.status, changed.header = right.status, right.header
			return changed
		}
	}
	faults := []fault{
		{name: "200, cut inside", verdict: passes, answer: with(func(right answer) answer {
			return answer{body: half(right), cut: true}
		})},
		{name: "200, cut behind", verdict: passes, answer: with(func(right answer) answer {
			return answer{body: right.body, cut: true}
		})},
		{name: "200, truncated", verdict: passes, ofJSON: true, answer: with(func(right answer) answer {
			return answer{body: half(right)}
		})},
		{name: "200, no body", verdict: passes, ofJSON: true, answer: with(func(answer) answer { return answer{} })},
		{name: "200, not UTF-8", verdict: refused, ofJSON: true, answer: with(func(right answer) answer {
			return answer{body: []byte(inUTF16(string(right.body)))}
		})},
		{name: "200, HTML", verdict: refused, answer: replaced("text/html", proxyPage)},
		{name: "200, an error", verdict: refused, answer: replaced("application/json", lateError)},
		{name: "200, an error behind", verdict: passes, answer: with(func(right answer) answer {
			return answer{body: slices.Concat(half(right), []byte(lateError)), cut: true}
		})},
	}
	shapes := []string{
		`{}`, `[]`, `null`, `5`, `{"value":{}}`, `{"value":null}`, `{"value":[5]}`, `{"value":[{}]}`,
		`{"error":{"message":"no code"}}`, `{"status":"down","message":"Maintenance"}`,
	}
	for _, shape := range shapes {
		faults = append(faults, fault{
			name: "200, " + shape, verdict: refused, ofJSON: true, answer: replaced("application/json", shape),
		})
	}
	for i := range faults {
		faults[i].ofSuccess = true
	}
	return faults
}

// networkFaults returns the faults of connections before an answer.
func networkFaults() []fault {
	var faults []fault
	for name, err := range map[string]error{
		"closed": io.EOF, "reset": &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET},
		"no connection": &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED},
		"no name": &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{
			Err: "server misbehaving", Name: "graph.example.com", IsTemporary: true,
		}},
		"no TLS": errors.New("net/http: TLS handshake timeout"),
	} {
		faults = append(faults, fault{name: name, verdict: passes, answer: func(answer) answer { return answer{err: err} }})
	}
	return faults
}

// graphProblem returns the body that Graph has for a status.
func graphProblem(t *testing.T) func(status int) string {
	t.Helper()
	srv := graphemu.New(graphemu.Options{})
	return func(status int) string {
		srv.Reset()
		srv.Fail(graphemu.Status(status))
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://graph.example.com/v1.0/me", nil)
		resp, err := srv.Transport().RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
}
