package outlook

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

const (
	calendarPageSize    = 10
	maxCalendarPageSize = 1000
	maxCalendarDays     = 1825
	defaultCalendar     = "Calendar"
)

var (
	calendarBasic  = []string{"Calendars.ReadBasic"}
	calendarRole   = []string{"Calendars.ReadBasic.All"} // Of an application.
	calendarFull   = []string{"Calendars.Read", "Calendars.ReadWrite"}
	calendarShared = []string{"Calendars.Read.Shared", "Calendars.ReadWrite.Shared"} // Those of others, delegated.
)

// calendarView is a checked request for events.
type calendarView struct {
	service  *Service
	call     *directory.Call
	owner    int
	group    string // Mail address of the group whose calendar it is; empty for that of a person.
	set      string // In @odata.context.
	calendar string // Name of the calendar.
	from, to time.Time
	prefer   *preferences
	selected []string // Nil for all properties.
	filter   odata.Filter
	order    []eventOrder // Empty for no order that anybody could rely on.
	top      int
	skip     int
	counted  bool
	basic    bool // The body may not be read.
}

// ListCalendarView answers GET …/calendarView in its three forms.
func (s *Service) ListCalendarView(c *directory.Call) (*odata.Response, error) {
	owner, err := s.calendarUser(c)
	if err != nil {
		return nil, err
	}
	v := &calendarView{
		service: s, call: c, owner: owner, set: ownerSet(c, owner),
		basic: !c.Caller.Has(calendarFull) && !c.Caller.Has(calendarShared),
	}
	return v.answer()
}

// ListGroupCalendarView answers GET /groups/{group}/calendarView, for members of the group.
func (s *Service) ListGroupCalendarView(c *directory.Call) (*odata.Response, error) {
	if !c.Caller.Person || !c.Caller.Has([]string{"Group.Read.All", "Group.ReadWrite.All"}) {
		return nil, accessDenied()
	}
	id, mail, isMember, err := c.Mailbox()
	if err != nil {
		return nil, err
	}
	if !isMember {
		return nil, accessDenied()
	}
	v := &calendarView{service: s, call: c, group: mail, set: "groups('" + id + "')"}
	return v.answer()
}

// answer reads the rest of the request.
func (v *calendarView) answer() (*odata.Response, error) {
	for _, read := range []func() error{
		v.readCalendar, v.readWindow, v.readPrefer, v.readOptions, v.readFilter, v.readOrder,
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return v.response(), nil
}

// occurrences returns all events of the calendar.
func (v *calendarView) occurrences() []*occurrence {
	if v.group != "" {
		return v.service.occurrencesOf(v.group, defaultCalendar)
	}
	return v.service.occurrences(v.owner, v.calendar)
}

// calendarUser checks the permission and finds the mailbox.
func (s *Service) calendarUser(c *directory.Call) (int, error) {
	if err := checkRoles(c); err != nil {
		return 0, err
	}
	basic := calendarBasic
	if !c.Caller.Person {
		basic = calendarRole
	}
	if !c.Caller.Has(basic) && !c.Caller.Has(calendarFull) && !c.Caller.Has(calendarShared) {
		return 0, accessDenied()
	}
	return s.outlookUser(c, calendarShared)
}

func principalName(c *directory.Call, i int) string {
	return c.Directory.Row(i).Value("userPrincipalName").Text
}

// ownerSet names the mailbox in @odata.context, which is by id for /me too.
func ownerSet(c *directory.Call, i int) string {
	return "users('" + c.Directory.Row(i).Value("id").Text + "')"
}

// CalendarID returns the id of a calendar, for a path …/calendars/{id}/calendarView. Everybody with a mailbox has the
// calendar "Calendar"; in the seed some have others.
func (s *Service) CalendarID(user, name string) string {
	return outlookID("calendar", s.directory.Row(s.directory.MustFind(user)).Value("userPrincipalName").Text, name)
}

func (v *calendarView) response() *odata.Response {
	c, events := v.call, v.events()
	first := min(v.skip, len(events))
	end := min(first+v.top, len(events))
	set := v.set + "/calendarView"
	if v.selected != nil {
		set += "(" + strings.Join(v.selected, ",") + ")"
	}
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(set))
	if v.counted {
		b = strconv.AppendInt(append(b, `,"@odata.count":`...), int64(len(events)), 10)
	}
	b = append(b, `,"value":[`...)
	for n, o := range events[first:end] {
		if n > 0 {
			b = append(b, ',')
		}
		b = v.appendEvent(b, o)
	}
	b = append(b, ']')
	if end < len(events) {
		b = odata.AppendString(append(b, `,"@odata.nextLink":`...), skipLink(v.call, end))
	}
	header := make(http.Header)
	if len(v.prefer.applied) > 0 {
		header.Set("Preference-Applied", strings.Join(v.prefer.applied, ", "))
	}
	return &odata.Response{Header: header, Body: append(b, '}'), Items: end - first}
}

// skipLink writes the query anew, as Outlook does: with escapes in lower case, and the number of items to skip.
func skipLink(c *directory.Call, skip int) string {
	var link strings.Builder
	link.WriteString(c.Origin + c.Path + "?")
	for pair := range strings.SplitSeq(c.Query.Raw, "&") {
		name, text, _ := strings.Cut(pair, "=")
		if key, err := url.QueryUnescape(name); err == nil && pair != "" && !strings.EqualFold(key, "$skip") {
			if decoded, err := url.QueryUnescape(text); err == nil {
				link.WriteString(key + "=" + lowerEscape(decoded) + "&")
			}
		}
	}
	return link.String() + "$skip=" + strconv.Itoa(skip)
}

// lowerEscape is [url.QueryEscape] with lower-case digits.
func lowerEscape(s string) string {
	b := []byte(url.QueryEscape(s))
	for i := range b {
		if b[i] == '%' {
			copy(b[i:], strings.ToLower(string(b[i:i+3])))
		}
	}
	return string(b)
}
