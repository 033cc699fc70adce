package columns_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

func dynamicOf(t *testing.T, value jsontext.Value) *columns.Dynamic {
	t.Helper()
	d, err := columns.DynamicOf(value)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// asTerraform holds the wire form of a dynamic value against that of Terraform's own encoder, and gives its type.
func asTerraform(t *testing.T, wire []byte, value tftypes.Value, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	want, err := tfprotov6.NewDynamicValue(tftypes.DynamicPseudoType, value)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(wire, want.MsgPack) {
		t.Errorf("got %q, Terraform writes %q", wire, want.MsgPack)
	}
	typ, err := value.Type().MarshalJSON() //nolint:staticcheck // It is how a type goes over the wire.
	if err != nil {
		t.Fatal(err)
	}
	return string(typ)
}

func TestDynamic_types(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, json, want string }{
		{"text", `"a\u0000\"ü"`, `"string"`},
		{"flag", `true`, `"bool"`},
		{"object", `{"b":1,"a":"x","@odata.type":"#t","@odata.context":"c","@odata.etag":"e","m@odata.context":"c","a\"<b>":null}`,
			`["object",{"@odata.type":"string","a":"string","a\"\u003cb\u003e":"string","b":"number"}]`},
		{"nothing in it", `{}`, `["object",{}]`},
		{"name that comes twice", `{"a":1,"a":true}`, `["object",{"a":"bool"}]`},
		{"list", `["a","b"]`, `["list","string"]`},
		{"empty list", `[]`, `["list","string"]`},
		{"list with null", `[null,1]`, `["list","number"]`},
		{"tuple", `[1,"a",null,[1]]`, `["tuple",["number","string","string",["list","number"]]]`},
		{"objects", `[{"a":null,"b":[]},{"b":[1],"a":{"c":null}},{"a":{"c":true},"b":null}]`,
			`["list",["object",{"a":["object",{"c":"bool"}],"b":["list","number"]}]]`},
		{"objects of two kinds", `[{"a":1},{"b":1}]`, `["tuple",[["object",{"a":"number"}],["object",{"b":"number"}]]]`},
		{"tuples", `[[1,"a"],[2,"b"]]`, `["list",["tuple",["number","string"]]]`},
		{"no UTF-8", "{\"a\xff\":\"b\xff\"}", `["object",{"a�":"string"}]`},
		{"half a character", `"\ud800"`, `"string"`},
		{"too large", `[1e1000000000,2]`, `["tuple",["string","number"]]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := dynamicOf(t, jsontext.Value(c.json))
			value, err := d.Value()
			if diff := cmp.Diff(c.want, asTerraform(t, d.AppendTo(nil), value, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDynamic_numbersKeepTheirDigits(t *testing.T) {
	t.Parallel()
	for _, number := range []string{
		"0", "-0", "-0.0", "1", "-1", "127", "128", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
		"123456789012345678901234567890", "0.1", "1.5", "-2.25", "3.141592653589793238462643383279", "1e3", "1.0", "1E-7", "6.02214076e23", "1e308", "1e400",
	} {
		d := dynamicOf(t, jsontext.Value(number))
		value, err := d.Value()
		if typ := asTerraform(t, d.AppendTo(nil), value, err); typ != `"number"` {
			t.Errorf("%s is a %s", number, typ)
		}
	}
}

func TestDynamic_collections(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		items []string
		want  string
	}{
		"none":      {nil, `["list","string"]`},
		"alike":     {[]string{`{"a":null,"b":["x"]}`, `{"b":[],"a":1}`}, `["list",["object",{"a":"number","b":["list","string"]}]]`},
		"different": {[]string{`{"a":1}`, `{"a":null}`, `{"b":1}`}, `["tuple",[["object",{"a":"number"}],["object",{"a":"string"}],["object",{"b":"number"}]]]`},
		"texts":     {[]string{`"a"`, `"b"`}, `["list","string"]`},
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
			if diff := cmp.Diff(c.want, asTerraform(t, d.AppendTo(nil), value, err)); diff != "" || d.Len() != len(c.items) {
				t.Errorf("%d items: %s", d.Len(), diff)
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
	typ := asTerraform(t, s.AppendTo(nil), value, err)
	if diff := cmp.Diff(`["list",["object",{"@odata.type":"string","age":"number","id":"string","mixed":"string","mixed2":"string","nested":"string","none":"string","on":"bool"}]]`, typ); diff != "" {
		t.Error(diff)
	}
	var list []tftypes.Value
	if err := value.As(&list); err != nil {
		t.Fatal(err)
	}
	for attribute, want := range map[string]string{
		"id": `a b null null`, "mixed": `5 5 true null`, "mixed2": `null true 1 null`, "nested": `{"a":null,"b":[1,2]} [] plain "text" null`,
		"none": `null null null null`, "@odata.type": `#t null null null`,
	} {
		got := ""
		for i, row := range list {
			if i > 0 {
				got += " "
			}
			got += cell(t, row, attribute)
		}
		if got != want {
			t.Errorf("%s is %s, want %s", attribute, got, want)
		}
	}
	if s.Len() != len(rows) {
		t.Errorf("%d rows", s.Len())
	}
}

func cell(t *testing.T, row tftypes.Value, attribute string) string {
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

func TestSelected_oneAndNone(t *testing.T) {
	t.Parallel()
	s, err := columns.SelectedOf([]string{"b", "a", "b"}, jsontext.Value(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	value, err := s.Value()
	if typ := asTerraform(t, s.AppendTo(nil), value, err); typ != `["object",{"a":"number","b":"string"}]` {
		t.Error(typ)
	}
	none := columns.NewSelected([]string{"a"})
	value, err = none.Value()
	if typ := asTerraform(t, none.AppendTo(nil), value, err); typ != `["list",["object",{"a":"string"}]]` {
		t.Error(typ)
	}
	if err := none.Add(jsontext.Value(`"a"`)); err == nil {
		t.Error("a text was taken for an object")
	}
}

func FuzzDynamic(f *testing.F) {
	for i := range 4 {
		f.Add([]byte(sample(i)))
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
			asTerraform(t, d.AppendTo(nil), back, err)
		}
		selected := columns.NewSelected([]string{"a", "b"})
		if selected.Add(value) == nil {
			back, err := selected.Value()
			asTerraform(t, selected.AppendTo(nil), back, err)
		}
	})
}

//nolint:paralleltest // Allocations cannot be counted while other tests run.
func TestSelected_allocations(t *testing.T) {
	s := columns.NewSelected([]string{"id", "displayName"})
	row := sample(4)
	for range 2000 {
		_ = s.Add(row)
	}
	if n := testing.AllocsPerRun(100, func() { _ = s.Add(row) }); n > 0 {
		t.Errorf("%v allocations a row", n)
	}
	d := columns.NewDynamic()
	for range 2000 {
		_ = d.Add(row)
	}
	if n := testing.AllocsPerRun(100, func() { _ = d.Add(row) }); n > 0 {
		t.Errorf("%v allocations an item", n)
	}
}

func userRow(i int) jsontext.Value {
	return jsontext.Value(fmt.Sprintf(`{"id":"%08d-0000-4000-8000-000000000000","displayName":"Ada Example %d","givenName":"Ada","surname":"Example","jobTitle":null,"mail":"ada%d@contoso.com","mobilePhone":null,"officeLocation":"Łódź","businessPhones":["+48 1"],"userPrincipalName":"ada%d@contoso.com"}`, i, i, i, i))
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
