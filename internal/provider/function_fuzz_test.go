package provider_test

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// An object has one text as the value of each property.
type object string

func (o object) Value(string) odata.Value { return odata.TextValue(string(o)) }

// skipInvalid skips an input with a text that is not UTF-8, which the CLIs do not have.
func skipInvalid(t *testing.T, texts ...string) {
	t.Helper()
	if slices.ContainsFunc(texts, func(text string) bool { return !utf8.ValidString(text) }) {
		t.Skip("not UTF-8")
	}
}

// FuzzFilterFunctions checks that a filter made of any texts is true for these texts only, and asks for one property
// only, by the strict parser of the emulator.
func FuzzFilterFunctions(f *testing.F) {
	for _, seed := range []string{"", "O'Brien", "''", "a' or 1 eq 1 or 'b", "a','b", ") or (", "%27", "\\'", "\x00"} {
		f.Add("displayName", seed, "b")
	}
	f.Add("id eq 'x' or displayName", "a", "b")
	f.Add("a/b", "a", "b")
	f.Add("a\n", "a", "b")
	s := newRPC(f)
	f.Fuzz(func(t *testing.T, property, text, other string) {
		skipInvalid(t, property, text, other)
		in, refused := s.call(t, "odata_in", property, []string{text, other})
		if refused != "" || slices.Contains([]string{"null", "true", "false", "not", "NOT"}, property) {
			t.Skip("no property, or a word that Graph refuses in its place")
		}
		quoted, _ := s.call(t, "odata_quote", text)
		filter := in.(string) + " or p eq " + quoted.(string)
		parsed, err := odata.ParseFilter(filter)
		if err != nil {
			t.Fatalf("filter %q: error %v, want none", filter, err)
		}
		first, _, nested := strings.Cut(property, "/")
		want := map[string]bool{first: true, "p": true}
		if names := odata.FilterProperties(parsed, map[string]bool{}); len(names) != len(want) || !names[first] {
			t.Fatalf("filter %q: properties = %v, want %v", filter, names, want)
		}
		for _, value := range []string{text, other, text + "'", other + "x", text + "','" + other} {
			want := strings.EqualFold(value, text) || strings.EqualFold(value, other) && !nested
			if got := odata.Matches(parsed, object(value)); got != want {
				t.Fatalf("filter %q: matches %q = %t, want %t", filter, value, got, want)
			}
		}
	})
}

// FuzzODataDatetime checks that a time is refused, or a literal of the same time in UTC, by the parser of the emulator.
func FuzzODataDatetime(f *testing.F) {
	for _, seed := range []string{
		"2026-01-31T00:00:00Z", "2026-01-31T00:00:00.1234567+05:30", "2026-01-31", "0001-01-01T00:00:00Z",
		"0000-12-31T23:00:00-02:00", "9999-12-31T23:59:59Z", "2026-01-31T24:00:00Z", "2026-01-31T00:00:00,5Z", "now",
	} {
		f.Add(seed)
	}
	s := newRPC(f)
	f.Fuzz(func(t *testing.T, text string) {
		skipInvalid(t, text)
		result, refused := s.call(t, "odata_datetime", text)
		written, err := time.Parse(time.RFC3339, text)
		if err != nil {
			written, err = time.Parse(time.DateOnly, text)
		}
		if refused != "" || err != nil {
			if refused == "" {
				t.Fatalf("odata_datetime(%q) = %v, want an error", text, result)
			}
			return
		}
		filter := "p eq " + result.(string)
		parsed, err := odata.ParseFilter(filter)
		if err != nil || !strings.HasSuffix(filter, "Z") {
			t.Fatalf("filter %q: error %v, want none, and UTC", filter, err)
		}
		const precision = 100 * time.Nanosecond
		if at := written.Truncate(precision).Format(time.RFC3339Nano); !odata.Matches(parsed, object(at)) {
			t.Fatalf("filter %q: matches no %s", filter, at)
		}
	})
}

// FuzzGuestNames checks that the address of a guest comes back from the name, and that the name is of one guest only.
func FuzzGuestNames(f *testing.F) {
	f.Add("ada@fabrikam.com", "contoso.com")
	f.Add("a_b_c@fabrikam.co.uk", "contoso.onmicrosoft.com")
	f.Add("a_b.c#EXT#@fabrikam.com", "contoso.com")
	f.Add("ada@fabrikam.com", "x_y.z#EXT#@contoso.com")
	s := newRPC(f)
	f.Fuzz(func(t *testing.T, mail, domain string) {
		skipInvalid(t, mail, domain)
		name, refused := s.call(t, "guest_user_principal_name", mail, domain)
		if refused != "" {
			return
		}
		if strings.Count(name.(string), "@") != 1 || !strings.HasSuffix(name.(string), "#EXT#@"+domain) {
			t.Fatalf("name of %q in %q = %q, want one at sign and the domain", mail, domain, name)
		}
		if got, _ := s.call(t, "guest_mail", name); got != mail {
			t.Fatalf("guest_mail(%q) = %v, want %q", name, got, mail)
		}
	})
}

// FuzzPathSegment checks that each text is refused, or arrives as one segment of the path, by the parser of net/url.
func FuzzPathSegment(f *testing.F) {
	for _, seed := range []string{"a", "#EXT#", "x$'y", "..", "a/b", "%2f", "?", ";", "^", "a b+c", "$x", "..;", "\\"} {
		f.Add(seed)
	}
	s := newRPC(f)
	f.Fuzz(func(t *testing.T, text string) {
		skipInvalid(t, text)
		segment, refused := s.call(t, "path_segment", text)
		if refused != "" {
			return
		}
		u, err := url.Parse("https://graph.microsoft.com/v1.0/users/" + segment.(string) + "/manager")
		if err != nil {
			t.Fatal(err)
		}
		if u.Path != "/v1.0/users/"+text+"/manager" || u.RawQuery != "" || u.Fragment != "" {
			t.Fatalf("path_segment(%q) leads to %s, want one segment", text, u)
		}
		if escaped := u.EscapedPath(); strings.Count(escaped, "/") != 4 || path.Clean(escaped) != escaped {
			t.Fatalf("path_segment(%q) leads to %s, want one segment", text, escaped)
		}
	})
}
