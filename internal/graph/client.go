package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/endpoint"
	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

// Version is the version of the API that a [Request] reads when it names none.
const Version = "v1.0"

// DefaultConcurrent is the number of requests in flight when the configuration names none. Graph has no such limit for
// the directory. A CLI reads ten data sources at a time, none of which has to wait for another.
const DefaultConcurrent = 10

// A Config describes which Graph a [Client] reads, and how.
type Config struct {
	// Root is the URL before the version, such as https://graph.microsoft.com. It may have a path, as those of gateways
	// do. Plain http is accepted for loopback hosts only.
	Root string

	// Tokens is asked for a token before each attempt.
	Tokens Tokens

	// Grant returns what a token allows, for the error of a request that was refused and for [Client.Grant]. It is nil if
	// tokens cannot be read.
	Grant func(accessToken string) Grant

	// Transport carries the requests. Nil stands for [NewTransport]. It must report its connections to
	// net/http/httptrace, as [http.Transport] does: [Client.Post] needs that to find out whether an action was sent.
	Transport http.RoundTripper

	// UserAgent is sent with every request.
	UserAgent string

	// Logger gets one DEBUG line for each request and for each wait before another attempt. Nil discards them. Tokens,
	// bodies and the values of a query are never logged.
	Logger *slog.Logger

	// MaxConcurrent bounds the number of requests in flight; 0 stands for [DefaultConcurrent].
	MaxConcurrent int
}

// A Client reads one Microsoft Graph with one connection pool and one limiter. It is safe for concurrent use.
type Client struct {
	root       string // without trailing slash
	origin     origin
	userAgent  string
	concurrent int
	logger     *slog.Logger
	steps      step
	tokens     Tokens
	grant      func(accessToken string) Grant
}

// New checks the configuration and returns a client. No request is made.
func New(config Config) (*Client, error) {
	root, err := parseRoot(config.Root)
	if err != nil {
		return nil, fmt.Errorf("the root of Graph: %w", err)
	}
	if config.Tokens == nil {
		return nil, errors.New("graph client without a source of tokens")
	}
	if config.Transport == nil {
		config.Transport = NewTransport()
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.MaxConcurrent <= 0 {
		config.MaxConcurrent = DefaultConcurrent
	}
	return &Client{
		root:       strings.TrimRight(root.String(), "/"),
		origin:     originOf(root),
		userAgent:  config.UserAgent,
		concurrent: config.MaxConcurrent,
		logger:     config.Logger,
		steps:      chain(config, originOf(root)),
		tokens:     config.Tokens,
		grant:      config.Grant,
	}, nil
}

// Grant returns what the token in use allows. Its permissions are nil if there is no token, or if it does not list
// them.
func (c *Client) Grant(ctx context.Context) Grant {
	grant, _ := c.Identity(ctx) // Without a token, there is nothing to know.
	return grant
}

// Identity is like [Client.Grant], but returns a [*TokenError] if no token can be obtained.
func (c *Client) Identity(ctx context.Context) (Grant, error) {
	token, err := c.tokens.Token(ctx)
	switch {
	case err != nil:
		return Grant{}, &TokenError{Err: err}
	case c.grant == nil:
		return Grant{}, nil
	default:
		return c.grant(token.AccessToken), nil
	}
}

// chain returns the steps of a call, the outermost first. The order matters: a call that waits for its next attempt, or
// for its turn, holds no slot of the limiter; a slot is held until the last byte has arrived; and the token is fetched
// just before it is used.
func chain(config Config, root origin) step {
	return &retrying{
		logger: config.Logger,
		next: newPacer(newLimiter(config.MaxConcurrent, &authorize{
			tokens: config.Tokens,
			grant:  config.Grant,
			origin: root,
			next:   newExchange(config.Transport, root),
		})),
	}
}

// NewTransport returns a transport that suits Graph: proxies from the environment, HTTP/2 with pings, so that a dead
// connection is noticed, and enough idle connections for servers that speak HTTP/1.1 only.
func NewTransport() *http.Transport {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		transport = &http.Transport{ForceAttemptHTTP2: true}
	}
	transport = transport.Clone()
	transport.Proxy = endpoint.Proxy()
	transport.OnProxyConnectResponse = retry.CheckTunnel
	transport.MaxIdleConnsPerHost = transport.MaxIdleConns
	transport.MaxResponseHeaderBytes = maxHeader
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second}
	return transport
}

// parseRoot returns errors that do not repeat the root, which may hold a password.
func parseRoot(root string) (*url.URL, error) {
	u, err := endpoint.ParseRoot(root)
	if err != nil {
		return nil, err
	}
	if last := strings.ToLower(path.Base(u.Path)); last == "v1.0" || last == "beta" {
		return nil, errors.New("it ends in the version")
	}
	return u, nil
}
