package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// A Request says what to read.
type Request struct {
	Path    string      // relative to the version and escaped, such as User(id)+"/joinedTeams"
	Query   Query       // OData options and further parameters
	Header  http.Header // sent with each page
	Version string      // "" stands for [Version]
	Limit   int         // List stops, and stops fetching, after that many items; 0 stands for all
}

// An Answer is a successful answer as it came.
type Answer struct {
	Status      int
	Header      http.Header
	ContentType string // media type in lower case, without parameters; empty when there is none
	Body        []byte
}

// JSON reports whether the answer says that it is JSON.
func (a *Answer) JSON() bool { return jsonType(a.ContentType) }

// Get reads one object. A T of [json.RawMessage] is the body itself, not a copy; any other T is
// decoded by [json.Unmarshal].
//
// The error is or wraps one of those in the package documentation. It wraps [ErrNotJSON] for an
// answer of 200 that is not JSON.
func Get[T any](ctx context.Context, c *Client, req Request) (T, error) {
	var value T
	u, header, err := c.prepare(req, "application/json")
	if err != nil {
		return value, err
	}
	err = c.fetch(ctx, u, header, func(answer *Answer) (err error) {
		if !json.Valid(answer.Body) {
			return unreadable(u, answer, ErrNotJSON)
		}
		if value, err = decode[T](answer.Body); err != nil {
			err = fmt.Errorf("GET %s: %w", u.EscapedPath(), err)
		}
		return err
	})
	return value, err
}

// Do reads whatever is there: a photo, a count, JSON. The caller's Accept header counts; without
// one it takes everything. The errors are those of [Get], but any answer of 2xx will do.
func (c *Client) Do(ctx context.Context, req Request) (*Answer, error) {
	u, header, err := c.prepare(req, "*/*")
	if err != nil {
		return nil, err
	}
	var answer *Answer
	err = c.fetch(ctx, u, header, func(a *Answer) error {
		answer = a
		return nil
	})
	return answer, err
}

// decode returns the JSON text as a T. [json.RawMessage] aliases it.
func decode[T any](text json.RawMessage) (T, error) {
	var value T
	if raw, ok := any(&value).(*json.RawMessage); ok {
		*raw = text
		return value, nil
	}
	if err := json.Unmarshal(text, &value); err != nil {
		return value, fmt.Errorf("decode answer: %w", err)
	}
	return value, nil
}

// prepare returns the URL and the header of a request, and turns advanced queries on. A caller who
// sets ConsistencyLevel knows better, whatever the value.
func (c *Client) prepare(req Request, accept string) (*url.URL, http.Header, error) {
	header := req.Header.Clone()
	if header == nil {
		header = make(http.Header)
	}
	if header.Get("Accept") == "" {
		header.Set("Accept", accept)
	}
	if c.userAgent != "" {
		header.Set("User-Agent", c.userAgent)
	}
	req.Query = req.Query.folded()
	if req.advanced() {
		if header.Values("ConsistencyLevel") == nil {
			header.Set("ConsistencyLevel", "eventual")
		}
		if strings.EqualFold(header.Get("ConsistencyLevel"), "eventual") && !counts(req.Path) && req.Query.Extra["$count"] == "" {
			req.Query.Count = true
		}
	}
	u, err := c.url(req)
	return u, header, err
}

// url builds the URL by joining texts: the parts are escaped already, and taking them apart and
// together again is how %23 becomes %2523.
func (c *Client) url(req Request) (*url.URL, error) {
	if strings.ContainsAny(req.Path, "?# ") {
		return nil, fmt.Errorf("path %q is not escaped: it holds a question mark, a number sign or a space", req.Path)
	}
	version := req.Version
	if version == "" {
		version = Version
	}
	text := c.root + "/" + Segment(version) + "/" + strings.TrimPrefix(req.Path, "/")
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("path %q is not escaped properly", req.Path)
	}
	u.RawQuery = req.Query.encode()
	return u, nil
}

// fetch makes one GET by [perform].
func (c *Client) fetch(ctx context.Context, u *url.URL, header http.Header, read func(*Answer) error) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.root, nil)
	if err != nil {
		return err
	}
	req.URL, req.Host, req.Header = u, u.Host, header.Clone()
	return perform(c.http, req, read)
}

// perform makes a request and hands its answer to read. An answer other than 2xx is an [*Error].
func perform(client *http.Client, req *http.Request, read func(*Answer) error) error {
	resp, err := client.Do(req)
	if err != nil {
		return transportError(req, err)
	}
	defer func() { _ = resp.Body.Close() }() // Writes the line in the log.
	if resp.StatusCode/100 != 2 {
		return answerError(req, resp)
	}
	return read(&Answer{
		Status:      resp.StatusCode,
		Header:      resp.Header,
		ContentType: mediaType(resp.Header),
		Body:        contents(resp),
	})
}

// transportError names the request by its path. The [url.Error] in which [http.Client] wraps every
// error would name it by the whole URL, with the values of the query.
func transportError(req *http.Request, err error) error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	return fmt.Errorf("%s %s: %w", req.Method, req.URL.EscapedPath(), err)
}

func mediaType(header http.Header) string {
	media, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		media, _, _ = strings.Cut(header.Get("Content-Type"), ";")
	}
	return strings.ToLower(strings.TrimSpace(media))
}
