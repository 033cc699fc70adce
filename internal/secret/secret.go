// Package secret masks the secrets of this process in texts for people: those of its settings, and the tokens that it
// has obtained. Proxies, gateways and sign-in services are known to repeat what they were sent.
//
// The secrets belong to the process, like its environment, so that no text has to know which of them it may repeat.
package secret

import (
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	// part is the length from which a part of a secret is masked, since a text may have been shortened.
	part = 12
	// shortest is the length of the shortest secret that is masked: a shorter one would be found in any text.
	shortest = 8
	// most bounds the number of secrets that are held.
	most = 10_000
)

const (
	width  = 8
	stride = part - width + 1 // Each part of 12 bytes holds a window that begins at a multiple of stride.
)

// A place is where a window begins in a secret.
type place struct {
	secret string
	at     int
}

var (
	mu      sync.RWMutex // guards the variables below
	held    = map[string]bool{}
	whole   []string               // the secrets of which only the whole is masked
	windows = map[string][]place{} // of all other secrets
)

// Hold keeps secrets, so that [Mask] masks them. The lines of a secret count one by one, without those that begin and
// end PEM.
func Hold(secrets ...string) {
	mu.Lock()
	defer mu.Unlock()
	for _, secret := range secrets {
		for line := range strings.Lines(secret) {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "-----") {
				continue
			}
			hold(line)
			hold(url.QueryEscape(line)) // As a form has it.
		}
	}
}

func hold(secret string) {
	if len(secret) < shortest || held[secret] {
		return
	}
	if len(held) >= most { // Only a process of many days gets here. Its settings are read by each new provider.
		held, whole, windows = map[string]bool{}, nil, map[string][]place{}
	}
	held[secret] = true
	if len(secret) < part || strings.ContainsAny(secret, " \t") {
		whole = append(whole, secret)
		return
	}
	for at := 0; at+width <= len(secret); at += stride {
		window := secret[at : at+width]
		windows[window] = append(windows[window], place{secret, at})
	}
}

// Mask returns a text with "***" in place of each secret that is held, and of each part of one of 12 bytes or more. Of
// a secret with spaces, such as a passphrase, only the whole is masked: its parts may be words of the text.
func Mask(text string) string {
	mu.RLock()
	defer mu.RUnlock()
	masked := make([]bool, len(text))
	for _, secret := range whole {
		maskWhole(text, secret, masked)
	}
	for i := range len(text) - width + 1 {
		for _, p := range windows[text[i:i+width]] {
			before := commonSuffix(text[:i], p.secret[:p.at])
			after := commonPrefix(text[i+width:], p.secret[p.at+width:])
			if before+width+after >= part {
				mark(masked[i-before : i+width+after])
			}
		}
	}
	return replace(text, masked)
}

// maskWhole marks a secret in a text, unless it is a part of a word.
func maskWhole(text, secret string, masked []bool) {
	for from := 0; ; {
		i := strings.Index(text[from:], secret)
		if i < 0 {
			return
		}
		at := from + i
		from = at + len(secret)
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[from:])
		if !inWord(before) && !inWord(after) {
			mark(masked[at:from])
		}
	}
}

func inWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func mark(bytes []bool) {
	for i := range bytes {
		bytes[i] = true
	}
}

// replace returns a text with "***" in place of each run of marked bytes.
func replace(text string, masked []bool) string {
	if !slices.Contains(masked, true) {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		switch {
		case !masked[i]:
			b.WriteByte(text[i])
		case i == 0 || !masked[i-1]:
			b.WriteString("***")
		}
	}
	return strings.ToValidUTF8(b.String(), "\ufffd") // Without it, what stays could be a part of a secret again.
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}
