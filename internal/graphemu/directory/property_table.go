package directory

import (
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// propertyRow is a property as written; [newType] makes those of a type.
type propertyRow struct {
	name      string
	typ       odata.PropertyType
	retrieval odata.Retrieval
	operators string
	plain     string
}

const (
	zeroDate      = `"0001-01-01T00:00:00Z"` // What Graph writes for a date that the schema does not allow to be null.
	textOperators = "eq ne not ge le in sw null"
)

// userRows is the table of user properties: reference 11.1. Plain operators marked "?" there are taken for none.
var userRows = []propertyRow{
	{"businessPhones", odata.TypeStrings, odata.ByDefault, "eq not ge le sw", "eq"},
	{"displayName", odata.TypeString, odata.ByDefault, textOperators, "eq in sw"},
	{"givenName", odata.TypeString, odata.ByDefault, textOperators, "eq ge le in sw"},
	{"jobTitle", odata.TypeString, odata.ByDefault, textOperators, "eq ge le in"},
	{"mail", odata.TypeString, odata.ByDefault, textOperators + " ew", "eq ge le in sw"},
	{"mobilePhone", odata.TypeString, odata.ByDefault, textOperators, ""},
	{"officeLocation", odata.TypeString, odata.ByDefault, textOperators, ""},
	{"preferredLanguage", odata.TypeString, odata.ByDefault, textOperators, ""},
	{"surname", odata.TypeString, odata.ByDefault, textOperators, "eq ge le in sw"},
	{"userPrincipalName", odata.TypeString, odata.ByDefault, "eq ne not ge le in sw ew", "eq le in sw"},
	// The reference lists no "in" for id in the table, but chapter 13 (trap 32) shows it in use.
	{"id", odata.TypeString, odata.ByDefault, "eq ne not in", "eq in"},
	{"deletedDateTime", odata.TypeDate, odata.OnSelect, "eq ne not ge le in", "eq ge le"},
	{"aboutMe", odata.TypeString, odata.OnOneUser, "", ""},
	{"accountEnabled", odata.TypeBoolean, odata.OnSelect, "eq ne not in", "eq in"},
	{"ageGroup", odata.TypeString, odata.OnSelect, "eq ne not in", "eq in"},
	{"assignedLicenses", odata.TypeComplexes, odata.OnSelect, "eq not count", "eq"},
	{"assignedPlans", odata.TypeComplexes, odata.OnSelect, "eq not", "eq"},
	{"authorizationInfo", odata.TypeComplex, odata.OnSelect, "", ""},
	{"birthday", odata.TypeDate, odata.OnOneUser, "", ""},
	{"city", odata.TypeString, odata.OnSelect, textOperators, "eq ge in sw"},
	{"companyName", odata.TypeString, odata.OnSelect, textOperators, ""},
	{"consentProvidedForMinor", odata.TypeString, odata.OnSelect, "eq ne not in", "eq in"},
	{"country", odata.TypeString, odata.OnSelect, textOperators, "eq ge le in sw"},
	{"createdDateTime", odata.TypeDate, odata.OnSelect, "eq ne not ge le in", "eq ge le"},
	{"creationType", odata.TypeString, odata.OnSelect, "eq ne not in", "eq in"},
	{"customSecurityAttributes", odata.TypeComplex, odata.OnSelect, "eq ne not sw", ""},
	{"department", odata.TypeString, odata.OnSelect, "eq ne not ge le in sw null", "eq ge le in sw"},
	{"deviceEnrollmentLimit", odata.TypeInt, odata.OnSelect, "", ""},
	{"employeeHireDate", odata.TypeDate, odata.OnSelect, "eq ne not ge le in", ""},
	{"employeeId", odata.TypeString, odata.OnSelect, textOperators, "eq sw"},
	{"employeeLeaveDateTime", odata.TypeDate, odata.OnSelect, "eq ne not ge le in", ""},
	{"employeeOrgData", odata.TypeComplex, odata.OnSelect, "eq ne not ge le in", ""},
	{"employeeType", odata.TypeString, odata.OnSelect, "eq ne not ge le in sw", ""},
	{"externalUserState", odata.TypeString, odata.OnSelect, "eq ne not in", ""},
	{"externalUserStateChangeDateTime", odata.TypeDate, odata.OnSelect, "eq ne not in", ""},
	{"faxNumber", odata.TypeString, odata.OnSelect, textOperators, ""},
	{"hireDate", odata.TypeDate, odata.OnOneUser, "", ""},
	{"identities", odata.TypeComplexes, odata.OnSelect, "eq", "eq"},
	{"identityParentId", odata.TypeString, odata.OnSelect, "", ""},
	{"imAddresses", odata.TypeStrings, odata.OnSelect, "eq not ge le sw", "eq ge le sw"},
	{"interests", odata.TypeStrings, odata.OnOneUser, "", ""},
	{"isManagementRestricted", odata.TypeBoolean, odata.OnSelect, "", ""},
	{"isResourceAccount", odata.TypeBoolean, odata.OnSelect, "eq", "eq"},
	{"lastPasswordChangeDateTime", odata.TypeDate, odata.OnSelect, "", ""},
	{"legalAgeGroupClassification", odata.TypeString, odata.OnSelect, "", ""},
	{"licenseAssignmentStates", odata.TypeComplexes, odata.OnSelect, "", ""},
	{"mailboxSettings", odata.TypeComplex, odata.OnOneUser, "", ""},
	{"mailNickname", odata.TypeString, odata.OnSelect, textOperators, "eq ge le in sw"},
	{"mySite", odata.TypeString, odata.OnOneUser, "", ""},
	{"onPremisesDistinguishedName", odata.TypeString, odata.OnSelect, "", ""},
	{"onPremisesDomainName", odata.TypeString, odata.OnSelect, "", ""},
	{"onPremisesExtensionAttributes", odata.TypeComplex, odata.OnSelect, "eq ne not in", ""},
	{"onPremisesImmutableId", odata.TypeString, odata.OnSelect, "eq ne not ge le in", ""},
	{"onPremisesLastSyncDateTime", odata.TypeDate, odata.OnSelect, "eq ne not ge le in", ""},
	{"onPremisesProvisioningErrors", odata.TypeComplexes, odata.OnSelect, "eq not ge le", ""},
	{"onPremisesSamAccountName", odata.TypeString, odata.OnSelect, "eq ne not ge le in sw", ""},
	{"onPremisesSecurityIdentifier", odata.TypeString, odata.OnSelect, "eq in null", "eq in"},
	{"onPremisesSyncEnabled", odata.TypeBoolean, odata.OnSelect, "eq ne not in null", "eq in"},
	{"onPremisesUserPrincipalName", odata.TypeString, odata.OnSelect, "eq ne not ge le in sw", "eq ge le in sw"},
	{"otherMails", odata.TypeStrings, odata.OnSelect, "eq not ge le in sw ew count", "eq ge le in sw"},
	{"passwordPolicies", odata.TypeString, odata.OnSelect, "ne not null", ""},
	{"passwordProfile", odata.TypeComplex, odata.OnSelect, "eq ne not in null", ""},
	{"pastProjects", odata.TypeStrings, odata.OnOneUser, "", ""},
	{"postalCode", odata.TypeString, odata.OnSelect, textOperators, ""},
	{"preferredDataLocation", odata.TypeString, odata.OnSelect, "", ""},
	{"preferredName", odata.TypeString, odata.OnOneUser, "", ""},
	{"print", odata.TypeComplex, odata.OnSelect, "", ""},
	{"provisionedPlans", odata.TypeComplexes, odata.OnSelect, "eq not ge le", ""},
	{"proxyAddresses", odata.TypeStrings, odata.OnSelect, "eq not ge le sw ew count", "eq ge le sw"},
	{"responsibilities", odata.TypeStrings, odata.OnOneUser, "", ""},
	{"schools", odata.TypeStrings, odata.OnOneUser, "", ""},
	{"securityIdentifier", odata.TypeString, odata.OnSelect, "eq not ge le sw", ""},
	{"serviceProvisioningErrors", odata.TypeComplexes, odata.OnSelect, "eq not", ""},
	{"showInAddressList", odata.TypeBoolean, odata.OnSelect, "", ""},
	{"signInActivity", odata.TypeComplex, odata.OnlyAsItIs, "eq ne not ge le", "eq ge le"},
	{"signInSessionsValidFromDateTime", odata.TypeDate, odata.OnSelect, "", ""},
	{"skills", odata.TypeStrings, odata.OnOneUser, "", ""},
	{"state", odata.TypeString, odata.OnSelect, textOperators, "eq ge le in sw"},
	{"streetAddress", odata.TypeString, odata.OnSelect, textOperators, ""},
	{"usageLocation", odata.TypeString, odata.OnSelect, textOperators, "eq ge le in sw"},
	{"userType", odata.TypeString, odata.OnSelect, "eq ne not in null", "eq in"},
}

// memberNames are the members of the complex properties that filters look into.
var memberNames = late.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"assignedLicenses": "disabledPlans skuId",
		"assignedPlans":    "assignedDateTime capabilityStatus service servicePlanId",
		"identities":       "issuer issuerAssignedId signInType",
		"signInActivity": "lastNonInteractiveSignInDateTime lastNonInteractiveSignInRequestId lastSignInDateTime " +
			"lastSignInRequestId lastSuccessfulSignInDateTime lastSuccessfulSignInRequestId",
		"onPremisesExtensionAttributes": "extensionAttribute1 extensionAttribute2 extensionAttribute3 extensionAttribute4 " +
			"extensionAttribute5 extensionAttribute6 extensionAttribute7 extensionAttribute8 extensionAttribute9 " +
			"extensionAttribute10 extensionAttribute11 extensionAttribute12 extensionAttribute13 extensionAttribute14 " +
			"extensionAttribute15",
	}
}}

// zeroes holds the properties whose missing value is neither null nor [].
var zeroes = late.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"birthday": zeroDate, "hireDate": zeroDate, "deviceEnrollmentLimit": "5", "preferredName": `""`,
	}
}}

// userRelationships are the navigation properties of a user.
var userRelationships = late.Value[map[string]bool]{Make: func() map[string]bool {
	return odata.NameSet(`
	agreementAcceptances appRoleAssignments authentication calendar calendarGroups calendars
	calendarView contactFolders contacts createdObjects directReports drive drives events extensions
	followedSites inferenceClassification insights joinedTeams licenseDetails mailFolders managedDevices
	manager memberOf messages oauth2PermissionGrants onenote onlineMeetings outlook ownedDevices
	ownedObjects people photo photos planner presence registeredDevices scopedRoleMemberOf settings
	sponsorOf sponsors teamwork todo transitiveMemberOf transitiveReports`)
}}

// IsUserMember reports whether users have a property or a relationship of that name, whatever its case.
func IsUserMember(name string) bool {
	if _, ok := userType.Get().Find(name); ok {
		return true
	}
	for relationship := range userRelationships.Get() {
		if strings.EqualFold(relationship, name) {
			return true
		}
	}
	return false
}

// userType is the type of users.
var userType = late.Value[*odata.Type]{Make: func() *odata.Type {
	t := newType("microsoft.graph.user", userRows)
	t.Relationships, t.Open = userRelationships.Get(), true
	return t
}}

// newType returns a type with the properties of a table.
func newType(name string, rows []propertyRow) *odata.Type {
	t := &odata.Type{Name: name, Properties: make(map[string]*odata.Property, len(rows))}
	for _, row := range rows {
		plain := odata.OperatorSet(row.plain)
		p := &odata.Property{
			Name: row.name, Type: row.typ, Retrieval: row.retrieval,
			Operators: odata.OperatorSet(row.operators) | plain, Plain: plain, Zero: zeroes.Get()[row.name],
			Members: memberNames.Get()[row.name],
		}
		t.Properties[row.name] = p
		if row.retrieval == odata.ByDefault {
			t.Defaults = append(t.Defaults, p)
		}
	}
	return t
}
