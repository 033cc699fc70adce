package graph

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/url"
	"strings"
)

// Open reads a path of which the caller does not know what it holds; one request is enough to tell. A collection comes
// as the sequence of its items, which is that of [List] and can be ranged over once. Anything else is an [Answer], as
// from [Client.Do], and the sequence is nil: one object, a count, a photo, or nothing at all.
//
// What says that it is JSON is valid. HTML is the page of somebody in between, and an error that wraps [ErrNotJSON],
// unless the request accepts it by name.
func (c *Client) Open(ctx context.Context, req Request) (*Answer, iter.Seq2[json.RawMessage, error], error) {
	p := newPager(c, req)
	p.any = true
	got, err := p.first(ctx)
	if err != nil || got.other != nil {
		return got.other, nil, err
	}
	return nil, func(yield func(json.RawMessage, error) bool) {
		for items, err := range p.walk(ctx, got, nil) {
			if err != nil {
				yield(nil, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}, nil
}

// parse reads an answer as a page. The first one may be something else where the pager takes anything.
func (p *pager) parse(u *url.URL, answer *Answer) (page, error) {
	got, err := parsePage(answer.Body)
	switch isJSON := jsonType(answer.ContentType); {
	case !p.any || p.number > 1 || isJSON && err == nil:
	case len(answer.Body) == 0, isJSON && errors.Is(err, ErrNotCollection) && json.Valid(answer.Body):
		return page{other: answer}, nil
	case isJSON, answer.ContentType == "text/html" && !strings.Contains(p.header.Get("Accept"), "html"):
		err = ErrNotJSON
	default:
		return page{other: answer}, nil
	}
	if err != nil {
		return page{}, unreadable(u, answer, err)
	}
	return got, nil
}
