package directory

import (
	"net/http"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// Permissions that open a call, for people and for applications, as the permission reference of Graph lists them.
var (
	userListPermissions = []string{
		"User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
	}
	contactPermissions = []string{"OrgContact.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"}
	groupPermissions   = []string{
		"Group.ReadBasic.All", "GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All",
		"Directory.ReadWrite.All",
	}
	// The first two open three properties.
	organizationPermissions = []string{
		"User.Read", "User.Read.All",
		"Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
	}
	// What a user other than the caller is a member of. An application may not use every permission of a person.
	memberOfRoles = []string{
		"GroupMember.ReadBasic.All", "Group.ReadBasic.All", "Directory.Read.All", "Directory.ReadWrite.All",
	}
)

// selfPermissions open oneself, delegated.
func selfPermissions() []string {
	return append([]string{"User.Read", "User.ReadWrite"}, userListPermissions...)
}

// fullUserPermissions open more than the basic profile of others, and the manager.
func fullUserPermissions() []string { return userListPermissions[1:] }

// reportPermissions open direct reports, delegated; an application needs fullUserPermissions.
func reportPermissions() []string { return append([]string{"User.Read"}, fullUserPermissions()...) }

func memberPermissions() []string {
	return append([]string{"GroupMember.ReadBasic.All"}, groupPermissions...)
}

func ownerPermissions() []string { return groupPermissions[1:] }

// memberOfScopes are memberOfRoles for a person.
func memberOfScopes() []string { return append([]string{"GroupMember.Read.All"}, memberOfRoles...) }

// transitiveMemberOf open what a user is a member of through other groups.
func transitiveMemberOf() []string {
	return append([]string{"User.Read.All", "Group.Read.All"}, memberOfScopes()...)
}

// allowLinked checks the permission for the manager and the reports of a user, which guests may read too: see
// https://learn.microsoft.com/entra/fundamentals/users-default-permissions.
func (c *Call) allowLinked(anyOf []string) error {
	if !c.Caller.Has(anyOf) {
		return odata.RequestDenied()
	}
	return nil
}

// allow answers 403 in the words of the directory unless the token carries one of the permissions. Guests may not
// read lists of users or users other than themselves, with any token.
func (c *Call) allow(anyOf []string) error {
	if !c.Caller.Has(anyOf) || c.guest() {
		return odata.RequestDenied()
	}
	return nil
}

// guest reports whether a guest is signed in.
func (c *Call) guest() bool {
	i, ok := c.SignedIn()
	return ok && c.Directory.Row(i).Value("userType").Text == "Guest"
}

// allowUser checks the permission to read the user in row i.
func (c *Call) allowUser(i int) error {
	me, ok := c.SignedIn()
	if ok && (me == i || c.guest()) && c.Caller.Has(selfPermissions()) {
		return nil // A guest reads others by key, and no lists.
	}
	return c.allow(userListPermissions)
}

// allowOnLists checks a property that a list is filtered, searched or sorted by. Since January 2024, a permission for
// basic profiles does not open the others (message center MC704030).
func (c *Call) allowOnLists(name string) error {
	if !c.Caller.Has(fullUserPermissions()) && !basicProfile.Get()[name] {
		return odata.RequestDenied()
	}
	return c.allowProperties(func(other string) bool { return other == name })
}

// allowProperties checks the properties that need a permission of their own.
func (c *Call) allowProperties(uses func(name string) bool) error {
	switch {
	case uses(signInActivity) && !c.Caller.Has([]string{"AuditLog.Read.All"}):
		return &odata.Problem{
			Status: http.StatusForbidden, Code: "Authentication_MSGraphPermissionMissing",
			Message: "The principal does not have required Microsoft Graph permission(s): AuditLog.Read.All to call this API. " +
				"For more information about Microsoft Graph permissions, please visit " +
				"https://learn.microsoft.com/graph/permissions-overview.",
		}
	case uses("employeeLeaveDateTime") && !c.Caller.Has([]string{"User-LifeCycleInfo.Read.All"}):
		return odata.RequestDenied()
	case uses("mailboxSettings") && !c.Caller.Has([]string{"MailboxSettings.Read", "MailboxSettings.ReadWrite"}):
		return &odata.Problem{
			Status: http.StatusForbidden, Code: "ErrorAccessDenied",
			Message: "Access is denied. Check credentials and try again.",
		}
	}
	return nil
}

// basicProfile is what User.ReadBasic.All opens.
var basicProfile = late.Value[map[string]bool]{Make: func() map[string]bool {
	return odata.NameSet("id displayName givenName surname mail securityIdentifier userPrincipalName")
}}

// guestProfile is what a guest reads of others, see
// https://learn.microsoft.com/entra/fundamentals/users-default-permissions.
var guestProfile = late.Value[map[string]bool]{Make: func() map[string]bool {
	return odata.NameSet("id displayName mail userPrincipalName userType")
}}

// readable returns the test for the properties that the caller may read of row i, or of others when i is negative.
// Graph leaves the rest empty without an error.
func (c *Call) readable(i int) func(*odata.Property) bool {
	me, isPerson := c.SignedIn()
	if c.guest() && me != i {
		return func(p *odata.Property) bool { return guestProfile.Get()[p.Name] }
	}
	// A basic permission opens the whole profile of the person who signed in, as permissions-descriptions.json has it.
	full := c.Caller.Has(fullUserPermissions()) || isPerson && me == i && c.Caller.Has(selfPermissions())
	security := c.Caller.Has([]string{"CustomSecAttributeAssignment.Read.All"})
	if full && security {
		return nil
	}
	return func(p *odata.Property) bool {
		if p.Name == "customSecurityAttributes" {
			return security
		}
		return full || basicProfile.Get()[p.Name]
	}
}
