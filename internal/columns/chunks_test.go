package columns

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// A list that is too large for a response is an error that states how many rows fit. It stops before all rows are
// encoded.
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
			t.Errorf("%s: error %v after %d calls, %d rows kept; want a SizeError with 99 rows after 100, 99 kept",
				name, err, added, test.Len())
		}
		if size, wrote := test.Size(), len(test.AppendTo(nil)); wrote > size || size > limit+limit/50 {
			t.Errorf("%s: wrote %d bytes, Size() = %d; want at least the bytes written, at most %d",
				name, wrote, size, limit+limit/50)
		}
	}
	if MaxSize > maxMessage {
		t.Errorf("MaxSize = %d, want at most %d", MaxSize, maxMessage)
	}
}

// maxMessage is the largest message that the plugin library sends.
const maxMessage = 256 << 20

// A row stays unchanged, however many rows follow and however long they are.
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
			t.Fatalf("row %d = %.20s…, want %.20s…", i, got, row(i))
		}
	}
	got := string(c.appendTo(nil))
	if got != all.String() {
		t.Errorf("appendTo wrote %d bytes, want the %d bytes of the rows", len(got), all.Len())
	}
	if c.rows != 2000 || c.size != len(got)+2000 {
		t.Errorf("rows = %d, size = %d; want 2000, %d", c.rows, c.size, len(got)+2000)
	}
}
