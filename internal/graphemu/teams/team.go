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

// teamProperties are those of a team, in the order in which Teams writes them.
var teamProperties = late.Value[[]string]{Make: func() []string {
	return strings.Fields(`id createdDateTime displayName description internalId classification specialization
	visibility webUrl isArchived tenantId isMembershipLimitedToOwners memberSettings guestSettings messagingSettings
	funSettings discoverySettings summary`)
}}

// values returns the properties of a team, as the answer for one team has them.
func (t *team) values() object {
	thread := "19:" + strings.ReplaceAll(t.ID, "-", "") + "@thread.tacv2"
	return object{
		"id": t.ID, "createdDateTime": "2023-05-09T08:14:31.371Z", "displayName": t.DisplayName,
		"description": t.Description, "internalId": thread, "classification": nil, "specialization": "none",
		"visibility": "private", "webUrl": "https://teams.microsoft.com/l/team/" + thread + "/conversations?groupId=" + t.ID +
			"&tenantId=" + directory.TenantID,
		"isArchived": t.IsArchived, "tenantId": directory.TenantID, "isMembershipLimitedToOwners": false,
		"memberSettings": object{
			"allowCreateUpdateChannels": true, "allowCreatePrivateChannels": true, "allowDeleteChannels": true,
			"allowAddRemoveApps": true, "allowCreateUpdateRemoveTabs": true, "allowCreateUpdateRemoveConnectors": true,
		},
		"guestSettings": object{"allowCreateUpdateChannels": false, "allowDeleteChannels": false},
		"messagingSettings": object{
			"allowUserEditMessages": true, "allowUserDeleteMessages": true, "allowOwnerDeleteMessages": true,
			"allowTeamMentions": true, "allowChannelMentions": true,
		},
		"funSettings": object{
			"allowGiphy": true, "giphyContentRating": "moderate", "allowStickersAndMemes": true, "allowCustomMemes": true,
		},
		"discoverySettings": object{"showInTeamsSearchAndSuggestions": true}, "summary": nil,
	}
}

// find returns the team that the path names. People see the teams that they are members of.
func (s *Service) find(c *directory.Call) (*team, error) {
	for i := range s.teams {
		t := &s.teams[i]
		if strings.EqualFold(t.ID, c.Params["team"]) && s.sees(c, t) {
			return t, nil
		}
	}
	return nil, &odata.Problem{
		Status: http.StatusNotFound, Code: "NotFound", Inner: "NotFound",
		Message: fmt.Sprintf("No team found with Group Id %s", c.Params["team"]),
	}
}

func (s *Service) sees(c *directory.Call, t *team) bool {
	me, isPerson := c.SignedIn()
	return !isPerson || t.hasMember(c.Directory.Row(me).Value("userPrincipalName").Text)
}

// GetTeam answers GET /teams/{team}.
func (s *Service) GetTeam(c *directory.Call) (*odata.Response, error) {
	if err := allow(c, slices.Concat(listTeams, readGroups)); err != nil {
		return nil, err
	}
	t, err := s.find(c)
	if err != nil {
		return nil, err
	}
	if err := c.Lacks("$expand"); err != nil {
		return nil, err
	}
	selected, err := selectOf(c.Query, teamProperties.Get(), "team")
	if err != nil {
		return nil, err
	}
	b := append(odata.AppendString([]byte(`{"@odata.context":`), c.Context("teams/$entity")), ',')
	return &odata.Response{Body: appendSelected(b, t.values(), teamProperties.Get(), selected), Items: 1}, nil
}

// ListTeams answers GET /teams, in which only id, name and description have a value.
func (s *Service) ListTeams(c *directory.Call) (*odata.Response, error) {
	if err := allow(c, listTeams); err != nil {
		return nil, err
	}
	if err := c.Lacks("$expand", "$search", "$orderby", "$count", "$skiptoken", "$select"); err != nil {
		return nil, err
	}
	matches, err := nameFilter(c.Query)
	if err != nil {
		return nil, err
	}
	var list []object
	for i := range s.teams {
		if t := &s.teams[i]; s.sees(c, t) && matches(t.DisplayName) {
			values := object{}
			for _, name := range teamProperties.Get() {
				values[name] = nil
			}
			values["id"], values["displayName"], values["description"] = t.ID, t.DisplayName, t.Description
			list = append(list, values)
		}
	}
	return collection(c, "teams", list, teamProperties.Get(), nil), nil
}

// nameFilter reads the filters that are documented for /teams.
func nameFilter(q *odata.Query) (func(name string) bool, error) {
	text, ok := q.Get("$filter")
	if !ok {
		return func(string) bool { return true }, nil
	}
	filter, err := odata.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	return func(name string) bool { return odata.Matches(filter, named(name)) }, nil
}

// named is an object of which only the name matters.
type named string

func (n named) Value(name string) odata.Value {
	if strings.EqualFold(name, "displayName") {
		return odata.TextValue(string(n))
	}
	return odata.Value{}
}

// An object is a JSON object.
type object map[string]any

// selectOf reads $select over the properties of a type; nil is all of them.
func selectOf(q *odata.Query, properties []string, typ string) ([]string, error) {
	return odata.SelectNames(q, properties, func(name string) error {
		return odata.BadRequest("Parsing OData Select and Expand failed: Could not find a property named '%s' on type "+
			"'microsoft.graph.%s'.", name, typ)
	})
}

// appendSelected appends the members of an object that are selected, and the closing brace.
func appendSelected(b []byte, values object, properties, selected []string) []byte {
	first := true
	for _, name := range properties {
		value, there := values[name]
		if !there || selected != nil && !slices.Contains(selected, name) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(odata.AppendString(b, name), ':')
		b = append(b, odata.EncodeJSON(value)...)
	}
	return append(b, '}')
}

// collection answers with all objects of a list, which Teams does not page here, and with their count.
func collection(c *directory.Call, set string, list []object, properties, selected []string) *odata.Response {
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(set))
	b = fmt.Appendf(b, `,"@odata.count":%d,"value":[`, len(list))
	for i, values := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendSelected(append(b, '{'), values, properties, selected)
	}
	return &odata.Response{Body: append(b, "]}"...), Items: len(list)}
}
