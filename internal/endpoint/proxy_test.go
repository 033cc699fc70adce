package endpoint

import (
	"net/http"
	"net/url"
	"testing"
)

// Whatever counts as this machine is asked without a proxy, in any spelling.
//
//nolint:paralleltest // It changes the environment.
func TestProxy(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY"} {
		t.Setenv(name, "http://proxy.example:8080")
	}
	t.Setenv("NO_PROXY", "direct.example")
	proxy := Proxy()
	for address, proxied := range map[string]bool{
		"http://localhost:9/t": false, "http://LOCALHOST:9/t": false, "http://Localhost/t": false,
		"http://127.0.0.1/": false, "http://127.9.9.9:80/": false, "http://[::1]:9/": false,
		"https://LOCALHOST": false, "https://direct.example": false,
		"https://graph.microsoft.com": true, "http://gateway.example": true, "http://localhost.example.com": true,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		got, err := proxy(&http.Request{URL: u})
		if err != nil || (got != nil) != proxied {
			t.Errorf("Proxy of %s = %v, error %v; want one: %t", address, got, err, proxied)
		}
		// Nothing that may be sent unencrypted goes to a proxy.
		if _, err := Parse(address); err == nil && u.Scheme == "http" && got != nil {
			t.Errorf("%s is accepted and sent to the proxy %s, want it not to leave this machine", address, got)
		}
	}
}

func TestParseProxy(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"http://proxy.example:8080": true, "proxy.example:8080": true, "https://proxy.example": true,
		"socks5://127.0.0.1:1080": true, "http://user:p%25ss@proxy.example:8080": true,
		"http://user:p%ss@proxy.example:8080": false, "user:100%@proxy.example": false, "ftp://proxy.example": false,
	} {
		proxy, ok := ParseProxy(value)
		if ok != want || ok && proxy.Hostname() == "" {
			t.Errorf("ParseProxy(%q) = %v, %t, want %t", value, proxy, ok, want)
		}
	}
}
