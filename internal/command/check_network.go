package command

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"net/url"
	"sync"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// A connection is how a service was reached. The times are those of the last attempt, in milliseconds; a step that was
// not needed has none.
type connection struct {
	Name   string `json:"name"` // "authority" or "Graph"
	Host   string `json:"host"`
	Via    string `json:"proxy"`  // host and port of the proxy; "" without one
	Note   string `json:"note"`   // why there was no request; "" if there was one
	Failed string `json:"failed"` // the step that failed: "dns", "connect", "proxy", "tls" or "answer"; "" if none did

	DNS     *float64 `json:"dns_ms"`
	Connect *float64 `json:"connect_ms"`
	Proxy   *float64 `json:"proxy_ms"` // from the connection to the proxy to its tunnel
	TLS     *float64 `json:"tls_ms"`
	Answer  *float64 `json:"answer_ms"` // from the connection to the first byte of the response
}

// A trace records the steps of the last exchange that is made with its context.
type trace struct {
	mu    sync.Mutex // guards the fields below
	hop   string     // host and port of the first hop; "" if there was no request
	steps map[step]span
	err   map[step]error
}

// A span is the time that a step took. A step that has not ended has no end.
type span struct{ start, end time.Time }

// A step is a part of an exchange.
type step string

const (
	stepDNS     step = "dns"
	stepConnect step = "connect"
	stepProxy   step = "proxy"
	stepTLS     step = "tls"
	stepAnswer  step = "answer"
)

// newTrace returns a context whose exchanges are recorded.
func newTrace(ctx context.Context) (context.Context, *trace) {
	t := &trace{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(hop string) {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.hop, t.steps, t.err = hop, map[step]span{}, map[step]error{}
		},
		DNSStart:     func(httptrace.DNSStartInfo) { t.start(stepDNS) },
		DNSDone:      func(info httptrace.DNSDoneInfo) { t.end(stepDNS, info.Err) },
		ConnectStart: func(string, string) { t.start(stepConnect) },
		ConnectDone: func(_, _ string, err error) {
			t.end(stepConnect, err)
			t.start(stepProxy)
		},
		TLSHandshakeStart: func() {
			t.end(stepProxy, nil)
			t.start(stepTLS)
		},
		TLSHandshakeDone:     func(_ tls.ConnectionState, err error) { t.end(stepTLS, err) },
		GotConn:              func(httptrace.GotConnInfo) { t.start(stepAnswer) },
		GotFirstResponseByte: func() { t.end(stepAnswer, nil) },
	}), t
}

// start records the start of a step. Connections to several addresses of a host are one step.
func (t *trace) start(s step) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, started := t.steps[s]; !started && t.steps != nil {
		t.steps[s] = span{start: time.Now()}
	}
}

// end records the end of a step: that of the first success, or else of the last failure.
func (t *trace) end(s step, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	one, started := t.steps[s]
	if !started || !one.end.IsZero() && t.err[s] == nil {
		return
	}
	one.end = time.Now()
	t.steps[s], t.err[s] = one, err
}

// authority returns the connection to the authority at an address. err is that of the sign-in.
func (t *trace) authority(address, method string, err error) connection {
	switch method {
	case "access_token":
		return unasked(address, "not asked: the token is given")
	case "azure_cli":
		return unasked(address, "not asked: az fetches the token itself")
	case "managed_identity":
		return unasked(address, "not asked: the machine's own endpoint issues the token")
	}
	c := t.connection("authority", address, err)
	switch {
	case isAssertion(err):
		return unasked(address, "not asked: the pipeline gave no token for it")
	case t.hop == "" && err == nil:
		c.Note = "not asked: the token of the session is still valid"
	case t.hop == "":
		c.Note = "not asked"
	}
	return c
}

func unasked(address, note string) connection {
	return connection{Name: "authority", Host: hostOf(address), Note: note}
}

// connection returns how the service at an address was reached. err is that of the request.
func (t *trace) connection(name, address string, err error) connection {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := connection{Name: name, Host: hostOf(address)}
	if hop, _, _ := net.SplitHostPort(t.hop); hop != "" && hop != c.hostname() {
		c.Via = t.hop
	}
	c.DNS, c.Connect = t.took(stepDNS), t.took(stepConnect)
	c.TLS, c.Answer = t.took(stepTLS), t.took(stepAnswer)
	if c.Via != "" {
		c.Proxy = t.took(stepProxy)
	}
	if err != nil && t.hop != "" {
		c.Failed = string(t.failed(c.Via != ""))
	}
	return c
}

// took returns how long a step took, in milliseconds, or nil if it has not ended.
func (t *trace) took(s step) *float64 {
	one := t.steps[s]
	if one.end.IsZero() {
		return nil
	}
	ms := float64(one.end.Sub(one.start).Microseconds()) / 1000
	return &ms
}

// failed returns the first step that failed or did not end, or "" if a response came.
func (t *trace) failed(proxied bool) step {
	for _, s := range []step{stepDNS, stepConnect, stepProxy, stepTLS, stepAnswer} {
		one, started := t.steps[s]
		if started && (one.end.IsZero() || t.err[s] != nil) && (s != stepProxy || proxied) {
			return s
		}
	}
	if _, answered := t.steps[stepAnswer]; answered {
		return "" // The response is the error.
	}
	return stepAnswer
}

// hostOf returns the host of an address, with its port if that is written.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

func (c connection) hostname() string {
	u := url.URL{Host: c.Host}
	return u.Hostname()
}

// isAssertion reports whether the service of a pipeline did not issue a federated token.
func isAssertion(err error) bool {
	_, ok := errors.AsType[*auth.AssertionError](err)
	return ok
}
