package explain

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

const (
	// Interposed is the explanation of a response that is not from Graph or the sign-in service.
	Interposed = "a proxy, a gateway or a sign-in page of the network probably answered in its place. "

	checkAuthority = "check the network and authority_host in the provider block. Behind a proxy, set HTTPS_PROXY."
)

// network is the class of requests that did not reach Graph or the sign-in service.
func network(err error) (Advice, bool) {
	if certificate, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return Advice{
			Seen: "The server's certificate is not trusted: " + Sentence(certificate.Err.Error()),
			Todo: "if there is a proxy or a gateway with its own certificate authority, save the certificate of that " +
				"authority in a PEM file, and set ca_certificate_file in the provider block, or GRAPH_CA_CERTIFICATE_FILE, to " +
				"its path. If the name does not match, correct graph_endpoint or authority_host.",
		}, true
	}
	if link, ok := errors.AsType[*graph.LinkError](err); ok {
		return linkAdvice(link), true
	}
	if exceeded, ok := errors.AsType[*graph.LimitError](err); ok {
		return Advice{
			Seen: "The response exceeds a limit of the provider, which protects this machine: " + exceeded.Limit + ".",
			Todo: "if so much was requested, read less at once, with a filter, a limit, fewer attributes or a smaller " +
				"\"$top\" in query of data \"graph_query\". If not, " + Interposed + "Check graph_endpoint and HTTPS_PROXY.",
		}, true
	}
	if refused, ok := errors.AsType[*graph.DownloadError](err); ok {
		return Advice{
			Seen: "Graph redirected the read to a download, and " + Sentence(refused.Error()) + " No token was sent there.",
			Todo: "run it again, since such links are valid for a few minutes only. If it happens again, check whether a " +
				"proxy lets " + refused.Host + " through.",
			IDs: "request-id: " + OrNone(refused.RequestID),
		}, true
	}
	return connection(err)
}

// linkAdvice returns the advice about a link that was not followed.
func linkAdvice(link *graph.LinkError) Advice {
	where := "A redirect"
	if link.Page > 0 {
		where = fmt.Sprintf("The link to page %d", link.Page)
	}
	if link.Link != "" {
		where += ", to " + link.Link + ","
	}
	a := Advice{Seen: where + " was not followed: " + Sentence(link.Reason), IDs: "request-id: " + OrNone(link.RequestID)}
	switch link.Kind {
	case graph.LinkAway:
		a.Todo = "if there is a gateway in front of Graph, it must rewrite the links in responses to its own address, and " +
			"graph_endpoint must be that address. No token was sent to the other address."
	case graph.LinkCircle:
		a.Todo = "run it again. If it happens again, this collection of Graph cannot be read page by page: request all of " +
			"it in one page, with \"$top\" in query of data \"graph_query\"."
	default:
		a.Todo = "run it again. If it happens again, and there is a gateway in front of Graph, check how it changes the " +
			"links in responses; otherwise report it to Microsoft with this id."
	}
	return a
}

// connection is the class of connections that failed or broke.
func connection(err error) (Advice, bool) {
	dns, isDNS := errors.AsType[*net.DNSError](err)
	operation, isOperation := errors.AsType[*net.OpError](err)
	_, isPlain := errors.AsType[tls.RecordHeaderError](err)
	proxy, isProxy := errors.AsType[*retry.ProxyError](err)
	switch {
	case isProxy && proxy.Status == http.StatusProxyAuthRequired:
		return Advice{
			Seen: fmt.Sprintf("The proxy %s asks for a user and a password (407).", proxy.Proxy),
			Todo: "set HTTPS_PROXY with both, as in http://user:password@proxy.example.com:8080, or use a proxy that accepts " +
				"requests from this machine. Escape special characters in the password, such as %40 for @.",
		}, true
	case isProxy:
		return Advice{
			Seen: fmt.Sprintf("The proxy %s refused the connection: %d %s.", proxy.Proxy, proxy.Status,
				http.StatusText(proxy.Status)),
			Todo: "have the proxy's administrator allow the hosts of Microsoft Graph and of the sign-in service; or add them " +
				"to NO_PROXY if they can be reached directly.",
		}, true
	case isPlain, errors.Is(err, http.ErrSchemeMismatch):
		return Advice{
			Seen: "The server does not speak TLS, although its address begins with https.",
			Todo: "check the scheme and the port of graph_endpoint and authority_host in the provider block, and HTTPS_PROXY.",
		}, true
	case isOperation && operation.Op == "proxyconnect":
		return Advice{
			Seen: fmt.Sprintf("The proxy cannot be reached: %s.", operation),
			Todo: "check HTTPS_PROXY, or add the host to NO_PROXY if it can be reached directly.",
		}, true
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return Advice{
			Seen: "The connection was closed before the response was complete, each time that the request was made.",
			Todo: "run it again. If it happens again, check whether a proxy, a firewall or a gateway closes connections.",
		}, true
	case isDNS:
		return Advice{
			Seen: fmt.Sprintf("The host %s cannot be found: %s.", dns.Name, dns.Err),
			Todo: "check the network and the spelling of graph_endpoint, authority_host and environment in the provider " +
				"block. Behind a proxy, set HTTPS_PROXY.",
		}, true
	case isOperation:
		return Advice{
			Seen: fmt.Sprintf("The connection failed: %s.", operation),
			Todo: "check the network and graph_endpoint and authority_host in the provider block. Behind a proxy, set " +
				"HTTPS_PROXY.",
		}, true
	}
	return Advice{}, false
}
