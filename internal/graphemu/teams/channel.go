package teams

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// channel is one channel of a team. Members are those of a private or shared one; everybody in the team is in a
// standard one. SharedWith are the ids of the teams that a shared channel is shared with.
type channel struct {
	ID          string   `json:"id"`
	DisplayName string   `json:"displayName"`
	Description *string  `json:"description"`
	Type        string   `json:"membershipType"`
	Members     []string `json:"members"`
	SharedWith  []string `json:"sharedWith"`
}

// channelProperties are those of a channel, in the order in which Teams writes them.
var channelProperties = late.Value[[]string]{Make: func() []string {
	return strings.Fields(`@odata.id id createdDateTime displayName description isFavoriteByDefault email
	tenantId webUrl membershipType isArchived`)
}}

// all returns the channels of a team, of which the first is General.
func (t *team) all() []channel {
	general := channel{
		ID: "19:" + strings.ReplaceAll(t.ID, "-", "") + "@thread.tacv2", DisplayName: "General", Type: "standard",
		Description: t.Description,
	}
	return append([]channel{general}, t.Channels...)
}

func (ch channel) values(c *directory.Call, host *team) object {
	kind, mail := ch.Type, ""
	if kind == "standard" {
		mail = strings.ToLower(strings.ReplaceAll(ch.DisplayName, " ", "")) + "@amer.teams.ms"
	}
	// Values that came after the first ones are told to clients that ask for them only.
	if kind == "shared" && !strings.Contains(strings.Join(c.HTTP.Header.Values("Prefer"), ","),
		"include-unknown-enum-members") {
		kind = "unknownFutureValue"
	}
	return object{
		"id": ch.ID, "createdDateTime": "2023-05-09T08:14:32.512Z", "displayName": ch.DisplayName,
		"description": ch.Description, "isFavoriteByDefault": nil, "email": mail, "tenantId": directory.TenantID,
		"webUrl": "https://teams.microsoft.com/l/channel/" + ch.ID + "/x?groupId=" + host.ID, "membershipType": kind,
		"isArchived": host.IsArchived,
	}
}

// ListChannels answers GET /teams/{team}/channels. People do not see the private and shared ones that they are not in.
func (s *Service) ListChannels(c *directory.Call) (*odata.Response, error) {
	return s.listChannels(c, slices.Concat(listAllChannels, readGroups), func(t *team) []object { return s.own(c, t) })
}

// ListAllChannels answers GET /teams/{team}/allChannels: also those that other teams share with this one.
func (s *Service) ListAllChannels(c *directory.Call) (*odata.Response, error) {
	return s.listChannels(c, listAllChannels, func(t *team) []object {
		list := s.own(c, t)
		for i := range s.teams {
			host := &s.teams[i]
			for _, ch := range host.all() {
				if slices.Contains(ch.SharedWith, t.ID) {
					values := ch.values(c, host)
					values["@odata.id"] = fmt.Sprintf("%s/v1.0/tenants/%s/teams/%s/channels/%s", c.Origin, directory.TenantID,
						host.ID, ch.ID)
					list = append(list, values)
				}
			}
		}
		return list
	})
}

// own returns the channels of a team that the caller sees.
func (s *Service) own(c *directory.Call, t *team) []object {
	var list []object
	for _, ch := range t.all() {
		if s.isIn(c, ch) {
			list = append(list, ch.values(c, t))
		}
	}
	return list
}

func (s *Service) isIn(c *directory.Call, ch channel) bool {
	me, isPerson := c.SignedIn()
	return !isPerson || ch.Type == "standard" ||
		includes(ch.Members, c.Directory.Row(me).Value("userPrincipalName").Text)
}

func (s *Service) listChannels(
	c *directory.Call, anyOf []string, of func(*team) []object,
) (*odata.Response, error) {
	if err := allow(c, anyOf); err != nil {
		return nil, err
	}
	t, err := s.find(c)
	if err != nil {
		return nil, err
	}
	for _, option := range []string{"$top", "$orderby"} {
		if _, used := c.Query.Get(option); used {
			return nil, notAllowed(option)
		}
	}
	if err := c.Lacks("$filter", "$search", "$expand", "$count", "$skiptoken"); err != nil {
		return nil, err
	}
	selected, err := selectOf(c.Query, channelProperties.Get(), "channel")
	if err != nil {
		return nil, err
	}
	if selected != nil {
		selected = append(selected, "@odata.id")
	}
	return collection(c, "teams('"+t.ID+"')/channels", of(t), channelProperties.Get(), selected), nil
}

// memberProperties are those of a member, in the order in which Teams writes them.
var memberProperties = late.Value[[]string]{Make: func() []string {
	return strings.Fields(`@odata.type id roles displayName visibleHistoryStartDateTime userId email
	tenantId`)
}}

// ListTeamMembers answers GET /teams/{team}/members.
func (s *Service) ListTeamMembers(c *directory.Call) (*odata.Response, error) {
	if err := allow(c, readTeamMembers); err != nil {
		return nil, err
	}
	t, err := s.find(c)
	if err != nil {
		return nil, err
	}
	return s.listMembers(c, t, t.Members, "teams('"+t.ID+"')/members")
}

// ListChannelMembers answers GET /teams/{team}/channels/{channel}/members.
func (s *Service) ListChannelMembers(c *directory.Call) (*odata.Response, error) {
	anyOf := readChannelMembers
	if c.Caller.Person {
		anyOf = append([]string{"Group.Read.All"}, anyOf...)
	}
	if err := allow(c, anyOf); err != nil {
		return nil, err
	}
	t, err := s.find(c)
	if err != nil {
		return nil, err
	}
	for _, ch := range t.all() {
		if ch.ID != c.Params["channel"] || !s.isIn(c, ch) {
			continue
		}
		members := ch.Members
		if ch.Type == "standard" {
			members = t.Members
		}
		return s.listMembers(c, t, members, "teams('"+t.ID+"')/channels('"+ch.ID+"')/members")
	}
	return nil, &odata.Problem{
		Status: http.StatusNotFound, Code: "NotFound", Inner: "NotFound",
		Message: "No channel found with Channel Id " + c.Params["channel"],
	}
}

func (s *Service) listMembers(c *directory.Call, t *team, names []string, set string) (*odata.Response, error) {
	if err := c.Lacks("$filter", "$search", "$orderby", "$expand", "$skiptoken", "$top"); err != nil {
		return nil, err
	}
	if slices.Contains(names, directory.Everybody) {
		names = c.Directory.SeedNames()
	}
	var list []object
	for _, name := range names {
		i, ok := c.Directory.Find(name)
		if !ok {
			continue
		}
		user := c.Directory.Row(i)
		roles := []string{}
		switch {
		case includes(t.Owners, name):
			roles = append(roles, "owner")
		case user.Value("userType").Text == "Guest":
			roles = append(roles, "guest")
		}
		var mail any
		if text := user.Value("mail").Text; text != "" {
			mail = text
		}
		list = append(list, object{
			"@odata.type": "#microsoft.graph.aadUserConversationMember", "id": "MCMjMSMj" + user.Value("id").Text,
			"roles": roles, "displayName": user.Value("displayName").Text,
			"visibleHistoryStartDateTime": "0001-01-01T00:00:00Z", "userId": user.Value("id").Text, "email": mail,
			"tenantId": directory.TenantID,
		})
	}
	return collection(c, set, list, memberProperties.Get(), nil), nil
}
