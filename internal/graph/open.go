package graph

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
)

// A Collection is what [Client.Open] returns for a path that holds one.
type Collection struct {
	Items Items  // as of [Client.List], but they can be ranged over once
	Count *int64 // the number of items in Graph, if the request asks for it
	walk  *walk
}

// DeltaLink returns the link to later changes, once all items have been ranged over; "" if Graph returned none.
func (c *Collection) DeltaLink() string { return c.walk.delta }

// Open reads a path whose content is not known in advance; one request is enough to find out. Anything but a collection
// is a [Response], as of [Client.Do], and the collection is nil: one object, a count, a photo, or nothing at all.
//
// A redirect to another host over https is followed once, without the token and the headers of the request: Graph sends
// the reader of a file or a report to a link that carries its own permission. The error is a [*DownloadError] if that
// host refuses it.
//
// A response that is declared to be JSON is valid JSON. HTML is taken for the page of a proxy, and is an error that
// wraps [ErrNotJSON], unless the request accepts HTML by name.
func (c *Client) Open(ctx context.Context, req Request) (*Response, *Collection, error) {
	p := newPager(c, req)
	p.anything = true
	w := p.start()
	got, err := w.first(ctx)
	if err != nil || got.other != nil {
		return got.other, nil, err
	}
	pages := func(yield func([]json.RawMessage, error) bool) { w.rest(ctx, got, yield) }
	return nil, &Collection{Items: flat(pages), Count: got.count, walk: w}, nil
}

// parse parses a response as a page. If the pager accepts anything, the first response may be something else, which is
// then the only field of the page.
func (w *walk) parse(call *call, resp *Response) (page, error) {
	got, err := parsePage(resp.Body)
	switch {
	case is[*LinkError](err), is[*LimitError](err):
		return page{}, err
	case got.failed, err != nil && resp.JSON() && holdsError(resp.Body):
		return page{}, failedLate(call, resp, resp.Body)
	}
	if isPage := err == nil && resp.JSON() && !got.entity; w.anything && w.number == 1 && !isPage {
		got, err = page{other: resp}, checkOther(call, resp, err)
	}
	if err == nil && !call.fitAll(got.items) {
		err = ErrNotObject
	}
	if err != nil {
		return page{}, unreadable(call, resp, err)
	}
	return got, nil
}

// checkOther returns [ErrNotJSON] for a response that is neither a page nor anything else that was asked for: broken
// JSON, or the HTML of a proxy. parsing is the error of parsing it as a page, if any.
func checkOther(call *call, resp *Response, parsing error) error {
	isHTML := resp.ContentType == "text/html" && !strings.Contains(call.header.Get("Accept"), "html")
	switch {
	case len(resp.Body) == 0 || !resp.JSON() && !isHTML:
		return nil
	case resp.JSON() && (parsing == nil || errors.Is(parsing, ErrNotCollection) && json.Valid(resp.Body)):
		return nil
	}
	return ErrNotJSON
}
