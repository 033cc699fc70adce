package graphemu

import (
	"net/http"
	"slices"
	"strings"
)

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

// Permissions that open a call, for people and for applications: reference chapter 12.
var (
	userListPermissions = []string{
		"User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
	}
	// Oneself, delegated.
	selfPermissions = append([]string{"User.Read", "User.ReadWrite"}, userListPermissions...)
	// More than the basic profile of others.
	fullUserPermissions = userListPermissions[1:]
	managerPermissions  = fullUserPermissions
	teamPermissions     = []string{
		"Team.ReadBasic.All", "TeamSettings.Read.All", "TeamSettings.ReadWrite.All", "User.Read.All", "User.ReadWrite.All",
		"Directory.Read.All", "Directory.ReadWrite.All",
	}
)

var (
	// Direct reports, delegated; an application needs fullUserPermissions.
	reportPermissions  = append([]string{"User.Read"}, fullUserPermissions...)
	contactPermissions = []string{"OrgContact.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"}
	photoScopes        = []string{"User.Read", "User.ReadBasic.All", "ProfilePhoto.Read.All", "ProfilePhoto.ReadWrite.All"}
	photoRoles         = []string{
		"ProfilePhoto.Read.All",
		"User.ReadBasic.All",
		"User.Read.All",
		"ProfilePhoto.ReadWrite.All",
	}
	calendarBasic    = []string{"Calendars.ReadBasic", "Calendars.ReadBasic.All"}
	calendarFull     = []string{"Calendars.Read", "Calendars.ReadWrite"}
	calendarShared   = []string{"Calendars.Read.Shared", "Calendars.ReadWrite.Shared"} // Those of others, delegated.
	mailPermissions  = []string{"Mail.Send"}
	mailShared       = []string{"Mail.Send.Shared"}
	groupPermissions = []string{
		"GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
	}
	organizationPermissions = []string{
		"User.Read", "Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
	}
	filePermissions = []string{
		"Files.Read", "Files.ReadWrite", "Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All",
	}
)

// has reports whether the token carries one of the permissions.
func (c *claims) has(anyOf []string) bool {
	return slices.ContainsFunc(c.granted(), func(p string) bool { return slices.Contains(anyOf, p) })
}

// allow answers 403 in the words of the directory unless the token carries one of the permissions. Guests may not
// read lists of people or anybody but themselves, whatever the token says.
func (c *call) allow(anyOf []string) error {
	if !c.token.has(anyOf) || c.guest() {
		return requestDenied()
	}
	return nil
}

// guest reports whether a guest is signed in.
func (c *call) guest() bool {
	i, ok := c.signedIn()
	return ok && c.server.directory.row(i).value("userType").text == "Guest"
}

// signedIn returns the row of the person whose token this is.
func (c *call) signedIn() (int, bool) {
	if !c.token.delegated() {
		return 0, false
	}
	return c.server.directory.find(c.token.ObjectID)
}

// allowUser checks the permission to read the user in row i.
func (c *call) allowUser(i int) error {
	if me, ok := c.signedIn(); ok && me == i && c.token.has(selfPermissions) {
		return nil
	}
	return c.allow(userListPermissions)
}

// allowTeams answers 403 in the words of Teams, which name both what is needed and what is there.
func (c *call) allowTeams() error {
	if c.token.has(teamPermissions) {
		return nil
	}
	kind, plural := "role", "Roles"
	if c.token.delegated() {
		kind, plural = "scope", "Scopes"
	}
	return &problem{
		status: http.StatusForbidden, code: "Forbidden",
		message: "Missing " + kind + " permissions on the request. API requires one of " +
			"'" + strings.Join(teamPermissions, ", ") +
			"'. " + plural + " on the request '" + strings.Join(c.token.granted(), ", ") + "'.",
	}
}

// allowProperties checks the selected properties that need a permission of their own.
func (c *call) allowProperties(s *selection) error {
	switch {
	case s.has(signInActivity) && !c.token.has([]string{"AuditLog.Read.All"}):
		return &problem{
			status: http.StatusForbidden, code: "Authentication_MSGraphPermissionMissing",
			message: "The principal does not have required Microsoft Graph permission(s): AuditLog.Read.All to call this API. " +
				"For more information about Microsoft Graph permissions, please visit " +
				"https://learn.microsoft.com/graph/permissions-overview.",
		}
	case s.has("employeeLeaveDateTime") && !c.token.has([]string{"User-LifeCycleInfo.Read.All"}):
		return requestDenied()
	case s.has("mailboxSettings") && !c.token.has([]string{"MailboxSettings.Read", "MailboxSettings.ReadWrite"}):
		return &problem{
			status: http.StatusForbidden, code: "ErrorAccessDenied",
			message: "Access is denied. Check credentials and try again.",
		}
	}
	return nil
}

// basicProfile is what User.ReadBasic.All opens.
var basicProfile = nameSet("id displayName givenName surname mail userPrincipalName")

// readable returns the test for the properties that the caller may read of row i, or of others when i is negative.
// Graph leaves the rest empty without an error.
func (c *call) readable(i int) func(*property) bool {
	me, isPerson := c.signedIn()
	full := c.token.has(fullUserPermissions) || isPerson && me == i && c.token.has([]string{"User.Read", "User.ReadWrite"})
	security := c.token.has([]string{"CustomSecAttributeAssignment.Read.All"})
	if full && security {
		return nil
	}
	return func(p *property) bool {
		if p.name == "customSecurityAttributes" {
			return security
		}
		return full || basicProfile[p.name]
	}
}
