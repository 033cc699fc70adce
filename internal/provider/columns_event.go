package provider

import (
	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/people"
)

// eventColumns holds the properties of events. Neither createdDateTime nor lastModifiedDateTime can be selected in a
// calendar view, and instead of the body, which may be long, there is body_preview.
var eventColumns = columns.Table{
	columns.String("id", "Id of the event, or of its occurrence. It changes when the event is moved to another calendar."),
	columns.String("subject", "Subject."),
	columns.Object("start", "When the event begins, as Graph returns it.", timeColumns),
	columns.Object("end", "When the event ends (exclusive), as Graph returns it.", timeColumns),
	columns.Derived("start_utc", "start", "When the event begins, RFC 3339 in UTC. "+whenNoInstant, people.EventInstant),
	columns.Derived("end_utc", "end", "When the event ends, RFC 3339 in UTC. "+whenNoInstant, people.EventInstant),
	columns.Bool("isAllDay", "Whether the event is an all-day event. It then begins and ends at midnight of `time_zone`."),
	columns.Bool("isCancelled", "Whether the event was cancelled."),
	columns.String("showAs", "What others see: `free`, `tentative`, `busy`, `oof` (out of office), `workingElsewhere` or "+
		"`unknown`."),
	columns.String("sensitivity", "`normal`, `personal`, `private` or `confidential`."),
	columns.String("importance", "`low`, `normal` or `high`."),
	columns.Strings("categories", "Names of the categories of the event."),
	columns.String("type", "`singleInstance`; for an event of a series `occurrence`, or `exception` if it differs from "+
		"the series."),
	columns.String("seriesMasterId", "Id of the series; null for an event that does not repeat."),
	columns.String("iCalUId", "Id of the event that is the same in all calendars, but differs between the occurrences "+
		"of a series.").Named("ical_uid"),
	columns.Object("organizer", "Organizer of the event.", columns.Table{
		columns.Flatten("emailAddress", columns.String("name", "Name.")),
		columns.Flatten("emailAddress", columns.String("address", "Mail address.")),
	}),
	columns.Bool("isOrganizer", "Whether the owner of the calendar is the organizer of the event."),
	columns.Flatten("responseStatus", columns.String("response", "Response of the owner of the calendar: `none`, "+
		"`organizer`, `tentativelyAccepted`, `accepted`, `declined` or `notResponded`.")),
	columns.Objects("attendees", "People and rooms that were invited.", columns.Table{
		columns.Flatten("emailAddress", columns.String("name", "Name.")),
		columns.Flatten("emailAddress", columns.String("address", "Mail address.")),
		columns.String("type", "`required`, `optional` or `resource`."),
		columns.Flatten("status", columns.String("response", "Response: `none`, `organizer`, `tentativelyAccepted`, "+
			"`accepted`, `declined` or `notResponded`.")),
	}),
	columns.Object("location", "Where the event takes place.", columns.Table{
		columns.String("displayName", "Name of the place."),
		columns.String("locationType", "Kind of place, such as `default`, `conferenceRoom` or `streetAddress`."),
		columns.String("locationEmailAddress", "Mail address of a room."),
		columns.String("locationUri", "Link to the place."),
	}),
	columns.Flatten("onlineMeeting", columns.String("joinUrl", "Link to join the online "+
		"meeting.")).Named("online_meeting_url"),
	columns.String("webLink", "Link to the event in Outlook on the web."),
	columns.String("bodyPreview", "First 255 characters of the text."),
	columns.String("originalStartTimeZone", "Time zone in which the event was created, such as `W. Europe Standard "+
		"Time`."),
}

// timeColumns holds a wall-clock time and its zone.
var timeColumns = columns.Table{
	columns.String("dateTime", "Date and time in `time_zone`, such as `2026-03-29T10:00:00.0000000`, without an offset."),
	columns.String("timeZone", "Name of the time zone: that of the argument `time_zone`."),
}

const whenNoInstant = "Null if the rules of `time_zone` are not known, or if the time does not exist or exists twice " +
	"because daylight saving time begins or ends."
