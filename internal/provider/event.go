package provider

import "github.com/graph-data/terraform-provider-graph/internal/columns"

// eventColumns are what people ask a calendar about. Neither createdDateTime nor lastModifiedDateTime can be selected in
// a calendar view, and the body, which may be long, is left to body_preview.
var eventColumns = columns.Table{
	columns.Text("id", "Id of the event, or of its occurrence. It changes when the event is moved to another calendar."),
	columns.Text("subject", "Subject."),
	columns.Object("start", "When the event begins, as Graph gives it.", timeColumns),
	columns.Object("end", "When the event ends, as Graph gives it; the moment itself is no longer part of it.", timeColumns),
	columns.Derived("start_utc", "start", "When the event begins, RFC 3339 in UTC. "+whenNoInstant, eventInstant),
	columns.Derived("end_utc", "end", "When the event ends, RFC 3339 in UTC. "+whenNoInstant, eventInstant),
	columns.Flag("isAllDay", "Whether the event takes whole days. It then begins and ends at midnight of `time_zone`."),
	columns.Flag("isCancelled", "Whether the event was cancelled."),
	columns.Text("showAs", "What others see: `free`, `tentative`, `busy`, `oof` (out of office), `workingElsewhere` or `unknown`."),
	columns.Text("sensitivity", "`normal`, `personal`, `private` or `confidential`."),
	columns.Text("importance", "`low`, `normal` or `high`."),
	columns.Texts("categories", "Names of the categories that the owner of the calendar gave the event."),
	columns.Text("type", "`singleInstance`, or of a series `occurrence` or, if it differs from the others, `exception`."),
	columns.Text("seriesMasterId", "Id of the series; null for an event that does not repeat."),
	columns.Text("iCalUId", "Id of the event that is the same in all calendars, but differs between the occurrences of a series.").As("ical_uid"),
	columns.Object("organizer", "Who invited.", columns.Table{
		columns.In("emailAddress", columns.Text("name", "Name.")),
		columns.In("emailAddress", columns.Text("address", "Mail address.")),
	}),
	columns.Flag("isOrganizer", "Whether the owner of the calendar is the organizer."),
	columns.In("responseStatus", columns.Text("response", "What the owner of the calendar answered: `none`, `organizer`, `tentativelyAccepted`, `accepted`, `declined` or `notResponded`.")),
	columns.Objects("attendees", "Who was invited, rooms included.", columns.Table{
		columns.In("emailAddress", columns.Text("name", "Name.")),
		columns.In("emailAddress", columns.Text("address", "Mail address.")),
		columns.Text("type", "`required`, `optional` or `resource`."),
		columns.In("status", columns.Text("response", "Answer: `none`, `organizer`, `tentativelyAccepted`, `accepted`, `declined` or `notResponded`.")),
	}),
	columns.Object("location", "Where the event takes place.", columns.Table{
		columns.Text("displayName", "Name of the place."),
		columns.Text("locationType", "Kind of place, such as `default`, `conferenceRoom` or `streetAddress`."),
		columns.Text("locationEmailAddress", "Mail address of a room."),
		columns.Text("locationUri", "Link to the place."),
	}),
	columns.In("onlineMeeting", columns.Text("joinUrl", "Link to join the meeting online by.")).As("online_meeting_url"),
	columns.Text("webLink", "Link to the event in Outlook on the web."),
	columns.Text("bodyPreview", "First 255 characters of the text."),
	columns.Text("originalStartTimeZone", "Time zone that the event was made in, such as `W. Europe Standard Time`."),
}

// timeColumns are a clock and the zone to read it in.
var timeColumns = columns.Table{
	columns.Text("dateTime", "Date and time of the clock in `time_zone`, such as `2026-03-29T10:00:00.0000000`, without an offset."),
	columns.Text("timeZone", "Name of the time zone, which is that of the argument `time_zone`."),
}

const whenNoInstant = "Null where `time_zone` has no public rules, and in the hour that comes twice when summer time ends."
