package graphemu

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/outlook"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/teams"
)

// route is one endpoint. Literal segments match without regard to case, as in Graph; {name} matches any one segment.
type route struct {
	method string
	path   string
	handle handler
}

// handler answers one route. An error that is a *problem becomes Graph's error body.
type handler func(c *directory.Call) (*odata.Response, error)

// routeTable lists every endpoint of Graph that is emulated, for both versions.
type routeTable []route

func newRoutes(outlook *outlook.Service, teams *teams.Service) routeTable {
	routes := routeTable{
		{http.MethodGet, "/me", directory.GetMe},
		{http.MethodGet, "/users", directory.ListUsers},
		{http.MethodGet, "/users/$count", directory.CountUsers},
		{http.MethodGet, "/users/{user}", directory.GetUser},
		{http.MethodGet, "/contacts/{contact}", directory.GetContact},
		{http.MethodGet, "/contacts/{contact}/manager", directory.GetContactManager},
		{http.MethodGet, "/groups", directory.ListGroups},
		{http.MethodGet, "/groups/$count", directory.CountGroups},
		{http.MethodGet, "/groups/{group}", directory.GetGroup},
		{http.MethodGet, "/groups/{group}/members", directory.ListMembers},
		{http.MethodGet, "/groups/{group}/transitiveMembers", directory.ListTransitiveMembers},
		{http.MethodGet, "/groups/{group}/owners", directory.ListOwners},
		{http.MethodGet, "/groups/{group}/calendarView", outlook.ListGroupCalendarView},
		{http.MethodGet, "/teams", teams.ListTeams},
		{http.MethodGet, "/teams/{team}", teams.GetTeam},
		{http.MethodGet, "/teams/{team}/channels", teams.ListChannels},
		{http.MethodGet, "/teams/{team}/allChannels", teams.ListAllChannels},
		{http.MethodGet, "/teams/{team}/members", teams.ListTeamMembers},
		{http.MethodGet, "/teams/{team}/channels/{channel}/members", teams.ListChannelMembers},
		{http.MethodGet, "/organization", directory.ListOrganization},
		{http.MethodGet, "/subscribedSkus", directory.ListSKUs},
		{http.MethodGet, "/directoryRoles", directory.ListDirectoryRoles},
		{http.MethodGet, "/directoryRoles/{role}/members", directory.ListRoleMembers},
	}
	for _, r := range userRoutes(outlook, teams) {
		for _, user := range []string{"/me", "/users/{user}"} {
			routes = append(routes, route{r.method, user + r.path, r.handle})
		}
	}
	return routes
}

// userRoutes lists what belongs to a user, behind the path of the user.
func userRoutes(outlook *outlook.Service, teams *teams.Service) routeTable {
	return routeTable{
		{http.MethodGet, "/manager", directory.GetManager},
		{http.MethodGet, "/directReports", directory.ListReports},
		{http.MethodGet, "/directReports/$count", directory.CountReports},
		{http.MethodGet, "/directReports/graph.user", directory.ListUserReports},
		{http.MethodGet, "/directReports/microsoft.graph.user", directory.ListUserReports},
		{http.MethodGet, "/memberOf", directory.ListMemberOf},
		{http.MethodGet, "/transitiveMemberOf", directory.ListTransitiveMemberOf},
		{http.MethodGet, "/licenseDetails", directory.ListLicenses},
		{http.MethodGet, "/photo", outlook.GetPhoto},
		{http.MethodGet, "/photo/$value", outlook.GetPhotoValue},
		{http.MethodGet, "/photos", outlook.ListPhotos},
		{http.MethodGet, "/photos/{size}", outlook.GetPhoto},
		{http.MethodGet, "/photos/{size}/$value", outlook.GetPhotoValue},
		{http.MethodGet, "/joinedTeams", teams.ListJoined},
		{http.MethodGet, "/mailboxSettings", outlook.GetMailboxSettings},
		{http.MethodGet, "/calendars", outlook.ListCalendars},
		{http.MethodGet, "/calendarView", outlook.ListCalendarView},
		{http.MethodGet, "/calendar/calendarView", outlook.ListCalendarView},
		{http.MethodGet, "/calendars/{calendar}/calendarView", outlook.ListCalendarView},
		{http.MethodPost, "/calendar/getSchedule", outlook.GetSchedule},
		{http.MethodPost, "/sendMail", outlook.SendMail},
		{http.MethodPost, "/microsoft.graph.sendMail", outlook.SendMail},
		{http.MethodGet, "/drive/items/{item}/content", redirectContent},
	}
}

// outsideForm matches the paths of other services than the directory.
var outsideForm = late.Value[*regexp.Regexp]{Make: func() *regexp.Regexp {
	return regexp.MustCompile(
		`/(photos?|teams|joinedTeams|mailboxSettings|calendars?|calendarView|drive|(microsoft\.graph\.)?sendMail)(/|$)`)
}}

// A Route is an endpoint of Graph that is emulated. Path has no version: the endpoint is there in v1.0 and in beta.
type Route struct {
	Method string `json:"method"`
	Path   string `json:"path"`
}

func (r Route) String() string { return fmt.Sprintf("%-4s %s", r.Method, r.Path) }

// Routes returns every endpoint of Graph that is emulated, in the order of their paths.
func (s *Server) Routes() []Route {
	routes := make([]Route, len(s.routes))
	for i, r := range s.routes {
		routes[i] = Route{r.method, r.path}
	}
	slices.SortFunc(routes, func(a, b Route) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return routes
}

// wireForm returns path and query of a request as they came over the wire. [http.Request.URL] has decoded the path, and
// with it the difference between a # and %23 in a guest's name.
func wireForm(r *http.Request) (path, rawQuery string) {
	// What stands behind a # belongs to the client: servers of Graph do not see it.
	target, _, _ := strings.Cut(r.RequestURI, "#")
	if !strings.HasPrefix(target, "/") {
		return r.URL.EscapedPath(), r.URL.RawQuery
	}
	path, rawQuery, _ = strings.Cut(target, "?")
	return path, rawQuery
}

// segment is one decoded part of a path; quoted says that it stood in brackets, as in users('x'), and property is the
// one that was named there, as in users(id='x').
type segment struct {
	text     string
	quoted   bool
	property string
}

// splitPath cuts an escaped path at its slashes and decodes the parts, so that an encoded slash is no separator. The
// key form users('x') becomes the two segments users and x.
func splitPath(path string) (version string, segments []segment, err error) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	version = strings.ToLower(parts[0])
	if version != odata.VersionOne && version != odata.VersionBeta {
		return "", nil, odata.BadRequest("Invalid version: %s", parts[0])
	}
	for _, part := range parts[1:] {
		decoded, err := url.PathUnescape(part)
		if err != nil || !odata.ValidText(decoded) {
			return "", nil, odata.BadRequest("The request URI is not encoded correctly: '%s'.", part)
		}
		name, key, err := splitKey(decoded)
		if err != nil {
			return "", nil, err
		}
		segments = append(segments, segment{text: name})
		if key != nil {
			segments = append(segments, *key)
		}
	}
	if len(segments) == 0 {
		return "", nil, odata.UnknownSegment("")
	}
	return version, segments, nil
}

// keyForm is name('key') or name(property='key').
var keyForm = late.Value[*regexp.Regexp]{Make: func() *regexp.Regexp {
	return regexp.MustCompile(`^(\w+)\((?:(\w+)=)?'(.*)'\)$`)
}}

// splitKey reads a key in brackets, in which a quote inside of it is doubled. It is nil if there is none.
func splitKey(part string) (name string, key *segment, err error) {
	parts := keyForm.Get().FindStringSubmatch(part)
	if parts == nil {
		return part, nil, nil
	}
	if strings.Contains(strings.ReplaceAll(parts[3], "''", ""), "'") {
		return "", nil, odata.BadRequest("Bad Request - Error in query syntax.")
	}
	key = &segment{text: strings.ReplaceAll(parts[3], "''", "'"), quoted: true, property: parts[2]}
	return parts[1], key, nil
}

// find returns the endpoint of a path. A path that does not exist is named by its first unknown segment.
func (t routeTable) find(method string, segments []segment) (*route, map[string]string, error) {
	known, longest := false, 0
	for i := range t {
		params, matched := t[i].match(segments)
		longest = max(longest, matched)
		if params == nil {
			continue
		}
		if t[i].method == method {
			return &t[i], params, nil
		}
		known = true
	}
	if known {
		return nil, nil, &odata.Problem{
			Status: http.StatusMethodNotAllowed, Code: "Request_BadRequest",
			Message: "Specified HTTP method is not allowed for the request target.",
		}
	}
	if s := segments[min(longest, len(segments)-1)]; longest == 1 && !s.quoted && strings.HasPrefix(s.text, "$") {
		return nil, nil, odata.BadRequest("The request URI is not valid. Since the segment '%s' refers to a collection, "+
			"this must be the last segment in the request URI or it must be followed by an function or action that can be "+
			"bound to it otherwise all intermediate segments must refer to a single resource.", segments[0].text)
	}
	return nil, nil, notFound(segments, longest)
}

// notFound names the first segment that is not known. Where Graph has the path, it says that the emulator has not.
func notFound(segments []segment, known int) error {
	if known == len(segments) { // The beginning of a route.
		return odata.NotEmulated("the path that ends with '" + segments[known-1].text + "'")
	}
	unknown := segments[known]
	ofUser := known == 1 && strings.EqualFold(segments[0].text, "me") ||
		known == 2 && strings.EqualFold(segments[0].text, "users")
	inGraph := elsewhere.Get()[strings.ToLower(unknown.text)] || ofUser && directory.IsUserMember(unknown.text)
	if inGraph && !unknown.quoted {
		return odata.NotEmulated("the path segment '" + unknown.text + "' there")
	}
	return odata.UnknownSegment(unknown.text)
}

// elsewhere holds, in lower case, path segments that Graph has and the emulator lacks.
var elsewhere = late.Value[map[string]bool]{Make: func() map[string]bool {
	return odata.NameSet(strings.ToLower(`
	administrativeUnits applications appRoleAssignedTo appRoleAssignments auditLogs authentication $batch branding
	primaryChannel calendar calendarGroups calendarPermissions channels chats communications contactFolders contacts
	contractualTerms createdObjects delta deviceManagement devices directory directoryObjects directoryRoles domains
	drives education employeeExperience events extensions followedSites groupLifecyclePolicies groupSettings
	identity identityGovernance informationProtection insights invitations licenseDetails mailboxSettings mailFolders
	managedDevices memberOf members messages $ref oauth2PermissionGrants onenote onlineMeetings outlook ownedDevices
	ownedObjects owners people places planner policies presence print privacy registeredDevices reports
	roleManagement root schemaExtensions schedule search security servicePrincipals settings shares sites solutions
	sponsors storage subscribedSkus subscriptions teams teamwork tenantRelationships todo transitiveMemberOf
	transitiveMembers transitiveReports`))
}}

// match compares the whole path. It gives nil when it does not fit, and how many segments did.
func (rt *route) match(segments []segment) (params map[string]string, matched int) {
	parts := strings.Split(rt.path[1:], "/")
	params = make(map[string]string)
	for i, part := range parts {
		if i == len(segments) {
			return nil, i
		}
		s := segments[i]
		name, isParam := strings.CutPrefix(part, "{")
		switch {
		// A key that begins with a dollar sign is one in brackets only: users/$x asks for a segment of that name.
		case isParam && s.text != "" && (s.quoted || !strings.HasPrefix(s.text, "$") && s.text != "delta"):
			name = strings.TrimSuffix(name, "}")
			params[name], params[name+"="] = s.text, s.property
		case !isParam && !s.quoted && strings.EqualFold(part, s.text):
		default:
			return nil, i
		}
	}
	if len(segments) > len(parts) {
		return nil, len(parts)
	}
	return params, len(parts)
}
