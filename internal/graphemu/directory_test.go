package graphemu

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestGenerated checks that users are found by their keys, differ, and have valid values for all columns.
func TestGenerated(t *testing.T) {
	t.Parallel()
	const n = 100000
	d := newDirectory([]byte("{}"), n)
	ids := make(map[string]bool, n)
	for i := range n {
		id := GeneratedID(i)
		if ids[id] || !isGUID(id) {
			t.Fatalf("id %q of user %d", id, i)
		}
		ids[id] = true
		if found, ok := d.find(id); !ok || found != i {
			t.Fatalf("user %d found as %d, %v", i, found, ok)
		}
	}
	for _, i := range []int{0, 1, 42, 99999} {
		for _, name := range keyProperties {
			v := d.row(i).value(name)
			if got := d.lookup(name, strings.ToUpper(append(v.texts, v.text)[0])); !slices.Equal(got, []int{i}) {
				t.Errorf("%s of user %d found as %v", name, i, got)
			}
		}
	}
	if _, ok := d.find("user0000000042@contoso.com"); ok {
		t.Error("found by a number with more zeroes")
	}
}

// FuzzFilter checks that no filter makes the parser, the check or the evaluation panic, and that what is refused is
// refused with a 400.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		"displayName eq 'a' and not (mail in ('b','c''d') or endsWith(mail,'x'))", "otherMails/any(p:p eq 'a')", "a/$count eq 0",
		"createdDateTime ge 2020-01-01T00:00:00+01:00", "x/any()", "$count eq 1", "p:p/any(p:p)", "((((", "'", "not not not",
		"otherMails/any(p:p/$count eq 0)", "otherMails/any(a:mail eq 'x' and proxyAddresses/any(b:a eq 'x'))",
	} {
		f.Add(seed, true)
	}
	d := newDirectory(seedDocument, 3)
	f.Fuzz(func(t *testing.T, filter string, advanced bool) {
		n, err := parseFilter(filter)
		if err == nil {
			err = userType.checkFilter(n, advanced)
		}
		if err != nil {
			if p, ok := errors.AsType[*problem](err); !ok || p.status != http.StatusBadRequest {
				t.Fatalf("%q: %v", filter, err)
			}
			return
		}
		d.matching(&userQuery{filter: n})
	})
}
