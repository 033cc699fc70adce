package people

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUnfold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		user   string
		people []string
		cycle  string
		err    error
	}{
		"no manager":  {user: `{"id":"1"}`},
		"null":        {user: `{"id":"1","manager":null}`},
		"white space": {user: `{ "manager" : {"id":"2"} , "id":"1" }`, people: []string{`{"id":"2"}`}},
		"members after the manager": {
			user:   `{"id":"1","manager":{"manager":{"id":"3"},"id":"2","x":"manager"}}`,
			people: []string{`{"manager":null,"id":"2","x":"manager"}`, `{"id":"3"}`},
		},
		"brackets in a string": {
			user: `{"x":"{","manager":{"y":"}{","id":"2"},"id":"1"}`, people: []string{`{"y":"}{","id":"2"}`},
		},
		"cycle": {
			user:   `{"id":"1","manager":{"id":"2","manager":{"id":"1"}}}`,
			people: []string{`{"id":"2","manager":null}`},
			cycle:  "1",
		},
		"manager without id": {user: `{"id":"1","manager":{"displayName":"x"}}`, err: errNoID},
	} {
		got, err := unfold([]byte(test.user))
		if !errors.Is(err, test.err) {
			t.Errorf("%s: error = %v, want %v", name, err, test.err)
			continue
		}
		var people []string
		for _, person := range got.People {
			people = append(people, string(person))
		}
		if diff := cmp.Diff(test.people, people); diff != "" || got.Cycle != test.cycle {
			t.Errorf("%s: cycle %q, want %q; people (-want +got):\n%s", name, got.Cycle, test.cycle, diff)
		}
	}
}

// The memory of a chain grows linearly with its length.
func TestUnfold_linear(t *testing.T) {
	t.Parallel()
	sizeOf := func(levels int) int {
		var b strings.Builder
		for i := range levels {
			fmt.Fprintf(&b, `{"id":"%d","displayName":%q,"manager":`, i, strings.Repeat("x", 300))
		}
		user := b.String() + "null" + strings.Repeat("}", levels)
		size := 0
		chain, err := unfold([]byte(user))
		if err != nil || len(chain.People) != levels-1 {
			t.Fatalf("%d people, error %v; want %d", len(chain.People), err, levels-1)
		}
		for _, person := range chain.People {
			size += len(person)
		}
		return size
	}
	if few, many := sizeOf(100), sizeOf(1000); many > 12*few {
		t.Errorf("size of 1,000 managers = %d bytes, want at most %d, 12 times that of 100", many, 12*few)
	}
}

func BenchmarkUnfold(b *testing.B) {
	for _, levels := range []int{100, 1000} {
		user := strings.Repeat(`{"displayName":"`+strings.Repeat("x", 1000)+`","id":"x","manager":`, levels)
		for i := range levels {
			user = strings.Replace(user, `"id":"x"`, fmt.Sprintf(`"id":"%d"`, i), 1)
		}
		user += "null" + strings.Repeat("}", levels)
		b.Run(fmt.Sprint(levels), func(b *testing.B) {
			for b.Loop() {
				if _, err := unfold([]byte(user)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
