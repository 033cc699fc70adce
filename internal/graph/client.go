package graph

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// Version is the version of the API that a [Request] reads when it names none.
const Version = "v1.0"

// defaultConcurrent is the number of requests in flight when the configuration names none. Graph
// has no such limit for the directory; eight keeps a household connection busy and a tenant calm.
const defaultConcurrent = 8

// Config says which Graph a [Client] reads, and how.
type Config struct {
	// Root is the URL before the version, such as https://graph.microsoft.com. It may have a path,
	// as gateways do. Plain http is accepted for loopback hosts alone.
	Root string

	// Tokens is asked before each attempt, so it should hold on to a token while it is valid. A
	// source that is a [Dropper] also gets a second chance when Graph refuses its token.
	Tokens oauth2.TokenSource

	// Grant reads what a token carries, for the error of a request that was refused for want of a
	// permission. Nil stands for tokens that do not say.
	Grant func(accessToken string) Grant

	// Transport carries the requests. Nil stands for [NewTransport].
	Transport http.RoundTripper

	// UserAgent is sent with every request.
	UserAgent string

	// Logger gets one DEBUG line for each request and for each wait before another attempt. Nil
	// stands for silence. Tokens, bodies and the values of a query never reach it.
	Logger *slog.Logger

	// MaxConcurrent is the number of requests in flight at most; 0 stands for 8.
	MaxConcurrent int
}

// A Client reads one Microsoft Graph with one connection pool and one throttle. It is safe for
// concurrent use.
type Client struct {
	root       string // without trailing slash
	origin     origin
	userAgent  string
	concurrent int
	http       *http.Client
}

// New checks the configuration and returns a client. No request is made.
func New(config Config) (*Client, error) {
	root, err := parseRoot(config.Root)
	if err != nil {
		return nil, fmt.Errorf("graph root: %w", err) // Not the root itself, which may hold a password.
	}
	if config.Tokens == nil {
		return nil, errors.New("graph client without a token source")
	}
	if config.Transport == nil {
		config.Transport = NewTransport()
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.MaxConcurrent <= 0 {
		config.MaxConcurrent = defaultConcurrent
	}
	return &Client{
		root:       strings.TrimRight(root.String(), "/"),
		origin:     originOf(root),
		userAgent:  config.UserAgent,
		concurrent: config.MaxConcurrent,
		http:       &http.Client{Transport: chain(config, originOf(root))},
	}, nil
}

// chain returns the steps of a request, the outermost first. The order matters: a line in the log
// covers all attempts; a sleeping attempt holds no slot of the gate; a slot is held until the last
// byte has arrived; and the token is fetched last, when it is about to be used.
func chain(config Config, root origin) http.RoundTripper {
	return &logging{
		logger: config.Logger,
		next: &retry{
			logger: config.Logger,
			next: &gate{
				slots: make(chan struct{}, config.MaxConcurrent),
				next: &whole{
					next: &signing{
						tokens: config.Tokens,
						grant:  config.Grant,
						origin: root,
						next:   config.Transport,
					},
				},
			},
		},
	}
}

// NewTransport returns a transport that suits Graph: proxies from the environment, HTTP/2 with
// pings, so that a connection that died in silence is noticed, and enough idle connections for
// servers that speak HTTP/1.1 only.
func NewTransport() *http.Transport {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		transport = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	}
	transport = transport.Clone()
	transport.MaxIdleConnsPerHost = transport.MaxIdleConns
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second}
	return transport
}

func parseRoot(root string) (*url.URL, error) {
	u, err := url.Parse(root)
	if err != nil {
		return nil, errors.New("not a URL")
	}
	last := strings.ToLower(path.Base(u.Path))
	switch {
	case last == "v1.0" || last == "beta":
		return nil, errors.New("it ends in the version")
	case u.Host == "" || u.Hostname() == "":
		return nil, errors.New("not an absolute URL")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("only scheme, host and path may be given")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	case u.Scheme == "http":
		return nil, errors.New("the token would travel unencrypted; use https")
	default:
		return nil, fmt.Errorf("scheme %q is not https", u.Scheme)
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() || strings.EqualFold(host, "localhost")
}
