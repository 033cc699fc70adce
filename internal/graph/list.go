package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// usersPage is the page size of /users when the request names none, and the largest that Graph
// allows there. The default of 100 would cost ten times the requests.
const usersPage = 999

// List reads a collection, page by page. It yields the items in Graph's order and, if something
// fails, an error, once and last. Each range over the sequence reads anew. The next page is fetched
// while this one is worked on; leaving the loop stops that. Items may come twice when data moves
// between pages.
//
// An item of type [json.RawMessage] is part of its page, whose memory the pages after it use again: it
// is good until the loop goes on. Any other T is decoded by [json.Unmarshal].
func List[T any](ctx context.Context, c *Client, req Request) iter.Seq2[T, error] {
	return list[T](ctx, c, req, false)
}

// list is [List], whose pages keep their memory if the items are to stay.
func list[T any](ctx context.Context, c *Client, req Request, keep bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		for items, err := range c.pages(ctx, req, keep) {
			if err != nil {
				yield(zero, err)
				return
			}
			for _, text := range items {
				item, err := decode[T](text)
				if err != nil {
					yield(zero, fmt.Errorf("GET %s: %w", req.Path, err))
					return
				}
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// pages yields the items of each page, and an error once and last.
func (c *Client) pages(ctx context.Context, req Request, keep bool) iter.Seq2[[]json.RawMessage, error] {
	return func(yield func([]json.RawMessage, error) bool) {
		p := newPager(c, req)
		p.keep = keep
		got, err := p.first(ctx)
		p.walk(ctx, got, err)(yield)
	}
}

// walk yields the items of a page that has been read and of those that follow it, and an error once and last.
func (p *pager) walk(ctx context.Context, got page, err error) iter.Seq2[[]json.RawMessage, error] {
	return func(yield func([]json.RawMessage, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var fetching sync.WaitGroup
		defer fetching.Wait() // No goroutine outlives the loop.
		defer cancel()        // This comes first.

		for err == nil {
			items, more := p.take(got)
			body := got.body
			arrived := make(chan struct{})
			if next := got.next; more {
				fetching.Go(func() {
					defer close(arrived)
					got, err = p.follow(ctx, next)
				})
			}
			if !yield(items, nil) {
				return
			}
			if !p.keep {
				recycle(body)
			}
			if !more {
				return
			}
			<-arrived
		}
		yield(nil, err)
	}
}

// A pager walks the pages of one collection. It is used by one goroutine at a time.
type pager struct {
	client  *Client
	request Request
	header  http.Header     // sent on each page: links do not carry headers over
	seen    map[string]bool // links, to notice a circle
	number  int             // of the page, from 1
	left    int             // items until the limit; negative without one
	keep    bool            // whether the items stay when the next page comes
	any     bool            // whether the first answer may be anything: see [Client.Open]
}

func newPager(c *Client, req Request) *pager {
	req.Query = req.Query.folded()
	if strings.Trim(req.Path, "/") == "users" && req.Query.Top == 0 && req.Query.Extra["$top"] == "" {
		req.Query.Top = usersPage
		if req.Limit > 0 {
			req.Query.Top = min(usersPage, req.Limit)
		}
	}
	left := req.Limit
	if left == 0 {
		left = -1
	}
	return &pager{client: c, request: req, seen: make(map[string]bool), left: left}
}

// first reads the first page, with a smaller page size if Graph refuses the one that was asked for:
// the largest differs between resources, and for some has changed over time.
func (p *pager) first(ctx context.Context) (page, error) {
	got, err := p.open(ctx)
	if size, refused := pageSize(err); refused && size < p.request.Query.Top {
		p.request.Query.Top = size
		return p.open(ctx)
	}
	return got, err
}

func (p *pager) open(ctx context.Context) (page, error) {
	accept := "application/json"
	if p.any {
		accept = "*/*"
	}
	u, header, err := p.client.prepare(p.request, accept)
	if err != nil {
		return page{}, err
	}
	p.header = header
	p.number = 1
	p.seen[u.String()] = true
	return p.fetch(ctx, u)
}

// follow reads the page behind a next link.
func (p *pager) follow(ctx context.Context, link string) (page, error) {
	u, err := p.client.origin.follow(link)
	if err != nil {
		return page{}, fmt.Errorf("GET %s, page %d: %w", p.request.Path, p.number+1, err)
	}
	if p.seen[link] {
		err := &LinkError{Link: place(u), Reason: "it leads to a page that has been read already"}
		return page{}, fmt.Errorf("GET %s, page %d: %w", p.request.Path, p.number+1, err)
	}
	p.seen[link] = true
	p.number++
	got, err := p.fetch(ctx, u)
	if answer, ok := errors.AsType[*Error](err); ok && strings.EqualFold(answer.Code, "Directory_ExpiredPageToken") {
		err = fmt.Errorf("page %d: %w: %w", p.number, ErrPagesExpired, err)
	}
	return got, err
}

func (p *pager) fetch(ctx context.Context, u *url.URL) (page, error) {
	var got page
	seen := &trace{page: p.number}
	err := p.client.fetch(seen.in(ctx), u, p.header, func(answer *Answer) error {
		var err error
		got, err = p.parse(u, answer)
		seen.rows = len(got.items)
		return err
	})
	return got, err
}

// take returns the items of a page up to the limit, and whether there is a page to follow.
func (p *pager) take(got page) (items []json.RawMessage, more bool) {
	items = got.items
	if p.left >= 0 {
		items = items[:min(p.left, len(items))]
		p.left -= len(items)
	}
	return items, got.next != "" && p.left != 0
}

var pageSizeRange = regexp.MustCompile(`(?i)page size.*between \d+ and (\d+)`)

// pageSize returns the page size that an error allows, if it is a refusal of the one asked for.
func pageSize(err error) (size int, refused bool) {
	answer, ok := errors.AsType[*Error](err)
	if !ok || answer.Status != http.StatusBadRequest {
		return 0, false
	}
	match := pageSizeRange.FindStringSubmatch(answer.Message)
	if match == nil {
		return 0, false
	}
	size, err = strconv.Atoi(match[1])
	return size, err == nil && size > 0
}
