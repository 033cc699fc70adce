package graph

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestNew_root(t *testing.T) {
	t.Parallel()
	for root, ok := range map[string]bool{
		"https://graph.microsoft.com":         true,
		"https://graph.microsoft.com/":        true,
		"https://gateway.example:8443/graph/": true,
		"http://localhost:8080":               true,
		"http://127.0.0.1:8080/base":          true,
		"http://[::1]:8080":                   true,
		"http://graph.microsoft.com":          false,
		"http://127.0.0.1.evil.example":       false,
		"http://localhost.evil.example":       false,
		"ftp://graph.microsoft.com":           false,
		"graph.microsoft.com":                 false,
		"//graph.microsoft.com":               false,
		"https://":                            false,
		"https://:443":                        false,
		"":                                    false,
		"https://user@graph.microsoft.com":    false,
		"https://graph.microsoft.com?a=b":     false,
		"https://graph.microsoft.com#a":       false,
		"https://graph microsoft.com":         false,
		"https://graph.microsoft.com/%zz":     false,
	} {
		if _, err := New(Config{Root: root, Tokens: tokens()}); ok != (err == nil) {
			t.Errorf("%q: %v", root, err)
		}
	}
	if _, err := New(Config{Root: testRoot}); err == nil {
		t.Error("a client without tokens")
	}
}

func TestNew_path(t *testing.T) {
	t.Parallel()
	for root, want := range map[string]string{
		"https://x":          "/v1.0/me",
		"https://x/":         "/v1.0/me",
		"https://x/a%2Fb/c/": "/a%2Fb/c/v1.0/me",
	} {
		graph := answers(reply(200, `{}`))
		if _, err := me(t.Context(), newClient(t, graph, func(config *Config) { config.Root = root })); err != nil {
			t.Fatal(err)
		}
		if got := graph.asked()[0]; got != want {
			t.Errorf("%s: asked %s, want %s", root, got, want)
		}
	}
}

// The connections are used again, by HTTP/2 and by HTTP/1.1.
func TestNewTransport(t *testing.T) {
	t.Parallel()
	for _, two := range []bool{true, false} {
		addresses := make(chan string, 1000)
		graph := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if two != (r.ProtoMajor == 2) {
				t.Errorf("protocol %s", r.Proto)
			}
			if r.Header.Get("Accept-Encoding") != "gzip" {
				t.Errorf("Accept-Encoding %q", r.Header.Get("Accept-Encoding"))
			}
			addresses <- r.RemoteAddr
			_, _ = w.Write([]byte(`{}`))
		}))
		graph.EnableHTTP2 = two
		graph.StartTLS()
		transport := NewTransport()
		trusted := x509.NewCertPool()
		trusted.AddCert(graph.Certificate())
		transport.TLSClientConfig = &tls.Config{RootCAs: trusted}
		c := newClient(t, transport, func(config *Config) { config.Root = graph.URL })
		for range 20 {
			if err := errors.Join(parallel(t.Context(), c, DefaultConcurrent)...); err != nil {
				t.Error(err)
			}
		}
		transport.CloseIdleConnections()
		graph.Close()
		close(addresses)
		distinct := make(map[string]bool)
		for address := range addresses {
			distinct[address] = true
		}
		if len(distinct) > 2*DefaultConcurrent { // A connection is idle a moment after its answer is whole.
			t.Errorf("HTTP/2 %t: %d connections for 160 requests", two, len(distinct))
		}
	}
}
