package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
)

// Items is a sequence of JSON values and, if something fails, an error, once and last.
type Items = iter.Seq2[json.RawMessage, error]

// List reads a collection, page by page, in Graph's order. Each range over the sequence reads anew. The next page is
// fetched while the loop works on this one; leaving the loop stops that. An item may come twice when data moves between
// pages.
//
// An item is part of its page, whose memory the following pages use again: it is valid until the next iteration.
func (c *Client) List(ctx context.Context, req Request) Items {
	return newPager(c, req).items(ctx)
}

// Decode returns the items of a collection as values of type T, decoded by [json.Unmarshal]. They do not share the
// memory of the items.
func Decode[T any](items Items) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for item, err := range items {
			var value T
			if err == nil {
				if err = json.Unmarshal(item, &value); err != nil {
					err = fmt.Errorf("decode an item: %w", err)
				}
			}
			if !yield(value, err) || err != nil {
				return
			}
		}
	}
}
