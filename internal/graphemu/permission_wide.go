package graphemu

import "slices"

// WideScopes are the delegated permissions of a token that was not asked to have others: all that this emulator looks
// for.
func WideScopes() []string {
	return append([]string{
		"openid", "profile", "email", "User.Read", "Calendars.Read.Shared", "Mail.Send.Shared",
	}, widePermissions...)
}

// WideRoles are the application permissions of a token that was not asked to have others.
func WideRoles() []string { return slices.Clone(widePermissions) }

var widePermissions = []string{
	"User.Read.All", "Directory.Read.All", "Team.ReadBasic.All", "AuditLog.Read.All", "User-LifeCycleInfo.Read.All",
	"CustomSecAttributeAssignment.Read.All", "MailboxSettings.Read", "ProfilePhoto.Read.All",
	"Calendars.Read", "Mail.Send",
	"OrgContact.Read.All", "Group.Read.All", "Organization.Read.All", "Files.Read.All",
}
