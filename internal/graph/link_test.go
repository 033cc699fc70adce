package graph

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Graph's links are requested byte for byte, even if package url would write them otherwise.
func TestList_linkBytes(t *testing.T) {
	t.Parallel()
	links := []string{
		"/v1.0/users?$skiptoken=X%274453707%27&$top=2",
		"/v1.0/me/calendarView?startDateTime=2017-01-01T19%3a00%3a00&x=a+b;c=d&$skip=12",
		"/v1.0/users/o'brien%40x.com/manager?a='b'&b=[1]&c={2}&d=|^\"",
		"/v1.0/users/a%2fb%7e^x|y\"/z?$skiptoken=%7e~",
		"/v1.0/users('x')/directReports?",
		"/v1.0//users/./..;x=y/z?q=%zz&%",
		"/",
		"?$skiptoken=1",
	}
	var got []string
	var graph *httptest.Server
	graph = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.RequestURI)
		next := ""
		if len(got) <= len(links) {
			next = graph.URL + links[len(got)-1]
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(pageOf(next, "a")))
	}))
	t.Cleanup(graph.Close)
	transport := NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	c := newClient(t, transport, func(config *Config) { config.Root = graph.URL })
	if _, err := collect(Decode[entity](c.List(t.Context(), Request{Path: "/things"}))); err != nil {
		t.Fatal(err)
	}
	want := append([]string{"/v1.0/things"}, links...)
	want[len(want)-1] = "/?$skiptoken=1" // An empty path is a slash on the wire (RFC 9110, section 4.2.3).
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request URIs (-want +got):\n%s", diff)
	}
}

func TestList_foreignLink(t *testing.T) {
	t.Parallel()
	for _, link := range []string{
		"https://evil.example/v1.0/users?$skiptoken=private",
		"http://graph.example/v1.0/users?$skiptoken=private",
		"https://graph.example:8443/v1.0/users?$skiptoken=private",
		"https://graph.example.evil.example/?private",
		"https://graph.example@evil.example/?private",
		"https://user:private@graph.example/v1.0/users",
		"https://graph.example\\@evil.example/?private",
		"//graph.example/v1.0/users?private",
		"/v1.0/users?private",
		"https:v1.0/users?private",
		"https://graph.example/v1.0/users?$skiptoken=a#private",
		"::private", "private",
	} {
		graph := newServer(reply(200, pageOf(link, "a")))
		got, err := list(t, graph, Request{Path: "/users"})
		refused := errorAs[*LinkError](t, err)
		if strings.Contains(err.Error(), "private") || strings.Contains(refused.Link, "private") {
			t.Errorf("%s: error %v, link %s; want neither to reveal the query", link, err, refused.Link)
		}
		if graph.count() != 1 {
			t.Errorf("%s: requests %v, want only the first", link, graph.uris())
		}
		if ids(got) != "a" {
			t.Errorf("%s: items before the error = %v, want a", link, got)
		}
	}
}

// A link to the configured origin is followed, even if it is spelled differently.
func TestList_sameOrigin(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(200, pageOf("HTTPS://GRAPH.example:443/v1.0/users?x", "a")), reply(200, pageOf("", "b")))
	got, err := list(t, graph, Request{Path: "/users"})
	if err != nil || ids(got) != "a b" {
		t.Errorf("items %v, error %v; want a and b", got, err)
	}
}

func TestRedirect_foreign(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		graph := newServer(reply(302, "", "Location", "https://cdn.example/file?sig=private"))
		_, err := newClient(t, graph).Do(t.Context(), Request{Path: "/me/drive/items/1/content"})
		if refused := errorAs[*LinkError](t, err); refused.Link != "https://cdn.example" {
			t.Errorf("link = %q, want https://cdn.example", refused.Link)
		}
		if graph.count() != 1 || strings.Contains(err.Error(), "private") {
			t.Errorf("requests %v, error %v; want one request and an error without the query", graph.uris(), err)
		}
		if waited := time.Since(start); waited > 0 {
			t.Errorf("waited %s, want no wait: the link stays the same", waited)
		}
	})
}

func TestRedirect(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(302, "", "Location", "/v1.0/users/1"), reply(200, `{"id":"1"}`))
	got, err := getMe(t.Context(), newClient(t, graph))
	if err != nil || got.ID != "1" {
		t.Errorf("got %v, error %v; want id 1", got, err)
	}
	if header := graph.requests[1].Header.Get("Authorization"); header != "Bearer "+secret {
		t.Errorf("Authorization = %q, want %q", header, "Bearer "+secret)
	}
}

func FuzzNextLink(f *testing.F) {
	for _, seed := range []string{
		testRoot + "/v1.0/users?$skiptoken=X%27", "https://evil.example", "https://graph.example@evil.example/",
		"https://graph.example:443//x", "HTTPS://graph.example?a#b", "https://graph.example\\.evil.example", "//", ":",
		"https://[::1]/", "https://grAph.eXAmple// ", "https://graph.example//x%3a", "https://graph.example/a b",
	} {
		f.Add(seed)
	}
	root, err := url.Parse(testRoot)
	if err != nil {
		f.Fatal(err)
	}
	home := originOf(root)
	f.Fuzz(func(t *testing.T, link string) {
		u, err := home.follow(link)
		if err != nil {
			errorAs[*LinkError](t, err)
			return
		}
		if !strings.EqualFold(u.Scheme, "https") || !strings.EqualFold(u.Hostname(), "graph.example") || u.User != nil {
			t.Fatalf("%q leads to %s://%s, want %s", link, u.Scheme, u.Host, testRoot)
		}
		// Only the host and the request URI of the link are sent.
		_, rest, _ := strings.Cut(link, "//")
		_, path, _ := strings.Cut(rest, u.Host)
		if got := u.RequestURI(); got != path && got != "/"+path && got != path+"?" {
			t.Fatalf("%q is sent as %q, want %q", link, got, path)
		}
	})
}
