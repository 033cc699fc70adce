package directory

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// TestGenerated checks that users are found by their keys, differ, and have valid values for all columns.
func TestGenerated(t *testing.T) {
	t.Parallel()
	const n = 100000
	d := New([]byte("{}"), n)
	ids := make(map[string]bool, n)
	for i := range n {
		id := GeneratedID(i)
		if ids[id] || !odata.IsGUID(id) {
			t.Fatalf("id of user %d = %q, want a GUID of its own", i, id)
		}
		ids[id] = true
		if found, ok := d.Find(id); !ok || found != i {
			t.Fatalf("user %d: found %d, %t, want the same", i, found, ok)
		}
	}
	for _, i := range []int{0, 1, 42, 99999} {
		for _, name := range keyProperties {
			v := d.Row(i).Value(name)
			if got := d.Lookup(name, strings.ToUpper(append(v.Texts, v.Text)[0])); !slices.Equal(got, []int{i}) {
				t.Errorf("%s of user %d: found %v, want that user", name, i, got)
			}
		}
	}
	if _, ok := d.Find("user0000000042@contoso.com"); ok {
		t.Error("found a user by a number with more zeroes, want none")
	}
}

// FuzzFilter checks that what is refused is refused with a 400, that the index finds what looking at every user finds,
// and that a filter and its negation have each user once.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		"displayName eq 'a' and not (mail in ('b','c''d') or endsWith(mail,'x'))", "otherMails/any(p:p eq 'a')",
		"a/$count eq 0",
		"createdDateTime ge 2020-01-01T00:00:00+01:00", "x/any()", "$count eq 1", "p:p/any(p:p)", "((((", "'", "not not not",
		"otherMails/any(p:p/$count eq 0)", "otherMails/any(a:mail eq 'x' and proxyAddresses/any(b:a eq 'x'))",
	} {
		f.Add(seed, true)
	}
	d := New(Company, 3)
	f.Fuzz(func(t *testing.T, filter string, advanced bool) {
		n, err := odata.ParseFilter(filter)
		if err == nil {
			err = userType.Get().CheckFilter(n, advanced)
		}
		if err != nil {
			if p, ok := errors.AsType[*odata.Problem](err); !ok || p.Status != http.StatusBadRequest {
				t.Fatalf("%q: got %v, want a problem with status 400", filter, err)
			}
			return
		}
		var scan []int32
		for i := range d.len() {
			if odata.Matches(n, d.Row(i)) {
				scan = append(scan, int32(i))
			}
		}
		if got := d.matching(&userQuery{filter: n}); !slices.Equal(got, scan) {
			t.Fatalf("%q: got %v by key, want %v as by scan", filter, got, scan)
		}
		negated, err := odata.ParseFilter("not(" + filter + ")")
		// The check also finds the properties that the filter names.
		if err != nil || userType.Get().CheckFilter(negated, advanced) != nil {
			return
		}
		if rest := d.matching(&userQuery{filter: negated}); len(rest)+len(scan) != d.len() {
			t.Fatalf("%q: got %d of %d users, and %d for its negation", filter, len(scan), d.len(), len(rest))
		}
	})
}

// TestFilterByKeyIsTheScan checks that the index gives what looking at every user gives.
func TestFilterByKeyIsTheScan(t *testing.T) {
	t.Parallel()
	d := New(Company, 500)
	filters := []string{
		"userPrincipalName in ('user000007@contoso.com','USER000123@contoso.com','user000500@contoso.com'," +
			"'AdeleV@contoso.com')",
		"id eq '" + strings.ToUpper(GeneratedID(42)) + "'", "mail eq 'user000001@contoso.com'", "employeeId eq 'e000300'",
		"mailNickname eq 'user7' or mailNickname eq 'user000008'",
		"proxyAddresses/any(p:p eq 'smtp:user000499@contoso.com')",
		"department eq 'Sales' and mailNickname in ('user000010','user000011','user000012','user000013')",
		"mail in ('user000009@contoso.com','user000009@contoso.com')", "mail eq 'user000009'", "id eq ''",
	}
	for _, filter := range filters {
		n, err := odata.ParseFilter(filter)
		if err != nil {
			t.Fatal(err)
		}
		var scan []int32
		for i := range d.len() {
			if odata.Matches(n, d.Row(i)) {
				scan = append(scan, int32(i))
			}
		}
		if got := d.matching(&userQuery{filter: n}); !slices.Equal(got, scan) {
			t.Errorf("%s: got %v by key, want %v as by scan", filter, got, scan)
		}
	}
}

// bulkColumns are what graph_users asks for.
const bulkColumns = "id,userPrincipalName,displayName,givenName,surname,mail,mailNickname,otherMails,proxyAddresses," +
	"userType,accountEnabled,jobTitle,department,companyName,employeeId,employeeType,officeLocation,city,state,country," +
	"usageLocation,businessPhones,mobilePhone,preferredLanguage,createdDateTime,externalUserState,onPremisesSyncEnabled," +
	"onPremisesSamAccountName,onPremisesUserPrincipalName,onPremisesImmutableId"

// TestSeedColumns checks that the seed writes down all thirty columns of every person.
func TestSeedColumns(t *testing.T) {
	t.Parallel()
	for _, u := range readSeed(Company).Users {
		for name := range strings.SplitSeq(bulkColumns, ",") {
			if _, there := u.values[name]; !there {
				t.Errorf("%s has no %s, want one", u.Value("userPrincipalName").Text, name)
			}
		}
	}
}

// BenchmarkFilter looks at 100,000 users, or finds some of them by their keys.
func BenchmarkFilter(b *testing.B) {
	d := New(Company, 100_000)
	for _, filter := range []string{
		"userPrincipalName in ('user000001@contoso.com','user099999@contoso.com')",
		"id eq '" + GeneratedID(77777) + "'",
		"department eq 'Sales'",
		"startsWith(displayName,'ada')",
		"proxyAddresses/any(p:endsWith(p,'9@contoso.com'))",
		"createdDateTime ge 2020-01-01T00:00:00Z and accountEnabled eq true",
	} {
		b.Run(filter[:12], func(b *testing.B) {
			n, err := odata.ParseFilter(filter)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				d.matching(&userQuery{filter: n})
			}
		})
	}
}
