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

// tables holds every column table with the type of Graph that it shows.
var tables = map[string]struct {
	graphType string
	table     columns.Table
}{
	"user":        {"user", userColumns},
	"user_detail": {"user", userDetailColumns},
	"team":        {"team", teamColumns},
	"event":       {"event", eventColumns},
	"calendar":    {"calendar", calendarColumns},
}

// TestColumns_golden holds the names and kinds of attributes, which are part of the surface.
func TestColumns_golden(t *testing.T) {
	t.Parallel()
	for name, c := range tables {
		var b strings.Builder
		writeTable(&b, "", c.table)
		golden.Equal(t, "columns/"+name+".txt", b.String())
	}
}

// TestColumns_distinct refuses two columns with one name, of which the schema would show one and the encoder write both.
func TestColumns_distinct(t *testing.T) {
	t.Parallel()
	var check func(where string, table columns.Table)
	check = func(where string, table columns.Table) {
		known := map[string]bool{}
		for _, c := range table {
			if known[c.Name] {
				t.Errorf("%s has two columns called %s", where, c.Name)
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

func writeTable(b *strings.Builder, indent string, table columns.Table) {
	for _, c := range table {
		fmt.Fprintf(b, "%s%s → %s: %s\n", indent, strings.Join(c.Path(), "."), c.Name, c.Kind())
		writeTable(b, indent+"  ", c.Nested())
	}
}

// graphTypes is the extract of Graph's own metadata.
type graphTypes struct {
	Types map[string]struct {
		Base       string
		Properties map[string]struct{ Type string }
	}
	Enums map[string]any
}

// TestColumns_metadata holds every property against Graph's own metadata: it exists there, and is of that type.
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

func (g graphTypes) check(t *testing.T, name, typ string, table columns.Table) {
	t.Helper()
	for _, c := range table {
		declared := typ
		for _, property := range c.Path() {
			declared = g.property(declared, property)
		}
		// What is derived is a matter of the code that derives it, but there has to be something to derive it from.
		if want := g.kind(declared); want != c.Kind() && (c.Kind() != "derived" || declared == "") {
			t.Errorf("%s: %s is a %s, which Graph declares as %q", name, strings.Join(c.Path(), "."), c.Kind(), declared)
		}
		if nested := c.Nested(); nested != nil {
			g.check(t, name+"."+c.Property, strings.TrimSuffix(strings.TrimPrefix(declared, "Collection("), ")"), nested)
		}
	}
}

// property looks a property up in a type and in those that it derives from.
func (g graphTypes) property(typ, property string) string {
	for typ != "" {
		if p, ok := g.Types[typ].Properties[property]; ok {
			return p.Type
		}
		typ = g.Types[typ].Base
	}
	return ""
}

func (g graphTypes) kind(declared string) string {
	element, many := strings.CutPrefix(declared, "Collection(")
	element = strings.TrimSuffix(element, ")")
	kind := map[string]string{
		"Edm.String": "string", "Edm.Guid": "string", "Edm.Boolean": "bool", "Edm.Int32": "number", "Edm.DateTimeOffset": "time",
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

// TestColumns_detailsHaveTheAttributesOfAzuread keeps the promise that nobody loses an attribute by coming over.
func TestColumns_detailsHaveTheAttributesOfAzuread(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, name := range userRecord.Names() {
		named[strings.ReplaceAll(name, "on_premises", "onpremises")] = true
	}
	for name := range strings.FieldsSeq(`account_enabled age_group business_phones city company_name consent_provided_for_minor country creation_type
		department display_name employee_hire_date employee_id employee_type external_user_state fax_number given_name im_addresses job_title mail
		mail_nickname mobile_phone office_location onpremises_distinguished_name onpremises_domain_name onpremises_immutable_id
		onpremises_sam_account_name onpremises_security_identifier onpremises_sync_enabled onpremises_user_principal_name other_mails postal_code
		preferred_language proxy_addresses show_in_address_list state street_address surname usage_location user_principal_name user_type`) {
		if !named[name] {
			t.Errorf("%s is missing", name)
		}
	}
	if len(userColumns) != 30 {
		t.Errorf("%d columns on every source of users, want 30", len(userColumns))
	}
}
