package graphemu

// userRow is a row as written; [userType] holds the properties as used.
type userRow struct {
	name      string
	typ       propertyType
	retrieval retrieval
	operators string
	plain     string
}

const (
	zeroDate      = `"0001-01-01T00:00:00Z"` // What Graph writes for a date that the schema does not allow to be null.
	textOperators = "eq ne not ge le in sw null"
)

// userRows is the table of user properties: reference 11.1. Plain operators marked "?" there are taken for none.
var userRows = []userRow{
	{"businessPhones", typeStrings, byDefault, "eq not ge le sw", "eq"},
	{"displayName", typeString, byDefault, textOperators, "eq in sw"},
	{"givenName", typeString, byDefault, textOperators, "eq ge le in sw"},
	{"jobTitle", typeString, byDefault, textOperators, "eq ge le in"},
	{"mail", typeString, byDefault, textOperators + " ew", "eq ge le in sw"},
	{"mobilePhone", typeString, byDefault, textOperators, ""},
	{"officeLocation", typeString, byDefault, textOperators, ""},
	{"preferredLanguage", typeString, byDefault, textOperators, ""},
	{"surname", typeString, byDefault, textOperators, "eq ge le in sw"},
	{"userPrincipalName", typeString, byDefault, "eq ne not ge le in sw ew", "eq le in sw"},
	// The reference lists no "in" for id in the table, but chapter 13 (trap 32) shows it in use.
	{"id", typeString, byDefault, "eq ne not in", "eq in"},
	{"deletedDateTime", typeDate, onSelect, "eq ne not ge le in", "eq ge le"},
	{"aboutMe", typeString, onOneUser, "", ""},
	{"accountEnabled", typeBoolean, onSelect, "eq ne not in", "eq in"},
	{"ageGroup", typeString, onSelect, "eq ne not in", "eq in"},
	{"assignedLicenses", typeComplexes, onSelect, "eq not count", "eq"},
	{"assignedPlans", typeComplexes, onSelect, "eq not", "eq"},
	{"authorizationInfo", typeComplex, onSelect, "", ""},
	{"birthday", typeDate, onOneUser, "", ""},
	{"city", typeString, onSelect, textOperators, "eq ge in sw"},
	{"companyName", typeString, onSelect, textOperators, ""},
	{"consentProvidedForMinor", typeString, onSelect, "eq ne not in", "eq in"},
	{"country", typeString, onSelect, textOperators, "eq ge le in sw"},
	{"createdDateTime", typeDate, onSelect, "eq ne not ge le in", "eq ge le"},
	{"creationType", typeString, onSelect, "eq ne not in", "eq in"},
	{"customSecurityAttributes", typeComplex, onSelect, "eq ne not sw", ""},
	{"department", typeString, onSelect, "eq ne not ge le in sw null", "eq ge le in sw"},
	{"deviceEnrollmentLimit", typeInt, onSelect, "", ""},
	{"employeeHireDate", typeDate, onSelect, "eq ne not ge le in", ""},
	{"employeeId", typeString, onSelect, textOperators, "eq sw"},
	{"employeeLeaveDateTime", typeDate, onSelect, "eq ne not ge le in", ""},
	{"employeeOrgData", typeComplex, onSelect, "eq ne not ge le in", ""},
	{"employeeType", typeString, onSelect, "eq ne not ge le in sw", ""},
	{"externalUserState", typeString, onSelect, "eq ne not in", ""},
	{"externalUserStateChangeDateTime", typeDate, onSelect, "eq ne not in", ""},
	{"faxNumber", typeString, onSelect, textOperators, ""},
	{"hireDate", typeDate, onOneUser, "", ""},
	{"identities", typeComplexes, onSelect, "eq", "eq"},
	{"identityParentId", typeString, onSelect, "", ""},
	{"imAddresses", typeStrings, onSelect, "eq not ge le sw", "eq ge le sw"},
	{"interests", typeStrings, onOneUser, "", ""},
	{"isManagementRestricted", typeBoolean, onSelect, "", ""},
	{"isResourceAccount", typeBoolean, onSelect, "eq", "eq"},
	{"lastPasswordChangeDateTime", typeDate, onSelect, "", ""},
	{"legalAgeGroupClassification", typeString, onSelect, "", ""},
	{"licenseAssignmentStates", typeComplexes, onSelect, "", ""},
	{"mailboxSettings", typeComplex, onOneUser, "", ""},
	{"mailNickname", typeString, onSelect, textOperators, "eq ge le in sw"},
	{"mySite", typeString, onOneUser, "", ""},
	{"onPremisesDistinguishedName", typeString, onSelect, "", ""},
	{"onPremisesDomainName", typeString, onSelect, "", ""},
	{"onPremisesExtensionAttributes", typeComplex, onSelect, "eq ne not in", ""},
	{"onPremisesImmutableId", typeString, onSelect, "eq ne not ge le in", ""},
	{"onPremisesLastSyncDateTime", typeDate, onSelect, "eq ne not ge le in", ""},
	{"onPremisesProvisioningErrors", typeComplexes, onSelect, "eq not ge le", ""},
	{"onPremisesSamAccountName", typeString, onSelect, "eq ne not ge le in sw", ""},
	{"onPremisesSecurityIdentifier", typeString, onSelect, "eq in null", "eq in"},
	{"onPremisesSyncEnabled", typeBoolean, onSelect, "eq ne not in null", "eq in"},
	{"onPremisesUserPrincipalName", typeString, onSelect, "eq ne not ge le in sw", "eq ge le in sw"},
	{"otherMails", typeStrings, onSelect, "eq not ge le in sw ew count", "eq ge le in sw"},
	{"passwordPolicies", typeString, onSelect, "ne not null", ""},
	{"passwordProfile", typeComplex, onSelect, "eq ne not in null", ""},
	{"pastProjects", typeStrings, onOneUser, "", ""},
	{"postalCode", typeString, onSelect, textOperators, ""},
	{"preferredDataLocation", typeString, onSelect, "", ""},
	{"preferredName", typeString, onOneUser, "", ""},
	{"print", typeComplex, onSelect, "", ""},
	{"provisionedPlans", typeComplexes, onSelect, "eq not ge le", ""},
	{"proxyAddresses", typeStrings, onSelect, "eq not ge le sw ew count", "eq ge le sw"},
	{"responsibilities", typeStrings, onOneUser, "", ""},
	{"schools", typeStrings, onOneUser, "", ""},
	{"securityIdentifier", typeString, onSelect, "eq not ge le sw", ""},
	{"serviceProvisioningErrors", typeComplexes, onSelect, "eq not", ""},
	{"showInAddressList", typeBoolean, onSelect, "", ""},
	{"signInActivity", typeComplex, onlyAsItIs, "eq ne not ge le", "eq ge le"},
	{"signInSessionsValidFromDateTime", typeDate, onSelect, "", ""},
	{"skills", typeStrings, onOneUser, "", ""},
	{"state", typeString, onSelect, textOperators, "eq ge le in sw"},
	{"streetAddress", typeString, onSelect, textOperators, ""},
	{"usageLocation", typeString, onSelect, textOperators, "eq ge le in sw"},
	{"userType", typeString, onSelect, "eq ne not in null", "eq in"},
}

// zeroes holds the properties whose missing value is neither null nor [].
var zeroes = map[string]string{
	"birthday": zeroDate, "hireDate": zeroDate, "deviceEnrollmentLimit": "5", "preferredName": `""`,
}

// userRelationships are the navigation properties of a user.
var userRelationships = nameSet(`agreementAcceptances appRoleAssignments authentication calendar calendarGroups calendars
	calendarView contactFolders contacts createdObjects directReports drive drives events extensions followedSites
	inferenceClassification insights joinedTeams licenseDetails mailFolders managedDevices manager memberOf messages
	oauth2PermissionGrants onenote onlineMeetings outlook ownedDevices ownedObjects people photo photos planner presence
	registeredDevices scopedRoleMemberOf settings sponsorOf sponsors teamwork todo transitiveMemberOf
	transitiveReports`)

// userType is the type of users.
var userType = func() *entityType {
	t := &entityType{
		name: "microsoft.graph.user", properties: make(map[string]*property, len(userRows)), relationships: userRelationships,
		open: true,
	}
	for _, row := range userRows {
		plain := operatorSet(row.plain)
		p := &property{
			name: row.name, typ: row.typ, retrieval: row.retrieval,
			operators: operatorSet(row.operators) | plain, plain: plain, zero: zeroes[row.name],
		}
		t.properties[row.name] = p
		if row.retrieval == byDefault {
			t.defaults = append(t.defaults, p)
		}
	}
	return t
}()
