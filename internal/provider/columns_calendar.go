package provider

import "github.com/graph-data/terraform-provider-graph/internal/columns"

// calendarColumns holds the properties of calendars.
var calendarColumns = columns.Table{
	columns.String("id", "Id of the calendar."),
	columns.String("name", "Name of the calendar."),
	columns.Bool("isDefaultCalendar", "Whether this is the calendar in which events are created by default."),
	columns.Bool("canEdit", "Whether the signed-in person or application may write to the calendar."),
	columns.Object("owner", "Owner of the calendar.", columns.Table{
		columns.String("name", "Name."),
		columns.String("address", "Mail address."),
	}),
}
