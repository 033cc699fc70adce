package provider

import (
	"bytes"
	"context"
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

// manyObjects returns objects with a value of every kind of the table, or null, or nothing; with text of every length
// and alphabet, and lists that are empty.
func testObjects(t *testing.T, table columns.Table, count int) [][]byte {
	t.Helper()
	objects := make([][]byte, count)
	for i := range objects {
		objects[i] = []byte(testObject(t, table, i))
	}
	return objects
}

func testObject(t *testing.T, table columns.Table, i int) string {
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

func testValue(t *testing.T, c columns.Column, n int) string {
	t.Helper()
	inner := func(value string) string {
		for path := c.Path(); len(path) > 1; path = path[:len(path)-1] {
			value = fmt.Sprintf("{%q:%s}", path[len(path)-1], value)
		}
		return value
	}
	text := fmt.Sprintf(
		"%q", []string{"", "Łódź", "日本語", "a \\ \" \t b", strings.Repeat("ü", n%200), "2026-03-01T08:00:00Z"}[n%6],
	)
	switch c.Kind() {
	case "string", "additional":
		return inner(text)
	case "time":
		return inner(`"2026-03-01T08:00:00Z"`)
	case "bool":
		return inner(fmt.Sprint(n%2 == 0))
	case "number":
		return inner(fmt.Sprint(n * 1001))
	case "list of strings":
		return inner([]string{"[]", "[" + text + "]", `["a",null,"b"]`}[n%3])
	case "map of strings":
		return inner(`{"one":"1"}`)
	case "object":
		return inner(testObject(t, c.Nested(), n))
	case "list of objects":
		return inner(
			[]string{"[]", "[" + testObject(t, c.Nested(), n) + "]", "[null," + testObject(t, c.Nested(), n+1) + "]"}[n%3],
		)
	case "derived":
		return "null"
	default:
		t.Fatalf("a column of an unknown kind %s", c.Kind())
		return ""
	}
}

// Ten thousand rows of each list are the very bytes that Terraform's own encoder makes of their values.
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
					t.Fatalf("%v: %s", err, object)
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
			if got := rows.AppendTo(nil); !bytes.Equal(got, want.MsgPack) || len(got) < 1<<20 || len(got) > rows.Size() {
				t.Errorf("%d bytes, of %d announced, differ from Terraform's %d", len(got), rows.Size(), len(want.MsgPack))
			}
		})
	}
}

// A list that a CLI would not take is told of at its attribute, with the ways to narrow it.
func TestLists_tooLarge(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"users", "events"} {
		var diags diag.Diagnostics
		addError(&diags, failure{doing: "list " + name, err: encoding(name, &columns.SizeError{Rows: 253_000})})
		want, err := os.ReadFile("testdata/diagnostics/too_large_users.txt")
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf(
			"ERROR at %s: Cannot list users\n\n%s\n", diags[0].(diag.DiagnosticWithPath).Path(), diags[0].Detail(),
		)
		if want := strings.Replace(string(want), "at users", "at "+name, 1); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// framework stands for the framework's server: it leaves a list null and hands it to the sink.
type framework struct {
	tfprotov6.ProviderServerWithActions //nolint:staticcheck // As in [Server].
	list                                encoded
}

func (f framework) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (
	*tfprotov6.ReadDataSourceResponse, error,
) {
	sinkOf(ctx).put("users", f.list)
	state, err := msgpack.Marshal(map[string]any{"filter": strings.Repeat("x", 1<<20), "users": nil})
	return &tfprotov6.ReadDataSourceResponse{State: &tfprotov6.DynamicValue{MsgPack: state}}, err
}

// sized is a list of a size that nobody has to hold in memory.
type sizedList int

func (s sizedList) Size() int                     { return int(s) }
func (s sizedList) AppendTo(dst []byte) []byte    { return append(dst, 0x90) }
func (s sizedList) Value() (tftypes.Value, error) { return tftypes.Value{}, nil }

// The arguments are in the answer too, and may be what is too much.
func TestServer_argumentsCount(t *testing.T) {
	t.Parallel()
	for size, fits := range map[int]bool{maxResponse - 2<<20: true, maxResponse - 1<<20: false} {
		s := &server{framework{list: sizedList(size)}}
		resp, err := s.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{})
		if err != nil || fits != (len(resp.Diagnostics) == 0) {
			t.Errorf("%d: %+v, %v", size, resp, err)
			continue
		}
		const detail, at = "with the arguments, has 255 MiB", `AttributeName("users")`
		if fits {
			continue
		}
		first := resp.Diagnostics[0]
		if resp.State != nil || !strings.Contains(first.Detail, detail) || first.Attribute.String() != at {
			t.Errorf("diagnostic = %+v, want %q at %s and no state", first, detail, at)
		}
	}
}

func configOf(s schema.Schema, raw tftypes.Value) tfsdk.Config {
	return tfsdk.Config{Schema: s, Raw: raw}
}

// The bars of a large read that no clock decides: what a row costs, and what is held.
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
	// Memory for many rows comes in one piece now and then.
	if n := testing.AllocsPerRun(1_000, add); n > 1 {
		t.Errorf("%v allocations a row", n)
	}

	held := func() uint64 {
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		return memory.HeapAlloc
	}
	before := held()
	rows = userColumns.Rows()
	for _, object := range objects {
		if _, err := rows.Add(object); err != nil {
			t.Fatal(err)
		}
	}
	after, size := held(), rows.Size()
	// A reference for each row, and the rest of the last piece, come on top of the rows themselves.
	if most := uint64(size + size/20 + 4<<20); after-min(before, after) > most {
		t.Errorf("%d bytes are held for a list of %d", after-before, size)
	}
	runtime.KeepAlive(objects)
	runtime.KeepAlive(rows)
}
