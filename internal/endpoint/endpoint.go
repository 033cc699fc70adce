// Package endpoint parses the addresses of services that are sent tokens and secrets.
package endpoint

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// The errors of [Parse] and [ParseRoot]. They do not repeat the address, which may hold a password.
var (
	ErrNotAbsolute = errors.New("it is not an absolute URL")
	ErrUserInfo    = errors.New("it holds a user name or a password")
	ErrPlain       = errors.New("a token or a secret would be sent unencrypted")
	ErrScheme      = errors.New("its scheme is not https")
	ErrNotRoot     = errors.New("it has more than a scheme, a host and a path")
)

// Parse parses an absolute URL to which secrets may be sent: one of https or, for loopback hosts, of http.
func Parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "":
		return nil, ErrNotAbsolute
	case u.User != nil:
		return nil, ErrUserInfo
	case u.Scheme == "https", u.Scheme == "http" && Loopback(u.Hostname()):
		return u, nil
	case u.Scheme == "http":
		return nil, ErrPlain
	default:
		return nil, ErrScheme
	}
}

// ParseRoot is [Parse] for an address that paths are appended to: it has no query and no fragment.
func ParseRoot(address string) (*url.URL, error) {
	u, err := Parse(address)
	if err == nil && (u.RawQuery != "" || u.ForceQuery || u.Fragment != "") {
		return nil, ErrNotRoot
	}
	return u, err
}

// Loopback reports whether a host name or address is that of this machine.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() || strings.EqualFold(host, "localhost")
}
