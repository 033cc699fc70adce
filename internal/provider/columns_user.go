package provider

import (
	"slices"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// userColumns holds the thirty properties that every data source of users offers. There are no more because each
// attribute of each user in a list costs a CLI time and memory, whether it is null or not.
var userColumns = columns.Table{
	columns.String("id", "Object id of the user, a GUID."),
	columns.String("userPrincipalName", "Name with which the user signs in. For a guest, it contains `#EXT#`."),
	columns.String("displayName", "Name in the address book."),
	columns.String("givenName", "First name."),
	columns.String("surname", "Family name."),
	columns.String("mail", "Primary mail address."),
	columns.String("mailNickname", "Mail alias."),
	columns.Strings("otherMails", "Other mail addresses, such as the one to which the invitation of a guest was sent."),
	columns.Strings("proxyAddresses", "Addresses of the mailbox with their protocol; the primary one begins with "+
		"`SMTP:`."),
	columns.String("userType", "`Member` or `Guest`."),
	columns.Bool("accountEnabled", "Whether the account may sign in."),
	columns.String("jobTitle", "Job title."),
	columns.String("department", "Department."),
	columns.String("companyName", "Company."),
	columns.String("employeeId", "Employee number in the organization."),
	columns.String("employeeType", "Kind of employment, such as `Employee` or `Contractor`."),
	columns.String("officeLocation", "Office."),
	columns.String("city", "City."),
	columns.String("state", "State or province."),
	columns.String("country", "Country or region."),
	columns.String("usageLocation", "Country for which licences are assigned, as a two-letter code."),
	columns.Strings("businessPhones", "Telephone numbers at work."),
	columns.String("mobilePhone", "Mobile telephone number."),
	columns.String("preferredLanguage", "Language, such as `en-US`."),
	columns.Time("createdDateTime", "When the account was created, RFC 3339 in UTC."),
	columns.String("externalUserState", "State of a guest's invitation: `PendingAcceptance` or `Accepted`."),
	columns.Bool("onPremisesSyncEnabled", "Whether the user is synchronized from an on-premises directory; null if it "+
		"never was."),
	columns.String("onPremisesSamAccountName", "Account name in the on-premises directory."),
	columns.String("onPremisesUserPrincipalName", "User principal name in the on-premises directory."),
	columns.String("onPremisesImmutableId", "Link to the object in the on-premises directory."),
}

// userDetailColumns holds the further properties, which only the data sources of a single user offer.
var userDetailColumns = columns.Table{
	columns.String("ageGroup", "Age group: `Minor`, `NotAdult` or `Adult`."),
	columns.Objects("assignedLicenses", "Licences, whether assigned directly or through a group.", columns.Table{
		columns.String("skuId", "Id of the licence."),
		columns.Strings("disabledPlans", "Ids of the service plans that are switched off."),
	}),
	columns.Objects("assignedPlans", "Service plans of the licences.", columns.Table{
		columns.Time("assignedDateTime", "When the plan was assigned."),
		columns.String("capabilityStatus", "State, such as `Enabled` or `Deleted`."),
		columns.String("service", "Service, such as `exchange`."),
		columns.String("servicePlanId", "Id of the service plan."),
	}),
	columns.Object("authorizationInfo", "Identifiers for certificate-based sign-in.", columns.Table{
		columns.Strings("certificateUserIds", "Certificate user ids."),
	}),
	columns.String("consentProvidedForMinor", "Whether consent was given for a minor: `Granted`, `Denied` or "+
		"`NotRequired`."),
	columns.String("creationType", "How the account was created: `Invitation`, `LocalAccount`, `EmailVerified` or "+
		"`SelfServiceSignUp`; null for a regular account."),
	columns.Time("employeeHireDate", "Date of hire."),
	columns.Object("employeeOrgData", "Position in the organization.", columns.Table{
		columns.String("costCenter", "Cost centre."),
		columns.String("division", "Division."),
	}),
	columns.Time("externalUserStateChangeDateTime", "When `external_user_state` last changed."),
	columns.String("faxNumber", "Fax number."),
	columns.Objects("identities", "Identities with which the user can sign in.", columns.Table{
		columns.String("signInType", "Kind: `userPrincipalName`, `federated`, `emailAddress`, `userName` or a custom one."),
		columns.String("issuer", "Issuer of the identity, such as a domain of the tenant."),
		columns.String("issuerAssignedId", "Id that the issuer assigned."),
	}),
	columns.Strings("imAddresses", "Addresses for instant messages."),
	columns.Bool("isManagementRestricted", "Whether only administrators of a restricted management "+
		"administrative unit may change the user."),
	columns.Bool("isResourceAccount", "Whether this is a resource account."),
	columns.Time("lastPasswordChangeDateTime", "When the password was last changed."),
	columns.String("legalAgeGroupClassification", "Legal age group, calculated from `age_group` and "+
		"`consent_provided_for_minor`."),
	columns.Objects("licenseAssignmentStates", "How each licence was assigned, and whether it is "+
		"active.", columns.Table{
		columns.String("skuId", "Id of the licence."),
		columns.String("assignedByGroup", "Id of the group that assigned it; null if it was assigned directly."),
		columns.String("state", "State, such as `Active` or `Error`."),
		columns.String("error", "Kind of error, such as `None` or `CountViolation`."),
		columns.Strings("disabledPlans", "Ids of the service plans that are switched off."),
		columns.Time("lastUpdatedDateTime", "When the state last changed."),
	}),
	columns.String("onPremisesDistinguishedName", "Distinguished name in the on-premises directory."),
	columns.String("onPremisesDomainName", "Domain of the on-premises directory."),
	columns.StringMap("onPremisesExtensionAttributes", "The attributes of `extensionAttribute1` to "+
		"`extensionAttribute15` that are set."),
	columns.Time("onPremisesLastSyncDateTime", "When the user was last synchronized."),
	columns.Objects("onPremisesProvisioningErrors", "Errors of the synchronization.", columns.Table{
		columns.String("category", "Category, such as `PropertyConflict`."),
		columns.Time("occurredDateTime", "When the error occurred."),
		columns.String("propertyCausingError", "Property that caused it."),
		columns.String("value", "Value of that property."),
	}),
	columns.String("onPremisesSecurityIdentifier", "Security identifier (SID) in the on-premises directory."),
	columns.String("passwordPolicies", "Password policies, separated by commas, such as `DisablePasswordExpiration`."),
	columns.String("postalCode", "Postal code."),
	columns.String("preferredDataLocation", "Region in which the user's data is kept."),
	columns.Objects("provisionedPlans", "Service plans that are provisioned.", columns.Table{
		columns.String("capabilityStatus", "State, such as `Enabled`."),
		columns.String("provisioningStatus", "Progress, such as `Success`."),
		columns.String("service", "Service, such as `exchange`."),
	}),
	columns.String("securityIdentifier", "Security identifier (SID) in the cloud."),
	columns.Bool("showInAddressList", "Whether the address list shows the user. Microsoft advises against relying on it."),
	columns.Time("signInSessionsValidFromDateTime", "Sign-in sessions that began before this time are not valid."),
	columns.String("streetAddress", "Street."),
}

// additionalColumn holds the properties that have no column of their own.
var additionalColumn = columns.Additional("additional_json",
	"JSON object with the properties in `additional_properties`; a property that Graph does not return is null. Use "+
		"`jsondecode` to decode it. Null if `additional_properties` is not set.")

// managerColumn holds the manager of a user in a list: the properties that Graph returns by default.
var managerColumn = columns.Object("manager", "The manager; null if there is none, or if `include_manager` is not set.",
	personColumns.Only([]string{
		"type", "id", "display_name", "user_principal_name", "mail", "given_name", "surname", "job_title", "office_location",
		"mobile_phone", "business_phones", "preferred_language",
	}))

// userRow is a user in a list, userRecord a single user.
var (
	userRow    = slices.Concat(userColumns, columns.Table{additionalColumn, managerColumn})
	userRecord = slices.Concat(userColumns, userDetailColumns, columns.Table{additionalColumn})
)

// singleOnly holds the properties that Graph serves for one user and refuses on a list. They come from SharePoint and
// Exchange, are slow, and fail the whole request for a user without a mailbox or a site, so they have no column.
var singleOnly = []string{
	"aboutMe", "birthday", "hireDate", "interests", "mailboxSettings", "mySite", "pastProjects", "preferredName",
	"responsibilities", "schools", "skills",
}
