package graph

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// This file is the only place where texts that people wrote enter a URL or a filter.

// A Query holds the OData options of a request. Its texts are as a person writes them, with spaces and ampersands; they
// are percent-encoded here, once.
//
// See https://learn.microsoft.com/graph/query-parameters.
type Query struct {
	Select  []string // properties
	Expand  string
	Filter  string
	Search  string // with its double quotes: "displayName:al"
	OrderBy string
	Top     int  // items a page; 0 leaves it to Graph, or to [Client.List]
	Count   bool // $count=true

	// Extra holds further parameters by name, such as startDateTime. A name that begins with $ counts as the field
	// above, unless that is set.
	Extra map[string]string
}

// folded returns the query with the options of Extra in their fields, so that each option is in one place and none is
// sent twice.
func (q Query) folded() Query {
	q.Extra = maps.Clone(q.Extra)
	q.Expand = q.take("$expand", q.Expand)
	q.Filter = q.take("$filter", q.Filter)
	q.Search = q.take("$search", q.Search)
	q.OrderBy = q.take("$orderby", q.OrderBy)
	if list := q.take("$select", strings.Join(q.Select, ",")); list != "" {
		q.Select = strings.Split(list, ",")
	}
	q.foldTop()
	q.foldCount()
	return q
}

// foldTop leaves an invalid $top in Extra, so that Graph reports it.
func (q *Query) foldTop() {
	text := q.take("$top", positive(q.Top))
	if top, err := strconv.Atoi(text); err == nil && top > 0 {
		q.Top = top
	} else if text != "" {
		q.Extra["$top"] = text
	}
}

// foldCount leaves anything but true in Extra.
func (q *Query) foldCount() {
	text := q.take("$count", "")
	if strings.EqualFold(text, "true") {
		q.Count = true
	} else if text != "" && !q.Count {
		q.Extra["$count"] = text
	}
}

// take removes an option from Extra, in any spelling, and returns its value: that of the field if the field is set.
func (q Query) take(name, field string) string {
	value := field
	for key, extra := range q.Extra {
		if !strings.EqualFold(key, name) {
			continue
		}
		delete(q.Extra, key)
		if field == "" {
			value = extra
		}
	}
	return value
}

// positive returns the decimal form of a positive number, and "" for any other, which counts as unset.
func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// encode returns the query of a URL, with the parameters in a fixed order. Unlike [url.Values.Encode], it keeps commas
// and the dollar sign of a name, and writes a space as %20: parts of Graph take a plus literally.
func (q Query) encode() string {
	var b strings.Builder
	add := func(name, value string) {
		if value == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(escape(name, "$@"))
		b.WriteByte('=')
		b.WriteString(escape(value, ","))
	}
	add("$select", strings.Join(q.Select, ","))
	add("$expand", q.Expand)
	add("$filter", q.Filter)
	add("$search", q.Search)
	add("$orderby", q.OrderBy)
	add("$top", positive(q.Top))
	if q.Count {
		add("$count", "true")
	}
	for _, name := range slices.Sorted(maps.Keys(q.Extra)) {
		add(name, q.Extra[name])
	}
	return b.String()
}

// Self names the signed-in person where an id or a user principal name may stand.
const Self = "me"

// User returns the path of a user by object id or user principal name, or that of the signed-in person for [Self]. It
// begins with a slash and is relative to the version. The path for "" has an empty segment, which the client refuses.
//
// A name that begins with a dollar sign needs the form in parentheses, since Graph takes /users/$x for an operation
// (https://learn.microsoft.com/graph/api/user-get). So do the dot segments of RFC 3986, which would lead out of /users.
func User(user string) string {
	switch {
	case user == Self:
		return "/me"
	case strings.HasPrefix(user, "$"), user == ".", user == "..":
		return "/users(" + escape(Quote(user), segmentKeep) + ")"
	default:
		return "/users/" + Segment(user)
	}
}

// Group returns the path of a group by its object id.
func Group(id string) string { return "/groups/" + Segment(id) }

// Team returns the path of a team by its id, which is that of its group.
func Team(id string) string { return "/teams/" + Segment(id) }

// segmentKeep holds the characters of user names and Outlook ids that a path may hold as they are.
const segmentKeep = "$'@=!"

// Segment returns a text as one segment of a path. Quotes are not doubled: only those of string literals are.
func Segment(s string) string {
	if s == "." || s == ".." {
		return strings.ReplaceAll(s, ".", "%2E")
	}
	return escape(s, segmentKeep)
}

// Quote returns a text as an OData string literal: in single quotes, with each single quote inside it doubled.
func Quote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// In returns a filter for the objects whose property is one of the values. Graph takes 15 values at most;
// [Client.Lookup] splits longer lists.
func In(property string, values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = Quote(value)
	}
	return property + " in (" + strings.Join(quoted, ",") + ")"
}

// escape percent-encodes every byte that is neither unreserved (RFC 3986, section 2.3) nor kept.
func escape(s, keep string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s) + len(s)/4)
	for i := range len(s) {
		if c := s[i]; unreserved(c) || strings.IndexByte(keep, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return strings.IndexByte("-._~", c) >= 0
}
