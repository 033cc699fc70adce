package entra

import (
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
)

// scopeNames holds delegated permissions of Graph by their names in lower case, since Entra knows them without regard
// to case. They are those that people ask for, of permissions/permissions-descriptions.json in
// microsoftgraph/microsoft-graph-devx-content. The list is not complete; a test that needs another one adds it.
var scopeNames = late.Value[map[string]string]{Make: func() map[string]string {
	names := make(map[string]string)
	for family := range strings.SplitSeq(strings.TrimSpace(scopeFamilies), "\n") {
		subject, list, _ := strings.Cut(strings.TrimSpace(family), ": ")
		for what := range strings.FieldsSeq(list) {
			name := subject + "." + what
			names[strings.ToLower(name)] = name
		}
	}
	return names
}}

// scopeFamilies has a line for each subject, with what may be done to it.
const scopeFamilies = `
	AccessReview: Read.All ReadWrite.All
	AdministrativeUnit: Read.All ReadWrite.All
	Agreement: Read.All ReadWrite.All
	Application: Read.All ReadWrite.All
	AppRoleAssignment: ReadWrite.All
	AuditLog: Read.All
	BitlockerKey: Read.All ReadBasic.All
	Bookings: Manage.All Read.All ReadWrite.All
	Calendars: Read Read.Shared ReadBasic ReadWrite ReadWrite.Shared
	Channel: Create Delete.All ReadBasic.All
	ChannelMember: Read.All ReadWrite.All
	ChannelMessage: Edit Read.All ReadWrite Send
	ChannelSettings: Read.All ReadWrite.All
	Chat: Create Read ReadBasic ReadWrite
	ChatMessage: Read Send
	Contacts: Read Read.Shared ReadWrite ReadWrite.Shared
	CustomSecAttributeAssignment: Read.All ReadWrite.All
	CustomSecAttributeDefinition: Read.All ReadWrite.All
	Device: Command Read Read.All
	DeviceManagementApps: Read.All ReadWrite.All
	DeviceManagementConfiguration: Read.All ReadWrite.All
	DeviceManagementManagedDevices: PrivilegedOperations.All Read.All ReadWrite.All
	DeviceManagementRBAC: Read.All ReadWrite.All
	DeviceManagementServiceConfig: Read.All ReadWrite.All
	Directory: AccessAsUser.All Read.All ReadWrite.All
	Domain: Read.All ReadWrite.All
	EntitlementManagement: Read.All ReadWrite.All
	Files: Read Read.All Read.Selected ReadWrite ReadWrite.All ReadWrite.AppFolder ReadWrite.Selected
	Group: Read.All ReadWrite.All
	GroupMember: Read.All ReadWrite.All
	IdentityProvider: Read.All ReadWrite.All
	IdentityRiskEvent: Read.All ReadWrite.All
	IdentityRiskyUser: Read.All ReadWrite.All
	IMAP: AccessAsUser.All
	LicenseAssignment: Read.All ReadWrite.All
	Mail: Read Read.Shared ReadBasic ReadBasic.Shared ReadWrite ReadWrite.Shared Send Send.Shared
	MailboxFolder: Read ReadWrite
	MailboxItem: Read
	MailboxSettings: Read ReadWrite
	Member: Read.Hidden
	Notes: Create Read Read.All ReadWrite ReadWrite.All
	OnlineMeetings: Read ReadWrite
	OrgContact: Read.All
	Organization: Read.All ReadWrite.All
	People: Read Read.All
	Place: Read.All ReadWrite.All
	Policy: Read.All Read.ConditionalAccess ReadWrite.ConditionalAccess
	POP: AccessAsUser.All
	Presence: Read Read.All ReadWrite
	PrivilegedAccess: Read.AzureAD Read.AzureADGroup ReadWrite.AzureAD ReadWrite.AzureADGroup
	ProfilePhoto: Read.All ReadWrite.All
	Reports: Read.All
	RoleManagement: Read.All Read.Directory ReadWrite.Directory
	SecurityAlert: Read.All ReadWrite.All
	SecurityEvents: Read.All ReadWrite.All
	ServiceHealth: Read.All
	ServiceMessage: Read.All
	Sites: FullControl.All Manage.All Read.All ReadWrite.All Selected
	SMTP: Send
	Subscription: Read.All
	Tasks: Read Read.Shared ReadWrite ReadWrite.Shared
	Team: Create ReadBasic.All
	TeamMember: Read.All ReadWrite.All
	TeamSettings: Read.All ReadWrite.All
	TeamsAppInstallation: ReadForUser ReadWriteForUser
	User: EnableDisableAccount.All Export.All Invite.All ManageIdentities.All Read Read.All ReadBasic.All ReadWrite
	User: ReadWrite.All RevokeSessions.All
	User-LifeCycleInfo: Read.All ReadWrite.All
	UserAuthenticationMethod: Read Read.All ReadBasic.All ReadWrite ReadWrite.All
	UserTimelineActivity: Write.CreatedByApp
`
