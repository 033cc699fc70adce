package columns

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// What does not fit into an answer is told of, with how many rows do, before all of it is encoded.
func TestChunks_tooLarge(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	rows, selected, dynamic := (Table{Text("id", "")}).Rows(), NewSelected([]string{"id"}), NewDynamic()
	rows.kept.limit, selected.kept.limit, dynamic.kept.limit = limit, limit, limit
	for name, list := range map[string]interface {
		Add(row jsontext.Value) error
		Len() int
		Size() int
		AppendTo(dst []byte) []byte
	}{"rows": rows, "selected": selected, "dynamic": dynamic} {
		var err error
		added := 0
		for ; err == nil && added < 300; added++ {
			err = list.Add(jsontext.Value(`{"id":"` + strings.Repeat("x", limit/100) + `"}`))
		}
		if tooLarge, ok := errors.AsType[*SizeError](err); !ok || tooLarge.Rows != 99 || list.Len() != 99 || added != 100 {
			t.Errorf("%s: %v after %d rows of %d", name, err, added, list.Len())
		}
		if size, wrote := list.Size(), len(list.AppendTo(nil)); wrote > size || size > limit+limit/50 {
			t.Errorf("%s: %d bytes, announced as %d", name, wrote, size)
		}
	}
	if MaxSize > maxMessage {
		t.Errorf("%d bytes are more than a CLI takes", MaxSize)
	}
}

// maxMessage is what the plugin library sends at most.
const maxMessage = 256 << 20

// Rows stay where they are, however many come after them and however long they are.
func TestChunks_keep(t *testing.T) {
	t.Parallel()
	var c chunks
	var kept [][]byte
	row := func(i int) string { return fmt.Sprintf("%d:", i) + strings.Repeat("y", i*37%9000) }
	for i := range 2000 {
		got, err := c.keep([]byte(row(i)), 1)
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, got)
	}
	var all strings.Builder
	for i, got := range kept {
		all.WriteString(row(i))
		if string(got) != row(i) {
			t.Fatalf("row %d has changed", i)
		}
	}
	if got := string(c.appendTo(nil)); got != all.String() || c.rows != 2000 || c.size != len(got)+2000 {
		t.Errorf("%d bytes of %d rows, counted as %d", len(got), c.rows, c.size)
	}
}
