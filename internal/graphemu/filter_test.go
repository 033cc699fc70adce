package graphemu

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func filterPath(filter string) string { return "/users?$top=999&$filter=" + url.QueryEscape(filter) }

// filterFinds has filters over the seed; the answers are nicknames in the order of the seed.
var filterFinds = []struct {
	filter   string
	advanced bool
	want     string
}{
	{filter: "displayName eq 'adele vance'", want: "AdeleV"},
	{filter: "userPrincipalName eq 'o''brien@contoso.com'", want: "o'brien"},
	{filter: "userPrincipalName eq '$adele@contoso.com'", want: "$adele"},
	{
		filter: "userPrincipalName in ('ADELEV@contoso.com', 'nobody@contoso.com','alexw@contoso.com')", want: "AdeleV AlexW",
	},
	{filter: "userPrincipalName eq 'MeganB_adatum.com#EXT#@contoso.com'", want: "MeganB_adatum.com#EXT#"},
	{filter: "id eq '" + PersonID + "'", want: "AdeleV"},
	{filter: "id in ('" + PersonID + "')", want: "AdeleV"},
	{filter: "jobTitle eq 'Sales Analyst, R&D + Field #1'", want: "JoniS"},
	{filter: "surname eq 'Müller'", want: "zoe.mueller"},
	{filter: "surname eq '山田'", want: "hanako.yamada"},
	{filter: "startsWith(displayName,'ł')", want: "lukasz.wojcik"},
	{filter: "startswith(givenName,'AL') eq true", want: "AlexW"},
	{filter: "department eq 'Finance' or displayName eq 'Lee Gu'", want: "LeeG DebraB"},
	{filter: "department eq 'Sales' and (startsWith(surname,'r') or startsWith(surname,'m'))", want: "LynneR HenriettaM"},
	{filter: "accountEnabled eq false", want: "former.employee"},
	{filter: "onPremisesSyncEnabled eq true and department eq 'Retail'", want: "LeeG AdeleV"},
	{filter: "userType eq 'Guest' and mail eq 'meganb@adatum.com'", want: "MeganB_adatum.com#EXT#"},
	{filter: "createdDateTime le 2014-12-31T00:00:00Z", want: "NestorW former.employee"},
	{filter: "proxyAddresses/any(p:p eq 'SMTP:adele@contoso.com')", want: "AdeleV"},
	{filter: "proxyAddresses/any(x:startsWith(x,'smtp:adele.'))", want: "AdeleV"},
	{filter: "otherMails/any(m: m eq 'ilanger@example.net')", want: "IsaiahL"},
	{
		filter: "assignedLicenses/any(s:s/skuId eq 06ebc4ee-1bb5-47dd-8120-11324bc54e06)",
		want:   "MiriamG PattiF AdeleV LynneR",
	},
	{
		filter: "identities/any(i:i/issuer eq 'contoso.com' and i/issuerAssignedId eq 'AdeleV@contoso.com')",
		want:   "AdeleV",
	},
	{filter: "signInActivity/lastSignInDateTime le 2025-12-31T00:00:00Z", want: "AlexW MeganB_adatum.com#EXT#"},
	{filter: "extension_6f1b0d7e3a524c8e9a445d2f7c1e8b90_costCenter eq 'PL-2120'", want: "lukasz.wojcik"},
	{filter: "displayName ne 'x' and mail eq null", advanced: true, want: "svc-backup"},
	{filter: "endsWith(mail,'@adatum.com')", advanced: true, want: "MeganB_adatum.com#EXT#"},
	{filter: "not(startsWith(userPrincipalName,'a')) and not endsWith(mail,'@contoso.com')", advanced: true,
		want: "svc-backup MeganB_adatum.com#EXT# pending_fabrikam.com#EXT#"},
	{filter: "employeeType eq 'Intern'", advanced: true, want: "PradeepG"},
	{filter: "employeeId in ('100005','100006')", advanced: true, want: "AdeleV lukasz.wojcik"},
	{filter: "otherMails/$count ne 0 and department eq 'Engineering'", advanced: true, want: "IsaiahL"},
	{filter: "onPremisesExtensionAttributes/extensionAttribute1 eq 'blue'", advanced: true, want: "AdeleV"},
	{filter: "employeeHireDate ge 2025-06-01T00:00:00+02:00", advanced: true, want: "PradeepG"},
	{filter: "mobilePhone eq '+1 425 555 0109'", advanced: true, want: "AdeleV"},
}

func TestFilterFinds(t *testing.T) {
	t.Parallel()
	for _, test := range filterFinds {
		t.Run(test.filter, func(t *testing.T) {
			t.Parallel()
			a := newAsker(t, Options{})
			path, headers := filterPath(test.filter)+"&$select=mailNickname", []string(nil)
			if test.advanced {
				path, headers = path+"&$count=true", []string{eventualHeader}
			}
			got := strings.Join(a.get(path, headers...).ok(t).values("mailNickname"), " ")
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if test.advanced {
				if plain := a.get(filterPath(test.filter)); plain.status != http.StatusBadRequest {
					t.Errorf("status = %d without the advanced parameters, want 400", plain.status)
				}
			}
		})
	}
}

// filterRefused has filters that Graph does not take, with or without the advanced parameters.
var filterRefused = []struct {
	filter   string
	advanced bool
	code     string
	message  string
}{
	{"", false, "BadRequest", "Invalid filter clause"},
	{"displayName", false, "BadRequest", "Invalid filter clause"},
	{"displayName eq", false, "BadRequest", "Invalid filter clause"},
	{"displayName eq 'a", false, "BadRequest", "unterminated literal"},
	{"displayName eq 'o'brien'", false, "BadRequest", "Invalid filter clause"},
	{"displayName = 'a'", false, "BadRequest", "Invalid filter clause"},
	{"displayName EQ 'a'", false, "BadRequest", "Invalid filter clause"},
	{"displayName eq 'a' &&", false, "BadRequest", "Invalid filter clause"},
	{"(displayName eq 'a'", false, "BadRequest", "Invalid filter clause"},
	{"displayName eq 'a')", false, "BadRequest", "Invalid filter clause"},
	{"displayName in ()", false, "BadRequest", "Invalid filter clause"},
	{"displayName in 'a'", false, "BadRequest", "Invalid filter clause"},
	{"manager eq 'a'", false, "BadRequest", "Could not find a property"},
	{"displayName eq 1", false, "BadRequest", "incompatible types"},
	{"id eq " + PersonID, false, "BadRequest", "incompatible types"},
	{"createdDateTime ge '2020-01-01T00:00:00Z'", false, "BadRequest", "incompatible types"},
	{"accountEnabled eq 'true'", false, "BadRequest", "incompatible types"},
	{"upper(displayName) eq 'A'", false, "BadRequest", "unknown function"},
	{"mail/any(m:m eq 'a')", false, "BadRequest", "following a collection"},
	{"x eq 'a'", false, "BadRequest", "Could not find"},
	{strings.Repeat("(", 200) + "displayName eq 'a'" + strings.Repeat(")", 200), false, "BadRequest", "Recursion"},
	{"otherMails eq 'a'", false, "Request_UnsupportedQuery", "otherMails"},
	{"otherMails/all(m:m eq 'a')", false, "Request_UnsupportedQuery", "'all'"},
	{"contains(displayName,'a')", true, "Request_UnsupportedQuery", "operator 'Contains'"},
	{"displayName gt 'a'", true, "Request_UnsupportedQuery", "'gt'"},
	{"aboutMe eq 'a'", true, "Request_UnsupportedQuery", "aboutMe"},
	{"startsWith(jobTitle,'a')", false, "Request_UnsupportedQuery", "jobTitle"},
	{"employeeId in ('1')", false, "Request_UnsupportedQuery", "employeeId"},
	{"mail eq null", false, "Request_UnsupportedQuery", "mail"},
	{"displayName ne 'a'", false, "Request_UnsupportedQuery", "Operator 'ne'"},
	{"not(displayName eq 'a')", false, "Request_UnsupportedQuery", "Operator 'not'"},
	{
		"not(identities/any(i:i/issuer eq 'a' and i/issuerAssignedId eq 'b'))", true, "Request_UnsupportedQuery",
		"identities",
	},
	{"otherMails/$count ge 1", true, "Request_UnsupportedQuery", "Unsupported Query."},
	{
		"displayName eq 'a'" + strings.Repeat(" or displayName eq 'a'", 15), false, "Request_UnsupportedQuery",
		"'OR' operators: 16. Max allowed: 15.",
	},
	{
		"signInActivity/lastSignInDateTime le 2025-12-31T00:00:00Z and displayName eq 'a'", false,
		"Request_UnsupportedQuery", "signInActivity",
	},
}

func TestFilterRefused(t *testing.T) {
	t.Parallel()
	for _, test := range filterRefused {
		t.Run(test.filter, func(t *testing.T) {
			t.Parallel()
			path, headers := filterPath(test.filter), []string(nil)
			if test.advanced {
				path, headers = path+"&$count=true", []string{eventualHeader}
			}
			newAsker(t, Options{}).get(path, headers...).fails(t, http.StatusBadRequest, test.code, test.message)
		})
	}
}

// TestFilterAdvancedNeedsBoth checks that header and $count=true are each not enough.
func TestFilterAdvancedNeedsBoth(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	path := filterPath("displayName ne 'a'")
	for _, got := range []*answer{a.get(path), a.get(path + "&$count=true"), a.get(path, eventualHeader)} {
		got.fails(t, http.StatusBadRequest, "Request_UnsupportedQuery", "Operator 'ne'")
	}
	a.get(path+"&$count=true", eventualHeader).ok(t)
	long := filterPath("displayName ne '"+strings.Repeat("x", 2048)+"'") + "&$count=true"
	a.get(long, eventualHeader).fails(t, http.StatusBadRequest, "Request_UnsupportedQuery", "2048")
}
