package graph

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Behind a gateway, the token goes to the path of Graph alone, and not to other applications of the gateway.
func TestList_gatewayPath(t *testing.T) {
	t.Parallel()
	const root = "https://gateway.example/graph"
	for link, followed := range map[string]bool{
		"https://gateway.example/graph/v1.0/users?$skiptoken=1": true,
		"HTTPS://GATEWAY.example:443/graph/beta/users":          true,
		"https://gateway.example/graph/v1.0/a..b/x;y=..":        true,
		"https://gateway.example/other/collect":                 false,
		"https://gateway.example/":                              false,
		"https://gateway.example":                               false,
		"https://gateway.example/graph":                         false,
		"https://gateway.example/graphics/x":                    false,
		"https://gateway.example/Graph/v1.0/users":              false,
		"https://gateway.example//graph/v1.0/users":             false,
		"https://gateway.example/graph/../other":                false,
		"https://gateway.example/graph/./..":                    false,
		"https://gateway.example/graph/%2e%2e/other":            false,
		"https://gateway.example/graph/%2E./other":              false,
		"https://gateway.example/graph/a%2f..%2f../other":       false,
		"https://gateway.example/graph/%252e%252e/other":        false,
		"https://gateway.example/graph/..;x=y/other":            false,
		"https://gateway.example/graph/..%5cother":              false,
		"https://gateway.example/graph/..\\other":               false,
		"https://gateway.example/graph/%zz":                     false,
	} {
		for _, kind := range []string{"next link", "redirect"} {
			first := reply(200, pageOf(strings.ReplaceAll(link, `\`, `\\`), "a"))
			if kind == "redirect" {
				first = reply(302, "", "Location", link)
			}
			graph := newServer(first, reply(200, pageOf("", "b")))
			c := newClient(t, graph, func(config *Config) { config.Root = root })
			_, err := collect(Decode[entity](c.List(t.Context(), Request{Path: "/users"})))
			if followed != (err == nil) || !followed && graph.count() != 1 {
				t.Errorf("%s %s: requests %v, error %v; want it followed: %t", kind, link, graph.uris(), err, followed)
			}
			if !followed && !is[*LinkError](err) {
				t.Errorf("%s %s: error %v, want a LinkError", kind, link, err)
			}
		}
	}
}

// An address that cannot be parsed may hold a secret, and is in no error.
func TestRedirect_broken(t *testing.T) {
	t.Parallel()
	const location = "https://files.example:port/report.csv?sig=PREAUTHENTICATED"
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		graph := newServer(reply(302, "", "Location", location, "request-id", "id"))
		c := newClient(t, graph)
		var err error
		if method == http.MethodGet {
			_, err = c.Do(t.Context(), Request{Path: "/me/drive/items/1/content"})
			if refused := errorAs[*LinkError](t, err); refused.Kind != LinkBroken || refused.RequestID != "id" {
				t.Errorf("error = %+v, want a broken link with the id of the response", refused)
			}
		} else {
			_, err = c.Post(t.Context(), Request{Path: "/me/sendMail"}, "mail")
		}
		if err == nil || strings.Contains(err.Error(), "PREAUTHENTICATED") || graph.count() != 1 {
			t.Errorf("%s: requests %v, error %v; want one request and an error without the address", method, graph.uris(), err)
		}
	}
}

// No spelling of a link takes the token to another place, whatever the root is.
func TestList_hostileLinks(t *testing.T) {
	t.Parallel()
	for _, root := range []string{
		"https://graph.example", "https://graph.example/", "https://gateway.example:8443/graph",
		"http://localhost:8080", "http://127.0.0.1:8080/base", "http://[::1]:8080",
	} {
		u, err := url.Parse(root)
		if err != nil {
			t.Fatal(err)
		}
		scheme, host, name := u.Scheme+"://", u.Host, u.Hostname()
		for _, link := range []string{
			scheme + host + "@evil.example/x", scheme + host + ":443@evil.example/x", scheme + "user:pw@" + host + "/x",
			scheme + name + ".evil.example/x", scheme + "evil.example/" + host, scheme + host + ".:443/x",
			scheme + `evil.example\@` + host + "/x", scheme + host + `\.evil.example/x`, scheme + "evil.example%2f" + host,
			scheme + host + "\t.evil.example/x", scheme + host + "%00.evil.example/x", scheme + host + "．evil.example/x",
			scheme + host + "。evil.example/x", scheme + host + "․evil.example/x", "//evil.example/x", "https:evil.example/x",
			scheme + "[::1%25eth0]:1/x", scheme + "2130706433/x", scheme + host + ":0443/x", scheme + "xn--evil/x",
			"ftp://" + host + "/x", "javascript://" + host + "/x", "file:///etc/passwd", "http:///x", scheme + "Kevil.example/x",
			scheme + host + "#@evil.example/x", scheme + host + "?@evil.example/", "HTTP://evil.example", scheme + host + ":1/x",
		} {
			graph := newServer(reply(200, pageOf(strings.ReplaceAll(link, `\`, `\\`), "a")), reply(200, pageOf("", "b")))
			c := newClient(t, graph, func(config *Config) { config.Root = root })
			_, _ = collect(Decode[entity](c.List(t.Context(), Request{Path: "/users"})))
			for _, req := range graph.requests {
				if req.URL.Scheme != u.Scheme || req.URL.Host != u.Host && !sameSite(req.URL, u) || req.URL.User != nil {
					t.Errorf("root %s, link %q: request to %s, want none to another place", root, link, req.URL)
				}
			}
		}
	}
}

// sameSite reports whether two URLs have the same host and port.
func sameSite(a, b *url.URL) bool { return siteOf(a) == siteOf(b) }
