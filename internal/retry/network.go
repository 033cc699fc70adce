package retry

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
)

// NoConnection reports whether a request failed because no connection to the server was made. The server has not seen
// the request.
func NoConnection(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "dial" || op.Op == "proxyconnect")
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
	return Untrusted(err)
}
