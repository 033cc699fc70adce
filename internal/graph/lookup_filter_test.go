package graph

import "testing"

// If "in" is an advanced query and "eq" is not, keys are looked up by "eq", because tenants of B2C have no advanced
// queries (microsoftgraph/microsoft-graph-docs-contrib#9856).
func TestOneOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		property string
		keys     []string
		want     string
	}{
		{"employeeId", []string{"1"}, "employeeId eq '1'"},
		{"employeeId", []string{"1", "o'2"}, "(employeeId eq '1' or employeeId eq 'o''2')"},
		{"mail", []string{"a", "b"}, "mail in ('a','b')"},
		{"companyName", []string{"a"}, "companyName in ('a')"},
	} {
		if got := oneOf(c.property, c.keys); got != c.want {
			t.Errorf("oneOf(%s, %q) = %s, want %s", c.property, c.keys, got, c.want)
		}
	}
}
