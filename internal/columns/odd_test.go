package columns_test

import (
	"fmt"
	gostrings "strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// One odd name must not cost the list, nor be a difference in the next plan: names cut in the middle of a surrogate
// pair, bytes that are not UTF-8.
func TestEncoder_oddText(t *testing.T) {
	t.Parallel()
	for odd, want := range map[string]string{
		`Party \ud83c`: "Party \ufffd", `\udf89x`: "\ufffdx", "Jos\xe9": "Jos\ufffd", `\u0000`: "\x00", "\xc0\xaf": "\ufffd\ufffd",
	} {
		json := `{"displayName":"` + odd + `","otherMails":["` + odd + `"],"extra":{"` + odd + `":"` + odd + `"}}`
		got, err := table.Encoder("extra").Values(jsontext.Value(json))
		if err != nil {
			t.Errorf("%s: %v", json, err)
			continue
		}
		if !got["display_name"].Equal(tftypes.NewValue(tftypes.String, want)) || !got["other_mails"].Equal(strings(want)) {
			t.Errorf("%s: got %s and %s, want %q", json, got["display_name"], got["other_mails"], want)
		}
		for _, list := range []columns.Dynamic{*columns.NewDynamic()} {
			if err := list.Add(jsontext.Value(json)); err != nil {
				t.Error(err)
			}
			if _, err := list.Value(); err != nil {
				t.Errorf("%s: %v", json, err)
			}
		}
	}
}

// A name inside an additional property may come twice.
func TestEncoder_duplicateNames(t *testing.T) {
	t.Parallel()
	got, err := table.Encoder("x").Values(jsontext.Value(`{"x":{"a":1,"a":2}}`))
	if err != nil {
		t.Fatal(err)
	}
	if want := tftypes.NewValue(tftypes.String, `{"x":{"a":1,"a":2}}`); !got["additional_json"].Equal(want) {
		t.Errorf("got %s, want %s", got["additional_json"], want)
	}
}

// Annotations that change with each response, and links that are secrets, are left out on every level.
func TestVolatile(t *testing.T) {
	t.Parallel()
	const row = `{"id":"1","@microsoft.graph.downloadUrl":"https://x/SECRET","details":{"@odata.etag":"W/3","d":1,` +
		`"list":[{"@content.downloadUrl":"SECRET","members@odata.nextLink":"SECRET","@odata.type":"#t","e":"a@b.c"}]}}`
	const details = `{"d":1,"list":[{"@odata.type":"#t","e":"a@b.c"}]}`
	d, err := columns.DynamicOf(jsontext.Value(row))
	if err != nil {
		t.Fatal(err)
	}
	s, err := columns.SelectedOf([]string{"id", "details"}, jsontext.Value(row))
	if err != nil {
		t.Fatal(err)
	}
	for name, wire := range map[string]string{"Dynamic": string(d.AppendTo(nil)), "Selected": string(s.AppendTo(nil))} {
		if gostrings.Contains(wire, "SECRET") || gostrings.Contains(wire, "W/3") {
			t.Errorf("%s keeps an annotation: %q", name, wire)
		}
	}
	if wire := string(s.AppendTo(nil)); !gostrings.Contains(wire, details) {
		t.Errorf("Selected = %q, want it to hold %s", wire, details)
	}
	got, err := table.Encoder("details").Values(jsontext.Value(row))
	if want := tftypes.NewValue(tftypes.String, `{"details":`+details+`}`); err != nil || !got["additional_json"].Equal(want) {
		t.Errorf("additional_json = %s, %v, want %s", got["additional_json"], err, want)
	}
}

// A CLI composes the names of a type, but not those of a value, and then misses the attribute.
func TestDynamic_composedNames(t *testing.T) {
	t.Parallel()
	d, err := columns.DynamicOf(jsontext.Value(`{"Gro\u0308ße":1,"Größe":2}`))
	if err != nil {
		t.Fatal(err)
	}
	value, err := d.Value()
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]tftypes.Value
	if err := value.As(&object); err != nil || len(object) != 1 || object["Größe"].IsNull() {
		t.Errorf("got %v, %v, want the one attribute Größe", object, err)
	}
}

// The size that is announced is never less than what is written: the response is one slice of that size.
func TestSelected_size(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"1.7976931348623157E+308", "0.1", "1e300", "-2.5", "12345678901234567890.123", "1E-300", "7"} {
		s := columns.NewSelected([]string{"n"})
		for range 100 {
			if err := s.Add(jsontext.Value(fmt.Sprintf(`{"n":%s}`, number))); err != nil {
				t.Fatal(err)
			}
		}
		if size, wrote := s.Size(), len(s.AppendTo(nil)); wrote > size {
			t.Errorf("%s: wrote %d bytes, announced %d", number, wrote, size)
		}
	}
}

func TestTable_Select(t *testing.T) {
	t.Parallel()
	people := columns.Table{columns.String("displayName", ""), columns.String("id", ""), columns.String("mail", "")}
	want := "id displayName mail streetAddress"
	if got := gostrings.Join(people.Select("DISPLAYNAME", "streetAddress", "StreetAddress"), " "); got != want {
		t.Errorf("Select = %s, want %s", got, want)
	}
}
