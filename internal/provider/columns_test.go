package provider

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/golden"
)

// tables holds every column table, with the type of Graph that it shows.
var tables = map[string]struct {
	graphType string
	table     columns.Table
}{
	"user":        {"user", userColumns},
	"user_detail": {"user", userDetailColumns},
	"team":        {"team", teamColumns},
	"event":       {"event", eventColumns},
	"calendar":    {"calendar", calendarColumns},

	"group":               {"group", groupColumns},
	"directory_role":      {"directoryRole", roleColumns},
	"administrative_unit": {"administrativeUnit", unitColumns},
	"team_detail":         {"team", teamDetailColumns},
	"channel":             {"channel", channelColumns},
	"member":              {"aadUserConversationMember", memberColumns},
	"mailbox":             {"mailboxSettings", mailboxColumns},
	"schedule":            {"scheduleInformation", scheduleColumns},
	"license":             {"licenseDetails", licenseColumns},
	"sku":                 {"subscribedSku", skuColumns},
	"organization":        {"organization", organizationColumns},
}

// TestColumns_golden checks the names and kinds of attributes, which are part of the surface.
func TestColumns_golden(t *testing.T) {
	t.Parallel()
	for name, c := range tables {
		var b strings.Builder
		writeTable(&b, "", c.table)
		golden.Equal(t, "columns/"+name+".txt", b.String())
	}
}

// TestColumns_distinct refuses two columns of one name: the schema would show one of them, and the encoder write both.
func TestColumns_distinct(t *testing.T) {
	t.Parallel()
	var check func(where string, table columns.Table)
	check = func(where string, table columns.Table) {
		known := map[string]bool{}
		for _, c := range table {
			if known[c.Name] {
				t.Errorf("%s: column %s is there twice, want once", where, c.Name)
			}
			known[c.Name] = true
			check(where+"."+c.Name, c.Nested())
		}
	}
	for name, c := range tables {
		check(name, c.table)
	}
	check("a single user", userRecord)
}

// writeTable writes a line for each column of a table, and of the tables nested in it.
func writeTable(b *strings.Builder, indent string, table columns.Table) {
	for _, c := range table {
		fmt.Fprintf(b, "%s%s → %s: %s\n", indent, strings.Join(c.Path(), "."), c.Name, c.Kind())
		writeTable(b, indent+"  ", c.Nested())
	}
}

// graphTypes is an extract of Graph's own metadata.
type graphTypes struct {
	Types map[string]struct {
		Base       string
		Properties map[string]struct{ Type string }
	}
	Enums map[string]any
}

// TestColumns_metadata checks that every property exists in Graph's own metadata, and is of the type declared there.
func TestColumns_metadata(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/metadata.json")
	if err != nil {
		t.Fatal(err)
	}
	var metadata graphTypes
	if err := json.Unmarshal(content, &metadata); err != nil {
		t.Fatal(err)
	}
	for name, c := range tables {
		metadata.check(t, name, c.graphType, c.table)
	}
}

// check compares a table with a type of the metadata.
func (g graphTypes) check(t *testing.T, name, typ string, table columns.Table) {
	t.Helper()
	for _, c := range table {
		declared := typ
		for _, property := range c.Path() {
			declared = g.property(declared, property)
		}
		// A derived column may be of any kind, but the property that it is derived from must exist.
		if want := g.kind(declared); want != c.Kind() && (c.Kind() != "derived" || declared == "") {
			path := strings.Join(c.Path(), ".")
			t.Errorf("%s: kind of %s = %s, want %s, since Graph declares %q", name, path, c.Kind(), want, declared)
		}
		if nested := c.Nested(); nested != nil {
			element := strings.TrimSuffix(strings.TrimPrefix(declared, "Collection("), ")")
			g.check(t, name+"."+c.Property, element, nested)
		}
	}
}

// property returns the declared type of a property, which a base type may declare, or "".
func (g graphTypes) property(typ, property string) string {
	for typ != "" {
		if p, ok := g.Types[typ].Properties[property]; ok {
			return p.Type
		}
		typ = g.Types[typ].Base
	}
	return ""
}

// kind returns the kind of column that suits a type of the metadata.
func (g graphTypes) kind(declared string) string {
	element, many := strings.CutPrefix(declared, "Collection(")
	element = strings.TrimSuffix(element, ")")
	kind := map[string]string{
		"Edm.String": "string", "Edm.Guid": "string", "Edm.Boolean": "bool", "Edm.Int32": "number",
		"Edm.DateTimeOffset":            "time",
		"Edm.TimeOfDay":                 "string",
		"onPremisesExtensionAttributes": "map of strings",
	}[element]
	if _, enum := g.Enums[element]; enum {
		kind = "string"
	}
	if _, object := g.Types[element]; object && kind == "" {
		kind = "object"
	}
	if many {
		kind = "list of " + kind + "s"
	}
	return kind
}

// azureadAttributes are the attributes of a user in the azuread provider.
const azureadAttributes = `
	account_enabled age_group business_phones city company_name consent_provided_for_minor country creation_type
	department display_name employee_hire_date employee_id employee_type external_user_state fax_number given_name
	im_addresses job_title mail mail_nickname mobile_phone office_location onpremises_distinguished_name
	onpremises_domain_name onpremises_immutable_id onpremises_sam_account_name onpremises_security_identifier
	onpremises_sync_enabled onpremises_user_principal_name other_mails postal_code preferred_language
	proxy_addresses show_in_address_list state street_address surname usage_location user_principal_name user_type`

// TestColumns_detailsHaveTheAttributesOfAzuread checks that nobody who moves from azuread loses an attribute.
func TestColumns_detailsHaveTheAttributesOfAzuread(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, name := range userRecord.Names() {
		named[strings.ReplaceAll(name, "on_premises", "onpremises")] = true
	}
	for name := range strings.FieldsSeq(azureadAttributes) {
		if !named[name] {
			t.Errorf("attribute %s is missing", name)
		}
	}
	if got := len(userColumns); got != 30 {
		t.Errorf("columns of every data source of users = %d, want 30", got)
	}
}
