package columns_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// tableWithoutMap has no map of strings, because Terraform's encoder writes the entries of a map in no fixed order.
var tableWithoutMap = columns.Table{
	columns.String("id", ""), columns.String("displayName", ""), columns.Bool("accountEnabled", ""),
	columns.Number("deviceEnrollmentLimit", ""), columns.Strings("otherMails", ""),
	columns.Objects("identities", "", columns.Table{columns.String("issuer", ""), columns.String("signInType", "")}),
	columns.Additional("additional_json", ""),
}

func TestRows_sameBytesAsTerraform(t *testing.T) {
	t.Parallel()
	for _, count := range []int{0, 1, 15, 16, 200} {
		rows := tableWithoutMap.Rows("extra")
		for i := range count {
			if _, err := rows.Add(sampleRow(i)); err != nil {
				t.Fatal(err)
			}
		}
		value, err := rows.Value()
		if err != nil {
			t.Fatal(err)
		}
		want, err := tfprotov6.NewDynamicValue(tftypes.List{ElementType: tableWithoutMap.Type()}, value)
		if err != nil {
			t.Fatal(err)
		}
		if got := rows.AppendTo(nil); !bytes.Equal(got, want.MsgPack) {
			t.Errorf("%d rows: wire format = %q, want %q", count, got, want.MsgPack)
		}
		if rows.Len() != count {
			t.Errorf("Len() = %d, want %d", rows.Len(), count)
		}
	}
}

// sampleRow returns the ith of a series of rows. Their strings and numbers use every format that MessagePack has for
// them.
func sampleRow(i int) jsontext.Value {
	if i%7 == 0 {
		return jsontext.Value(`{"id":"n","displayName":null,"otherMails":[],"identities":[]}`)
	}
	numbers := []int64{
		0, 127, 128, 255, 256, 65535, 65536, math.MaxUint32, math.MaxUint32 + 1, math.MaxInt64,
		-1, -32, -33, -128, -129, -32768, -32769, math.MinInt32, math.MinInt32 - 1, math.MinInt64,
	}
	length := []int{0, 1, 31, 32, 255, 256}[i%6]
	if i == 15 {
		length = 70_000
	}
	return jsontext.Value(fmt.Sprintf(`{"otherMails":["ü%d"],"id":"%s","accountEnabled":%t,"deviceEnrollmentLimit":%d,`+
		`"extra":{"b":%d,"a":null},"identities":[{"issuer":"Łódź"},null]}`,
		i, strings.Repeat("x", length), i%2 == 0, numbers[i%len(numbers)], i))
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
		t.Errorf("first bytes = %x, want %x", got, want)
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
		t.Errorf(`ids = %q, want "ccc a ccc "`, ids)
	}
}

// A row that cannot be encoded leaves nothing behind.
func TestRows_failedRow(t *testing.T) {
	t.Parallel()
	rows := tableWithoutMap.Rows()
	if _, err := rows.Add(jsontext.Value(`{"id":"a","displayName":3}`)); err == nil {
		t.Fatal("Add of a number for a string: no error, want one")
	}
	if got := rows.AppendTo(nil); rows.Len() != 0 || !bytes.Equal(got, []byte{0x90}) {
		t.Errorf("%d rows, wire format %x; want 0 rows, 90", rows.Len(), got)
	}
}

//nolint:paralleltest // Allocations cannot be counted while other tests run.
func TestEncoder_allocations(t *testing.T) {
	e := tableWithoutMap.Encoder()
	dst := make([]byte, 0, 4096)
	row := sampleRow(4)
	if n := testing.AllocsPerRun(100, func() { _, _ = e.Append(dst[:0], row) }); n > 0 {
		t.Errorf("allocations per row = %v, want 0", n)
	}
}
