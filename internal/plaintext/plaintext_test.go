package plaintext

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                 "",
		" two\r\n lines\t":                 "two lines",
		"\x1b]0;owned\x07\x1b[2JComplete!": "]0;owned [2JComplete!",
		"a\u202eb\u2066c\x00d":             "abc d",
		"\xffbroken":                       "broken",
		"<b>bold</b>":                      "<b>bold</b>",
		strings.Repeat("ä", 501):           strings.Repeat("ä", 499) + "…",
	} {
		if got := Line(text); got != want {
			t.Errorf("Line(%q) = %q, want %q", text, got, want)
		}
	}
	if got := Line(strings.Repeat("x\n", 500_000)); utf8.RuneCountInString(got) > Max {
		t.Errorf("Line of a long text has %d characters, want at most %d", utf8.RuneCountInString(got), Max)
	}
}

func TestFromHTML(t *testing.T) {
	t.Parallel()
	const page = "<html><head><style>b{}</style><script>alert(1)</script></head>" +
		"<body><!-- x -->It&#39;s <b>blocked</b></body>"
	for text, want := range map[string]string{
		page:             "It's blocked",
		"a < b, c > d":   "a < b, c > d",
		"plain\x1b[2J &": "plain [2J &",
	} {
		if got := FromHTML(text); got != want {
			t.Errorf("FromHTML(%q) = %q, want %q", text, got, want)
		}
	}
}
