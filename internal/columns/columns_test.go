package columns_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

var table = columns.Table{
	columns.String("displayName", "Name."),
	columns.Bool("accountEnabled", "Enabled."),
	columns.Number("deviceEnrollmentLimit", "Limit."),
	columns.Time("createdDateTime", "Created."),
	columns.Strings("otherMails", "Mails."),
	columns.StringMap("onPremisesExtensionAttributes", "Extensions."),
	columns.Object("employeeOrgData", "Organization.", columns.Table{
		columns.String("division", "Division."),
		columns.String("costCenter", "Cost centre."),
	}),
	columns.Objects("identities", "Identities.", columns.Table{columns.String("issuer", "Issuer.")}),
	columns.Derived("type", "@odata.type", "Type.", func(v, _ jsontext.Value) (string, bool) {
		name, found := strings.CutPrefix(strings.Trim(string(v), `"`), "#microsoft.graph.")
		return name, found
	}),
	columns.Derived("length", "displayName", "Length.", func(v, _ jsontext.Value) (string, bool) {
		return strconv.Itoa(len(v) - 2), true
	}),
	columns.DerivedBool("shouts", "jobTitle", "Upper case.", func(v, _ jsontext.Value) (is, known bool) {
		return strings.ToUpper(string(v)) == string(v), len(v) > 2
	}),
	columns.DerivedNumber("size", "jobTitle", "Length.", func(v, object jsontext.Value) (n int64, known bool) {
		return int64(len(v) - 2), !strings.Contains(string(object), "secret")
	}),
	columns.Flatten("organizer", columns.Flatten("emailAddress", columns.String("address", "Address."))),
	columns.Flatten("organizer", columns.Bool("isTeam", "Team.")).Named("organized_by_team"),
	columns.Additional("additional_json", "More."),
}

// encode encodes one object and returns the values of its attributes.
func encode(t *testing.T, json string, additional ...string) map[string]tftypes.Value {
	t.Helper()
	got, err := table.Encoder(additional...).Values(jsontext.Value(json))
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]tftypes.Value{}
	for name, wire := range got {
		if values[name], err = wire.Value(); err != nil {
			t.Fatal(err)
		}
	}
	return values
}

// stringList returns a list of strings.
func stringList(elements ...string) tftypes.Value {
	list := []tftypes.Value{}
	for _, s := range elements {
		list = append(list, tftypes.NewValue(tftypes.String, s))
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, list)
}

func TestEncoder_kinds(t *testing.T) {
	t.Parallel()
	organization := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"division": tftypes.String, "cost_center": tftypes.String,
	}}
	identity := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"issuer": tftypes.String}}
	text := func(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }
	noText := tftypes.NewValue(tftypes.String, nil)
	for _, c := range []struct {
		name, json, attribute string
		want                  tftypes.Value
	}{
		{"string", `{"displayName":"Adele"}`, "display_name", text("Adele")},
		{"empty string", `{"displayName":""}`, "display_name", text("")},
		{"null", `{"displayName":null}`, "display_name", noText},
		{"absent", `{}`, "display_name", noText},
		{"escapes", `{"displayName":"a\"b\\c\u00e9\ud83d\ude00"}`, "display_name", text("a\"b\\cé😀")},
		{"braces in strings", `{ "x" : {"y":["}"]} , "displayName" : "}],{" } `, "display_name", text("}],{")},
		{"last of duplicate names", `{"displayName":"a","displayName":"b"}`, "display_name", text("b")},
		{"true", `{"accountEnabled":true}`, "account_enabled", tftypes.NewValue(tftypes.Bool, true)},
		{"false", `{"accountEnabled":false}`, "account_enabled", tftypes.NewValue(tftypes.Bool, false)},
		{"number", `{"deviceEnrollmentLimit":-1000}`, "device_enrollment_limit", tftypes.NewValue(tftypes.Number, -1000)},
		{
			"time", `{"createdDateTime":"2019-11-15T01:55:54.8022848Z"}`, "created_date_time",
			text("2019-11-15T01:55:54.8022848Z"),
		},
		{"time of the year 1", `{"createdDateTime":"0001-01-01T00:00:00Z"}`, "created_date_time", noText},
		{"derived", `{"@odata.type":"#microsoft.graph.user"}`, "type", text("user")},
		{"not derivable", `{"@odata.type":"user"}`, "type", noText},
		{"derived from null", `{"@odata.type":null}`, "type", noText},
		{"derived from a property with a column", `{"displayName":"Adele"}`, "length", text("5")},
		{"column of that property", `{"displayName":"Adele"}`, "display_name", text("Adele")},
		{"derived boolean", `{"jobTitle":"CEO"}`, "shouts", tftypes.NewValue(tftypes.Bool, true)},
		{"derived false", `{"jobTitle":"Clerk"}`, "shouts", tftypes.NewValue(tftypes.Bool, false)},
		{"underivable boolean", `{"jobTitle":""}`, "shouts", tftypes.NewValue(tftypes.Bool, nil)},
		{"boolean derived from null", `{"jobTitle":null}`, "shouts", tftypes.NewValue(tftypes.Bool, nil)},
		{"derived number", `{"jobTitle":"Clerk"}`, "size", tftypes.NewValue(tftypes.Number, 5)},
		{"derived zero", `{"jobTitle":""}`, "size", tftypes.NewValue(tftypes.Number, 0)},
		{"underivable number", `{"jobTitle":"Clerk","secret":1}`, "size", tftypes.NewValue(tftypes.Number, nil)},
		{"number derived from an absent property", `{}`, "size", tftypes.NewValue(tftypes.Number, nil)},
		{"nested", `{"organizer":{"emailAddress":{"address":"a@b.c"}}}`, "address", text("a@b.c")},
		{"nested in null", `{"organizer":{"emailAddress":null}}`, "address", noText},
		{"nested in an absent property", `{}`, "address", noText},
		{
			"nested with another name", `{"organizer":{"isTeam":true}}`, "organized_by_team",
			tftypes.NewValue(tftypes.Bool, true),
		},
		{"strings", `{"otherMails":["a","b\n"]}`, "other_mails", stringList("a", "b\n")},
		{"no strings", `{"otherMails":[]}`, "other_mails", stringList()},
		{
			"map of strings", `{"onPremisesExtensionAttributes":{"extensionAttribute1":"x","extensionAttribute2":null}}`,
			"on_premises_extension_attributes",
			tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{
				"extensionAttribute1": text("x"),
			}),
		},
		{
			"object", `{"employeeOrgData":{"costCenter":"42"}}`, "employee_org_data",
			tftypes.NewValue(organization, map[string]tftypes.Value{"division": noText, "cost_center": text("42")}),
		},
		{
			"objects", `{"identities":[{"issuer":"contoso.com","other":1},null]}`, "identities",
			tftypes.NewValue(tftypes.List{ElementType: identity}, []tftypes.Value{
				tftypes.NewValue(identity, map[string]tftypes.Value{"issuer": text("contoso.com")}),
				tftypes.NewValue(identity, nil),
			}),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := encode(t, c.json)[c.attribute]; !got.Equal(c.want) {
				t.Errorf("%s = %s, want %s", c.attribute, got, c.want)
			}
		})
	}
}

// TestEncoder_mapOrder checks that a map is the same bytes whatever the order of its JSON, so that plans do not differ.
func TestEncoder_mapOrder(t *testing.T) {
	t.Parallel()
	var wires [][]byte
	for _, entries := range []string{`"a":"1","B":"2","c":"3"`, `"c":"3","a":"1","B":"2"`} {
		wire, err := table.Encoder().Append(nil, jsontext.Value(`{"onPremisesExtensionAttributes":{`+entries+`}}`))
		if err != nil {
			t.Fatal(err)
		}
		wires = append(wires, wire)
	}
	if !bytes.Equal(wires[0], wires[1]) {
		t.Errorf("the bytes differ:\n%q\n%q", wires[0], wires[1])
	}
}

func TestEncoder_additional(t *testing.T) {
	t.Parallel()
	const row = `{"z":1e400,"Skills":["b","a"],"extension_1":{"y":1,"b":{"d":1,"c":9007199254740993}},` +
		`"displayName":"Adele"}`
	for _, c := range []struct {
		name       string
		properties []string
		want       any
	}{
		{"none", nil, nil},
		{"absent", []string{"nothing"}, `{"nothing":null}`},
		{
			"keys sorted, digits kept", []string{"z", "extension_1"},
			`{"extension_1":{"b":{"c":9007199254740993,"d":1},"y":1},"z":1e400}`,
		},
		{"list unsorted, name as requested", []string{"skills"}, `{"skills":["b","a"]}`},
		{"property of a column", []string{"displayName"}, `{"displayName":"Adele"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := encode(t, row, c.properties...)["additional_json"]
			if want := tftypes.NewValue(tftypes.String, c.want); !got.Equal(want) {
				t.Errorf("additional_json = %s, want %s", got, want)
			}
		})
	}
}

func TestEncoder_kindError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		json string
		want columns.KindError
	}{
		{`{"displayName":1}`, columns.KindError{Property: "displayName", Want: "string", Got: '0'}},
		{`{"accountEnabled":"yes"}`, columns.KindError{Property: "accountEnabled", Want: "bool", Got: '"'}},
		{`{"deviceEnrollmentLimit":{}}`, columns.KindError{Property: "deviceEnrollmentLimit", Want: "number", Got: '{'}},
		{`{"otherMails":"a"}`, columns.KindError{Property: "otherMails", Want: "list of strings", Got: '"'}},
		{
			`{"onPremisesExtensionAttributes":[]}`,
			columns.KindError{Property: "onPremisesExtensionAttributes", Want: "map of strings", Got: '['},
		},
		{`{"employeeOrgData":{"division":true}}`, columns.KindError{Property: "division", Want: "string", Got: 't'}},
		{`{"organizer":"a@b.c"}`, columns.KindError{Property: "organizer", Want: "string", Got: '"'}},
		{`{"identities":{}}`, columns.KindError{Property: "identities", Want: "list of objects", Got: '{'}},
		{`null`, columns.KindError{Want: "object", Got: 'n'}},
	} {
		_, err := table.Encoder().Append(nil, jsontext.Value(c.json))
		got, ok := err.(*columns.KindError) //nolint:errorlint // The error itself is wanted, not a wrapped one.
		if !ok || *got != c.want {
			t.Errorf("%s: error = %v, want %v", c.json, err, &c.want)
		}
	}
}

func TestRow(t *testing.T) {
	t.Parallel()
	row, err := table.Rows().Add(jsontext.Value(`{"employeeOrgData":{"division":"D"},"displayName":"Z\u00e9"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := row.String("displayName"); got != "Zé" {
		t.Errorf("displayName = %q, want Zé", got)
	}
	for _, property := range []string{"createdDateTime", "accountEnabled", "employeeOrgData", "unknown"} {
		if got := row.String(property); got != "" {
			t.Errorf("%s = %q, want an empty string", property, got)
		}
	}
	if got := string(row.JSON("employeeOrgData")); got != `{"division":"D"}` {
		t.Errorf(`employeeOrgData = %s, want {"division":"D"}`, got)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	want := []string{
		"displayName", "accountEnabled", "deviceEnrollmentLimit", "createdDateTime", "otherMails",
		"onPremisesExtensionAttributes", "employeeOrgData", "identities", "jobTitle", "organizer",
	}
	if diff := cmp.Diff(want, table.Properties()); diff != "" {
		t.Errorf("properties (-want +got):\n%s", diff)
	}
	some := table.Only([]string{"other_mails", "unknown"})
	if diff := cmp.Diff([]string{"otherMails"}, some.Properties()); diff != "" {
		t.Errorf("properties of a part of the table (-want +got):\n%s", diff)
	}
	address := table.Only([]string{"address"})[0]
	if diff := cmp.Diff([]string{"organizer", "emailAddress", "address"}, address.Path()); diff != "" {
		t.Errorf("path (-want +got):\n%s", diff)
	}
	s := schema.Schema{Attributes: table.Attributes()}
	if got := s.Type().TerraformType(t.Context()); !got.Equal(table.Type()) {
		t.Errorf("type of the schema = %s, want that of the rows, %s", got, table.Type())
	}
	list := schema.Schema{Attributes: map[string]schema.Attribute{"users": table.List("Users.")}}
	rows := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"users": tftypes.List{ElementType: table.Type()}}}
	if got := list.Type().TerraformType(t.Context()); !got.Equal(rows) {
		t.Errorf("type of the schema = %s, want that of the rows, %s", got, rows)
	}
}

func TestSnakeCase(t *testing.T) {
	t.Parallel()
	for property, want := range map[string]string{
		"id":                       "id",
		"displayName":              "display_name",
		"onPremisesSamAccountName": "on_premises_sam_account_name",
		"imAddresses":              "im_addresses",
	} {
		if got := columns.SnakeCase(property); got != want {
			t.Errorf("SnakeCase(%s) = %s, want %s", property, got, want)
		}
	}
}
