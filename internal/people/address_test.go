package people

import "testing"

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
	} {
		if got, err := ParseAddress(text); err == nil {
			t.Errorf("ParseAddress(%q) = %q, want an error", text, got)
		}
	}
}
