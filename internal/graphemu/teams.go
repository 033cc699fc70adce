package graphemu

import (
	"net/http"
	"strconv"
	"strings"
)

// Properties of a team that are there and null in the answer of joinedTeams, before and behind those with values.
var (
	teamNulls     = strings.Fields("internalId classification specialization visibility webUrl")
	teamTailNulls = strings.Fields(`isMembershipLimitedToOwners memberSettings guestSettings messagingSettings funSettings
		discoverySettings tagSettings summary`)
)

// listJoinedTeams answers GET /me/joinedTeams and GET /users/{user}/joinedTeams, which take no query option at all.
func listJoinedTeams(c *call) (*response, error) {
	if err := c.allowTeams(); err != nil {
		return nil, err
	}
	i, _, err := c.subject()
	if err != nil {
		return nil, err
	}
	for name := range c.query.odata {
		name = strings.TrimPrefix(name, "$")
		return nil, badRequest("Query option '%s' is not allowed. To allow it, set the 'AllowedQueryOptions' property on "+
			"EnableQueryAttribute or QueryValidationSettings.", strings.ToUpper(name[:1])+name[1:])
	}
	d := c.server.directory
	if u, ok := d.row(i).(*seedUser); ok && u.NoTeamsLicence {
		return nil, &problem{
			status: http.StatusForbidden, code: "Forbidden", inner: "Forbidden",
			message: "Failed to get license information for the user. Ensure user has a valid Office365 license assigned to " +
				"them.",
		}
	}
	b := appendString([]byte(`{"@odata.context":`), c.context("teams"))
	teams := d.teams(i)
	b = append(b, `,"value":[`...)
	for n, t := range teams {
		if n > 0 {
			b = append(b, ',')
		}
		b = t.append(b)
	}
	return &response{body: append(b, "]}"...), items: len(teams)}, nil
}

// append writes the team as joinedTeams does: all properties are there, five of them with values.
func (t *team) append(b []byte) []byte {
	b = appendString(append(b, `{"id":`...), t.ID)
	b = append(b, `,"createdDateTime":null,"displayName":`...)
	b = appendString(b, t.DisplayName)
	b = append(b, `,"description":`...)
	if t.Description == nil {
		b = append(b, "null"...)
	} else {
		b = appendString(b, *t.Description)
	}
	b = appendNulls(b, teamNulls)
	b = strconv.AppendBool(append(b, `,"isArchived":`...), t.IsArchived)
	b = appendString(append(b, `,"tenantId":`...), TenantID)
	return append(appendNulls(b, teamTailNulls), '}')
}

func appendNulls(b []byte, names []string) []byte {
	for _, name := range names {
		b = append(appendString(append(b, ','), name), ":null"...)
	}
	return b
}
