// Package teams emulates what Teams serves behind Graph.
package teams

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// Service serves the teams of the people in a directory.
type Service struct {
	teams      []team
	unlicensed map[string]bool // By object id: joinedTeams answers 403.
}

// team is one team; Members are user principal names, or [directory.Everybody].
type team struct {
	ID          string   `json:"id"`
	DisplayName string   `json:"displayName"`
	Description *string  `json:"description"`
	IsArchived  bool     `json:"isArchived"`
	Members     []string `json:"members"`
	Owners      []string `json:"owners"`

	Channels []channel `json:"channels"` // Those beside General, which every team has.
}

// New reads the teams of a company, and who lacks the licence for them.
func New(company []byte) *Service {
	var seed struct {
		Teams []team
		Users []struct {
			ID             string
			NoTeamsLicense bool
		}
	}
	if err := json.Unmarshal(company, &seed); err != nil {
		panic(fmt.Sprintf("graphemu: seed: %v", err))
	}
	s := &Service{teams: seed.Teams, unlicensed: make(map[string]bool)}
	for _, u := range seed.Users {
		if u.NoTeamsLicense {
			s.unlicensed[u.ID] = true
		}
	}
	return s
}

// A Summary is what identifies a team for people.
type Summary struct {
	Name     string
	Members  []string // user principal names, or [directory.Everybody]
	Owners   []string
	Channels []string // names
	Archived bool
}

// Teams returns all teams, in the order of the seed.
func (s *Service) Teams() []Summary {
	list := make([]Summary, len(s.teams))
	for i := range s.teams {
		t := &s.teams[i]
		list[i] = Summary{Name: t.DisplayName, Members: t.Members, Owners: t.Owners, Archived: t.IsArchived}
		for _, ch := range t.all() {
			list[i].Channels = append(list[i].Channels, ch.DisplayName)
		}
	}
	return list
}

// Licensed reports whether the user with an object id may use Teams.
func (s *Service) Licensed(id string) bool { return !s.unlicensed[id] }

// of returns the teams of a user, in the order of the seed.
func (s *Service) of(userPrincipalName string) []*team {
	var list []*team
	for i := range s.teams {
		if s.teams[i].hasMember(userPrincipalName) {
			list = append(list, &s.teams[i])
		}
	}
	return list
}

// hasMember reports whether the user is in the team.
func (t *team) hasMember(userPrincipalName string) bool {
	return includes(t.Members, userPrincipalName)
}

// includes reports whether names stand for a user, among others.
func includes(names []string, userPrincipalName string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return name == directory.Everybody || strings.EqualFold(name, userPrincipalName)
	})
}

// Properties of a team that are there and null in the answer of joinedTeams, before and behind those with values.
var (
	teamNulls     = []string{"internalId", "classification", "specialization", "visibility", "webUrl"}
	teamTailNulls = []string{
		"isMembershipLimitedToOwners", "memberSettings", "guestSettings", "messagingSettings", "funSettings",
		"discoverySettings", "tagSettings", "summary",
	}
)

// ListJoined answers GET /me/joinedTeams and GET /users/{user}/joinedTeams, which take no query option at all.
func (s *Service) ListJoined(c *directory.Call) (*odata.Response, error) {
	if err := allow(c, teamPermissions); err != nil {
		return nil, err
	}
	i, _, err := c.Subject()
	if err != nil {
		return nil, err
	}
	for name := range c.Query.System {
		return nil, notAllowed(name)
	}
	user := c.Directory.Row(i)
	if !s.Licensed(user.Value("id").Text) {
		return nil, &odata.Problem{
			Status: http.StatusForbidden, Code: "Forbidden", Inner: "Forbidden",
			Message: "Failed to get license information for the user. Ensure user has a valid Office365 license assigned to " +
				"them.",
		}
	}
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context("teams"))
	teams := s.of(user.Value("userPrincipalName").Text)
	b = append(b, `,"value":[`...)
	for n, t := range teams {
		if n > 0 {
			b = append(b, ',')
		}
		b = t.append(b)
	}
	return &odata.Response{Body: append(b, "]}"...), Items: len(teams)}, nil
}

// notAllowed refuses a query option.
func notAllowed(option string) error {
	name := strings.TrimPrefix(option, "$")
	return odata.BadRequest("Query option '%s' is not allowed. To allow it, set the 'AllowedQueryOptions' property on "+
		"EnableQueryAttribute or QueryValidationSettings.", strings.ToUpper(name[:1])+name[1:])
}

// append writes the team as joinedTeams does: all properties are there, five of them with values.
func (t *team) append(b []byte) []byte {
	b = odata.AppendString(append(b, `{"id":`...), t.ID)
	b = append(b, `,"createdDateTime":null,"displayName":`...)
	b = odata.AppendString(b, t.DisplayName)
	b = append(b, `,"description":`...)
	if t.Description == nil {
		b = append(b, "null"...)
	} else {
		b = odata.AppendString(b, *t.Description)
	}
	b = appendNulls(b, teamNulls)
	b = strconv.AppendBool(append(b, `,"isArchived":`...), t.IsArchived)
	b = odata.AppendString(append(b, `,"tenantId":`...), directory.TenantID)
	return append(appendNulls(b, teamTailNulls), '}')
}

func appendNulls(b []byte, names []string) []byte {
	for _, name := range names {
		b = append(odata.AppendString(append(b, ','), name), ":null"...)
	}
	return b
}

// teamPermissions allow reading the teams of a user.
var teamPermissions = []string{
	"Team.ReadBasic.All", "TeamSettings.Read.All", "TeamSettings.ReadWrite.All", "User.Read.All", "User.ReadWrite.All",
	"Directory.Read.All", "Directory.ReadWrite.All",
}

// Permissions that open teams, channels and their members.
var (
	listTeams       = []string{"Team.ReadBasic.All", "TeamSettings.Read.All", "TeamSettings.ReadWrite.All"}
	listAllChannels = []string{"Channel.ReadBasic.All", "ChannelSettings.Read.All", "ChannelSettings.ReadWrite.All"}
	// A team and its own channels are open to those who may read its group too.
	readGroups = []string{"Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}

	readTeamMembers    = []string{"TeamMember.Read.All", "TeamMember.ReadWrite.All"}
	readChannelMembers = []string{"ChannelMember.Read.All", "ChannelMember.ReadWrite.All"}
)

// allow answers 403 in the words of Teams, which name both what is needed and what is there.
func allow(c *directory.Call, anyOf []string) error {
	if c.Caller.Has(anyOf) {
		return nil
	}
	kind, plural := "role", "Roles"
	if c.Caller.Person {
		kind, plural = "scope", "Scopes"
	}
	return &odata.Problem{
		Status: http.StatusForbidden, Code: "Forbidden",
		Message: "Missing " + kind + " permissions on the request. API requires one of " +
			"'" + strings.Join(anyOf, ", ") +
			"'. " + plural + " on the request '" + strings.Join(c.Caller.Permissions, ", ") + "'.",
	}
}
