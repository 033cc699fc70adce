package graph

import (
	"fmt"
	"strings"
)

// Limits on what a server may send, so that a broken or hostile one costs little memory and time. Responses of Graph
// stay far below: the largest page has a thousand objects of 25 kB.
const (
	maxBody       = 48 << 20  // bytes of a response, decompressed
	maxErrorBody  = 1 << 20   // bytes of the body of an error response that are read; the rest is ignored
	maxHeader     = 256 << 10 // bytes of the header of a response
	maxDepth      = 2_000     // JSON objects and arrays inside each other
	maxValues     = 5_000_000 // JSON values in a response
	maxItems      = 1_000_000 // in a page
	maxLink       = 64 << 10  // bytes of a next link
	maxPages      = 100_000   // of a collection
	maxEmptyPages = 1_000     // in a row, which Graph may return where it filters late
	maxRedirects  = 10        // in a row
)

// The limits as an error states them.
var (
	errTooLong  = limited("%d MiB in a response", maxBody>>20)
	errTooMuch  = limited("%d JSON values in a response", maxValues)
	errTooFull  = limited("%d objects in a page", maxItems)
	errTooDeep  = limited("%d JSON objects and arrays inside each other", maxDepth)
	errTooWide  = limited("%d KiB in the header of a response", maxHeader>>10)
	errTooMany  = limited("%d pages in a list", maxPages)
	errTooEmpty = limited("%d pages in a row without an object", maxEmptyPages)
)

func limited(format string, limit int) *LimitError { return &LimitError{fmt.Sprintf(format, limit)} }

// A LimitError reports a response that exceeds what the client accepts. It is not repeated.
type LimitError struct {
	Limit string // such as "48 MiB in a response"
}

func (e *LimitError) Error() string { return "the response exceeds the limit of " + e.Limit }

// headerTooLarge reports whether an error of [net/http] is due to MaxResponseHeaderBytes. The package has texts for it,
// and no value: with HTTP/2, one for a long field and one for many fields.
func headerTooLarge(err error) bool {
	text := err.Error()
	return strings.Contains(text, "server response headers exceeded") ||
		strings.Contains(text, "response header list larger than advertised limit") ||
		strings.Contains(text, "COMPRESSION_ERROR")
}
