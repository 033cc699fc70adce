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
	for root, valid := range map[string]bool{
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
		if _, err := New(Config{Root: root, Tokens: tokens()}); valid != (err == nil) {
			t.Errorf("root %q: error %v, want valid %t", root, err, valid)
		}
	}
	if _, err := New(Config{Root: testRoot}); err == nil {
		t.Error("New without tokens: no error, want one")
	}
}

func TestNew_path(t *testing.T) {
	t.Parallel()
	for root, want := range map[string]string{
		"https://x":          "/v1.0/me",
		"https://x/":         "/v1.0/me",
		"https://x/a%2Fb/c/": "/a%2Fb/c/v1.0/me",
	} {
		graph := newServer(reply(200, `{}`))
		if _, err := getMe(t.Context(), newClient(t, graph, func(config *Config) { config.Root = root })); err != nil {
			t.Fatal(err)
		}
		if got := graph.uris()[0]; got != want {
			t.Errorf("root %s: request for %s, want %s", root, got, want)
		}
	}
}

// Connections are reused, with HTTP/2 and with HTTP/1.1.
func TestNewTransport(t *testing.T) {
	t.Parallel()
	for _, major := range []int{1, 2} {
		addresses := make(chan string, 1000)
		graph := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ProtoMajor != major {
				t.Errorf("protocol = %s, want major version %d", r.Proto, major)
			}
			if got := r.Header.Get("Accept-Encoding"); got != "gzip" {
				t.Errorf("Accept-Encoding = %q, want gzip", got)
			}
			addresses <- r.RemoteAddr
			_, _ = w.Write([]byte(`{}`))
		}))
		graph.EnableHTTP2 = major == 2
		graph.StartTLS()
		transport := NewTransport()
		trusted := x509.NewCertPool()
		trusted.AddCert(graph.Certificate())
		transport.TLSClientConfig = &tls.Config{RootCAs: trusted}
		c := newClient(t, transport, func(config *Config) { config.Root = graph.URL })
		for range 20 {
			if err := errors.Join(getParallel(t.Context(), c, DefaultConcurrent)...); err != nil {
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
		// Twice the limit, because a connection becomes idle only shortly after its response is complete.
		if len(distinct) > 2*DefaultConcurrent {
			t.Errorf("HTTP/%d: %d connections for %d requests, want at most %d",
				major, len(distinct), 20*DefaultConcurrent, 2*DefaultConcurrent)
		}
	}
}
