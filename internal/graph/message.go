package graph

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMessage is the greatest length of a message, in characters.
const maxMessage = 500

var (
	hidden = regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)>|<!--.*?-->`)
	tag    = regexp.MustCompile(`(?s)</?[a-zA-Z!][^<>]*>`)
)

// plainText returns a message of Graph, or the HTML page of a proxy, as one short line.
func plainText(s string) string {
	if tag.MatchString(s) {
		s = html.UnescapeString(tag.ReplaceAllString(hidden.ReplaceAllString(s, " "), " "))
	}
	return oneLine(s)
}

// oneLine joins lines and runs of spaces, drops characters that cannot be printed, and shortens a text that is too
// long.
func oneLine(s string) string {
	s = strings.Map(printable, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= maxMessage {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:maxMessage-1])) + "…"
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
