package people

import (
	"errors"
	"net/http"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// CalendarError returns err, which a read of a calendar has returned, in terms of the arguments user and calendar_id;
// calendar is "" if the latter is not set.
func CalendarError(user, calendar string, err error) error {
	answer, ok := errors.AsType[*graph.Error](err)
	noItem := ok && answer.Status == http.StatusNotFound && strings.EqualFold(answer.Code, "ErrorItemNotFound")
	if noItem && calendar != "" {
		return &explain.MissingError{Thing: "calendar", Argument: "calendar_id", Keys: []string{calendar}, Err: err}
	}
	return explain.Refine(Absent(user, err), calendarRemedies)
}

// GroupCalendarError returns err, which a read of the calendar of a group has returned, in terms of the argument group.
func GroupCalendarError(group string, err error) error {
	return explain.Refine(explain.Missing("group", "group", group, err), groupCalendarRemedies)
}

// groupCalendarRemedies holds the remedies for the calendar of a group, beside those of other calendars.
var groupCalendarRemedies = append([]explain.Remedy{
	{Status: 403, Code: "ErrorAccessDenied", About: []string{"group"}, Lacks: explain.Access,
		Todo: "sign in as a person who is a member of the group, with the permission Group.Read.All. Being an " +
			"administrator or an owner is not enough, and an application cannot read the calendar of a group."},
}, calendarRemedies...)

// calendarRemedies holds the remedies for the error codes of Exchange, and for its 401 without a message.
var calendarRemedies = []explain.Remedy{
	{Status: 400, Code: "TimeZoneNotSupportedException", About: []string{"time_zone"},
		Todo: "use the IANA name of the time zone, such as Europe/Berlin, or its Windows name, such as W. Europe Standard " +
			"Time. GET /me/outlook/supportedTimeZones lists the names that Graph accepts."},
	{Status: 400, Code: "ErrorInvalidIdMalformed", About: []string{"calendar_id", "user"},
		Todo: "set calendar_id exactly as Graph returns it: GET /me/calendars or /users/{id}/calendars lists the ids. They " +
			"are case-sensitive."},
	{Status: 400, Code: "InefficientFilter",
		Todo: "choose a shorter time between start and end: Exchange found too many events to sort."},
	{Status: 401, Silent: true,
		Todo: "check that the account has a mailbox, with a licence for Exchange Online: without one, this is the " +
			"response, without a message. If it has one, sign in again: the token may have expired, been revoked or be meant " +
			"for another service or cloud."},
	{Status: 403, Code: "ErrorAccessDenied", Lacks: explain.Access,
		Todo: "grant the permission that the page of this data source names, delegated or application as the token is. A " +
			"person can read the calendars of others only if they are shared with that person, and with " +
			"Calendars.Read.Shared. An access policy of Exchange can keep an application out of mailboxes; an administrator " +
			"would have to change it."},
}
