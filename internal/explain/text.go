package explain

import (
	"strings"
	"time"
)

// Sentence returns a text with a full stop. The first letter stays as it is: it may be that of a name.
func Sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// Begin returns a text that begins with an article as a sentence. Any other first word may be a name, and stays.
func Begin(s string) string {
	if rest, ok := strings.CutPrefix(s, "the"); ok {
		s = "The" + rest
	}
	return Sentence(s)
}

// lower returns a text with a small first letter, for the middle of a sentence.
func lower(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// Seconds returns a duration in tenths of seconds.
func Seconds(d time.Duration) string { return d.Round(time.Second / 10).String() }

// OrNone returns a text, or "none" for an empty one.
func OrNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
