package columns_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// A name that ends in half of a surrogate pair or is not UTF-8 must neither fail the list nor cause a difference in the
// next plan.
func TestEncoder_invalidText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`Party \ud83c`: "Party \ufffd",
		`\udf89x`:      "\ufffdx",
		"Jos\xe9":      "Jos\ufffd",
		`\u0000`:       "\x00",
		"\xc0\xaf":     "\ufffd\ufffd",
	} {
		json := `{"displayName":"` + text + `","otherMails":["` + text + `"],"extra":{"` + text + `":"` + text + `"}}`
		got := encode(t, json, "extra")
		if !got["display_name"].Equal(tftypes.NewValue(tftypes.String, want)) || !got["other_mails"].Equal(stringList(want)) {
			t.Errorf("%s: display_name = %s, other_mails = %s; want %q", json, got["display_name"], got["other_mails"], want)
		}
		list := columns.NewDynamic()
		if err := list.Add(jsontext.Value(json)); err != nil {
			t.Errorf("%s: error of Add = %v, want nil", json, err)
		}
		if _, err := list.Value(); err != nil {
			t.Errorf("%s: error of Value = %v, want nil", json, err)
		}
	}
}

// An additional property may contain duplicate names.
func TestEncoder_duplicateNames(t *testing.T) {
	t.Parallel()
	got := encode(t, `{"x":{"a":1,"a":2}}`, "x")
	if want := tftypes.NewValue(tftypes.String, `{"x":{"a":1,"a":2}}`); !got["additional_json"].Equal(want) {
		t.Errorf("additional_json = %s, want %s", got["additional_json"], want)
	}
}

// Annotations that change with each response, and links that are secrets, are left out at every level.
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
		if strings.Contains(wire, "SECRET") || strings.Contains(wire, "W/3") {
			t.Errorf("%s = %q, want it without SECRET and W/3", name, wire)
		}
	}
	if wire := string(s.AppendTo(nil)); !strings.Contains(wire, details) {
		t.Errorf("Selected = %q, want it to contain %s", wire, details)
	}
	got := encode(t, row, "details")
	want := tftypes.NewValue(tftypes.String, `{"details":`+details+`}`)
	if !got["additional_json"].Equal(want) {
		t.Errorf("additional_json = %s, want %s", got["additional_json"], want)
	}
}

// Names are normalized. A CLI normalizes the names of a type, but not those of a value, and then misses the attribute.
func TestDynamic_normalizedNames(t *testing.T) {
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
		t.Errorf("attributes %v, error %v; want only Größe", object, err)
	}
}

// Size never returns less than what is written, because the response is one slice of that size.
func TestSelected_size(t *testing.T) {
	t.Parallel()
	for _, number := range []string{
		"1.7976931348623157E+308", "0.1", "1e300", "-2.5", "12345678901234567890.123", "1E-300", "7",
	} {
		s := columns.NewSelected([]string{"n"})
		for range 100 {
			if err := s.Add(jsontext.Value(fmt.Sprintf(`{"n":%s}`, number))); err != nil {
				t.Fatal(err)
			}
		}
		if size, wrote := s.Size(), len(s.AppendTo(nil)); wrote > size {
			t.Errorf("%s: Size() = %d, want at least %d, the bytes written", number, size, wrote)
		}
	}
}

func TestTable_Select(t *testing.T) {
	t.Parallel()
	users := columns.Table{columns.String("displayName", ""), columns.String("id", ""), columns.String("mail", "")}
	want := "id displayName mail streetAddress"
	if got := strings.Join(users.Select("DISPLAYNAME", "streetAddress", "StreetAddress"), " "); got != want {
		t.Errorf("Select = %s, want %s", got, want)
	}
}
