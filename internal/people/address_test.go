package people

import (
	"net/mail"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseAddress(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Address{
		"ada@example.com":                               {"", "ada@example.com"},
		" ada@example.com ":                             {"", "ada@example.com"},
		"<ada@example.com>":                             {"", "ada@example.com"},
		"Ada Lovelace <ada@example.com>":                {"Ada Lovelace", "ada@example.com"},
		`"Ada Lovelace" <ada@example.com>`:              {"Ada Lovelace", "ada@example.com"},
		"Lovelace, Ada <ada@example.com>":               {"Lovelace, Ada", "ada@example.com"},
		`"Lovelace, Ada" <ada@example.com>`:             {"Lovelace, Ada", "ada@example.com"},
		"Lovelace, Ada (Engineering) <ada@example.com>": {"Lovelace, Ada (Engineering)", "ada@example.com"},
		"Ada Lovelace (Engineering) <ada@example.com>":  {"Ada Lovelace (Engineering)", "ada@example.com"},
		"Ada (she/her) <ada@example.com>":               {"Ada (she/her)", "ada@example.com"},
		"Ada [External] <ada@example.com>":              {"Ada [External]", "ada@example.com"},
		"Ada; Engineering <ada@example.com>":            {"Ada; Engineering", "ada@example.com"},
		"Team: Engineering <ada@example.com>":           {"Team: Engineering", "ada@example.com"},
		"ada@example.com <ada@example.com>":             {"ada@example.com", "ada@example.com"},
		`Ada "Countess" Lovelace <ada@example.com>`:     {`Ada "Countess" Lovelace`, "ada@example.com"},
		`"Ada \"Countess\" Lovelace" <ada@example.com>`: {`Ada "Countess" Lovelace`, "ada@example.com"},
		`"Ada "Countess" Lovelace" <ada@example.com>`:   {`Ada "Countess" Lovelace`, "ada@example.com"},
		`CONTOSO\ada <ada@example.com>`:                 {`CONTOSO\ada`, "ada@example.com"},
		`"CONTOSO\ada" <ada@example.com>`:               {`CONTOSO\ada`, "ada@example.com"},
		"Ada <Engineering> <ada@example.com>":           {"Ada <Engineering>", "ada@example.com"},
		"Siobhán O'Brien <siobhan.o'brien@example.com>": {"Siobhán O'Brien", "siobhan.o'brien@example.com"},
		"=?utf-8?q?Ada?= <ada@example.com>":             {"=?utf-8?q?Ada?=", "ada@example.com"},
		"ada..lovelace.@docomo.example":                 {"", "ada..lovelace.@docomo.example"}, // Not by RFC 5322.
		"ada+x=y/z@example.com":                         {"", "ada+x=y/z@example.com"},
		`"ada lovelace"@example.com`:                    {"", `"ada lovelace"@example.com`},
		"ada@[192.0.2.1]":                               {"", "ada@[192.0.2.1]"},
		"größe@exämple.com":                             {"", "größe@exämple.com"},
		"ada@localhost":                                 {"", "ada@localhost"},
	} {
		if got, err := ParseAddress(text); err != nil || got != want {
			t.Errorf("ParseAddress(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", " ", "ada", "@", "@example.com", "ada@", "ada@example.com, bob@example.com", "ada@example.com; bob@example.com",
		"ada@example.com bob@example.com", "Ada <ada>", "Ada <ada@example.com", "Ada ada@example.com>",
		"ada@example.com (Ada)",
		"Ada\n<ada@example.com>", "Ada\x00 <ada@example.com>", "ada\r\n@example.com", "Ada <>", "ada @example.com",
		"mailto:ada@example.com", "ada@exam ple.com", "Ada <ada@example.com>, Bob <bob@example.com>",
		"\u00a0@example.com",
		// The first of two recipients would be a part of the name of the second, and get no mail.
		"Ada <ada@example.com> Bob <bob@example.com>", "ada@example.com, Bob <bob@example.com>",
		"ada@example.com; bob@example.com <bob@example.com>", "<ada@example.com>,<bob@example.com>",
		"ada..lovelace@docomo.example,<bob@example.com>", `"ada..lovelace@docomo.example; Bob" <bob@example.com>`,
	} {
		if got, err := ParseAddress(text); err == nil {
			t.Errorf("ParseAddress(%q) = %q, want an error", text, got)
		}
	}
}

// FuzzParseAddress checks that an address that is taken is one address and remains the same when it is written in full,
// and that no text is taken in which net/mail, which reads RFC 5322, finds another recipient.
func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{
		"ada@example.com", `"Lovelace, \"Ada\"" <ada@example.com>`, "Ada <ada@example.com>, Bob <bob@example.com>",
		`"a b"@example.com`, "ada@example.com (Ada), Bob <bob@example.com>", "ada@[192.0.2.1]", "A: a@b.c, d@e.f;",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseAddress(text)
		if err != nil {
			return
		}
		if !isAddress(got.Address) || hasControl(got.Name) || !strings.Contains(text, got.Address) {
			t.Fatalf("ParseAddress(%q) = %q, want an address of the text", text, got)
		}
		written := `"` + strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(got.Name) + `" <` + got.Address + ">"
		if again, err := ParseAddress(written); err != nil || again != got {
			t.Fatalf("ParseAddress(%q) = %q, %v, want %q as from %q", written, again, err, got, text)
		}
		list, err := mail.ParseAddressList(text)
		if err != nil || !utf8.ValidString(text) {
			return
		}
		if len(list) != 1 {
			t.Fatalf("ParseAddress(%q) = %q, want an error for %d recipients", text, got, len(list))
		}
		// net/mail takes a space that is not ASCII for a letter.
		if isPlain := !strings.ContainsAny(text, `"(\`); isPlain && strings.TrimSpace(list[0].Address) != got.Address {
			t.Fatalf("ParseAddress(%q) = %q, want %q", text, got, list[0].Address)
		}
	})
}
