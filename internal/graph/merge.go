package graph

import (
	"context"
	"encoding/json"
	"sync"
)

// A batch is the items of a page on the way to the loop that reads several lists.
type batch struct {
	items []json.RawMessage
	err   error
	taken chan struct{} // closed when the loop is done with the items; nil if a worker has nothing left to read
}

// merge reads several collections, as many at a time as the limiter has slots. The items come in no order.
func (c *Client) merge(ctx context.Context, requests []Request) Items {
	return flat(func(yield func([]json.RawMessage, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		left := make(chan struct{})
		var reading sync.WaitGroup
		defer reading.Wait() // No goroutine outlives the loop.
		defer cancel()       // Before the wait, as the next one.
		defer close(left)

		todo := make(chan Request, len(requests))
		for _, req := range requests {
			todo <- req
		}
		close(todo)
		batches := make(chan batch)
		workers := min(c.concurrent, len(requests))
		for range workers {
			reading.Go(func() {
				for req := range todo {
					if !newPager(c, req).send(ctx, batches, left) {
						return
					}
				}
				select {
				case batches <- batch{}:
				case <-left:
				}
			})
		}
		for workers > 0 {
			b := <-batches
			switch {
			case b.taken == nil:
				workers--
			case !yield(b.items, b.err) || b.err != nil:
				return
			default:
				close(b.taken)
			}
		}
	})
}

// send sends the pages of a collection, and an error once and last. It reports whether to continue: not after an error,
// nor when the loop has been left. It does not wait for ctx, whose end is an error of the collection too, which must
// not be lost.
func (p *pager) send(ctx context.Context, batches chan<- batch, left <-chan struct{}) bool {
	for items, err := range p.pages(ctx) {
		b := batch{items, err, make(chan struct{})}
		select {
		case batches <- b:
		case <-left:
			return false
		}
		select {
		case <-b.taken:
		case <-left:
			return false
		}
	}
	return true
}
