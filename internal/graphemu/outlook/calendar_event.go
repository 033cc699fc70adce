package outlook

import (
	"fmt"
	"html"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// eventProperties are those of an event in a calendar view, in the order in which Outlook writes them.
var eventProperties = late.Value[[]string]{Make: func() []string {
	return strings.Fields(`id createdDateTime lastModifiedDateTime changeKey categories transactionId
	originalStartTimeZone originalEndTimeZone iCalUId reminderMinutesBeforeStart isReminderOn hasAttachments subject
	bodyPreview importance sensitivity isAllDay isCancelled isOrganizer responseRequested seriesMasterId
	showAs type webLink
	onlineMeetingUrl isOnlineMeeting onlineMeetingProvider allowNewTimeProposals isDraft hideAttendees recurrence
	originalStart responseStatus body start end location locations attendees organizer onlineMeeting`)
}}

const noTime = "0001-01-01T00:00:00Z" // What Graph writes for the time of an answer that was not given.

// appendEvent writes one event with what is selected.
func (v *calendarView) appendEvent(b []byte, o *occurrence) []byte {
	b = odata.AppendString(append(b, `{"@odata.etag":`...), `W/"`+o.changeKey()+`"`)
	start := len(b)
	b = appendSelected(b, v.values(o), eventProperties.Get(), v.selected)
	b[start] = ','
	return b
}

// object is a JSON object.
type object = map[string]any

// values computes all properties; those that the seed has written go over them.
func (v *calendarView) values(o *occurrence) object {
	all := object{
		"id": o.id, "changeKey": o.changeKey(), "transactionId": nil,
		"createdDateTime": "2025-11-03T09:12:44.8022848Z", "lastModifiedDateTime": "2025-11-03T09:12:46.516Z",
		"iCalUId":    "040000008200E00074C5B7101A82E008" + fmt.Sprintf("%X", o.id[4:24]),
		"categories": []string{}, "reminderMinutesBeforeStart": 15, "isReminderOn": true, "hasAttachments": false,
		"importance": "normal", "sensitivity": "normal", "isAllDay": o.AllDay, "isCancelled": o.canceled,
		"responseRequested": true, "showAs": "busy", "type": o.kind, "allowNewTimeProposals": true, "isDraft": false,
		"hideAttendees": false, "recurrence": nil, "subject": nil, "onlineMeetingUrl": nil, "seriesMasterId": nil,
		"webLink": "https://outlook.office365.com/owa/?itemid=" + url.QueryEscape(o.id) + "&exvsurl=1&path=/calendar/item",
	}
	if o.series != "" {
		all["seriesMasterId"], all["originalStart"] = o.series, o.original.Format(time.RFC3339)
	}
	v.addTimes(all, o)
	v.addPeople(all, o)
	v.addBody(all, o)
	addPlace(all, o)
	maps.Copy(all, o.Properties)
	if o.canceled {
		all["subject"] = "Canceled: " + o.subject()
	}
	return all
}

func (o *occurrence) subject() string {
	subject, _ := o.Properties["subject"].(string)
	return subject
}

func (o *occurrence) changeKey() string { return outlookID("change", o.id)[4:24] + "AAKuA3yQ==" }

// addTimes writes start and end in the preferred zone, without an offset. The midnights of an all-day event are
// midnights in every zone.
func (v *calendarView) addTimes(all object, o *occurrence) {
	in := func(t time.Time) object {
		if !o.AllDay {
			t = t.In(v.prefer.location)
		}
		return object{"dateTime": t.Format("2006-01-02T15:04:05.0000000"), "timeZone": v.prefer.zone}
	}
	all["start"], all["end"] = in(o.start), in(o.end)
	own := o.Zone
	if own == "" {
		own = "UTC"
	}
	all["originalStartTimeZone"], all["originalEndTimeZone"] = own, own
}

// addPeople writes organizer, attendees, and what the owner of the calendar has answered.
func (v *calendarView) addPeople(all object, o *occurrence) {
	organizer := o.Organizer
	if organizer == "" {
		organizer = o.owner
	}
	mine := object{"response": "notResponded", "time": noTime}
	list := []object{}
	for _, a := range o.Attendees {
		status := object{"response": a.Response, "time": noTime}
		if a.Response != "" && a.Response != "none" && a.Response != "notResponded" {
			status["time"] = "2025-11-04T08:30:00Z"
		} else if a.Response == "" {
			status["response"] = "none"
		}
		typ := a.Type
		if typ == "" {
			typ = "required"
		}
		if strings.EqualFold(a.User, o.owner) {
			mine = status
		}
		list = append(list, object{"type": typ, "status": status, "emailAddress": v.address(a.User)})
	}
	if strings.EqualFold(organizer, o.owner) {
		mine = object{"response": "organizer", "time": noTime}
	}
	all["isOrganizer"], all["responseStatus"] = strings.EqualFold(organizer, o.owner), mine
	all["attendees"], all["organizer"] = list, object{"emailAddress": v.address(organizer)}
}

// address returns the name and the address of a person, who need not be in the directory.
func (v *calendarView) address(user string) object {
	d := v.call.Directory
	if i, ok := d.Find(user); ok {
		return object{"name": d.Row(i).Value("displayName").Text, "address": d.Row(i).Value("mail").Text}
	}
	return object{"name": user, "address": user}
}

// addBody writes the body in the preferred form, unless the permission does not reach that far.
func (v *calendarView) addBody(all object, o *occurrence) {
	preview := []rune(o.Text)
	all["bodyPreview"] = string(preview[:min(len(preview), 255)])
	switch {
	case v.basic:
	case v.prefer.text:
		all["body"] = object{"contentType": "text", "content": o.Text}
	default:
		all["body"] = object{
			"contentType": "html",
			"content": "<html>\r\n<head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; " +
				"charset=utf-8\">\r\n</head>\r\n<body>\r\n" + html.EscapeString(o.Text) + "\r\n</body>\r\n</html>\r\n",
		}
	}
}

// addPlace writes where it is, in a room and online.
func addPlace(all object, o *occurrence) {
	where := object{"displayName": o.Place, "locationType": "default", "uniqueIdType": "unknown"}
	list := []object{}
	if o.Place == "" {
		where["address"], where["coordinates"] = object{}, object{}
	} else {
		where["uniqueId"], where["uniqueIdType"] = o.Place, "private"
		list = append(list, where)
	}
	all["location"], all["locations"] = where, list
	all["isOnlineMeeting"], all["onlineMeetingProvider"], all["onlineMeeting"] = o.Online, "unknown", nil
	if o.Online {
		all["onlineMeetingProvider"] = "teamsForBusiness"
		all["onlineMeeting"] = object{
			"joinUrl": "https://teams.microsoft.com/l/meetup-join/19%3ameeting_" + o.id[4:28] +
				"%40thread.v2/0?context=%7b%22Tid%22%3a%22" +
				directory.TenantID + "%22%7d",
		}
	}
}
