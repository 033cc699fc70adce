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
	rows, selected, dynamic := (Table{String("id", "")}).Rows(), NewSelected([]string{"id"}), NewDynamic()
	rows.kept.limit, selected.kept.limit, dynamic.kept.limit = limit, limit, limit
	type list interface {
		Len() int
		Size() int
		AppendTo(dst []byte) []byte
	}
	addRow := func(object jsontext.Value) error {
		_, err := rows.Add(object)
		return err
	}
	for name, test := range map[string]struct {
		list
		add func(object jsontext.Value) error
	}{
		"rows": {rows, addRow}, "selected": {selected, selected.Add}, "dynamic": {dynamic, dynamic.Add},
	} {
		var err error
		added := 0
		for ; err == nil && added < 300; added++ {
			err = test.add(jsontext.Value(`{"id":"` + strings.Repeat("x", limit/100) + `"}`))
		}
		if tooLarge, ok := errors.AsType[*SizeError](err); !ok || tooLarge.Rows != 99 || test.Len() != 99 || added != 100 {
			t.Errorf("%s: %v after %d rows of %d", name, err, added, test.Len())
		}
		if size, wrote := test.Size(), len(test.AppendTo(nil)); wrote > size || size > limit+limit/50 {
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
