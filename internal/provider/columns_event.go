package provider

import (
	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/people"
)

// eventColumns holds the properties of events. Neither createdDateTime nor lastModifiedDateTime can be selected in a
// calendar view, and instead of the body, which may be long, there is body_preview.
var eventColumns = columns.Table{
	columns.Text("id", "Id of the event, or of its occurrence. It changes when the event is moved to another calendar."),
	columns.Text("subject", "Subject."),
	columns.Object("start", "When the event begins, as Graph returns it.", timeColumns),
	columns.Object("end", "When the event ends, as Graph returns it; the end itself is no longer part of the "+
		"event.", timeColumns),
	columns.Derived("start_utc", "start", "When the event begins, RFC 3339 in UTC. "+whenNoInstant, people.EventInstant),
	columns.Derived("end_utc", "end", "When the event ends, RFC 3339 in UTC. "+whenNoInstant, people.EventInstant),
	columns.Flag("isAllDay", "Whether the event is an all-day event. It then begins and ends at midnight of `time_zone`."),
	columns.Flag("isCancelled", "Whether the event was cancelled."),
	columns.Text("showAs", "What others see: `free`, `tentative`, `busy`, `oof` (out of office), `workingElsewhere` or "+
		"`unknown`."),
	columns.Text("sensitivity", "`normal`, `personal`, `private` or `confidential`."),
	columns.Text("importance", "`low`, `normal` or `high`."),
	columns.Texts("categories", "Names of the categories of the event."),
	columns.Text("type", "`singleInstance`, or for an event of a series `occurrence` or, if it differs from the others, "+
		"`exception`."),
	columns.Text("seriesMasterId", "Id of the series; null for an event that does not repeat."),
	columns.Text("iCalUId", "Id of the event that is the same in all calendars, but differs between the occurrences of a "+
		"series.").As("ical_uid"),
	columns.Object("organizer", "Organizer of the event.", columns.Table{
		columns.In("emailAddress", columns.Text("name", "Name.")),
		columns.In("emailAddress", columns.Text("address", "Mail address.")),
	}),
	columns.Flag("isOrganizer", "Whether the owner of the calendar is the organizer."),
	columns.In("responseStatus", columns.Text("response", "Response of the owner of the calendar: `none`, `organizer`, "+
		"`tentativelyAccepted`, `accepted`, `declined` or `notResponded`.")),
	columns.Objects("attendees", "People and rooms that were invited.", columns.Table{
		columns.In("emailAddress", columns.Text("name", "Name.")),
		columns.In("emailAddress", columns.Text("address", "Mail address.")),
		columns.Text("type", "`required`, `optional` or `resource`."),
		columns.In("status", columns.Text("response", "Response: `none`, `organizer`, `tentativelyAccepted`, `accepted`, "+
			"`declined` or `notResponded`.")),
	}),
	columns.Object("location", "Where the event takes place.", columns.Table{
		columns.Text("displayName", "Name of the place."),
		columns.Text("locationType", "Kind of place, such as `default`, `conferenceRoom` or `streetAddress`."),
		columns.Text("locationEmailAddress", "Mail address of a room."),
		columns.Text("locationUri", "Link to the place."),
	}),
	columns.In("onlineMeeting", columns.Text("joinUrl", "Link to join the online meeting.")).As("online_meeting_url"),
	columns.Text("webLink", "Link to the event in Outlook on the web."),
	columns.Text("bodyPreview", "First 255 characters of the text."),
	columns.Text("originalStartTimeZone", "Time zone in which the event was created, such as `W. Europe Standard Time`."),
}

// timeColumns holds the time of a clock and its zone.
var timeColumns = columns.Table{
	columns.Text("dateTime", "Date and time in `time_zone`, such as `2026-03-29T10:00:00.0000000`, without an offset."),
	columns.Text("timeZone", "Name of the time zone: that of the argument `time_zone`."),
}

const whenNoInstant = "Null if `time_zone` has no public rules, and in an hour that is skipped when summer time " +
	"begins or comes twice when it ends."
