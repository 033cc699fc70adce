package graphemu

import (
	"net/http"
	"slices"
)

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
)

var (
	// Direct reports, delegated; an application needs fullUserPermissions.
	reportPermissions  = append([]string{"User.Read"}, fullUserPermissions...)
	contactPermissions = []string{"OrgContact.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"}
	groupPermissions   = []string{
		"GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
	}
	organizationPermissions = []string{
		"User.Read", "Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
	}
)

// call is one Graph request with the directory that it concerns.
type call struct {
	*odataRequest
	directory *directory
	caller    caller
}

// caller is whom the token of a request was issued to.
type caller struct {
	objectID    string
	person      bool // A person signed in; else an application did.
	permissions []string
}

// has reports whether the caller has one of the permissions.
func (c caller) has(anyOf []string) bool {
	return slices.ContainsFunc(c.permissions, func(p string) bool { return slices.Contains(anyOf, p) })
}

// allow answers 403 in the words of the directory unless the token carries one of the permissions. Guests may not
// read lists of people or anybody but themselves, whatever the token says.
func (c *call) allow(anyOf []string) error {
	if !c.caller.has(anyOf) || c.guest() {
		return requestDenied()
	}
	return nil
}

// guest reports whether a guest is signed in.
func (c *call) guest() bool {
	i, ok := c.signedIn()
	return ok && c.directory.row(i).value("userType").text == "Guest"
}

// signedIn returns the row of the person whose token this is.
func (c *call) signedIn() (int, bool) {
	if !c.caller.person {
		return 0, false
	}
	return c.directory.find(c.caller.objectID)
}

// allowUser checks the permission to read the user in row i.
func (c *call) allowUser(i int) error {
	if me, ok := c.signedIn(); ok && me == i && c.caller.has(selfPermissions) {
		return nil
	}
	return c.allow(userListPermissions)
}

// allowProperties checks the selected properties that need a permission of their own.
func (c *call) allowProperties(s *selection) error {
	switch {
	case s.has(signInActivity) && !c.caller.has([]string{"AuditLog.Read.All"}):
		return &problem{
			status: http.StatusForbidden, code: "Authentication_MSGraphPermissionMissing",
			message: "The principal does not have required Microsoft Graph permission(s): AuditLog.Read.All to call this API. " +
				"For more information about Microsoft Graph permissions, please visit " +
				"https://learn.microsoft.com/graph/permissions-overview.",
		}
	case s.has("employeeLeaveDateTime") && !c.caller.has([]string{"User-LifeCycleInfo.Read.All"}):
		return requestDenied()
	case s.has("mailboxSettings") && !c.caller.has([]string{"MailboxSettings.Read", "MailboxSettings.ReadWrite"}):
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
	full := c.caller.has(fullUserPermissions) || isPerson && me == i && c.caller.has([]string{"User.Read", "User.ReadWrite"})
	security := c.caller.has([]string{"CustomSecAttributeAssignment.Read.All"})
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
