package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// oddPieces are sequences that names have been seen with, or may have: half of a surrogate pair, as left by a cut at a
// length in UTF-16 (escaped, and in bytes), Latin-1, overlong and truncated UTF-8, a byte order mark, NUL, an escape
// sequence of a terminal, and decomposed letters.
var oddPieces = []string{
	"", `\ud83c`, `\udf89`, `\ud83c\udf89`, `\ud83c\ud83c`, "\xed\xa0\xbc", "\xe9", "\xff\xfe", "\xc0\xaf", "\xf0\x9f\x8e",
	"\ufeff", `\ufeff`, `\u0000`, `\u001b[31m`, "e\u0301", "\u0301", `\n`, "\u1112\u1161\u11ab", "\u202e", "日本", `\"`,
}

// FuzzNames checks that no sequence of bytes in a name fails a read, affects the other objects of a list, or reaches
// the state in a form that a CLI would change, which would be a difference in each later plan
// (https://github.com/microsoftgraph/active-directory-dotnet-graphapi-console/issues/36).
func FuzzNames(f *testing.F) {
	for _, first := range oddPieces {
		for _, second := range oddPieces {
			f.Add("Jos"+first+second, false)
		}
		f.Add(first+"Jos", true)
	}
	srv := graphemu.NewServer(f, graphemu.Options{})
	s := connect(f, asPerson(srv))
	f.Fuzz(func(t *testing.T, name string, byteOrderMark bool) {
		user := `{"id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","userPrincipalName":"AdeleV@contoso.com","mail":"a",` +
			`"displayName":"` + name + `","streetAddress":"` + name + `","otherMails":["` + name + `"]}`
		lenient := []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
		if err := jsontext.NewDecoder(strings.NewReader(user), lenient...).SkipValue(); err != nil {
			t.Skip("not JSON")
		}
		list := `{"value":[` + user + `,{"id":"9","userPrincipalName":"b","mail":"b","displayName":"Good"}]}`
		srv.Reset()
		srv.Fail(graphemu.Fault{Rewrite: func(body []byte) []byte {
			answer := user
			if strings.Contains(string(body), `"value":[`) {
				answer = list
			}
			if byteOrderMark {
				answer = "\ufeff" + answer
			}
			return []byte(answer)
		}})
		for source, config := range map[string]values{
			"graph_users": {"all": true, "additional_properties": []string{"streetAddress"}},
			"graph_me":    {"additional_properties": []string{"streetAddress"}},
			"graph_query": {"path": "/me"},
		} {
			first, second := s.mustRead(t, source, config), s.mustRead(t, source, config)
			if diff := cmp.Diff(first, second); diff != "" {
				t.Errorf("%s: second read differs (-first +second):\n%s", source, diff)
			}
			checkTexts(t, source, first)
			if source == "graph_users" {
				if names := pick(t, first["users"], "display_name"); len(names) != 2 || names[1] != "Good" {
					t.Errorf("%s: names = %q, want 2, the second Good", source, names)
				}
			}
		}
	})
}

// checkTexts checks that a CLI, which composes the letters of each text, keeps all texts of a result as they are. path
// says where in the result value is.
func checkTexts(t *testing.T, path string, value any) {
	t.Helper()
	switch v := value.(type) {
	case string:
		if !utf8.ValidString(v) {
			t.Errorf("%s = %q, want valid UTF-8, which a CLI does not change", path, v)
		}
		// A combining mark must not meet the letter of an escape sequence, with which a CLI would compose it.
		if strings.HasSuffix(path, "additional_json") && !json.Valid([]byte(norm.NFC.String(v))) {
			t.Errorf("%s = %q, want JSON after composition", path, v)
		}
	case []any:
		for i, element := range v {
			checkTexts(t, fmt.Sprintf("%s[%d]", path, i), element)
		}
	case values:
		for name, element := range v {
			checkTexts(t, path+"."+name, element)
		}
	}
}
