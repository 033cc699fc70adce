package provider

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// testObjects returns objects in JSON in which each property of the table has a value of its kind, is null, or is
// absent. Texts are of many lengths and alphabets, and some lists are empty.
func testObjects(t testing.TB, table columns.Table, count int) [][]byte {
	t.Helper()
	objects := make([][]byte, count)
	for i := range objects {
		objects[i] = []byte(testObject(t, table, i))
	}
	return objects
}

// testObject returns the object of testObjects with the number i.
func testObject(t testing.TB, table columns.Table, i int) string {
	t.Helper()
	var members []string
	seen := map[string]bool{}
	for j, c := range table {
		if seen[c.Property] || c.Property == "" || (i+j)%5 == 0 {
			continue
		}
		seen[c.Property] = true
		value := "null"
		if (i+j)%3 != 0 {
			value = testValue(t, c, i+j)
		}
		members = append(members, fmt.Sprintf("%q:%s", c.Property, value))
	}
	return "{" + strings.Join(members, ",") + "}"
}

// testValue returns the value of a column for the number n, without the name of its first property.
func testValue(t testing.TB, c columns.Column, n int) string {
	t.Helper()
	nest := func(value string) string {
		for path := c.Path(); len(path) > 1; path = path[:len(path)-1] {
			value = fmt.Sprintf("{%q:%s}", path[len(path)-1], value)
		}
		return value
	}
	text := fmt.Sprintf("%q", []string{
		"", "Łódź", "日本語", "a \\ \" \t b", strings.Repeat("ü", n%200), "2026-03-01T08:00:00Z",
	}[n%6])
	switch c.Kind() {
	case "string", "additional":
		return nest(text)
	case "time":
		return nest(`"2026-03-01T08:00:00Z"`)
	case "bool":
		return nest(fmt.Sprint(n%2 == 0))
	case "number":
		return nest(fmt.Sprint(n * 1001))
	case "list of strings":
		return nest([]string{"[]", "[" + text + "]", `["a",null,"b"]`}[n%3])
	case "map of strings":
		return nest(`{"one":"1"}`)
	case "object":
		return nest(testObject(t, c.Nested(), n))
	case "list of objects":
		object, next := testObject(t, c.Nested(), n), testObject(t, c.Nested(), n+1)
		return nest([]string{"[]", "[" + object + "]", "[null," + next + "]"}[n%3])
	case "derived":
		return "null"
	default:
		t.Fatalf("column of an unknown kind %q", c.Kind())
		return ""
	}
}

// TestLists_sameBytesAsTerraform checks that ten thousand rows of each list are the very bytes that Terraform's own
// encoder makes of their values.
func TestLists_sameBytesAsTerraform(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]columns.Table{
		"users": userRow, "people": personColumns, "events": eventColumns, "teams": teamColumns,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := table.Rows()
			for _, object := range testObjects(t, table, 10_000) {
				if _, err := rows.Add(object); err != nil {
					t.Fatalf("object %s: %v", object, err)
				}
			}
			value, err := rows.Value()
			if err != nil {
				t.Fatal(err)
			}
			want, err := tfprotov6.NewDynamicValue(value.Type(), value)
			if err != nil {
				t.Fatal(err)
			}
			got := rows.AppendTo(nil)
			if !bytes.Equal(got, want.MsgPack) {
				t.Errorf("%d bytes differ from the %d of Terraform", len(got), len(want.MsgPack))
			}
			if len(got) < 1<<20 || len(got) > rows.Size() {
				t.Errorf("bytes = %d, want from %d to the announced %d", len(got), 1<<20, rows.Size())
			}
		})
	}
}

// TestLists_tooLarge checks that a list that a CLI would refuse is an error at its attribute, with ways to narrow it.
func TestLists_tooLarge(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"users", "events"} {
		var diags diag.Diagnostics
		addError(&diags, failure{doing: "list " + name, err: encoding(name, &columns.SizeError{Rows: 253_000})})
		want, err := os.ReadFile("testdata/diagnostics/too_large_users.txt")
		if err != nil {
			t.Fatal(err)
		}
		path := diags[0].(diag.DiagnosticWithPath).Path()
		got := fmt.Sprintf("ERROR at %s: Cannot list users\n\n%s\n", path, diags[0].Detail())
		if want := strings.Replace(string(want), "at users", "at "+name, 1); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// A sizedList announces a size without holding as many bytes.
type sizedList int

func (s sizedList) Size() int                     { return int(s) }
func (s sizedList) AppendTo(dst []byte) []byte    { return append(dst, 0x90) }
func (s sizedList) Value() (tftypes.Value, error) { return tftypes.Value{}, nil }

// TestResults_argumentsCount checks that the arguments count towards the size of a response.
func TestResults_argumentsCount(t *testing.T) {
	t.Parallel()
	wire, err := msgpack.Marshal(map[string]any{"filter": strings.Repeat("x", 1<<20), "users": nil})
	if err != nil {
		t.Fatal(err)
	}
	config, err := parseObject(wire)
	if err != nil {
		t.Fatal(err)
	}
	for size, fits := range map[int]bool{maxResponse - 2<<20: true, maxResponse - 1<<20: false} {
		state, tooLarge, err := results{"users": sizedList(size)}.splice(config)
		if err != nil {
			t.Fatal(err)
		}
		if got := tooLarge == nil; got != fits || got != (state != nil) {
			t.Errorf("list of %d bytes fits = %v with a state of %d bytes, want %v", size, got, len(state), fits)
			continue
		}
		if fits {
			continue
		}
		const want = "with the arguments, has 255 MiB"
		if !strings.Contains(tooLarge.Detail, want) || tooLarge.Attribute.String() != `AttributeName("users")` {
			t.Errorf("got %+v, want %q at users", tooLarge, want)
		}
	}
}

// TestServer_noConfig checks that a request without a configuration is an error.
func TestServer_noConfig(t *testing.T) {
	t.Parallel()
	served := newServer(&graphProvider{})
	for name, config := range map[string]*tfprotov6.DynamicValue{
		"none": nil, "JSON": {JSON: []byte("{}")}, "broken": {MsgPack: []byte{0x81}},
	} {
		_, err := served.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "graph_me", Config: config})
		if err == nil {
			t.Errorf("read with %s: no error, want one", name)
		}
		_, err = served.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
			TypeName: "graph_me", Config: config,
		})
		if err == nil {
			t.Errorf("validate with %s: no error, want one", name)
		}
	}
}

// configOf returns a configuration of a schema.
func configOf(s schema.Schema, raw tftypes.Value) tfsdk.Config {
	return tfsdk.Config{Schema: s, Raw: raw}
}

// TestLists_cost checks the costs of a large read that do not depend on a clock: allocations for a row, and bytes held.
//
//nolint:paralleltest // Memory cannot be counted while other tests run.
func TestLists_cost(t *testing.T) {
	objects := testObjects(t, userColumns, 20_000)
	rows := userColumns.Rows()
	next := 0
	add := func() {
		if _, err := rows.Add(objects[next%len(objects)]); err != nil {
			t.Fatal(err)
		}
		next++
	}
	for range 5_000 {
		add()
	}
	// Memory for many rows is allocated in one piece now and then.
	if got := testing.AllocsPerRun(1_000, add); got > 1 {
		t.Errorf("allocations for a row = %v, want at most 1", got)
	}

	heapAlloc := func() uint64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before := heapAlloc()
	rows = userColumns.Rows()
	for _, object := range objects {
		if _, err := rows.Add(object); err != nil {
			t.Fatal(err)
		}
	}
	after, size := heapAlloc(), rows.Size()
	// Beyond the rows themselves there are a reference for each row, and the rest of the last piece.
	most := uint64(size + size/20 + 4<<20)
	if got := after - min(before, after); got > most {
		t.Errorf("bytes held for a list of %d = %d, want at most %d", size, got, most)
	}
	runtime.KeepAlive(objects)
	runtime.KeepAlive(rows)
}
