package graphemu

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// Status answers with a status and the body that Graph has for it.
func Status(code int) Fault { return Fault{Status: code} }

// Throttle answers 429. retryAfter is the value of the header Retry-After, in seconds, with a fraction or as a date;
// empty for no header.
func Throttle(retryAfter string) Fault { return Unavailable(http.StatusTooManyRequests, retryAfter) }

// Unavailable answers with a status, such as 503, and the header Retry-After unless it is empty.
func Unavailable(code int, retryAfter string) Fault {
	f := Fault{Status: code}
	if retryAfter != "" {
		f.Header = http.Header{"Retry-After": {retryAfter}}
	}
	return f
}

// Cut closes the connection without an answer.
func Cut() Fault { return Fault{Cut: true} }

// Truncate sends half of an answer.
func Truncate() Fault { return Fault{Truncate: true} }

// Stall sends half of an answer, and nothing more.
func Stall() Fault { return Fault{Stall: true} }

// HTML answers with the page of a proxy, and with status 200 when code is 0.
func HTML(code int) Fault { return Fault{Status: code, HTML: true} }

// Slow waits before the right answer.
func Slow(d time.Duration) Fault { return Fault{Delay: d} }

// ForeignNextLink makes every next link lead to another host, such as "https://evil.example.com"; the rest of the link
// stays.
func ForeignNextLink(origin string) Fault {
	return rewriteNextLink(func(link string) string {
		u, err := url.Parse(link)
		if err != nil {
			return link
		}
		return origin + u.EscapedPath() + "?" + u.RawQuery
	})
}

// RepeatedNextLink makes every next link the first one that was given out, so that the second page leads to itself.
func RepeatedNextLink() Fault {
	var mu sync.Mutex // Guards first.
	var first string
	return rewriteNextLink(func(link string) string {
		mu.Lock()
		defer mu.Unlock()
		if first == "" {
			first = link
		}
		return first
	})
}

// rewriteNextLink changes the next link of answers that have one, and leaves all other bytes alone.
func rewriteNextLink(change func(string) string) Fault {
	return Fault{Rewrite: func(body []byte) []byte {
		var page struct {
			NextLink string `json:"@odata.nextLink"`
		}
		if json.Unmarshal(body, &page) != nil || page.NextLink == "" {
			return body
		}
		old, fresh := odata.AppendString(nil, page.NextLink), odata.AppendString(nil, change(page.NextLink))
		return bytes.Replace(body, old, fresh, 1)
	}}
}
