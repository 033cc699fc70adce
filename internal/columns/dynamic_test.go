package columns_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/text/unicode/norm"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// dynamicOf returns the dynamic value of a JSON value.
func dynamicOf(t *testing.T, value jsontext.Value) *columns.Dynamic {
	t.Helper()
	d, err := columns.DynamicOf(value)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// checkWire compares the wire format of a dynamic value with the output of Terraform's own encoder, and returns the
// type of the value.
func checkWire(t *testing.T, wire []byte, value tftypes.Value, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	want, err := tfprotov6.NewDynamicValue(tftypes.DynamicPseudoType, value)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(wire, want.MsgPack) {
		t.Errorf("wire format = %q, want %q", wire, want.MsgPack)
	}
	typ, err := value.Type().MarshalJSON() //nolint:staticcheck // This is the wire format of a type.
	if err != nil {
		t.Fatal(err)
	}
	return string(typ)
}

func TestDynamic_types(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, json, want string }{
		{"string", `"a\u0000\"ü"`, `"string"`},
		{"bool", `true`, `"bool"`},
		{
			"object",
			`{"b":1,"a":"x","@odata.type":"#t","@odata.context":"c","@odata.etag":"e","m@odata.context":"c","a\"<b>":null}`,
			`["object",{"@odata.type":"string","a":"string","a\"\u003cb\u003e":"string","b":"number"}]`,
		},
		{"empty object", `{}`, `["object",{}]`},
		{"duplicate names", `{"a":1,"a":true}`, `["object",{"a":"bool"}]`},
		{"list", `["a","b"]`, `["list","string"]`},
		{"empty list", `[]`, `["list","string"]`},
		{"list with null", `[null,1]`, `["list","number"]`},
		{"tuple", `[1,"a",null,[1]]`, `["tuple",["number","string","string",["list","number"]]]`},
		{
			"objects", `[{"a":null,"b":[]},{"b":[1],"a":{"c":null}},{"a":{"c":true},"b":null}]`,
			`["list",["object",{"a":["object",{"c":"bool"}],"b":["list","number"]}]]`,
		},
		{"objects of two types", `[{"a":1},{"b":1}]`, `["tuple",[["object",{"a":"number"}],["object",{"b":"number"}]]]`},
		{"tuples", `[[1,"a"],[2,"b"]]`, `["list",["tuple",["number","string"]]]`},
		{"invalid UTF-8", "{\"a\xff\":\"b\xff\"}", `["object",{"a�":"string"}]`},
		{"half of a surrogate pair", `"\ud800"`, `"string"`},
		{"too large a number", `[1e1000000000,2]`, `["tuple",["string","number"]]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := dynamicOf(t, jsontext.Value(c.json))
			value, err := d.Value()
			if diff := cmp.Diff(c.want, checkWire(t, d.AppendTo(nil), value, err)); diff != "" {
				t.Errorf("type (-want +got):\n%s", diff)
			}
		})
	}
}

// A number keeps all its digits.
func TestDynamic_numbers(t *testing.T) {
	t.Parallel()
	for _, number := range []string{
		"0", "-0", "-0.0", "1", "-1", "127", "128",
		"9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
		"123456789012345678901234567890",
		"0.1", "1.5", "-2.25", "3.141592653589793238462643383279",
		"1e3", "1.0", "1E-7", "6.02214076e23", "1e308", "1e400",
	} {
		d := dynamicOf(t, jsontext.Value(number))
		value, err := d.Value()
		if typ := checkWire(t, d.AppendTo(nil), value, err); typ != `"number"` {
			t.Errorf(`type of %s = %s, want "number"`, number, typ)
		}
	}
}

func TestDynamic_collections(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		items []string
		want  string
	}{
		"no items": {nil, `["list","string"]`},
		"objects of one type": {
			[]string{`{"a":null,"b":["x"]}`, `{"b":[],"a":1}`},
			`["list",["object",{"a":"number","b":["list","string"]}]]`,
		},
		"objects of two types": {
			[]string{`{"a":1}`, `{"a":null}`, `{"b":1}`},
			`["tuple",[["object",{"a":"number"}],["object",{"a":"string"}],["object",{"b":"number"}]]]`,
		},
		"strings": {[]string{`"a"`, `"b"`}, `["list","string"]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := columns.NewDynamic()
			for _, item := range c.items {
				if err := d.Add(jsontext.Value(item)); err != nil {
					t.Fatal(err)
				}
			}
			value, err := d.Value()
			if diff := cmp.Diff(c.want, checkWire(t, d.AppendTo(nil), value, err)); diff != "" {
				t.Errorf("type (-want +got):\n%s", diff)
			}
			if d.Len() != len(c.items) {
				t.Errorf("Len() = %d, want %d", d.Len(), len(c.items))
			}
		})
	}
}

func TestSelected(t *testing.T) {
	t.Parallel()
	rows := []string{
		`{"id":"a","age":5,"on":true,"mixed":"5","nested":{"b":[1, 2],"a":null},"none":null,"other":1,"@odata.type":"#t"}`,
		`{"ID":"b","age":null,"mixed":5,"nested":[],"mixed2":true}`,
		`{"on":false,"mixed":true,"age":-1.5,"mixed2":1,"nested":"plain \"text\""}`,
		`{}`,
	}
	names := []string{"on", "id", "age", "mixed", "mixed2", "nested", "none", "@odata.type"}
	s := columns.NewSelected(names)
	for _, row := range rows {
		if err := s.Add(jsontext.Value(row)); err != nil {
			t.Fatal(err)
		}
	}
	value, err := s.Value()
	typ := checkWire(t, s.AppendTo(nil), value, err)
	const wantType = `["list",["object",{"@odata.type":"string","age":"number","id":"string","mixed":"string",` +
		`"mixed2":"string","nested":"string","none":"string","on":"bool"}]]`
	if diff := cmp.Diff(wantType, typ); diff != "" {
		t.Errorf("type (-want +got):\n%s", diff)
	}
	var list []tftypes.Value
	if err := value.As(&list); err != nil {
		t.Fatal(err)
	}
	for attribute, want := range map[string]string{
		"id":          `a b null null`,
		"mixed":       `5 5 true null`,
		"mixed2":      `null true 1 null`,
		"nested":      `{"a":null,"b":[1,2]} [] plain "text" null`,
		"none":        `null null null null`,
		"@odata.type": `#t null null null`,
	} {
		got := ""
		for i, row := range list {
			if i > 0 {
				got += " "
			}
			got += cellText(t, row, attribute)
		}
		if got != want {
			t.Errorf("%s = %s, want %s", attribute, got, want)
		}
	}
	if s.Len() != len(rows) {
		t.Errorf("Len() = %d, want %d", s.Len(), len(rows))
	}
}

// cellText returns the string of an attribute, or "null".
func cellText(t *testing.T, row tftypes.Value, attribute string) string {
	t.Helper()
	var object map[string]tftypes.Value
	if err := row.As(&object); err != nil {
		t.Fatal(err)
	}
	if object[attribute].IsNull() {
		return "null"
	}
	var s string
	if err := object[attribute].As(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSelected_singleAndEmpty(t *testing.T) {
	t.Parallel()
	s, err := columns.SelectedOf([]string{"b", "a", "b"}, jsontext.Value(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	value, err := s.Value()
	typ, want := checkWire(t, s.AppendTo(nil), value, err), `["object",{"a":"number","b":"string"}]`
	if typ != want {
		t.Errorf("type of an object = %s, want %s", typ, want)
	}
	empty := columns.NewSelected([]string{"a"})
	value, err = empty.Value()
	typ, want = checkWire(t, empty.AppendTo(nil), value, err), `["list",["object",{"a":"string"}]]`
	if typ != want {
		t.Errorf("type of an empty list = %s, want %s", typ, want)
	}
	if err := empty.Add(jsontext.Value(`"a"`)); err == nil {
		t.Error("Add of a string: no error, want one")
	}
}

// FuzzDynamic checks that JSON is encoded as Terraform's own encoder does it, and that it has the values that
// encoding/json reads.
func FuzzDynamic(f *testing.F) {
	for i := range 4 {
		f.Add([]byte(sampleRow(i)))
	}
	f.Add([]byte(`[{"a":[],"b":1e5},{"b":0.1,"a":[{"c":null},{"c":"\ud800"}]},[1,"2",[true]],"",{"":{}}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		value := jsontext.Value(bytes.TrimSpace(text))
		if !value.IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
			return
		}
		one, many := dynamicOf(t, value), columns.NewDynamic()
		if err := errors.Join(many.Add(value), many.Add(jsontext.Value(`{"a":null}`))); err != nil {
			t.Fatal(err)
		}
		for _, d := range []*columns.Dynamic{one, many} {
			back, err := d.Value()
			checkWire(t, d.AppendTo(nil), back, err)
		}
		// Volatile members are left out, and a CLI composes the letters of names.
		if json.Valid(value) && norm.NFC.IsNormal(value) && !bytes.ContainsAny(value, `@\`) {
			got, err := one.Value()
			want := terraformValue(t, got.Type(), decoded(t, value), func(name string) string { return name })
			if err != nil || !got.Equal(want) {
				t.Fatalf("value of %s = %s, error %v; want %s", value, got, err, want)
			}
		}
		selected := columns.NewSelected([]string{"a", "b"})
		if selected.Add(value) == nil {
			back, err := selected.Value()
			checkWire(t, selected.AppendTo(nil), back, err)
		}
	})
}

//nolint:paralleltest // Allocations cannot be counted while other tests run.
func TestSelected_allocations(t *testing.T) {
	s := columns.NewSelected([]string{"id", "displayName"})
	row := sampleRow(4)
	for range 2000 {
		_ = s.Add(row)
	}
	if n := testing.AllocsPerRun(100, func() { _ = s.Add(row) }); n > 0 {
		t.Errorf("allocations per row = %v, want 0", n)
	}
	d := columns.NewDynamic()
	for range 2000 {
		_ = d.Add(row)
	}
	if n := testing.AllocsPerRun(100, func() { _ = d.Add(row) }); n > 0 {
		t.Errorf("allocations per item = %v, want 0", n)
	}
}

// userRow returns the ith user of a benchmark.
func userRow(i int) jsontext.Value {
	return jsontext.Value(fmt.Sprintf(`{"id":"%08[1]d-0000-4000-8000-000000000000","displayName":"Ada Example %[1]d",`+
		`"givenName":"Ada","surname":"Example","jobTitle":null,"mail":"ada%[1]d@contoso.com","mobilePhone":null,`+
		`"officeLocation":"Łódź","businessPhones":["+48 1"],"userPrincipalName":"ada%[1]d@contoso.com"}`, i))
}

func BenchmarkSelected(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		users := make([]jsontext.Value, rows)
		for i := range users {
			users[i] = userRow(i)
		}
		b.Run(fmt.Sprint("selected/", rows), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s := columns.NewSelected([]string{"id", "displayName", "userPrincipalName"})
				for _, user := range users {
					if err := s.Add(user); err != nil {
						b.Fatal(err)
					}
				}
				s.AppendTo(nil)
			}
		})
		b.Run(fmt.Sprint("dynamic/", rows), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d := columns.NewDynamic()
				for _, user := range users {
					if err := d.Add(user); err != nil {
						b.Fatal(err)
					}
				}
				d.AppendTo(nil)
			}
		})
	}
}
