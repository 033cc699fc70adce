package provider

import (
	"slices"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// userColumns holds the thirty properties that every source of users offers, of one user or of many. They are few
// because each attribute of each user in a list costs a CLI time and memory, whether it is null or not.
var userColumns = columns.Table{
	columns.Text("id", "Object id of the user, a GUID."),
	columns.Text("userPrincipalName", "Name by which the user signs in. That of a guest contains `#EXT#`."),
	columns.Text("displayName", "Name in the address book."),
	columns.Text("givenName", "First name."),
	columns.Text("surname", "Family name."),
	columns.Text("mail", "Primary mail address."),
	columns.Text("mailNickname", "Mail alias, from which addresses are made."),
	columns.Texts("otherMails", "Further mail addresses, such as the one by which a guest was invited."),
	columns.Texts("proxyAddresses", "Addresses of the mailbox with their protocol; the primary one begins with `SMTP:`."),
	columns.Text("userType", "`Member` or `Guest`."),
	columns.Flag("accountEnabled", "Whether the account may sign in."),
	columns.Text("jobTitle", "Job title."),
	columns.Text("department", "Department."),
	columns.Text("companyName", "Company."),
	columns.Text("employeeId", "Employee number in the organization."),
	columns.Text("employeeType", "Kind of employment, such as `Employee` or `Contractor`."),
	columns.Text("officeLocation", "Office."),
	columns.Text("city", "City."),
	columns.Text("state", "State or province."),
	columns.Text("country", "Country or region."),
	columns.Text("usageLocation", "Two-letter country code that licences are granted for."),
	columns.Texts("businessPhones", "Telephone numbers at work."),
	columns.Text("mobilePhone", "Mobile telephone number."),
	columns.Text("preferredLanguage", "Language, such as `en-US`."),
	columns.Time("createdDateTime", "When the account was created, RFC 3339 in UTC."),
	columns.Text("externalUserState", "State of a guest's invitation: `PendingAcceptance` or `Accepted`."),
	columns.Flag("onPremisesSyncEnabled", "Whether the user is synchronized from an on-premises directory; null if it "+
		"never was."),
	columns.Text("onPremisesSamAccountName", "Account name in the on-premises directory."),
	columns.Text("onPremisesUserPrincipalName", "User principal name in the on-premises directory."),
	columns.Text("onPremisesImmutableId", "Link to the object in the on-premises directory."),
}

// userDetailColumns holds the further properties that are offered only of a single user.
var userDetailColumns = columns.Table{
	columns.Text("ageGroup", "Age group: `Minor`, `NotAdult` or `Adult`."),
	columns.Objects("assignedLicenses", "Licences, whether assigned directly or through a group.", columns.Table{
		columns.Text("skuId", "Id of the licence."),
		columns.Texts("disabledPlans", "Ids of the service plans that are switched off."),
	}),
	columns.Objects("assignedPlans", "Service plans of the licences.", columns.Table{
		columns.Time("assignedDateTime", "When the plan was assigned."),
		columns.Text("capabilityStatus", "State, such as `Enabled` or `Deleted`."),
		columns.Text("service", "Service, such as `exchange`."),
		columns.Text("servicePlanId", "Id of the service plan."),
	}),
	columns.Object("authorizationInfo", "Identifiers for certificate-based sign-in.", columns.Table{
		columns.Texts("certificateUserIds", "Certificate user ids."),
	}),
	columns.Text("consentProvidedForMinor", "Whether consent was given for a minor: `Granted`, `Denied` or "+
		"`NotRequired`."),
	columns.Text("creationType", "How the account was created: null for a regular one, else `Invitation`, "+
		"`LocalAccount`, `EmailVerified` or `SelfServiceSignUp`."),
	columns.Time("employeeHireDate", "Date of hire."),
	columns.Object("employeeOrgData", "Place in the organization.", columns.Table{
		columns.Text("costCenter", "Cost centre."),
		columns.Text("division", "Division."),
	}),
	columns.Time("externalUserStateChangeDateTime", "When `external_user_state` last changed."),
	columns.Text("faxNumber", "Fax number."),
	columns.Objects("identities", "Identities that sign in to the account.", columns.Table{
		columns.Text("signInType", "Kind: `userPrincipalName`, `federated`, `emailAddress`, `userName` or a custom one."),
		columns.Text("issuer", "Issuer of the identity, such as a domain of the tenant."),
		columns.Text("issuerAssignedId", "Id that the issuer assigned."),
	}),
	columns.Texts("imAddresses", "Addresses for instant messages."),
	columns.Flag("isManagementRestricted", "Whether only administrators of a restricted unit may change the user."),
	columns.Flag("isResourceAccount", "Whether this is a resource account."),
	columns.Time("lastPasswordChangeDateTime", "When the password was last changed."),
	columns.Text("legalAgeGroupClassification", "Age group that follows from `age_group` and "+
		"`consent_provided_for_minor`."),
	columns.Objects("licenseAssignmentStates", "Where each licence comes from, and whether it is in "+
		"effect.", columns.Table{
		columns.Text("skuId", "Id of the licence."),
		columns.Text("assignedByGroup", "Id of the group that assigned it; null if it was assigned directly."),
		columns.Text("state", "State, such as `Active` or `Error`."),
		columns.Text("error", "Kind of error, such as `None` or `CountViolation`."),
		columns.Texts("disabledPlans", "Ids of the service plans that are switched off."),
		columns.Time("lastUpdatedDateTime", "When the state last changed."),
	}),
	columns.Text("onPremisesDistinguishedName", "Distinguished name in the on-premises directory."),
	columns.Text("onPremisesDomainName", "Domain of the on-premises directory."),
	columns.TextMap("onPremisesExtensionAttributes", "Those of `extensionAttribute1` to `extensionAttribute15` that "+
		"are set."),
	columns.Time("onPremisesLastSyncDateTime", "When the user was last synchronized."),
	columns.Objects("onPremisesProvisioningErrors", "Errors of the synchronization.", columns.Table{
		columns.Text("category", "Category, such as `PropertyConflict`."),
		columns.Time("occurredDateTime", "When the error occurred."),
		columns.Text("propertyCausingError", "Property that caused it."),
		columns.Text("value", "Value of that property."),
	}),
	columns.Text("onPremisesSecurityIdentifier", "Security identifier (SID) in the on-premises directory."),
	columns.Text("passwordPolicies", "Password policies, separated by commas, such as `DisablePasswordExpiration`."),
	columns.Text("postalCode", "Postal code."),
	columns.Text("preferredDataLocation", "Region in which the user's data is kept."),
	columns.Objects("provisionedPlans", "Service plans that the services have set up.", columns.Table{
		columns.Text("capabilityStatus", "State, such as `Enabled`."),
		columns.Text("provisioningStatus", "Progress, such as `Success`."),
		columns.Text("service", "Service, such as `exchange`."),
	}),
	columns.Text("securityIdentifier", "Security identifier (SID) in the cloud."),
	columns.Flag("showInAddressList", "Whether the address list shows the user. Microsoft advises against relying on it."),
	columns.Time("signInSessionsValidFromDateTime", "Sessions from before this time have been revoked."),
	columns.Text("streetAddress", "Street."),
}

// additionalColumn holds the properties that the tables leave out.
var additionalColumn = columns.Additional("additional_json",
	"JSON object of the properties named in `additional_properties`, with null for those that Graph does not return: "+
		"`jsondecode(…)` decodes it. Null if none is named.")

// userRow is a user in a list, userRecord a single user.
var (
	userRow    = slices.Concat(userColumns, columns.Table{additionalColumn})
	userRecord = slices.Concat(userColumns, userDetailColumns, columns.Table{additionalColumn})
)

// singleOnly holds the properties that Graph serves for one user and refuses on a list. They come from SharePoint and
// Exchange, are slow, and fail the whole request for a user without a mailbox or a site, so they have no column.
var singleOnly = []string{
	"aboutMe", "birthday", "hireDate", "interests", "mailboxSettings", "mySite", "pastProjects", "preferredName",
	"responsibilities", "schools", "skills",
}
