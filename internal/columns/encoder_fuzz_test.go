package columns_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// fullRow has a value for each column of the table.
const fullRow = `{"displayName":"Adele","accountEnabled":true,"deviceEnrollmentLimit":-1.5,` +
	`"createdDateTime":"2019-11-15","otherMails":["a",null,"ü"],` +
	`"onPremisesExtensionAttributes":{"b":"1","a":null,"c":""},` +
	`"employeeOrgData":{"division":"x","costCenter":null},"identities":[{"issuer":"i"},null],` +
	`"@odata.type":"#microsoft.graph.user","jobTitle":"CEO",` +
	`"organizer":{"emailAddress":{"address":"a@b.c"},"isTeam":true}}`

// FuzzEncoder checks that a row of all kinds of columns is what Terraform's own encoder writes for the values that
// encoding/json reads from the object, and that an object that is refused leaves nothing behind.
func FuzzEncoder(f *testing.F) {
	f.Add([]byte(fullRow), "extra")
	for i := range 8 {
		f.Add([]byte(sampleRow(i)), "extra")
	}
	f.Add([]byte(`{"display\u004eame":"a","onPremisesExtensionAttributes":{"a":"1","a":null,"\u0062":"","b":"2"}}`), `"`)
	f.Add([]byte(`{"id":"\ud800","x":[[{"]":"\\"}]]}`), "x")
	f.Fuzz(func(t *testing.T, text []byte, extra string) {
		row := jsontext.Value(bytes.TrimSpace(text))
		rows := table.Rows(extra)
		if _, err := rows.Add(row); err != nil {
			if _, isKind := errors.AsType[*columns.KindError](err); !isKind || len(rows.AppendTo(nil)) != 1 {
				t.Fatalf("error %v, wire format %q; want a KindError and no row", err, rows.AppendTo(nil))
			}
			return
		}
		if !json.Valid(row) {
			return // The Graph client refuses it.
		}
		value, err := rows.Value()
		if err != nil {
			t.Fatal(err)
		}
		want, err := tfprotov6.NewDynamicValue(tftypes.List{ElementType: table.Type()}, value)
		if err != nil {
			t.Fatal(err)
		}
		// Terraform's encoder writes the members of a map of strings in no order.
		got := rows.AppendTo(nil)
		diff := cmp.Diff(unpacked(t, want.MsgPack), unpacked(t, got))
		if diff != "" || len(got) != len(want.MsgPack) {
			t.Fatalf("wire format of %s = %q, want %q (-want +got):\n%s", row, got, want.MsgPack, diff)
		}
		var list []tftypes.Value
		if err := value.As(&list); err != nil {
			t.Fatal(err)
		}
		checkRow(t, row, list[0])
	})
}

// checkRow compares the columns that show a property as it is with what encoding/json reads.
func checkRow(t *testing.T, row jsontext.Value, value tftypes.Value) {
	t.Helper()
	var got map[string]tftypes.Value
	if err := value.As(&got); err != nil {
		t.Fatal(err)
	}
	object := decoded(t, row)
	for _, c := range table {
		switch c.Kind() {
		case "derived", "time", "additional":
			continue
		}
		read := object
		for _, property := range c.Path() {
			inner, _ := read.(map[string]any)
			read = inner[property]
		}
		if want := terraformValue(t, table.Type().AttributeTypes[c.Name], read, columns.SnakeCase); !got[c.Name].Equal(want) {
			t.Fatalf("%s of %s = %s, want %s", c.Name, row, got[c.Name], want)
		}
	}
}

// decoded returns what encoding/json reads, with all digits of the numbers.
func decoded(t *testing.T, text []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// terraformValue converts decoded JSON to a type of Terraform, whose attributes have the given names of properties.
func terraformValue(t *testing.T, typ tftypes.Type, value any, name func(string) string) tftypes.Value {
	t.Helper()
	switch v := value.(type) {
	case json.Number:
		if typ.Is(tftypes.String) {
			return tftypes.NewValue(typ, string(v)) // It has too many digits for a number.
		}
		number, _, err := big.ParseFloat(string(v), 10, 512, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		return tftypes.NewValue(typ, number)
	case []any:
		elements := make([]tftypes.Value, len(v))
		for i, element := range v {
			elements[i] = terraformValue(t, elementType(typ, i), element, name)
		}
		return tftypes.NewValue(typ, elements)
	case map[string]any:
		members := map[string]tftypes.Value{}
		object, isObject := typ.(tftypes.Object)
		for name, attribute := range object.AttributeTypes {
			members[name] = tftypes.NewValue(attribute, nil)
		}
		for property, member := range v {
			if attribute, known := object.AttributeTypes[name(property)]; known {
				members[name(property)] = terraformValue(t, attribute, member, name)
			} else if !isObject && member != nil {
				members[property] = terraformValue(t, tftypes.String, member, name)
			}
		}
		return tftypes.NewValue(typ, members)
	default:
		return tftypes.NewValue(typ, v)
	}
}

// elementType returns the type of an element of a list or a tuple.
func elementType(typ tftypes.Type, i int) tftypes.Type {
	if tuple, ok := typ.(tftypes.Tuple); ok {
		return tuple.ElementTypes[i]
	}
	return typ.(tftypes.List).ElementType
}

// unpacked decodes MessagePack. The type of a number says in which form it was.
func unpacked(t *testing.T, wire []byte) any {
	t.Helper()
	var value any
	if err := msgpack.Unmarshal(wire, &value); err != nil {
		t.Fatal(err)
	}
	return value
}
