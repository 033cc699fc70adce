package retry

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// UnconnectedAttempts is the number of attempts to make while no connection to the server is possible: a wrong address
// should not take long to notice.
const UnconnectedAttempts = 3

// NoConnection reports whether a request failed because no connection to the server was made. The server has not seen
// the request.
func NoConnection(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "dial" || op.Op == "proxyconnect")
}

// A ProxyError reports that a proxy refused the tunnel to a server. The server has not seen the request.
type ProxyError struct {
	Proxy  string // host and port
	Status int    // 407 if the proxy wants a user and a password
}

func (e *ProxyError) Error() string {
	return fmt.Sprintf("the proxy %s answered %d %s", e.Proxy, e.Status, http.StatusText(e.Status))
}

// CheckTunnel returns a [*ProxyError] for a response of a proxy that is not a success, for
// [http.Transport.OnProxyConnectResponse].
func CheckTunnel(_ context.Context, proxy *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &ProxyError{Proxy: proxy.Host, Status: resp.StatusCode}
}

// Untrusted reports whether a request failed because the server's certificate is not trusted or the server does not
// speak TLS. The server has not seen the request.
func Untrusted(err error) bool {
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, plain := errors.AsType[tls.RecordHeaderError](err)
	return certificate || plain || errors.Is(err, http.ErrSchemeMismatch)
}

// Permanent reports whether an error of the transport will be the same the next time. All others are taken for dropped
// connections: HTTP/2 has no exported errors for those.
func Permanent(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "remote error" || op.Op == "local error") {
		return true // An alert of TLS, such as a client certificate that is not accepted.
	}
	if proxy, ok := errors.AsType[*ProxyError](err); ok && proxy.Status/100 == 4 {
		return true
	}
	return Untrusted(err)
}
