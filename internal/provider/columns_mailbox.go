package provider

import (
	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/people"
)

// workingHours is the column of the hours in which a person works.
var workingHours = columns.Object("workingHours", "Hours in which the person works.", columns.Table{
	columns.Strings("daysOfWeek", "Days, such as `monday`."),
	columns.String("startTime", "Time at which work begins, such as `08:00:00.0000000`."),
	columns.String("endTime", "Time at which work ends."),
	columns.Flatten("timeZone", columns.String("name", "Time zone of these times.")).Named("time_zone"),
})

// mailboxColumns holds the settings of a mailbox.
var mailboxColumns = columns.Table{
	columns.String("timeZone", "Time zone of the mailbox: a Windows or an IANA name."),
	columns.Flatten("language", columns.String("locale", "Language, such as `en-US`.")).Named("language"),
	columns.String("dateFormat", "Format of dates, such as `yyyy-MM-dd`."),
	columns.String("timeFormat", "Format of times, such as `HH:mm`."),
	columns.String("userPurpose", "`user`, `linked`, `shared`, `room`, `equipment` or `others`."),
	columns.String("delegateMeetingMessageDeliveryOptions", "Who receives meeting requests, the person or the delegate."),
	workingHours,
	columns.Object("automaticRepliesSetting", "Automatic replies.", columns.Table{
		columns.Derived("status", "status", "`disabled`, `alwaysEnabled` or `scheduled`.", people.ReplyWord),
		columns.Derived("external_audience", "externalAudience", "Who outside of the organization receives a reply: "+
			"`none`, `contactsOnly` or `all`.", people.ReplyWord),
		columns.String("internalReplyMessage", "Reply to people of the organization, in HTML."),
		columns.String("externalReplyMessage", "Reply to other people, in HTML."),
		columns.Derived("start_utc", "scheduledStartDateTime", "When scheduled replies begin, RFC 3339 in UTC. It has a "+
			"value even if `status` is not `scheduled`.", people.EventInstant),
		columns.Derived("end_utc", "scheduledEndDateTime", "When scheduled replies end, RFC 3339 in UTC. It has a value "+
			"even if `status` is not `scheduled`.", people.EventInstant),
	}).Named("automatic_replies"),
}
