package graph

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

func TestUser(t *testing.T) {
	t.Parallel()
	for user, want := range map[string]string{
		Self:                                     "/me",
		"87d349ed-44d7-43e1-9a83-5f2406dee5bd":   "/users/87d349ed-44d7-43e1-9a83-5f2406dee5bd",
		"AdeleV@contoso.com":                     "/users/AdeleV@contoso.com",
		"AdeleVance_adatum.com#EXT#@contoso.com": "/users/AdeleVance_adatum.com%23EXT%23@contoso.com",
		"o'brien@contoso.com":                    "/users/o'brien@contoso.com",
		"$adele@contoso.com":                     "/users('$adele@contoso.com')",
		"$o'brien#EXT#@contoso.com":              "/users('$o''brien%23EXT%23@contoso.com')",
		"jürgen@contoso.com":                     "/users/j%C3%BCrgen@contoso.com",
		"李@contoso.com":                          "/users/%E6%9D%8E@contoso.com",
		"a^b~c!d_e-f@contoso.com":                "/users/a%5Eb~c!d_e-f@contoso.com",
		"a/b?c%23":                               "/users/a%2Fb%3Fc%2523",
		"a+b c":                                  "/users/a%2Bb%20c",
		"..":                                     "/users('..')",
	} {
		if got := User(user); got != want {
			t.Errorf("User(%q) = %s, want %s", user, got, want)
		}
	}
}

func TestSegment_dots(t *testing.T) {
	t.Parallel()
	if got := Segment(".."); got != "%2E%2E" {
		t.Errorf("Segment(..) = %s, want %%2E%%2E", got)
	}
}

func TestIn(t *testing.T) {
	t.Parallel()
	got := In("mail", []string{"a@x", "o'b@x"})
	if want := "mail in ('a@x','o''b@x')"; got != want {
		t.Errorf("In = %s, want %s", got, want)
	}
}

func TestQuery_encode(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		query Query
		want  string
	}{
		"empty": {Query{}, ""},
		"order": {
			Query{
				Select: []string{"id", "displayName"}, Expand: "manager($levels=max;$select=id)", Filter: "a eq 'b'",
				Search: `"displayName:al"`, OrderBy: "displayName desc", Top: 5, Count: true,
				Extra: map[string]string{"startDateTime": "2024-01-01T00:00:00+01:00", "endDateTime": "z"},
			},
			"$select=id,displayName&$expand=manager%28%24levels%3Dmax%3B%24select%3Did%29&$filter=a%20eq%20%27b%27" +
				"&$search=%22displayName%3Aal%22&$orderby=displayName%20desc&$top=5&$count=true" +
				"&endDateTime=z&startDateTime=2024-01-01T00%3A00%3A00%2B01%3A00",
		},
		"hostile value": {
			Query{Filter: "d eq 'a&$top=1#b+c%41;é'"},
			"$filter=d%20eq%20%27a%26%24top%3D1%23b%2Bc%2541%3B%C3%A9%27",
		},
		"hostile name": {Query{Extra: map[string]string{"a&b=c": "d"}}, "a%26b%3Dc=d"},
		"extra only": {
			Query{Extra: map[string]string{
				"$filter": "a eq 1", "$OrderBy": "x", "$top": "7", "$count": "true", "$select": "id,mail",
			}},
			"$select=id,mail&$filter=a%20eq%201&$orderby=x&$top=7&$count=true",
		},
		"field before extra": {
			Query{
				Filter: "f", Top: 3, Count: true,
				Extra: map[string]string{"$filter": "e", "$top": "7", "$count": "false"},
			},
			"$filter=f&$top=3&$count=true",
		},
		"invalid values, which Graph refuses": {
			Query{Extra: map[string]string{"$top": "many", "$count": "perhaps"}}, "$count=perhaps&$top=many",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.query.folded().encode(); got != test.want {
				t.Errorf("query =\n%s, want\n%s", got, test.want)
			}
		})
	}
}

// A real server reads the same user and filter, also behind a gateway with a path of its own.
func TestQuery_received(t *testing.T) {
	t.Parallel()
	type received struct{ path, filter string }
	var got received
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = received{r.URL.Path, r.URL.Query().Get("$filter")}
		_, _ = w.Write([]byte(`{}`))
	}))
	t.Cleanup(gateway.Close)
	transport := NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	c := newClient(t, transport, func(config *Config) { config.Root = gateway.URL + "/graph/" })

	for _, user := range []string{
		"guest_adatum.com#EXT#@contoso.com", "o'brien@contoso.com", "jürgen@contoso.com", "李@contoso.com",
		"a^b@contoso.com", "a+b@contoso.com", "a%41@contoso.com", "a b/c?d;e,f:g(h)*", `"<>\{}|`,
	} {
		filter := "department eq " + Quote(user+` & # + % é '`)
		_, err := c.Get(t.Context(), Request{Path: User(user) + "/manager", Query: Query{Filter: filter}})
		if err != nil {
			t.Fatal(err)
		}
		want := received{"/graph/v1.0/users/" + user + "/manager", filter}
		if got != want {
			t.Errorf("received %v, want %v", got, want)
		}
	}
}

func TestQuery_extraUnmodified(t *testing.T) {
	t.Parallel()
	extra := map[string]string{"$filter": "a eq 1", "x": "y"}
	_ = Query{Extra: extra}.folded()
	if len(extra) != 2 {
		t.Errorf("the caller's map = %v, want it unchanged", extra)
	}
}

// FuzzQuote checks that a filter with any texts in its literals arrives as one that is true for these texts only, by
// the strict parser of the emulator, which shares no code with the client. Texts that are not UTF-8 arrive as they are.
func FuzzQuote(f *testing.F) {
	for _, seed := range []string{"", "O'Brien", "''", "a' or 1 eq 1 or 'b", "#&+%;?", "\xff\x00", "%27", "$x"} {
		f.Add(seed, "b")
	}
	f.Fuzz(func(t *testing.T, s, other string) {
		filter := "p eq " + Quote(s) + " or " + In("p", []string{other, other})
		sent := Query{Filter: filter, Extra: map[string]string{"x" + s: s}}.folded().encode()
		values, err := url.ParseQuery(sent)
		if err != nil || values.Get("$filter") != filter {
			t.Fatalf("query %q: values = %v, error %v; want the filter %q", sent, values, err, filter)
		}
		if s != "" && (len(values) != 2 || values.Get("x"+s) != s) {
			t.Fatalf("query %q: values = %v, want x%s with the value %q", sent, values, s, s)
		}
		words := slices.Compact(filterWords(filter)) // A doubled quote begins another string.
		if want := []string{"p", "eq", "'", "or", "p", "in", "(", "'", ",", "'", ")"}; !slices.Equal(words, want) {
			t.Fatalf("words of %q = %q, want %q", filter, words, want)
		}
		if !utf8.ValidString(filter) {
			return
		}
		parsed, err := odata.ParseFilter(filter)
		if err != nil {
			t.Fatalf("filter %q: error %v, want none", filter, err)
		}
		for _, text := range []string{s, other, s + "'", other + "x", s + other + "'"} {
			want := strings.EqualFold(text, s) || strings.EqualFold(text, other)
			if got := odata.Matches(parsed, object(text)); got != want {
				t.Fatalf("filter %q: matches %q = %t, want %t", filter, text, got, want)
			}
		}
		if names := odata.FilterProperties(parsed, map[string]bool{}); len(names) != 1 || !names["p"] {
			t.Fatalf("filter %q: properties = %v, want p only", filter, names)
		}
	})
}

// An object has one text as the value of each property.
type object string

func (o object) Value(string) odata.Value { return odata.TextValue(string(o)) }

func FuzzSegment(f *testing.F) {
	for _, seed := range []string{"a", "#EXT#", "$x'y", "..", "a/b", "%2f", "\xff", "?", ";", "^"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" || s == Self {
			t.Skip("the empty path is refused, and that of the signed-in user has no key")
		}
		u, err := url.Parse(testRoot + "/v1.0" + User(s) + "/manager")
		if err != nil {
			t.Fatal(err)
		}
		got := strings.TrimSuffix(strings.TrimPrefix(u.Path, "/v1.0/users"), "/manager")
		if in, ok := strings.CutPrefix(got, "('"); ok && !strings.HasPrefix(got, "/") {
			got = "/" + strings.ReplaceAll(strings.TrimSuffix(in, "')"), "''", "'")
		}
		if got != "/"+s || u.RawQuery != "" || u.Fragment != "" {
			t.Fatalf("User(%q) leads to %s, want one segment", s, u)
		}
		if segment := Segment(s); strings.ContainsAny(segment, "/?#") || segment == ".." {
			t.Fatalf("Segment(%q) = %q, want one segment", s, segment)
		}
	})
}
