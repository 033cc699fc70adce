package provider

import (
	"slices"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// userColumns are the thirty properties that every source of users offers, whether it gives one user or many. They are
// few because a CLI pays for each attribute of each user of a list, null or not.
var userColumns = columns.Table{
	columns.Text("id", "Object id of the user, a GUID."),
	columns.Text("userPrincipalName", "Name the user signs in with. That of a guest holds `#EXT#`."),
	columns.Text("displayName", "Name in the address book."),
	columns.Text("givenName", "First name."),
	columns.Text("surname", "Family name."),
	columns.Text("mail", "Primary mail address."),
	columns.Text("mailNickname", "Mail alias, the part that addresses are made from."),
	columns.Texts("otherMails", "Further mail addresses, such as the one a guest was invited by."),
	columns.Texts("proxyAddresses", "Addresses of the mailbox with their protocol; the primary one begins with `SMTP:`."),
	columns.Text("userType", "`Member` or `Guest`."),
	columns.Flag("accountEnabled", "Whether the account may sign in."),
	columns.Text("jobTitle", "Job title."),
	columns.Text("department", "Department."),
	columns.Text("companyName", "Company."),
	columns.Text("employeeId", "Employee number that the organization gave."),
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
	columns.Flag("onPremisesSyncEnabled", "Whether the user is synchronized from an on-premises directory; null if that never was."),
	columns.Text("onPremisesSamAccountName", "Account name in the on-premises directory."),
	columns.Text("onPremisesUserPrincipalName", "User principal name in the on-premises directory."),
	columns.Text("onPremisesImmutableId", "Link to the object in the on-premises directory."),
}

// userDetailColumns are what there is besides where a single user is read.
var userDetailColumns = columns.Table{
	columns.Text("ageGroup", "Age group: `Minor`, `NotAdult` or `Adult`."),
	columns.Objects("assignedLicenses", "Licences, whether assigned directly or through a group.", columns.Table{
		columns.Text("skuId", "Id of the licence."),
		columns.Texts("disabledPlans", "Ids of the service plans that are switched off."),
	}),
	columns.Objects("assignedPlans", "Service plans that the licences give.", columns.Table{
		columns.Time("assignedDateTime", "When the plan was assigned."),
		columns.Text("capabilityStatus", "State, such as `Enabled` or `Deleted`."),
		columns.Text("service", "Service, such as `exchange`."),
		columns.Text("servicePlanId", "Id of the service plan."),
	}),
	columns.Object("authorizationInfo", "What certificate-based sign-in knows the user by.", columns.Table{
		columns.Texts("certificateUserIds", "Certificate user ids."),
	}),
	columns.Text("consentProvidedForMinor", "Whether consent was given for a minor: `Granted`, `Denied` or `NotRequired`."),
	columns.Text("creationType", "How the account came to be: null for a regular one, else `Invitation`, `LocalAccount`, `EmailVerified` or `SelfServiceSignUp`."),
	columns.Time("employeeHireDate", "Date of hire."),
	columns.Object("employeeOrgData", "Place in the organization.", columns.Table{
		columns.Text("costCenter", "Cost centre."),
		columns.Text("division", "Division."),
	}),
	columns.Time("externalUserStateChangeDateTime", "When `external_user_state` changed last."),
	columns.Text("faxNumber", "Fax number."),
	columns.Objects("identities", "Identities that sign in to the account.", columns.Table{
		columns.Text("signInType", "Kind: `userPrincipalName`, `federated`, `emailAddress`, `userName` or a custom one."),
		columns.Text("issuer", "Who issued the identity, such as a domain of the tenant."),
		columns.Text("issuerAssignedId", "Id that the issuer gave."),
	}),
	columns.Texts("imAddresses", "Addresses for instant messages."),
	columns.Flag("isManagementRestricted", "Whether only administrators of a restricted unit may change the user."),
	columns.Flag("isResourceAccount", "Whether this is a resource account."),
	columns.Time("lastPasswordChangeDateTime", "When the password was changed last."),
	columns.Text("legalAgeGroupClassification", "Age group that follows from `age_group` and `consent_provided_for_minor`."),
	columns.Objects("licenseAssignmentStates", "Where each licence comes from and whether it took effect.", columns.Table{
		columns.Text("skuId", "Id of the licence."),
		columns.Text("assignedByGroup", "Id of the group that assigned it; null if it was assigned directly."),
		columns.Text("state", "State, such as `Active` or `Error`."),
		columns.Text("error", "Kind of error, such as `None` or `CountViolation`."),
		columns.Texts("disabledPlans", "Ids of the service plans that are switched off."),
		columns.Time("lastUpdatedDateTime", "When the state changed last."),
	}),
	columns.Text("onPremisesDistinguishedName", "Distinguished name in the on-premises directory."),
	columns.Text("onPremisesDomainName", "Domain of the on-premises directory."),
	columns.TextMap("onPremisesExtensionAttributes", "Those of `extensionAttribute1` to `extensionAttribute15` that are set."),
	columns.Time("onPremisesLastSyncDateTime", "When the user was synchronized last."),
	columns.Objects("onPremisesProvisioningErrors", "Errors of the synchronization.", columns.Table{
		columns.Text("category", "Category, such as `PropertyConflict`."),
		columns.Time("occurredDateTime", "When the error occurred."),
		columns.Text("propertyCausingError", "Property that caused it."),
		columns.Text("value", "Value of that property."),
	}),
	columns.Text("onPremisesSecurityIdentifier", "Security identifier (SID) in the on-premises directory."),
	columns.Text("passwordPolicies", "Password policies, separated by commas, such as `DisablePasswordExpiration`."),
	columns.Text("postalCode", "Postal code."),
	columns.Text("preferredDataLocation", "Region that the user's data is kept in."),
	columns.Objects("provisionedPlans", "Service plans that the services have set up.", columns.Table{
		columns.Text("capabilityStatus", "State, such as `Enabled`."),
		columns.Text("provisioningStatus", "Progress, such as `Success`."),
		columns.Text("service", "Service, such as `exchange`."),
	}),
	columns.Text("securityIdentifier", "Security identifier (SID) in the cloud."),
	columns.Flag("showInAddressList", "Whether the address list shows the user. Microsoft advises against relying on it."),
	columns.Time("signInSessionsValidFromDateTime", "Before when sessions have been revoked."),
	columns.Text("streetAddress", "Street."),
}

// additionalColumn makes up for what the tables leave out.
var additionalColumn = columns.Additional("additional_json",
	"JSON object of the properties named in `additional_properties`, with null for those that Graph does not give: `jsondecode(…)` reads it. Null when none is named.")

// userRow is a user in a list, userRecord a user alone.
var (
	userRow    = slices.Concat(userColumns, columns.Table{additionalColumn})
	userRecord = slices.Concat(userColumns, userDetailColumns, columns.Table{additionalColumn})
)

// singleOnly are the properties that Graph serves for one user and refuses on a list. They come from SharePoint and
// Exchange, are slow, and fail the whole request for a user without a mailbox or a site, so they have no column.
var singleOnly = []string{
	"aboutMe", "birthday", "hireDate", "interests", "mailboxSettings", "mySite", "pastProjects", "preferredName",
	"responsibilities", "schools", "skills",
}
