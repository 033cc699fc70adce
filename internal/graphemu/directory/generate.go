package directory

import (
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// generated is user number n of the generated directory. Every property is a function of n, so that a hundred thousand
// users cost no memory.
type generated uint32

// GeneratedUPN is the user principal name of generated user i, counted from 0, for example "user000042@contoso.com".
func GeneratedUPN(i int) string { return generated(i).principalName() }

// GeneratedID is the object id of generated user i, counted from 0.
func GeneratedID(i int) string { return generated(i).id() }

// The first eight hexadecimal digits of an id are the number times scramble, so that ids neither sort nor look like
// numbers and can still be turned back with the inverse (both modulo 2³²).
const (
	scramble   uint32 = 2654435761
	unscramble uint32 = 244002641
)

func (g generated) id() string {
	h := g.hash(1)
	b := make([]byte, 0, 36)
	b = appendHex(b, uint64(uint32(g)*scramble), 8)
	b = appendHex(append(b, '-'), h>>48, 4)
	b = appendHex(append(b, '-'), 0x4000|h>>32&0xfff, 4)
	b = appendHex(append(b, '-'), 0x8000|h>>20&0x3fff, 4)
	b = appendHex(append(b, '-'), h*0x9e3779b97f4a7c15>>16, 12)
	return string(b)
}

// hash returns bits that differ from user to user and, by salt, from property to property (splitmix64).
func (g generated) hash(salt uint64) uint64 {
	z := (uint64(g)+1)*0x9e3779b97f4a7c15 + salt*0xd1342543de82ef95
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func appendHex(b []byte, n uint64, digits int) []byte {
	const hex = "0123456789abcdef"
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		b = append(b, hex[n>>shift&15])
	}
	return b
}

// appendNumber writes n with at least six digits.
func appendNumber(b []byte, n uint32) []byte {
	for limit := uint32(100000); limit > 9 && n < limit; limit /= 10 {
		b = append(b, '0')
	}
	return strconv.AppendUint(b, uint64(n), 10)
}

func (g generated) numbered(prefix, suffix string) string {
	b := make([]byte, 0, 32)
	b = appendNumber(append(b, prefix...), uint32(g))
	return string(append(b, suffix...))
}

func (g generated) nickname() string      { return g.numbered("user", "") }
func (g generated) principalName() string { return g.numbered("user", "@"+TenantDomain) }
func (g generated) employeeID() string    { return g.numbered("E", "") }
func (g generated) givenName() string     { return pick(givenNames, g.hash(2)) }
func (g generated) surname() string       { return pick(surnames, g.hash(3)) }
func (g generated) synced() bool          { return g%3 == 0 }

func pick(list []string, hash uint64) string { return list[hash%uint64(len(list))] }

// generatedNumber reads the number of the user whose property name has the value s; the caller still has to compare
// the whole value, because only the digits are looked at here.
func generatedNumber(name, s string) (generated, bool) {
	switch name {
	case "id":
		if len(s) != 36 {
			return 0, false
		}
		n, err := strconv.ParseUint(s[:8], 16, 32)
		return generated(uint32(n) * unscramble), err == nil
	case "userPrincipalName", "mail":
		s, _, _ = strings.Cut(s, "@")
		return digitsAfter(s, "user")
	case "mailNickname":
		return digitsAfter(s, "user")
	case "employeeId":
		return digitsAfter(s, "E")
	case "proxyAddresses":
		s, _, _ = strings.Cut(s, "@")
		return digitsAfter(s, "smtp:user")
	default:
		return 0, false
	}
}

func digitsAfter(s, prefix string) (generated, bool) {
	if len(s) <= len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return 0, false
	}
	n, err := strconv.ParseUint(s[len(prefix):], 10, 32)
	return generated(n), err == nil
}

// value computes one property. Roughly a third of the properties that may be null are, as in a real directory.
func (g generated) Value(name string) odata.Value {
	if v, ok := g.account(name); ok {
		return v
	}
	if v, ok := g.place(name); ok {
		return v
	}
	if g.synced() {
		return g.onPremises(name)
	}
	return odata.Value{}
}

// account returns the properties that every generated user has.
func (g generated) account(name string) (odata.Value, bool) {
	switch name {
	case "id":
		return odata.TextValue(g.id()), true
	case "userPrincipalName", "mail":
		return odata.TextValue(g.principalName()), true
	case "displayName":
		return odata.TextValue(g.givenName() + " " + g.surname()), true
	case "givenName":
		return odata.TextValue(g.givenName()), true
	case "surname":
		return odata.TextValue(g.surname()), true
	case "mailNickname":
		return odata.TextValue(g.nickname()), true
	case "proxyAddresses":
		return odata.TextsValue("SMTP:" + g.principalName()), true
	case "userType":
		return odata.TextValue("Member"), true
	case "accountEnabled":
		return odata.FlagValue(g%20 != 19), true
	case "employeeId":
		return odata.TextValue(g.employeeID()), true
	case "department":
		return odata.TextValue(pick(departments, g.hash(4))), true
	case "jobTitle":
		return odata.TextValue(pick(jobTitles, g.hash(5))), true
	case "createdDateTime":
		return odata.TextValue(g.created()), true
	case "signInActivity":
		return odata.RawValue(`{"lastSignInDateTime":"2026-01-15T08:30:00Z","lastSignInRequestId":"` + g.id() + `"}`), true
	default:
		return odata.Value{}, false
	}
}

// created is a date from 2015 to 2024. It is written by hand because formatting was a tenth of a page's time.
func (g generated) created() string {
	h := g.hash(6)
	b := []byte("2000-00-00T00:15:00Z")
	for i, n := range [...]uint64{15 + h%10, 1 + h>>8%12, 1 + h>>16%28, h >> 24 % 24} {
		at := 2 + 3*i
		b[at], b[at+1] = byte('0'+n/10), byte('0'+n%10)
	}
	return string(b)
}

// place returns what belongs to where the user works, and what only some users have.
func (g generated) place(name string) (odata.Value, bool) {
	h := g.hash(7)
	at := offices[h%uint64(len(offices))]
	switch name {
	case "companyName":
		return odata.TextValue("Contoso Ltd"), true
	case "employeeType":
		return odata.TextValue(pick(employeeTypes, h>>8)), true
	case "city":
		return odata.TextValue(at.city), true
	case "state":
		return optional(at.state), true
	case "country":
		return odata.TextValue(at.country), true
	case "usageLocation":
		return odata.TextValue(at.usageLocation), true
	case "preferredLanguage":
		return odata.TextValue(at.language), h>>16%4 != 0
	case "officeLocation":
		return g.unless(h>>20%3 == 0, at.usageLocation+"/"+strconv.Itoa(100+int(h>>24%800)))
	case "mobilePhone":
		return g.unless(h>>28%3 == 0, g.numbered(at.dial+" 555 ", ""))
	case "businessPhones":
		if h>>36%2 == 0 {
			return odata.Value{}, true
		}
		return odata.TextsValue(g.numbered(at.dial+" 550 ", "")), true
	default:
		return odata.Value{}, false
	}
}

func (g generated) unless(absent bool, s string) (odata.Value, bool) {
	if absent {
		return odata.Value{}, true
	}
	return odata.TextValue(s), true
}

func optional(s string) odata.Value {
	if s == "" {
		return odata.Value{}
	}
	return odata.TextValue(s)
}

// onPremises returns what a synchronised account has beside the rest.
func (g generated) onPremises(name string) odata.Value {
	switch name {
	case "onPremisesSyncEnabled":
		return odata.FlagValue(true)
	case "onPremisesSamAccountName":
		return odata.TextValue(g.nickname())
	case "onPremisesUserPrincipalName":
		return odata.TextValue(g.numbered("user", "@corp."+TenantDomain))
	case "onPremisesImmutableId":
		return odata.TextValue(g.id()[:8] + "AbCdEfGhIjKlMg==")
	case "onPremisesDomainName":
		return odata.TextValue("corp." + TenantDomain)
	case "onPremisesLastSyncDateTime":
		return odata.TextValue("2026-01-15T09:00:00Z")
	default:
		return odata.Value{}
	}
}
