package graph

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

const (
	// lookupKeys is the number of values that Graph takes in one "in" filter.
	lookupKeys = 15

	// maxURL is the length of the URL of an advanced query, in characters.
	maxURL = 2048
)

// Lookup reads the objects of a collection whose property is one of the keys, 15 keys in a request and several requests
// at a time. Keys that differ only in case are looked up once. The objects come in the order of the requests; the
// caller matches them with the keys, and finds out which keys are missing. An error comes once and last, as with
// [Client.List]. Unlike there, items stay valid, and keep the memory of their pages in use.
//
// A filter in the request narrows the result further; its limit does not count.
func (c *Client) Lookup(ctx context.Context, req Request, property string, keys []string) Items {
	return func(yield func(json.RawMessage, error) bool) {
		requests := c.lookups(req, property, keys)
		ctx, cancel := context.WithCancel(ctx)
		var reading sync.WaitGroup
		defer reading.Wait() // No goroutine outlives the loop.
		defer cancel()       // Before the wait.

		results := make([]chan result, len(requests))
		start := func(i int) {
			results[i] = make(chan result, 1)
			reading.Go(func() { results[i] <- c.readAll(ctx, requests[i]) })
		}
		for i := range min(c.concurrent, len(requests)) {
			start(i)
		}
		for i := range requests {
			got := <-results[i]
			if ahead := i + c.concurrent; got.err == nil && ahead < len(requests) {
				start(ahead)
			}
			if !got.yield(yield) {
				return
			}
		}
	}
}

// lookups returns the requests that look the keys up.
func (c *Client) lookups(req Request, property string, keys []string) []Request {
	req.Query = req.Query.folded()
	req.Limit = 0
	narrowed := func(keys []string) Request {
		chunk := req
		chunk.Query.Filter = oneOf(property, keys)
		if req.Query.Filter != "" {
			chunk.Query.Filter += " and (" + req.Query.Filter + ")"
		}
		return chunk
	}
	var requests []Request
	for rest := distinct(keys); len(rest) > 0; {
		n := min(lookupKeys, len(rest))
		for n > 1 && c.tooLong(narrowed(rest[:n])) {
			n--
		}
		requests = append(requests, narrowed(rest[:n]))
		rest = rest[n:]
	}
	return requests
}

// oneOf returns a filter for the objects whose property is one of the keys: by "in" or, if only that needs an advanced
// query, by a chain of "eq". Some tenants have no advanced queries, such as those of B2C; in the others they read an
// index in which a new user is missing for a while.
func oneOf(property string, keys []string) string {
	if name := strings.ToLower(property); isPlain(name, "in", nil) || !isPlain(name, "eq", nil) {
		return In(property, keys)
	}
	clauses := make([]string, len(keys))
	for i, key := range keys {
		clauses[i] = property + " eq " + Quote(key)
	}
	filter := strings.Join(clauses, " or ")
	if len(keys) > 1 {
		filter = "(" + filter + ")"
	}
	return filter
}

// tooLong reports whether Graph would refuse the URL of an advanced query. Plain queries have no such limit.
func (c *Client) tooLong(req Request) bool {
	if !req.needsAdvanced() {
		return false
	}
	u, err := c.url(req)
	return err == nil && len(u.String())+len("&$top=999&$count=true") > maxURL
}

// Fold returns a key in the form in which keys are compared: Graph disregards case.
func Fold(key string) string { return strings.ToLower(key) }

// distinct returns the keys without those that differ from an earlier one at most in case.
func distinct(keys []string) []string {
	known := make(map[string]bool, len(keys))
	return slices.DeleteFunc(slices.Clone(keys), func(key string) bool {
		folded := Fold(key)
		repeated := known[folded]
		known[folded] = true
		return repeated
	})
}

// A result is a collection that has been read to its end or to an error.
type result struct {
	items []json.RawMessage
	err   error
}

func (c *Client) readAll(ctx context.Context, req Request) result {
	p := newPager(c, req)
	p.keep = true
	var r result
	for item, err := range p.items(ctx) {
		if err != nil {
			r.err = err
			break
		}
		r.items = append(r.items, item)
	}
	return r
}

// yield passes on the items and then the error. It reports whether to continue.
func (r result) yield(yield func(json.RawMessage, error) bool) bool {
	for _, item := range r.items {
		if !yield(item, nil) {
			return false
		}
	}
	if r.err != nil {
		yield(nil, r.err)
	}
	return r.err == nil
}
