// Package plaintext cleans texts that come from other programs and services, so that a terminal can show them.
package plaintext

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Max is the greatest length of a text, in characters.
const Max = 500

var (
	hidden = regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)>|<!--.*?-->`)
	tag    = regexp.MustCompile(`(?s)</?[a-zA-Z!][^<>]*>`)
)

// FromHTML returns a text, or the text of an HTML page, as [Line] does.
func FromHTML(s string) string {
	if tag.MatchString(s) {
		s = html.UnescapeString(tag.ReplaceAllString(hidden.ReplaceAllString(s, " "), " "))
	}
	return Line(s)
}

// Line joins lines and runs of spaces, drops characters that cannot be printed, such as those of escape sequences, and
// shortens a text of more than [Max] characters.
func Line(s string) string {
	s = strings.Map(printable, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= Max {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:Max-1])) + "…"
}

func printable(r rune) rune {
	switch {
	case unicode.IsSpace(r), unicode.IsControl(r):
		return ' '
	case r == utf8.RuneError, !unicode.IsPrint(r):
		return -1
	default:
		return r
	}
}
