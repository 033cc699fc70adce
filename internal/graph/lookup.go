package graph

import (
	"context"
	"iter"
	"slices"
	"strings"
	"sync"
)

const (
	// lookupKeys is how many values Graph takes in one "in" filter.
	lookupKeys = 15

	// maxURL is how long the URL of an advanced query may be, in characters.
	maxURL = 2048
)

// Lookup reads the objects of a collection whose property is one of the keys, with a request for
// every 15 keys, several at a time. Keys that differ in case alone are asked for once. The objects
// come in the order of these requests; which key an object belongs to, and which keys are missing,
// is for the caller to match. An error comes once and last, as with [List].
//
// Items of type [json.RawMessage] stay good, and hold on to their pages.
//
// A filter in the request narrows the result further; its limit does not count.
func Lookup[T any](ctx context.Context, c *Client, req Request, property string, keys []string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		requests := c.lookups(req, property, keys)
		ctx, cancel := context.WithCancel(ctx)
		var reading sync.WaitGroup
		defer reading.Wait() // No goroutine outlives the loop.
		defer cancel()       // This comes first.

		answers := make([]chan collected[T], len(requests))
		start := func(i int) {
			answers[i] = make(chan collected[T], 1)
			reading.Go(func() { answers[i] <- collect(list[T](ctx, c, requests[i], true)) })
		}
		for i := range min(c.concurrent, len(requests)) {
			start(i)
		}
		for i := range requests {
			answer := <-answers[i]
			if ahead := i + c.concurrent; ahead < len(requests) {
				start(ahead)
			}
			if !answer.yield(yield) {
				return
			}
		}
	}
}

// lookups returns the requests that ask for the keys.
func (c *Client) lookups(req Request, property string, keys []string) []Request {
	req.Query = req.Query.folded()
	req.Limit = 0
	narrowed := func(keys []string) Request {
		chunk := req
		chunk.Query.Filter = In(property, keys)
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

// tooLong reports whether Graph would refuse the URL. Plain queries have no such limit.
func (c *Client) tooLong(req Request) bool {
	if !req.advanced() {
		return false
	}
	u, err := c.url(req)
	return err == nil && len(u.String())+len("&$top=999&$count=true") > maxURL
}

// Fold returns a key in the form in which keys are compared: Graph disregards case.
func Fold(key string) string { return strings.ToLower(key) }

// distinct returns the keys without those that repeat an earlier one in other case.
func distinct(keys []string) []string {
	seen := make(map[string]bool, len(keys))
	return slices.DeleteFunc(slices.Clone(keys), func(key string) bool {
		folded := Fold(key)
		repeated := seen[folded]
		seen[folded] = true
		return repeated
	})
}

// collected is a sequence that has been read to its end.
type collected[T any] struct {
	items []T
	err   error
}

func collect[T any](sequence iter.Seq2[T, error]) collected[T] {
	var c collected[T]
	for item, err := range sequence {
		if err != nil {
			c.err = err
			break
		}
		c.items = append(c.items, item)
	}
	return c
}

// yield hands over the items and then the error. It reports whether to go on.
func (c collected[T]) yield(yield func(T, error) bool) bool {
	for _, item := range c.items {
		if !yield(item, nil) {
			return false
		}
	}
	if c.err != nil {
		var zero T
		yield(zero, c.err)
	}
	return c.err == nil
}
