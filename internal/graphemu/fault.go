package graphemu

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// Fault is something that goes wrong. Without Match, Method and PathPrefix it concerns every Graph request, and no
// request for a token or an identity; to meet those, name their path or match them.
//
// Of several faults the first one that is due decides; the others still count the request.
type Fault struct {
	Match      func(*http.Request) bool // Further condition; nil for none.
	Method     string                   // Empty for any.
	PathPrefix string                   // Of the decoded path, without regard to case, for example "/v1.0/users".

	Every int // Every n-th request that it concerns; 0 and 1 for each one.
	Times int // How often at most; 0 for no end.

	Delay time.Duration // Waited for first, unless the client goes away.

	// One of the following. With Status 0 and none of them, the right answer follows after the delay.
	Status   int         // Answer with this status and Body, or with the body that Graph has for the status.
	Body     string      // Empty for Graph's own body; set Empty for no body at all.
	Empty    bool        // Answer without a body.
	HTML     bool        // Answer with a page of HTML, with Status or 200.
	Cut      bool        // Close the connection without an answer.
	Truncate bool        // Send the right headers and half of the right body, then close the connection.
	Stall    bool        // Send the right headers and half of the right body, then nothing until the client goes away.
	Header   http.Header // Added to the answer of Status, HTML and Empty.

	// AfterHandling lets the service do its work first, with all that it leaves behind, and puts the fault in place of
	// the answer. Without it a request that is cut or answered with Status never reached the service.
	AfterHandling bool

	Rewrite func(body []byte) []byte // Change the right answer before it is compressed.
}

// EveryNth returns a copy that applies to every n-th request.
func (f Fault) EveryNth(n int) Fault { f.Every = n; return f }

// AtMost returns a copy that applies n times at most.
func (f Fault) AtMost(n int) Fault { f.Times = n; return f }

// On returns a copy that applies to requests whose path begins with prefix.
func (f Fault) On(prefix string) Fault { f.PathPrefix = prefix; return f }

// Late returns a copy that applies after the request was handled: a mail is then sent although its sender gets an
// error, or of nothing.
func (f Fault) Late() Fault { f.AfterHandling = true; return f }

// Fail adds a fault to the script.
func (s *Server) Fail(f Fault) { s.script.add(f) }

// UnmetFaults returns the numbers of the faults that have not happened, in the order in which they were added.
func (s *Server) UnmetFaults() []int { return s.script.unmet() }

// script is the list of faults to come.
type script struct {
	mu      sync.Mutex // Guards entries and their counters.
	entries []*scriptEntry
}

type scriptEntry struct {
	fault     Fault
	concerned int
	happened  int
}

func (sc *script) add(f Fault) {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	sc.entries = append(sc.entries, &scriptEntry{fault: f})
}

func (sc *script) reset() {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	sc.entries = nil
}

func (sc *script) unmet() []int {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	var unmet []int
	for i, e := range sc.entries {
		if e.happened == 0 {
			unmet = append(unmet, i)
		}
	}
	return unmet
}

// pick counts the request and returns the fault that is due, or nil.
func (sc *script) pick(r *http.Request, in area) *Fault {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	var due *scriptEntry
	for _, e := range sc.entries {
		if !e.fault.concerns(r, in) {
			continue
		}
		e.concerned++
		if due == nil && e.concerned%max(e.fault.Every, 1) == 0 && (e.fault.Times == 0 || e.happened < e.fault.Times) {
			due = e
		}
	}
	if due == nil {
		return nil
	}
	due.happened++
	f := due.fault
	return &f
}

func (f *Fault) concerns(r *http.Request, in area) bool {
	path := strings.ToLower(r.URL.Path)
	switch {
	case f.Match == nil && f.PathPrefix == "" && in != graphRequest:
		return false
	case f.Method != "" && !strings.EqualFold(f.Method, r.Method):
		return false
	case !strings.HasPrefix(path, strings.ToLower(f.PathPrefix)):
		return false
	default:
		return f.Match == nil || f.Match(r)
	}
}

func (f *Fault) cut() bool { return f != nil && f.Cut }

func (f *Fault) truncate() bool { return f != nil && f.Truncate }

func (f *Fault) stall() bool { return f != nil && f.Stall }

func (f *Fault) delay() time.Duration {
	if f == nil {
		return 0
	}
	return f.Delay
}

// answer returns the response that takes the place of the right one, or nil.
func (f *Fault) answer(r *http.Request) (*odata.Response, bool) {
	if f == nil || f.Status == 0 && !f.HTML && !f.Empty {
		return nil, false
	}
	resp := &odata.Response{Status: f.Status}
	switch {
	case f.Empty:
	case f.HTML:
		resp.ContentType, resp.Body = "text/html; charset=utf-8", []byte(proxyPage)
	case f.Body != "":
		resp.ContentType, resp.Body = odata.ContentTypeJSON, []byte(f.Body)
	default:
		resp = usualProblem(f.Status).Response(r)
	}
	header := f.Header.Clone()
	if header == nil {
		header = make(http.Header)
	}
	for name, values := range resp.Header {
		if _, given := header[name]; !given {
			header[name] = values
		}
	}
	if header.Get("Content-Type") != "" {
		resp.ContentType = ""
	}
	resp.Header = header
	return resp, true
}

// proxyPage is what a company's proxy answers in place of Graph.
const proxyPage = "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head>\n" +
	"<body><h1>Sign in to the network</h1><p>Reference #97.1a2b3c4d</p></body></html>\n"

// usualProblem is the error that Graph has for a status.
func usualProblem(status int) *odata.Problem {
	p := &odata.Problem{Status: status}
	switch status {
	case http.StatusUnauthorized:
		p.Code, p.Message = "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."
	case http.StatusForbidden:
		p.Code, p.Message = "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
	case http.StatusNotFound:
		return odata.NotFound("emulated")
	case http.StatusTooManyRequests:
		p.Code, p.Message, p.Inner = "TooManyRequests", "Please retry again later.", "429"
	case http.StatusInternalServerError:
		p.Code, p.Message = "generalException", "An internal server error occurred while processing the request."
	case http.StatusServiceUnavailable:
		p.Code, p.Message = "serviceNotAvailable", "The service is temporarily unavailable. Please try again later."
	case http.StatusGatewayTimeout, http.StatusBadGateway:
		p.Code = "UnknownError" // The message is empty in real answers too.
	default:
		p.Code, p.Message = "UnknownError", fmt.Sprintf("Emulated failure %d.", status)
	}
	return p
}
