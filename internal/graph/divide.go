package graph

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

const (
	// serialUsers is the number of users up to which dividing does not pay: five pages.
	serialUsers = 5 * usersPage

	// sampleUsers is how many names are read to find out how the names of a part go on.
	sampleUsers = 200

	// maxSplits is how often a part may be split again. A part that is still too large takes longer, that is all.
	maxSplits = 4
)

// ListUsers reads all users, and parts of them at the same time if there are many: those whose principal names begin
// with the same letters. It also returns how many users Graph counts. The items are as of [Client.List], but in no
// order, and a user who is renamed meanwhile may come twice or not at all. All or nothing: an error comes last, and
// means that the list is not complete.
//
// The request has no filter, order or limit. Graph answers the parts from the index of advanced queries, which lags
// behind changes, as its count does. Where Graph has no advanced queries, the users are read one page after the other,
// and counted is 0.
func (c *Client) ListUsers(ctx context.Context, req Request) (users Items, counted int, err error) {
	d := &division{client: c, request: req}
	all := part{}
	names, err := d.sample(ctx, &all)
	if answer, ok := errors.AsType[*Error](err); ok && answer.Unsupported() {
		return c.List(ctx, req), 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	if all.count <= serialUsers {
		return c.List(ctx, req), all.count, nil
	}
	d.heavy = max(serialUsers, all.count/c.concurrent)
	parts, err := d.split(ctx, all, names, maxSplits)
	if err != nil {
		return nil, 0, err
	}
	// The largest parts begin first, so that they are not the last to end.
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(b.count, a.count) })
	requests := make([]Request, len(parts))
	for i, p := range parts {
		requests[i] = d.of(p)
	}
	return c.merge(ctx, requests), all.count, nil
}

// A part is the users whose names begin with a prefix, but with none of the excluded ones. So the parts into which one
// is split have all its users, whatever Graph takes for the same letter, and each user once.
type part struct {
	prefix   string
	excluded []string
	count    int // of its users
}

// filter returns the filter for the users of the part, or "" for all.
func (p part) filter() string {
	var clauses []string
	if p.prefix != "" {
		clauses = append(clauses, beginsWith(p.prefix))
	}
	for _, prefix := range p.excluded {
		clauses = append(clauses, "not("+beginsWith(prefix)+")")
	}
	return strings.Join(clauses, " and ")
}

func beginsWith(prefix string) string { return "startsWith(userPrincipalName," + Quote(prefix) + ")" }

// A division divides the users of a request.
type division struct {
	client  *Client
	request Request
	heavy   int // the number of users above which a part is split
}

// of returns the request for a part. All parts are advanced queries, even the one without a filter, so that all are
// read from the same index.
func (d *division) of(p part) Request {
	req := d.request
	req.Query.Filter, req.Query.Count = p.filter(), true
	return req
}

// split divides a part that is too large. names are some of its names, which need not be typical: counts decide. Each
// of the largest groups of names becomes a part of its own, and the others remain together.
func (d *division) split(ctx context.Context, p part, names []string, splits int) ([]part, error) {
	trunk, err := d.trunk(ctx, p, names)
	if err != nil {
		return nil, err
	}
	children := branches(trunk, names)
	if err := d.count(ctx, children); err != nil {
		return nil, err
	}
	children, rest := d.choose(p, children)
	parts := make([][]part, len(children))
	group, ctx := errgroup.WithContext(ctx)
	for i, child := range children {
		group.Go(func() error {
			parts[i] = []part{child}
			if child.count <= d.heavy || splits == 0 {
				return nil
			}
			names, err := d.sample(ctx, &child)
			if err == nil {
				parts[i], err = d.split(ctx, child, names, splits-1)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return append(slices.Concat(parts...), rest), nil
}

// choose returns the largest of the children, as many as it takes to make the rest of their parent small, or as fit
// into the filter of the rest.
func (d *division) choose(parent part, children []part) (chosen []part, rest part) {
	slices.SortFunc(children, func(a, b part) int { return cmp.Compare(b.count, a.count) })
	rest = parent
	for i, child := range children {
		narrower := rest
		narrower.excluded = append(slices.Clip(rest.excluded), child.prefix)
		narrower.count = max(0, rest.count-child.count)
		if rest.count <= d.heavy || child.count == 0 || d.client.tooLong(d.of(narrower)) {
			return children[:i], rest
		}
		rest = narrower
	}
	return children, rest
}

// trunk returns the longest prefix of all given names with which most names of the part begin.
func (d *division) trunk(ctx context.Context, p part, names []string) (string, error) {
	common := []rune(commonPrefix(names))
	known := utf8.RuneCountInString(p.prefix)
	most := p.count - p.count/10
	low, high := known, max(known, len(common)) // At low, most names begin so; beyond high, it is not known.
	for low < high {
		middle := (low + high + 1) / 2
		tried := []part{{prefix: string(common[:middle])}}
		if err := d.count(ctx, tried); err != nil {
			return "", err
		}
		if tried[0].count >= most {
			low = middle
		} else {
			high = middle - 1
		}
	}
	if low == known {
		return p.prefix, nil
	}
	return string(common[:low]), nil
}

// sample counts the users of a part, and returns some of their principal names.
func (d *division) sample(ctx context.Context, p *part) ([]string, error) {
	req := d.of(*p)
	req.Query.Select, req.Query.Top, req.Limit = []string{"id", "userPrincipalName"}, sampleUsers, sampleUsers
	_, users, err := d.client.Open(ctx, req)
	if err != nil {
		return nil, err
	}
	if users == nil || users.Count == nil {
		return nil, nil // Then it is not worth dividing, and reading it has the right error, if there is one.
	}
	p.count = int(*users.Count)
	var names []string
	for user, err := range Decode[struct{ UserPrincipalName string }](users.Items) {
		if err != nil {
			return nil, err
		}
		if name := strings.ToLower(user.UserPrincipalName); name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

// count counts the users of each part.
func (d *division) count(ctx context.Context, parts []part) error {
	group, ctx := errgroup.WithContext(ctx)
	for i := range parts {
		group.Go(func() error {
			var err error
			parts[i].count, err = d.client.count(ctx, Request{
				Call: d.request.Call, Path: d.request.Path + "/$count", Query: Query{Filter: parts[i].filter()},
			})
			return err
		})
	}
	return group.Wait()
}

// count reads a count, which is plain text. A response that is not a number is an error that wraps [ErrNotJSON].
func (c *Client) count(ctx context.Context, req Request) (n int, err error) {
	call, err := c.newCall(req, "text/plain")
	if err != nil {
		return 0, err
	}
	err = c.perform(ctx, call, func(resp *Response) error {
		text := strings.TrimSpace(strings.TrimPrefix(string(resp.Body), "\ufeff"))
		var notNumber error
		if n, notNumber = strconv.Atoi(text); notNumber != nil {
			return unreadable(call, resp, ErrNotJSON)
		}
		return nil
	})
	return n, err
}

// commonPrefix returns what all names begin with.
func commonPrefix(names []string) string {
	if len(names) == 0 {
		return ""
	}
	// Of all names, the first and the last in order differ most.
	first, last := slices.Min(names), slices.Max(names)
	common := 0
	for common < min(len(first), len(last)) && first[common] == last[common] {
		common++
	}
	for common < len(first) && !utf8.RuneStart(first[common]) {
		common-- // In the middle of a letter.
	}
	return first[:common]
}

// letters are what principal names consist of, but for those of other alphabets.
const letters = "abcdefghijklmnopqrstuvwxyz0123456789.-_"

// branches returns a part for each way in which a name may go on behind the trunk: with one of the letters, or as one
// of the names does.
func branches(trunk string, names []string) []part {
	prefixes := map[string]bool{}
	for _, letter := range letters {
		prefixes[trunk+string(letter)] = true
	}
	for _, name := range names {
		if rest, found := strings.CutPrefix(name, trunk); found && rest != "" {
			_, size := utf8.DecodeRuneInString(rest)
			prefixes[trunk+rest[:size]] = true
		}
	}
	var parts []part
	for _, prefix := range slices.Sorted(maps.Keys(prefixes)) {
		parts = append(parts, part{prefix: prefix})
	}
	return parts
}
