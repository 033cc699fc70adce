package columns_test

import (
	"bytes"
	"fmt"
	"math"
	gostrings "strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// slim leaves the text map out, whose entries Terraform's encoder writes in no fixed order.
var slim = columns.Table{
	columns.String("id", ""), columns.String("displayName", ""), columns.Bool("accountEnabled", ""),
	columns.Number("deviceEnrollmentLimit", ""), columns.Strings("otherMails", ""),
	columns.Objects("identities", "", columns.Table{columns.String("issuer", ""), columns.String("signInType", "")}),
	columns.Additional("additional_json", ""),
}

func TestRows_sameBytesAsTerraform(t *testing.T) {
	t.Parallel()
	for _, count := range []int{0, 1, 15, 16, 200} {
		rows := slim.Rows("extra")
		for i := range count {
			if _, err := rows.Add(sample(i)); err != nil {
				t.Fatal(err)
			}
		}
		value, err := rows.Value()
		if err != nil {
			t.Fatal(err)
		}
		want, err := tfprotov6.NewDynamicValue(tftypes.List{ElementType: slim.Type()}, value)
		if err != nil {
			t.Fatal(err)
		}
		if got := rows.AppendTo(nil); !bytes.Equal(got, want.MsgPack) {
			t.Errorf("%d rows: %d bytes differ from Terraform's %d", count, len(got), len(want.MsgPack))
		}
		if rows.Len() != count {
			t.Errorf("counted %d rows of %d", rows.Len(), count)
		}
	}
}

// sample varies the lengths of text and the sizes of numbers over every form that MessagePack has for them.
func sample(i int) jsontext.Value {
	if i%7 == 0 {
		return jsontext.Value(`{"id":"n","displayName":null,"otherMails":[],"identities":[]}`)
	}
	numbers := []int64{0, 127, 128, 255, 256, 65535, 65536, math.MaxUint32, math.MaxUint32 + 1, math.MaxInt64, -1, -32, -33, -128, -129, -32768, -32769, math.MinInt32, math.MinInt32 - 1, math.MinInt64}
	length := []int{0, 1, 31, 32, 255, 256}[i%6]
	if i == 15 {
		length = 70_000
	}
	return jsontext.Value(fmt.Sprintf(`{"otherMails":["ü%d"],"id":"%s","accountEnabled":%t,"deviceEnrollmentLimit":%d,"extra":{"b":%d,"a":null},"identities":[{"issuer":"Łódź"},null]}`,
		i, gostrings.Repeat("x", length), i%2 == 0, numbers[i%len(numbers)], i))
}

func TestRows_longList(t *testing.T) {
	t.Parallel()
	rows := columns.Table{columns.Bool("accountEnabled", "")}.Rows()
	for range 65_536 {
		if _, err := rows.Add(jsontext.Value(`{"accountEnabled":true}`)); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := rows.AppendTo(nil)[:6], []byte{0xdd, 0, 1, 0, 0, 0x81}; !bytes.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
}

func TestRows_Pick(t *testing.T) {
	t.Parallel()
	rows := columns.Table{columns.String("id", "")}.Rows()
	for _, id := range []string{"a", "bb", "ccc"} {
		if _, err := rows.Add(jsontext.Value(`{"id":"` + id + `"}`)); err != nil {
			t.Fatal(err)
		}
	}
	value, err := rows.Pick([]int{2, 0, 2}).Value()
	if err != nil {
		t.Fatal(err)
	}
	var got []tftypes.Value
	if err := value.As(&got); err != nil {
		t.Fatal(err)
	}
	ids := ""
	for _, row := range got {
		var object map[string]tftypes.Value
		var id string
		if err := row.As(&object); err != nil {
			t.Fatal(err)
		}
		if err := object["id"].As(&id); err != nil {
			t.Fatal(err)
		}
		ids += id + " "
	}
	if ids != "ccc a ccc " {
		t.Errorf("got %q", ids)
	}
}

func TestRows_failedRowLeavesNoTrace(t *testing.T) {
	t.Parallel()
	rows := slim.Rows()
	if _, err := rows.Add(jsontext.Value(`{"id":"a","displayName":3}`)); err == nil {
		t.Fatal("a number was taken for text")
	}
	if got := rows.AppendTo(nil); rows.Len() != 0 || !bytes.Equal(got, []byte{0x90}) {
		t.Errorf("got %d rows, %x", rows.Len(), got)
	}
}

//nolint:paralleltest // Allocations cannot be counted while other tests run.
func TestEncoder_allocations(t *testing.T) {
	e := slim.Encoder()
	dst := make([]byte, 0, 4096)
	row := sample(4)
	if n := testing.AllocsPerRun(100, func() { _, _ = e.Append(dst[:0], row) }); n > 0 {
		t.Errorf("%v allocations a row", n)
	}
}

func FuzzEncoder(f *testing.F) {
	for i := range 8 {
		f.Add([]byte(sample(i)), "extra")
	}
	f.Add([]byte(`{"id":"\ud800","x":[[{"]":"\\"}]]}`), "x")
	f.Fuzz(func(t *testing.T, row []byte, extra string) {
		value := jsontext.Value(row)
		valid := value.IsValid() && value.Kind() == '{'
		value = bytes.TrimSpace(value)
		rows := slim.Rows(extra)
		// Whatever comes, no panic; and what is valid JSON and is taken reads back.
		if _, err := rows.Add(value); err != nil || !valid {
			return
		}
		if _, err := rows.Value(); err != nil {
			t.Fatal(err)
		}
	})
}
