package graph

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/url"
	"strings"
	"sync"
)

// usersPage is the page size of /users when the request names none, and the largest that Graph allows there. The
// default of 100 would cost ten times the requests.
const usersPage = 999

// A pager describes how the pages of a collection are read. Each [walk] reads them once.
type pager struct {
	client   *Client
	request  Request
	keep     bool // whether items stay valid when the next page is read
	anything bool // whether the first response may be something other than a page: see [Client.Open]
}

func newPager(c *Client, req Request) *pager {
	req.Query = req.Query.folded()
	if strings.Trim(req.Path, "/") == "users" && req.Query.Top == 0 && req.Query.Extra["$top"] == "" {
		req.Query.Top = usersPage
		if req.Limit > 0 {
			req.Query.Top = min(usersPage, req.Limit)
		}
	}
	return &pager{client: c, request: req}
}

// items yields the items of all pages up to the limit, and an error once and last.
func (p *pager) items(ctx context.Context) Items { return flat(p.pages(ctx)) }

// pages yields the items of each page, up to the limit, and an error once and last.
func (p *pager) pages(ctx context.Context) pages {
	return func(yield func([]json.RawMessage, error) bool) {
		w := p.start()
		first, err := w.first(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		w.rest(ctx, first, yield)
	}
}

// pages is a sequence of the items of pages and, if something fails, an error, once and last.
type pages = iter.Seq2[[]json.RawMessage, error]

// flat yields the items of pages one by one.
func flat(pages pages) Items {
	return func(yield func(json.RawMessage, error) bool) {
		for items, err := range pages {
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// A walk reads the pages of a collection once. It is used by one goroutine at a time.
type walk struct {
	*pager
	call    *call                      // for the first page; its headers are sent with each page, since links have none
	visited map[[sha256.Size]byte]bool // hashes of the URLs of the pages that were read, to detect a circle
	number  int                        // of the page, from 1
	empty   int                        // pages in a row without an item
	left    int                        // items until the limit; negative without one

	requestID string // of the last page that was read
	delta     string // link to later changes, which the last page of a collection may have
}

func (p *pager) start() *walk {
	left := p.request.Limit
	if left == 0 {
		left = -1
	}
	return &walk{pager: p, visited: make(map[[sha256.Size]byte]bool), left: left}
}

// first reads the first page. If Graph refuses the page size, it tries the largest one that Graph allows, which differs
// between resources and has changed over time. If Graph does not support the query as a plain one, it tries an advanced
// one, since [Query.Advanced] cannot recognize all that need it; if that fails too, the error is that of the plain
// query.
func (w *walk) first(ctx context.Context) (page, error) {
	got, err := w.open(ctx, w.request)
	size, refused := largestPage(err)
	if refused && size < w.request.Query.Top {
		smaller := w.request
		smaller.Query.Top = size
		return w.open(ctx, smaller)
	}
	if !refused && w.request.refusedAsPlain(err) {
		advanced := w.request
		advanced.Query.Count = true
		advanced.Header = w.call.header.Clone()
		advanced.Header.Set("ConsistencyLevel", "eventual")
		if got, again := w.open(ctx, advanced); again == nil {
			return got, nil
		}
	}
	return got, err
}

// open reads the first page of a request.
func (w *walk) open(ctx context.Context, req Request) (page, error) {
	accept := "application/json"
	if w.anything {
		accept = "*/*"
	}
	call, err := w.client.newCall(req, accept)
	if err != nil {
		return page{}, err
	}
	call.downloads = w.anything
	// Of a collection that is known, all items are entities.
	call.hasID = !w.anything && (call.hasID || len(req.Query.Select) == 0)
	w.call = call
	w.number = 1
	w.visit(call.url.String())
	return w.fetch(ctx, call)
}

// rest yields the items of the first page and of those that follow it. It fetches the next page while the consumer
// works on the current one. No goroutine outlives the call.
func (w *walk) rest(ctx context.Context, first page, yield func([]json.RawMessage, error) bool) {
	ctx, cancel := context.WithCancel(ctx)
	var fetching sync.WaitGroup
	defer fetching.Wait()
	defer cancel() // Before the wait.

	type fetched struct {
		page page
		err  error
	}
	for current := first; ; {
		items, more := w.take(current)
		next := make(chan fetched, 1)
		if link := current.next; more {
			fetching.Go(func() {
				got, err := w.follow(ctx, link)
				next <- fetched{got, err}
			})
		}
		if !yield(items, nil) {
			return
		}
		if !w.keep {
			recycle(current.body)
		}
		if !more {
			return
		}
		arrived := <-next
		if arrived.err != nil {
			yield(nil, arrived.err)
			return
		}
		current = arrived.page
	}
}

// take returns the items of a page up to the limit, and reports whether the next page is to be read.
func (w *walk) take(got page) (items []json.RawMessage, more bool) {
	items = got.items
	if w.left >= 0 {
		items = items[:min(w.left, len(items))]
		w.left -= len(items)
	}
	return items, got.next != "" && w.left != 0
}

// visit notes that a page is read, and reports whether it was not read before.
func (w *walk) visit(link string) bool {
	hash := sha256.Sum256([]byte(link))
	known := w.visited[hash]
	w.visited[hash] = true
	return !known
}

// follow reads the page that a next link leads to.
func (w *walk) follow(ctx context.Context, link string) (page, error) {
	w.number++
	u, err := w.next(link)
	if broken, ok := errors.AsType[*LinkError](err); ok {
		broken.Page, broken.RequestID = w.number, w.requestID
	}
	if err != nil {
		return page{}, fmt.Errorf("GET %s, page %d: %w", w.request.Path, w.number, err)
	}
	next := *w.call
	next.url = u
	got, err := w.fetch(ctx, &next)
	if answer, ok := errors.AsType[*Error](err); ok && strings.EqualFold(answer.Code, "Directory_ExpiredPageToken") {
		err = fmt.Errorf("page %d: %w: %w", w.number, ErrPagesExpired, err)
	}
	return got, err
}

// next returns the URL of a next link. It ends a collection that has no end.
func (w *walk) next(link string) (*url.URL, error) {
	switch {
	case w.number > maxPages:
		return nil, errTooMany
	case w.empty >= maxEmptyPages:
		return nil, errTooEmpty
	}
	u, err := w.client.origin.follow(link)
	if err == nil && !w.visit(link) {
		err = &LinkError{Kind: LinkCircle, Link: place(u), Reason: "it leads to a page that has been read already"}
	}
	return u, err
}

// fetch makes the call and parses its response. It counts the rows for the log.
func (w *walk) fetch(ctx context.Context, call *call) (page, error) {
	var got page
	call.page = w.number
	err := w.client.perform(ctx, call, func(resp *Response) error {
		var err error
		w.requestID = resp.Header.Get("request-id")
		got, err = w.parse(call, resp)
		if broken, ok := errors.AsType[*LinkError](err); ok {
			broken.Page, broken.RequestID = w.number+1, w.requestID
		}
		w.delta = got.delta
		call.rows = len(got.items)
		if w.empty++; call.rows > 0 {
			w.empty = 0
		}
		if line, due := tallyOf(ctx).page(call.rows); due {
			w.client.logger.LogAttrs(ctx, slog.LevelInfo, "Microsoft Graph list is being read",
				append([]slog.Attr{slog.String("call", call.name)}, line...)...)
		}
		return err
	})
	return got, err
}
