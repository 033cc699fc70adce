package graph

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
)

// An origin is the place to which the token may be sent: a scheme, host and port and, for a gateway that serves Graph
// next to other applications, a path.
type origin struct {
	site
	path string // escaped, with a trailing slash
}

// A site is a scheme, a host and a port.
type site struct {
	scheme, host, port string
}

func originOf(root *url.URL) origin {
	return origin{siteOf(root), strings.TrimRight(root.EscapedPath(), "/") + "/"}
}

func siteOf(u *url.URL) site {
	o := site{scheme: strings.ToLower(u.Scheme), host: strings.ToLower(u.Hostname()), port: u.Port()}
	switch {
	case o.port == "" && o.scheme == "https":
		o.port = "443"
	case o.port == "" && o.scheme == "http":
		o.port = "80"
	}
	return o
}

// check returns a [*LinkError] for a URL that does not belong to the origin.
func (o origin) check(u *url.URL) error {
	switch {
	case u.Host == "" || u.Opaque != "" && !strings.HasPrefix(u.Opaque, "/"):
		return &LinkError{Kind: LinkBroken, Link: place(u), Reason: "it is not an absolute URL"}
	case siteOf(u) != o.site || !o.holds(u):
		return &LinkError{Kind: LinkAway, Link: place(u), Reason: "it leads away from the configured Microsoft Graph, " +
			"which is the only place where the token may go"}
	case u.User != nil:
		return &LinkError{Kind: LinkBroken, Link: place(u), Reason: "it has a user name"}
	}
	return nil
}

// holds reports whether the path of a URL is below that of the origin, however the server reads it. Without a path, the
// origin is all of the site.
func (o origin) holds(u *url.URL) bool {
	if o.path == "/" {
		return true
	}
	written := cmp.Or(u.Opaque, u.EscapedPath())
	return strings.HasPrefix(written, o.path) && !climbs(written)
}

// climbs reports whether a server may read a segment of an escaped path as one that leads upwards. Some servers decode
// a path more than once, take a backslash for a slash, or ignore what follows a semicolon.
func climbs(path string) bool {
	for range 3 {
		decoded, err := url.PathUnescape(path)
		if err != nil {
			return true
		}
		path = decoded
	}
	for segment := range strings.FieldsFuncSeq(path, func(r rune) bool { return r == '/' || r == '\\' }) {
		name, _, _ := strings.Cut(segment, ";")
		if name == "." || name == ".." {
			return true
		}
	}
	return false
}

// follow returns the URL of a next link. It is sent byte for byte as Graph wrote it, because its token becomes invalid
// if %3a is written as %3A or a plus as a space.
func (o origin) follow(link string) (*url.URL, error) {
	if len(link) > maxLink {
		return nil, &LinkError{Kind: LinkBroken, Reason: fmt.Sprintf("it is longer than %d KiB", maxLink>>10)}
	}
	u, err := url.Parse(link)
	if err != nil {
		// The text of err repeats the link, and with it the values of the query.
		return nil, &LinkError{Kind: LinkBroken, Reason: "it cannot be parsed"}
	}
	if err := o.check(u); err != nil {
		return nil, err
	}
	if strings.Contains(link, "#") {
		return nil, &LinkError{Kind: LinkBroken, Link: place(u), Reason: "it has a fragment, which would not be sent"}
	}
	if u.String() != link {
		u.Opaque = rawPath(link)
	}
	control := func(r rune) bool { return r <= ' ' || r == 0x7f }
	if strings.HasPrefix(u.Opaque, "//") || strings.ContainsFunc(link, control) {
		return nil, &LinkError{Kind: LinkBroken, Link: place(u), Reason: "it cannot be sent as it is written"}
	}
	return u, nil
}

// rawPath returns the path of an absolute URL as it was written. As [url.URL.Opaque] it replaces the path, which
// [url.URL] would otherwise normalize.
func rawPath(link string) string {
	_, rest, _ := strings.Cut(link, "//")
	rest, _, _ = strings.Cut(rest, "?")
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[i:]
	}
	return "/"
}

// place returns the scheme and host of a URL, or "". The path and the query may hold personal data and page tokens.
func place(u *url.URL) string {
	if u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// A LinkError reports a link in a response, to the next page or of a redirect, that was not followed. No request was
// made to it.
type LinkError struct {
	Kind      LinkKind
	Link      string // scheme and host, such as https://graph.microsoft.com; empty when it has none
	Reason    string // a clause that begins with "it"
	Page      int    // that the link was to lead to, from 2; 0 for a redirect
	RequestID string // of the response that holds the link; may be empty
}

// A LinkKind is why a link was not followed.
type LinkKind int

// Why a link was not followed.
const (
	LinkBroken LinkKind = iota // it cannot be followed at all
	LinkAway                   // it leads to another host
	LinkCircle                 // it leads to where it comes from
)

func (e *LinkError) Error() string {
	if e.Link == "" {
		return "link in the response not followed: " + e.Reason
	}
	return fmt.Sprintf("link to %s in the response not followed: %s", e.Link, e.Reason)
}
