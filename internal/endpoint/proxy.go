package endpoint

import (
	"net/http"
	"net/url"
	"slices"

	"golang.org/x/net/http/httpproxy"
)

// Proxy returns a function for [http.Transport.Proxy] that uses the proxy which the environment names now, as
// [http.ProxyFromEnvironment] does. Unlike that, it asks no proxy for any host that [Loopback] accepts, such as
// LOCALHOST: a token is sent to those without encryption.
func Proxy() func(*http.Request) (*url.URL, error) {
	proxy := httpproxy.FromEnvironment().ProxyFunc()
	return func(req *http.Request) (*url.URL, error) {
		if Loopback(req.URL.Hostname()) {
			return nil, nil //nolint:nilnil // The transport expects it.
		}
		return proxy(req.URL)
	}
}

// ParseProxy returns the proxy that a value of HTTPS_PROXY names, and reports whether it names one. A transport ignores
// any other value.
func ParseProxy(value string) (proxy *url.URL, ok bool) {
	config := &httpproxy.Config{HTTPSProxy: value}
	proxy, err := config.ProxyFunc()(&url.URL{Scheme: "https", Host: "graph.microsoft.com"})
	return proxy, err == nil && proxy != nil && proxy.Host != "" &&
		slices.Contains([]string{"http", "https", "socks5", "socks5h"}, proxy.Scheme)
}
