// Package permission holds the calls that the provider makes to Microsoft Graph, and the least permissions that allow
// them. The documentation, the errors of refused calls and the scopes of the login command are made from it.
package permission

import (
	"slices"
	"strings"
)

// A Call is a request to Microsoft Graph with the least permissions that allow it. Others allow it too, such as
// Directory.Read.All, and more besides: see [Call.AllowedBy].
type Call struct {
	Name        string // method and path as Graph documents them, such as "GET /users/{id}"
	Delegated   string // for a signed-in person
	Application string // for an application; "" if an application cannot make the call

	// others is the delegated permission for what belongs to somebody else, if that is another one; [nobody] if none opens
	// it to a person.
	others string
}

// A Pair is a call about a user, and its form for the signed-in person.
type Pair struct{ Me, User Call }

// The calls, a line each. A test compares them with the permission data that Microsoft publishes.
var (
	Me    = call("GET /me", "User.Read", "")
	User  = alike("GET /users/{id}", "User.ReadBasic.All")
	Users = alike("GET /users", "User.ReadBasic.All")

	// Person is a user, who may be the signed-in person.
	Person = Pair{Me: Me, User: User}

	JoinedTeams        = pair("GET", "/joinedTeams", "Team.ReadBasic.All", "Team.ReadBasic.All")
	Manager            = pair("GET", "/manager", "User.Read.All", "User.Read.All")
	DirectReports      = pair("GET", "/directReports", "User.Read", "User.Read.All")
	DefaultEvents      = pair("GET", "/calendarView", "Calendars.ReadBasic", "Calendars.ReadBasic.All")
	Events             = pair("GET", "/calendars/{id}/calendarView", "Calendars.ReadBasic", "Calendars.ReadBasic.All")
	Calendars          = pair("GET", "/calendars", "Calendars.ReadBasic", "Calendars.ReadBasic.All")
	Group              = alike("GET /groups/{id}", "Group.ReadBasic.All")
	Groups             = alike("GET /groups", "Group.ReadBasic.All")
	Members            = alike("GET /groups/{id}/members", "GroupMember.ReadBasic.All")
	TransitiveMembers  = alike("GET /groups/{id}/transitiveMembers", "GroupMember.ReadBasic.All")
	Owners             = alike("GET /groups/{id}/owners", "GroupMember.Read.All")
	MemberOf           = pair("GET", "/memberOf", "User.Read", "Directory.Read.All")
	TransitiveMemberOf = pair("GET", "/transitiveMemberOf", "User.Read", "User.Read.All")
	Licenses           = pair("GET", "/licenseDetails", "LicenseAssignment.Read.All", "LicenseAssignment.Read.All")
	SubscribedSKUs     = alike("GET /subscribedSkus", "LicenseAssignment.Read.All")
	Organization       = call("GET /organization", "User.Read", "Organization.Read.All")
	Team               = alike("GET /teams/{id}", "Team.ReadBasic.All")
	Teams              = alike("GET /teams", "Team.ReadBasic.All")
	Channels           = alike("GET /teams/{id}/channels", "Channel.ReadBasic.All")
	AllChannels        = alike("GET /teams/{id}/allChannels", "Channel.ReadBasic.All")
	TeamMembers        = alike("GET /teams/{id}/members", "TeamMember.Read.All")
	ChannelMembers     = alike("GET /teams/{id}/channels/{id}/members", "ChannelMember.Read.All")
	MailboxSettings    = pair("GET", "/mailboxSettings", "MailboxSettings.Read", "MailboxSettings.Read")
	GroupEvents        = call("GET /groups/{id}/calendarView", "Group.Read.All", "")
	Schedule           = pair("POST", "/calendar/getSchedule", "Calendars.ReadBasic", "Calendars.ReadBasic.All")
	SendMail           = pair("POST", "/sendMail", "Mail.Send", "Mail.Send")
	Photo              = pair("GET", "/photo", "User.Read", "ProfilePhoto.Read.All")
)

// adminConsent holds the delegated permissions that a person cannot consent to, of those that a verdict may name.
// Source: permissions-descriptions.json in the repository microsoftgraph/microsoft-graph-devx-content.
var adminConsent = []string{
	"User.Read.All", "Calendars.ReadBasic", "Group.ReadBasic.All", "GroupMember.ReadBasic.All", "GroupMember.Read.All",
	"TeamMember.Read.All", "ChannelMember.Read.All", "Group.Read.All", "Organization.Read.All",
}

// LoginScopes are the permissions that the login command asks for by default. The list is written down rather than
// derived: a new call must not change what every person is asked to consent to.
var LoginScopes = []string{
	"User.Read", "User.ReadBasic.All", "Team.ReadBasic.All", "User.Read.All", "Calendars.ReadBasic",
	"GroupMember.Read.All", "LicenseAssignment.Read.All", "Channel.ReadBasic.All", "TeamMember.Read.All",
	"ChannelMember.Read.All", "MailboxSettings.Read",
}

// AzureCLI is the client id of the Azure CLI, a first-party application.
const AzureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

// AzureCLIScopes are the permissions in tokens of the Azure CLI that people have published. Those of a first-party
// application cannot be changed.
var AzureCLIScopes = []string{
	"Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "AuditLog.Read.All",
	"DelegatedPermissionGrant.ReadWrite.All", "Directory.AccessAsUser.All", "Group.ReadWrite.All", "User.Read.All",
	"User.ReadWrite.All",
}

// others holds the delegated permissions for what belongs to somebody else, by the part of the path after the user. The
// published data has the ones for oneself. Sources: the pages of the calls, and permissions-descriptions.json.
var others = map[string]string{
	"/directReports":               "User.ReadBasic.All",
	"/photo":                       "User.ReadBasic.All",
	"/memberOf":                    "GroupMember.ReadBasic.All",
	"/transitiveMemberOf":          "GroupMember.ReadBasic.All",
	"/mailboxSettings":             nobody,
	"/calendars":                   sharedCalendars,
	"/calendarView":                sharedCalendars,
	"/calendars/{id}/calendarView": sharedCalendars,
	"/calendar/getSchedule":        sharedCalendars,
	"/sendMail":                    sharedMail,
}

// nobody stands for a permission that does not exist.
const nobody = "-"

// calls holds all calls in the order in which they are declared.
var calls []Call

func call(name, delegated, application string) Call {
	return declare(Call{Name: name, Delegated: delegated, Application: application})
}

func declare(c Call) Call {
	calls = append(calls, c)
	return c
}

// alike declares a call that needs the same permission for a person and for an application.
func alike(name, permission string) Call { return call(name, permission, permission) }

// pair declares a call about a user. path is the part of the path after the user.
func pair(method, path, delegated, application string) Pair {
	return Pair{
		Me: call(method+" /me"+path, delegated, ""),
		User: declare(Call{
			Name: method + " /users/{id}" + path, Delegated: delegated, Application: application, others: others[path],
		}),
	}
}

// All returns all calls.
func All() []Call { return slices.Clone(calls) }

// For returns the call about the signed-in person if self is set, else that about a user.
func (p Pair) For(self bool) Call {
	if self {
		return p.Me
	}
	return p.User
}

// Reads reports whether the call only reads: it gets something, or asks for a schedule.
func (c Call) Reads() bool {
	return strings.HasPrefix(c.Name, "GET ") || strings.HasSuffix(c.Name, "/getSchedule")
}

// NeedsAdmin reports whether an administrator has to consent to a permission. People may consent to some delegated
// permissions themselves.
func NeedsAdmin(delegated bool, permission string) bool {
	return !delegated || slices.Contains(adminConsent, permission)
}

// ofPerson reports whether the call is about the signed-in person.
func (c Call) ofPerson() bool { return strings.Contains(c.Name, " /me") }

// ByAzureCLI reports whether the token of the Azure CLI allows the call.
func (c Call) ByAzureCLI() bool { return c.AllowedBy(true, AzureCLIScopes) != "" }

// Named returns the call with a name.
func Named(name string) (Call, bool) {
	i := slices.IndexFunc(calls, func(c Call) bool { return c.Name == name })
	if i < 0 {
		return Call{}, false
	}
	return calls[i], true
}

// Reading returns the call that reads a path, which is relative to the version and has values in place of {id}. The
// bytes and the sizes of a photo need the same permission as the photo.
func Reading(path string) (Call, bool) {
	segments := strings.Split(strings.Trim(strings.TrimSuffix(path, "/$value"), "/"), "/")
	if i := slices.Index(segments, "photos"); i >= 0 {
		segments = append(segments[:i], "photo")
	}
	for _, c := range calls {
		_, documented, _ := strings.Cut(c.Name, " /")
		if c.Reads() && slices.EqualFunc(strings.Split(documented, "/"), segments, sameSegment) {
			return c, true
		}
	}
	return Call{}, false
}

func sameSegment(documented, actual string) bool {
	return documented == "{id}" || strings.EqualFold(documented, actual)
}
