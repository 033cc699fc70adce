package graphemu

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// TB is the part of *testing.T that [NewServer] uses; the binary can link this file without package testing.
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// TestServer is an emulator that listens on an address.
type TestServer struct {
	*Server
	URL string // Scheme, host and port, without a slash at the end: the root for Graph and for the authority.

	http *http.Server
	cert *certificate // Nil over plain HTTP.
	done chan struct{}
}

// NewServer starts an emulator over plain HTTP on a free port of the loopback interface, until the test ends.
func NewServer(t TB, opts Options) *TestServer {
	t.Helper()
	return startFor(t, opts, false)
}

// NewTLSServer is [NewServer] over HTTPS and HTTP/2, with a certificate that nobody trusts yet:
// [TestServer.CACertificatePEM].
func NewTLSServer(t TB, opts Options) *TestServer {
	t.Helper()
	return startFor(t, opts, true)
}

func startFor(t TB, opts Options, secure bool) *TestServer {
	t.Helper()
	ts, err := New(opts).Listen("127.0.0.1:0", secure)
	if err != nil {
		t.Fatalf("graphemu: %v", err)
		return nil
	}
	t.Cleanup(ts.Close)
	return ts
}

// Listen starts to serve on an address such as "127.0.0.1:0", over HTTPS when secure. The caller closes the result.
func (s *Server) Listen(address string, secure bool) (*TestServer, error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, err
	}
	ts := &TestServer{Server: s, URL: "http://" + reachable(listener.Addr()), done: make(chan struct{})}
	// A cut connection is an answer here, not an event to log.
	ts.http = &http.Server{Handler: s, ErrorLog: log.New(io.Discard, "", 0)}
	if secure {
		if ts.cert, err = newCertificate(s.options.Hosts); err != nil {
			_ = listener.Close()
			return nil, err
		}
		ts.URL = "https://" + reachable(listener.Addr())
		ts.http.TLSConfig = &tls.Config{
			Certificates: []tls.Certificate{ts.cert.pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		}
	}
	go ts.serve(listener)
	return ts, nil
}

// reachable returns the address at which a client on this machine finds a listener, which may listen on all addresses.
func reachable(address net.Addr) string {
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return address.String()
}

func (ts *TestServer) serve(listener net.Listener) {
	defer close(ts.done)
	serve := ts.http.Serve
	if ts.cert != nil {
		serve = func(l net.Listener) error { return ts.http.ServeTLS(l, "", "") }
	}
	if err := serve(listener); !errors.Is(err, http.ErrServerClosed) {
		panic(err) // The listener is ours alone, so that this is a mistake in here.
	}
}

// Close stops serving and cuts all connections.
func (ts *TestServer) Close() {
	_ = ts.http.Close()
	<-ts.done
}

// CACertificatePEM is the certificate that a client of a TLS server has to trust; nil over plain HTTP.
func (ts *TestServer) CACertificatePEM() []byte {
	if ts.cert == nil {
		return nil
	}
	return ts.cert.pem
}

// Addresses returns the variables that lead the provider to the server, as NAME=value. The provider also needs a token
// in GRAPH_ACCESS_TOKEN, or [AppSettings].
func (ts *TestServer) Addresses() []string {
	return []string{"GRAPH_ENDPOINT=" + ts.URL, "AZURE_AUTHORITY_HOST=" + ts.URL}
}

// AppSettings returns the variables by which the provider signs in as the registered application, as NAME=value.
func AppSettings() []string {
	return []string{"ARM_TENANT_ID=" + TenantID, "ARM_CLIENT_ID=" + ClientID, "ARM_CLIENT_SECRET=" + ClientSecret}
}

// GitHubTokenURL is what a job of GitHub Actions finds in ACTIONS_ID_TOKEN_REQUEST_URL, with a query as there. It is
// used with [GitHubRequestToken].
func (ts *TestServer) GitHubTokenURL() string { return ts.URL + entra.GitHubPath + "?api-version=2.0" }

// PipelinesTokenURL is what a job of Azure Pipelines finds in SYSTEM_OIDCREQUESTURI. It is used with
// [PipelineAccessToken] and [ServiceConnectionID].
func (ts *TestServer) PipelinesTokenURL() string { return ts.URL + entra.PipelinesPath }

// IdentityEndpoint is the address of the managed identity as App Service gives it, to be used with [IdentityHeader].
func (ts *TestServer) IdentityEndpoint() string { return ts.URL + entra.AppServicePath }

// Client returns an HTTP client with connections of its own that trusts the server.
func (ts *TestServer) Client() *http.Client {
	transport := &http.Transport{ForceAttemptHTTP2: true}
	if ts.cert != nil {
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(ts.cert.pem)
		transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{Transport: transport}
}
