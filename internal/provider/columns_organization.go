package provider

import (
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// organizationColumns holds the properties of the tenant.
var organizationColumns = columns.Table{
	columns.String("id", "Id of the tenant, a GUID."),
	columns.String("displayName", "Name of the organization."),
	columns.Derived("default_domain", "verifiedDomains", "Domain in which users are created by default.",
		domainThat(func(d domain) bool { return d.IsDefault })),
	columns.Derived("initial_domain", "verifiedDomains", "Domain with which the tenant was created, such as "+
		"`contoso.onmicrosoft.com`.", domainThat(func(d domain) bool { return d.IsInitial })),
	columns.Objects("verifiedDomains", "Domains of the tenant that have been verified.", columns.Table{
		columns.String("name", "Name."),
		columns.String("type", "`Managed` or `Federated`."),
		columns.Bool("isDefault", "Whether users are created in this domain by default."),
		columns.Bool("isInitial", "Whether the tenant was created with this domain."),
		columns.String("capabilities", "Services of the domain, separated by commas."),
	}),
	columns.String("tenantType", "`AAD`, `AAD B2C` or `CIAM`."),
	columns.String("countryLetterCode", "Country, as a two-letter code."),
	columns.String("city", "City."),
	columns.String("state", "State or province."),
	columns.String("street", "Street."),
	columns.String("postalCode", "Postal code."),
	columns.String("preferredLanguage", "Preferred language, such as `en`."),
	columns.String("defaultUsageLocation", "Country for which licences are assigned by default, as a two-letter code."),
	columns.Strings("businessPhones", "Telephone numbers."),
	columns.Strings("technicalNotificationMails", "Addresses for technical notifications."),
	columns.Strings("securityComplianceNotificationMails", "Addresses for notifications about security and compliance."),
	columns.Time("createdDateTime", "When the tenant was created, RFC 3339 in UTC."),
	columns.Bool("onPremisesSyncEnabled", "Whether the tenant is synchronized from an on-premises directory; null if it "+
		"never was."),
	columns.Time("onPremisesLastSyncDateTime", "When it was last synchronized, RFC 3339 in UTC."),
}

// A domain is an element of verifiedDomains.
type domain struct {
	Name      string `json:"name"`
	IsDefault bool   `json:"isDefault"`
	IsInitial bool   `json:"isInitial"`
}

// domainThat returns a function that returns the name of the first domain for which is returns true.
func domainThat(is func(domain) bool) func(domains, _ jsontext.Value) (string, bool) {
	return func(domains, _ jsontext.Value) (string, bool) {
		var list []domain
		if json.Unmarshal(domains, &list) != nil {
			return "", false
		}
		for _, d := range list {
			if is(d) {
				return d.Name, true
			}
		}
		return "", false
	}
}
