package secret

import (
	"fmt"
	"strings"
	"testing"
)

//nolint:paralleltest // The secrets belong to the process.
func TestMask(t *testing.T) {
	const token = "eyJ0eXAiOiJKV1QifQ.eyJ0aWQiOiJiMzI0NmY0NCJ9.c2lnbmF0dXJl"
	const begin, end = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"
	const key = begin + "\nMIGHAgEAMBMGByqGSM49\nTOPSECRET0123456\n" + end + "\n"
	Hold(token, "p4ss w/rd", "abc", "a passphrase of words", "", key)
	for text, want := range map[string]string{
		"":                                     "",
		"no secret":                            "no secret",
		"abc":                                  "abc",
		token:                                  "***",
		"Authorization: Bearer " + token + ".": "Authorization: Bearer ***.",
		token + token:                          "***",
		"cut off: " + token[:20] + "…":         "cut off: ***…",
		"in the middle: " + token[9:21]:        "in the middle: ***",
		"too short: " + token[9:20]:            "too short: " + token[9:20],
		`{"password":"p4ss w/rd"}`:             `{"password":"***"}`,
		"password=p4ss+w%2Frd&x=y":             "password=***&x=y",
		"a passphrase of words":                "***",
		"some passphrase of words":             "some passphrase of words",
		"xp4ss w/rd":                           "xp4ss w/rd",
		"p4ss w/rd, p4ss w/rd":                 "***, ***",
		begin + " MIGHAgEAMBMGByqGSM49 TOPSECRET0123456 " + end: begin + " *** *** " + end,
	} {
		if got := Mask(text); got != want {
			t.Errorf("Mask(%q) = %q, want %q", text, got, want)
		}
	}
}

// The number of secrets is bounded, and the last ones are held.
//
//nolint:paralleltest // The secrets belong to the process.
func TestHold_bounded(t *testing.T) {
	last := ""
	for i := range most + 10 {
		last = fmt.Sprintf("secret-number-%d", i)
		Hold(last)
	}
	if len(held) > most {
		t.Errorf("%d secrets are held, want at most %d", len(held), most)
	}
	if got := Mask(last); got != "***" {
		t.Errorf("the last secret is %q, want it masked", got)
	}
}

func BenchmarkMask(b *testing.B) {
	Hold(strings.Repeat("a token of no meaning."[2:], 100))
	text := strings.Repeat("The error of a request is about as long as this text. ", 20)
	for b.Loop() {
		Mask(text)
	}
}

// FuzzMask checks that no 12 bytes of a secret remain, whatever surrounds a part of it, and that a text is masked at
// once.
func FuzzMask(f *testing.F) {
	f.Add("before", "the-secret-value-of-this-run", "after", 3, 20)
	f.Add("", "0123456789ab", "0123456789ab", 0, 12)
	f.Add("the-secret-\xffvalue-of ", "the-secret-value-of-this-run", "", 12, 24)
	f.Fuzz(func(t *testing.T, before, secret, after string, from, to int) {
		if from < 0 || to > len(secret) || to-from < part || strings.ContainsAny(secret, "\n\r \t*") ||
			strings.TrimSpace(secret) != secret || strings.HasPrefix(secret, "-----") {
			t.Skip("not a part of a secret that is masked in parts, or one with the mark in it")
		}
		Hold(secret)
		got := Mask(before + secret[from:to] + after)
		for i := range len(secret) - part + 1 {
			if strings.Contains(got, secret[i:i+part]) {
				t.Fatalf("Mask leaves %q in %q", secret[i:i+part], got)
			}
		}
	})
}
