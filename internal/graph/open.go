package graph

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
)

// Open reads a path whose content is not known in advance; one request is enough to find out. A collection is returned
// as the sequence of its items, which is that of [Client.List] and can be ranged over once. Anything else is a
// [Response], as of [Client.Do], and the sequence is nil: one object, a count, a photo, or nothing at all.
//
// A response that is declared to be JSON is valid JSON. HTML is taken for the page of a proxy, and is an error that
// wraps [ErrNotJSON], unless the request accepts HTML by name.
func (c *Client) Open(ctx context.Context, req Request) (*Response, Items, error) {
	p := newPager(c, req)
	p.anything = true
	w := p.start()
	got, err := w.first(ctx)
	if err != nil || got.other != nil {
		return got.other, nil, err
	}
	return nil, func(yield func(json.RawMessage, error) bool) { w.rest(ctx, got, yield) }, nil
}

// parse parses a response as a page. The first one may be something else if the pager takes anything.
func (w *walk) parse(call *call, resp *Response) (page, error) {
	got, err := parsePage(resp.Body)
	switch isJSON := jsonType(resp.ContentType); {
	case is[*LinkError](err):
		return page{}, err
	case got.failed, isJSON && err != nil && holdsError(resp.Body):
		return page{}, failedLate(call, resp, resp.Body)
	case !w.anything || w.number > 1 || isJSON && err == nil && !got.entity:
	case isJSON && err == nil:
		return page{other: resp}, nil
	case len(resp.Body) == 0, isJSON && errors.Is(err, ErrNotCollection) && json.Valid(resp.Body):
		return page{other: resp}, nil
	case isJSON, resp.ContentType == "text/html" && !strings.Contains(call.header.Get("Accept"), "html"):
		err = ErrNotJSON
	default:
		return page{other: resp}, nil
	}
	if err != nil {
		return page{}, unreadable(call, resp, err)
	}
	return got, nil
}
