package columns_test

import (
	"strconv"
	gostrings "strings"
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
	columns.Derived("type", "@odata.type", "Type.", func(v jsontext.Value) (string, bool) {
		name, found := gostrings.CutPrefix(gostrings.Trim(string(v), `"`), "#microsoft.graph.")
		return name, found
	}),
	columns.Derived("length", "displayName", "Length.", func(v jsontext.Value) (string, bool) { return strconv.Itoa(len(v) - 2), true }),
	columns.Flatten("organizer", columns.Flatten("emailAddress", columns.String("address", "Address."))),
	columns.Flatten("organizer", columns.Bool("isTeam", "Team.")).Named("organized_by_team"),
	columns.Additional("additional_json", "More."),
}

// values encodes one object and gives its attributes in the compact text form of tftypes.
func values(t *testing.T, json string, additional ...string) map[string]tftypes.Value {
	t.Helper()
	got, err := table.Encoder(additional...).Values(jsontext.Value(json))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func strings(of ...string) tftypes.Value {
	list := []tftypes.Value{}
	for _, s := range of {
		list = append(list, tftypes.NewValue(tftypes.String, s))
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, list)
}

func TestEncoder_kinds(t *testing.T) {
	t.Parallel()
	org := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"division": tftypes.String, "cost_center": tftypes.String}}
	identity := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"issuer": tftypes.String}}
	for _, c := range []struct {
		name, json, attribute string
		want                  tftypes.Value
	}{
		{"text", `{"displayName":"Adele"}`, "display_name", tftypes.NewValue(tftypes.String, "Adele")},
		{"empty text stays empty", `{"displayName":""}`, "display_name", tftypes.NewValue(tftypes.String, "")},
		{"null", `{"displayName":null}`, "display_name", tftypes.NewValue(tftypes.String, nil)},
		{"absent", `{}`, "display_name", tftypes.NewValue(tftypes.String, nil)},
		{"escapes", `{"displayName":"a\"b\\c\u00e9\ud83d\ude00"}`, "display_name", tftypes.NewValue(tftypes.String, "a\"b\\cé😀")},
		{"braces in text", ` { "x" : {"y":["}"]} , "displayName" : "}],{" } `[1:], "display_name", tftypes.NewValue(tftypes.String, "}],{")},
		{"last of two wins", `{"displayName":"a","displayName":"b"}`, "display_name", tftypes.NewValue(tftypes.String, "b")},
		{"true", `{"accountEnabled":true}`, "account_enabled", tftypes.NewValue(tftypes.Bool, true)},
		{"false", `{"accountEnabled":false}`, "account_enabled", tftypes.NewValue(tftypes.Bool, false)},
		{"number", `{"deviceEnrollmentLimit":-1000}`, "device_enrollment_limit", tftypes.NewValue(tftypes.Number, -1000)},
		{"time", `{"createdDateTime":"2019-11-15T01:55:54.8022848Z"}`, "created_date_time", tftypes.NewValue(tftypes.String, "2019-11-15T01:55:54.8022848Z")},
		{"time of never", `{"createdDateTime":"0001-01-01T00:00:00Z"}`, "created_date_time", tftypes.NewValue(tftypes.String, nil)},
		{"derived", `{"@odata.type":"#microsoft.graph.user"}`, "type", tftypes.NewValue(tftypes.String, "user")},
		{"not derivable", `{"@odata.type":"user"}`, "type", tftypes.NewValue(tftypes.String, nil)},
		{"derived from null", `{"@odata.type":null}`, "type", tftypes.NewValue(tftypes.String, nil)},
		{"derived beside the column", `{"displayName":"Adele"}`, "length", tftypes.NewValue(tftypes.String, "5")},
		{"column beside the derived", `{"displayName":"Adele"}`, "display_name", tftypes.NewValue(tftypes.String, "Adele")},
		{"inner", `{"organizer":{"emailAddress":{"address":"a@b.c"}}}`, "address", tftypes.NewValue(tftypes.String, "a@b.c")},
		{"inner of null", `{"organizer":{"emailAddress":null}}`, "address", tftypes.NewValue(tftypes.String, nil)},
		{"inner of nothing", `{}`, "address", tftypes.NewValue(tftypes.String, nil)},
		{"inner with another name", `{"organizer":{"isTeam":true}}`, "organized_by_team", tftypes.NewValue(tftypes.Bool, true)},
		{"texts", `{"otherMails":["a","b\n"]}`, "other_mails", strings("a", "b\n")},
		{"no texts", `{"otherMails":[]}`, "other_mails", strings()},
		{
			"text map", `{"onPremisesExtensionAttributes":{"extensionAttribute1":"x","extensionAttribute2":null}}`,
			"on_premises_extension_attributes",
			tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"extensionAttribute1": tftypes.NewValue(tftypes.String, "x")}),
		},
		{
			"object", `{"employeeOrgData":{"costCenter":"42"}}`, "employee_org_data",
			tftypes.NewValue(org, map[string]tftypes.Value{"division": tftypes.NewValue(tftypes.String, nil), "cost_center": tftypes.NewValue(tftypes.String, "42")}),
		},
		{
			"objects", `{"identities":[{"issuer":"contoso.com","other":1},null]}`, "identities",
			tftypes.NewValue(tftypes.List{ElementType: identity}, []tftypes.Value{
				tftypes.NewValue(identity, map[string]tftypes.Value{"issuer": tftypes.NewValue(tftypes.String, "contoso.com")}),
				tftypes.NewValue(identity, nil),
			}),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := values(t, c.json)[c.attribute]; !got.Equal(c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestEncoder_additional(t *testing.T) {
	t.Parallel()
	const row = `{"z":1e400,"Skills":["b","a"],"extension_1":{"y":1,"b":{"d":1,"c":9007199254740993}},"displayName":"Adele"}`
	for _, c := range []struct {
		name  string
		extra []string
		want  any
	}{
		{"none asked", nil, nil},
		{"absent is null", []string{"nothing"}, `{"nothing":null}`},
		{"keys sorted, digits kept", []string{"z", "extension_1"}, `{"extension_1":{"b":{"c":9007199254740993,"d":1},"y":1},"z":1e400}`},
		{"lists keep their order, names their spelling", []string{"skills"}, `{"skills":["b","a"]}`},
		{"also a column", []string{"displayName"}, `{"displayName":"Adele"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := values(t, row, c.extra...)["additional_json"]
			if want := tftypes.NewValue(tftypes.String, c.want); !got.Equal(want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestEncoder_kindErrorNamesTheProperty(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		json string
		want columns.KindError
	}{
		{`{"displayName":1}`, columns.KindError{Property: "displayName", Want: "string", Got: '0'}},
		{`{"accountEnabled":"yes"}`, columns.KindError{Property: "accountEnabled", Want: "bool", Got: '"'}},
		{`{"deviceEnrollmentLimit":{}}`, columns.KindError{Property: "deviceEnrollmentLimit", Want: "number", Got: '{'}},
		{`{"otherMails":"a"}`, columns.KindError{Property: "otherMails", Want: "list of strings", Got: '"'}},
		{`{"onPremisesExtensionAttributes":[]}`, columns.KindError{Property: "onPremisesExtensionAttributes", Want: "map of strings", Got: '['}},
		{`{"employeeOrgData":{"division":true}}`, columns.KindError{Property: "division", Want: "string", Got: 't'}},
		{`{"organizer":"a@b.c"}`, columns.KindError{Property: "organizer", Want: "string", Got: '"'}},
		{`{"identities":{}}`, columns.KindError{Property: "identities", Want: "list of objects", Got: '{'}},
		{`null`, columns.KindError{Want: "object", Got: 'n'}},
	} {
		_, err := table.Encoder().Append(nil, jsontext.Value(c.json))
		got, ok := err.(*columns.KindError) //nolint:errorlint // The very error is wanted, not a wrapped one.
		if !ok || *got != c.want {
			t.Errorf("%s: got %v, want %v", c.json, err, &c.want)
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
			t.Errorf("%s = %q, want no string", property, got)
		}
	}
	if got := string(row.JSON("employeeOrgData")); got != `{"division":"D"}` {
		t.Errorf("employeeOrgData = %s", got)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	want := []string{"displayName", "accountEnabled", "deviceEnrollmentLimit", "createdDateTime", "otherMails", "onPremisesExtensionAttributes", "employeeOrgData", "identities", "organizer"}
	if diff := cmp.Diff(want, table.Properties()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"otherMails"}, table.Only([]string{"other_mails", "unknown"}).Properties()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"organizer", "emailAddress", "address"}, table.Only([]string{"address"})[0].Path()); diff != "" {
		t.Error(diff)
	}
	s := schema.Schema{Attributes: table.Attributes()}
	if got := s.Type().TerraformType(t.Context()); !got.Equal(table.Type()) {
		t.Errorf("the schema is of type %s, the rows are of type %s", got, table.Type())
	}
	list := schema.Schema{Attributes: map[string]schema.Attribute{"users": table.List("Users.")}}
	rows := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"users": tftypes.List{ElementType: table.Type()}}}
	if got := list.Type().TerraformType(t.Context()); !got.Equal(rows) {
		t.Errorf("the schema is of type %s, the rows are of type %s", got, rows)
	}
}

func TestSnakeCase(t *testing.T) {
	t.Parallel()
	for property, want := range map[string]string{
		"id": "id", "displayName": "display_name", "onPremisesSamAccountName": "on_premises_sam_account_name", "imAddresses": "im_addresses",
	} {
		if got := columns.SnakeCase(property); got != want {
			t.Errorf("%s: got %s, want %s", property, got, want)
		}
	}
}
