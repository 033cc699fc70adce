package provider

import (
	"net/http"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// calendarRemedies are tried before the others where the path is that of a calendar: Exchange, which answers there, has
// codes of its own, and a reason of its own for an empty 401.
func calendarRemedies(answer *graph.Error) []knownRemedy {
	if !strings.HasSuffix(strings.ToLower(answer.Path), "/calendarview") {
		return nil
	}
	return []knownRemedy{
		{http.StatusBadRequest, "TimeZoneNotSupportedException", "", "name the time zone as IANA does, such as Europe/Berlin, or as Windows does, such as W. Europe Standard Time. GET /me/outlook/supportedTimeZones lists the names that Graph takes."},
		{http.StatusBadRequest, "ErrorInvalidIdMalformed", "", "take the calendar_id as Graph gives it, to the letter: GET /me/calendars or /users/{id}/calendars lists them. It is case-sensitive."},
		{http.StatusBadRequest, "InefficientFilter", "", "let start and end be closer together: Exchange found too many events to sort."},
		{http.StatusUnauthorized, "", "Unauthorized", "see that the account has a mailbox, with a licence for Exchange Online: without one, calendars answer so, and without a word of it. If it has one, sign in again: the token may have expired, been revoked or be meant for another service or cloud."},
		{http.StatusForbidden, "ErrorAccessDenied", "", "grant the permission that the page of this data source names, delegated or application as the token is. A person reads the calendars of others only where they are shared with that person, and with Calendars.Read.Shared. An application can be kept out of mailboxes by an access policy of Exchange, which an administrator would have to change."},
		{http.StatusNotFound, "MailboxNotEnabledForRESTAPI", "", noMailbox},
		{http.StatusNotFound, "MailboxNotSupportedForRESTAPI", "", noMailbox},
		{http.StatusNotFound, "ErrorNonExistentMailbox", "", noMailbox},
	}
}

const noMailbox = "give the user a licence with Exchange Online, or leave this user out. A new mailbox takes up to 15 minutes to answer; one that is kept on premises cannot be read."
