package outlook

import (
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// calendarProperties are those of a calendar, in the order in which Outlook writes them.
var calendarProperties = late.Value[[]string]{Make: func() []string {
	return strings.Fields(`id name color hexColor isDefaultCalendar changeKey canShare canViewPrivateItems
	canEdit allowedOnlineMeetingProviders defaultOnlineMeetingProvider isTallyingResponses isRemovable owner`)
}}

// ListCalendars answers GET …/calendars, so that a client can find the ids.
func (s *Service) ListCalendars(c *directory.Call) (*odata.Response, error) {
	owner, err := s.calendarUser(c)
	if err != nil {
		return nil, err
	}
	if err := c.Lacks("$filter", "$orderby", "$search", "$expand", "$skiptoken", "$count"); err != nil {
		return nil, err
	}
	selected, err := selectOf(c.Query, calendarProperties.Get(), "Calendar")
	if err != nil {
		return nil, err
	}
	set := ownerSet(c, owner) + "/calendars"
	if selected != nil {
		set += "(" + strings.Join(selected, ",") + ")"
	}
	top, skip, err := pageOf(c.Query)
	if err != nil {
		return nil, err
	}
	names := s.calendars(owner)
	first := min(skip, len(names))
	end := min(first+top, len(names))
	b := append(odata.AppendString([]byte(`{"@odata.context":`), c.Context(set)), `,"value":[`...)
	for n, name := range names[first:end] {
		if n > 0 {
			b = append(b, ',')
		}
		b = appendSelected(b, s.calendarValues(c, owner, name), calendarProperties.Get(), selected)
	}
	b = append(b, ']')
	if end < len(names) {
		b = odata.AppendString(append(b, `,"@odata.nextLink":`...), skipLink(c, end))
	}
	return &odata.Response{Body: append(b, '}'), Items: end - first}, nil
}

func (s *Service) calendarValues(c *directory.Call, owner int, name string) object {
	row, standard := c.Directory.Row(owner), name == defaultCalendar
	return object{
		"id": s.CalendarID(principalName(c, owner), name), "name": name, "color": "auto", "hexColor": "",
		"isDefaultCalendar": standard, "changeKey": outlookID("change", name)[4:24], "canShare": true,
		"canViewPrivateItems": true, "canEdit": true, "allowedOnlineMeetingProviders": []string{"teamsForBusiness"},
		"defaultOnlineMeetingProvider": "teamsForBusiness", "isTallyingResponses": standard, "isRemovable": !standard,
		"owner": object{"name": row.Value("displayName").Text, "address": row.Value("mail").Text},
	}
}

// selectOf reads $select over the properties of a type; nil is all of them.
func selectOf(q *odata.Query, properties []string, typ string) ([]string, error) {
	return odata.SelectNames(q, properties, func(name string) error { return unknownProperty(name, typ) })
}

// appendSelected writes an object with what is selected. The id is in every answer, selected or not.
func appendSelected(b []byte, values object, properties, selected []string) []byte {
	start := len(b)
	for _, name := range properties {
		one, there := values[name]
		if !there || selected != nil && name != "id" && !slices.Contains(selected, name) {
			continue
		}
		b = append(odata.AppendString(append(b, ','), name), ':')
		b = append(b, odata.EncodeJSON(one)...)
	}
	b[start] = '{'
	return append(b, '}')
}
