package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/plaintext"
)

// exchange sends one request and reads its response to the end. A truncated body therefore fails inside the retry loop,
// not in the decoder.
type exchange struct {
	client *http.Client
	origin origin
}

func newExchange(transport http.RoundTripper, origin origin) *exchange {
	return &exchange{&http.Client{
		Transport: &locations{transport},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			switch {
			case req.Method != http.MethodGet || via[0].Method != http.MethodGet:
				// Most redirects would turn a POST into a GET, whose success means nothing.
				return http.ErrUseLastResponse
			case origin.check(req.URL) != nil:
				return http.ErrUseLastResponse // See [exchange.redirected].
			case len(via) >= maxRedirects:
				return &LinkError{
					Kind: LinkCircle, Link: place(req.URL), Reason: fmt.Sprintf("it is a redirect after %d others", len(via)),
				}
			default:
				return nil
			}
		},
	}, origin}
}

// locations is a transport that refuses a redirect whose address cannot be parsed. The error of [http.Client] would
// repeat the address, which may be that of a download with its permission in it.
type locations struct{ next http.RoundTripper }

func (l *locations) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := l.next.RoundTrip(req)
	if err != nil || resp.StatusCode/100 != 3 {
		return resp, err
	}
	if _, broken := req.URL.Parse(resp.Header.Get("Location")); broken == nil {
		return resp, nil
	}
	if req.Method != http.MethodGet {
		resp.Header.Del("Location") // It is not followed, and the status is that of a failure.
		return resp, nil
	}
	_ = resp.Body.Close()
	return nil, &LinkError{
		Kind: LinkBroken, Reason: "it cannot be parsed", RequestID: plaintext.Line(resp.Header.Get("request-id")),
	}
}

// send makes an attempt, with a client-request-id of its own.
func (e *exchange) send(ctx context.Context, c *call, token *oauth2.Token) (*Response, error) {
	c.clientRequestID = uuid.NewString()
	tallyOf(ctx).add(func(n *Counts) { n.Requests++ })
	if !c.reads() {
		var done func()
		ctx, done = c.traced(ctx)
		defer done()
	}
	req := (&http.Request{Method: c.method, URL: c.url, Host: c.url.Host, Header: c.header.Clone()}).WithContext(ctx)
	req.Header.Set("client-request-id", c.clientRequestID)
	req.Header.Set("Authorization", "Bearer "+token.AccessToken) // Whatever type the authority names.
	if c.body != nil {
		req.ContentLength = int64(len(c.body))
		// The transport uses it to repeat a request that was certainly not processed, such as one on a connection that the
		// server had closed.
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(c.body)), nil }
		req.Body, _ = req.GetBody()
	}
	resp, err := e.client.Do(req)
	if err != nil {
		return nil, transportError(err)
	}
	if resp, err = e.redirected(ctx, c, resp); err != nil {
		return nil, err
	}
	body, err := readBody(resp)
	media := mediaType(resp.Header)
	if c.cut = err != nil && resp.StatusCode/100 != 2; c.cut {
		err = nil // The status matters more than the missing rest.
	}
	if err == nil && len(body) == 0 && resp.StatusCode == http.StatusOK && jsonType(media) && c.wantsJSON() {
		err = io.ErrUnexpectedEOF // Nothing at all is a truncated response too.
	}
	if err != nil {
		if body, err = c.incomplete(resp, body, err); err != nil {
			return nil, err
		}
	}
	// Graph has been seen to send a mail and to answer 504.
	c.uncertain = resp.StatusCode >= http.StatusInternalServerError
	if resp.Header.Get("client-request-id") == "" {
		// Proxies and gateways do not repeat the id. It is then the only one by which the request can be found.
		resp.Header.Set("client-request-id", c.clientRequestID)
	}
	return &Response{Status: resp.StatusCode, Header: resp.Header, ContentType: media, Body: body}, nil
}

// transportError returns the error of a request that has no response.
func transportError(err error) error {
	// The text of url.Error would repeat the whole URL, with the values of the query.
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	if headerTooLarge(err) {
		return errTooWide
	}
	return err
}

// incomplete returns the usable part of a body that ended with an error: the error that Graph has appended to it, or
// nothing if the status says that an action was performed.
func (c *call) incomplete(resp *http.Response, body []byte, err error) ([]byte, error) {
	if appended := appendedError(body); appended != nil {
		resp.StatusCode = http.StatusInternalServerError
		return appended, nil
	}
	if !c.reads() && resp.StatusCode/100 == 2 {
		return nil, nil
	}
	return nil, fmt.Errorf("read the response: %w", err)
}

// mediaType returns the Content-Type in lower case, without parameters.
func mediaType(header http.Header) string {
	media, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		media, _, _ = strings.Cut(header.Get("Content-Type"), ";")
	}
	return strings.ToLower(strings.TrimSpace(media))
}

func jsonType(media string) bool {
	return media == "application/json" || strings.HasSuffix(media, "+json")
}
