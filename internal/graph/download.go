package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// A DownloadError reports that the host to which Graph redirected a read has refused it. The host was sent no token.
type DownloadError struct {
	Host      string // scheme and host
	Status    int
	RequestID string // of Graph's response
}

func (e *DownloadError) Error() string {
	return fmt.Sprintf("%s answered the download with %d %s", e.Host, e.Status, http.StatusText(e.Status))
}

// redirected returns the response of a download in place of a redirect to another host, and any other response as it
// is. A redirect that is not followed is a [*LinkError].
func (e *exchange) redirected(ctx context.Context, c *call, resp *http.Response) (*http.Response, error) {
	if c.method != http.MethodGet || resp.StatusCode/100 != 3 || resp.Header.Get("Location") == "" {
		return resp, nil
	}
	id := resp.Header.Get("request-id")
	link, err := resp.Location()
	if err != nil {
		_ = resp.Body.Close()
		return nil, &LinkError{Kind: LinkBroken, Reason: "it cannot be parsed", RequestID: id}
	}
	away, _ := errors.AsType[*LinkError](e.origin.check(link))
	if away == nil { // Redirects on this host were followed already; what is left, such as 304, is none.
		return resp, nil
	}
	_ = resp.Body.Close()
	switch {
	case !c.downloads || away.Kind != LinkAway:
		away.RequestID = id
		return nil, away
	case link.Scheme != "https":
		return nil, &LinkError{Kind: LinkAway, Link: place(link), Reason: "it is not https", RequestID: id}
	}
	return e.download(ctx, link, id)
}

// download reads a link that carries its own permission. It follows no further redirect.
func (e *exchange) download(ctx context.Context, link *url.URL, requestID string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link.String(), http.NoBody)
	if err != nil {
		return nil, &LinkError{Kind: LinkBroken, Link: place(link), Reason: "it cannot be sent", RequestID: requestID}
	}
	resp, err := e.client.Transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxErrorBody))
		_ = resp.Body.Close()
		return nil, &DownloadError{Host: place(link), Status: resp.StatusCode, RequestID: requestID}
	}
	return resp, nil
}
