package outlook

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

const (
	maxScheduleAddresses = 100 // Of which Graph documents 20.
	maxScheduleDays      = 62  // Of which Graph documents 42.
)

// scheduleQuery is the body of getSchedule.
type scheduleQuery struct {
	Schedules                []string
	StartTime, EndTime       struct{ DateTime, TimeZone string }
	AvailabilityViewInterval *int

	from, to time.Time
	interval time.Duration
}

// GetSchedule answers POST …/calendar/getSchedule.
func (s *Service) GetSchedule(c *directory.Call) (*odata.Response, error) {
	owner, err := s.calendarUser(c)
	if err != nil {
		return nil, err
	}
	prefer, err := parsePrefer(c.HTTP.Header)
	if err != nil {
		return nil, err
	}
	q, err := readSchedule(c)
	if err != nil {
		return nil, err
	}
	set := "Collection(microsoft.graph.scheduleInformation)"
	b := append(odata.AppendString([]byte(`{"@odata.context":`), c.Context(set)), `,"value":[`...)
	for i, address := range q.Schedules {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, odata.EncodeJSON(s.schedule(c, owner, q, prefer, address))...)
	}
	return &odata.Response{Body: append(b, "]}"...), Items: len(q.Schedules)}, nil
}

func readSchedule(c *directory.Call) (*scheduleQuery, error) {
	body, err := io.ReadAll(c.HTTP.Body)
	if err != nil {
		return nil, err
	}
	q := new(scheduleQuery)
	if json.Unmarshal(body, q) != nil || q.AvailabilityViewInterval == nil {
		return nil, odata.BadRequest("Unable to read JSON request payload.")
	}
	if len(q.Schedules) > maxScheduleAddresses {
		return nil, outlookProblem("ErrorMailboxDataArrayTooBig",
			"There are too many target users in the EmailAddress array.")
	}
	for _, part := range []struct {
		into *time.Time
		text struct{ DateTime, TimeZone string }
	}{{&q.from, q.StartTime}, {&q.to, q.EndTime}} {
		at, err := time.Parse("2006-01-02T15:04:05", part.text.DateTime)
		if err != nil || part.text.TimeZone != "UTC" { // Other zones are not emulated.
			return nil, odata.NotEmulated("times in other zones than UTC")
		}
		*part.into = at
	}
	q.interval = time.Duration(*q.AvailabilityViewInterval) * time.Minute
	switch length := q.to.Sub(q.from); {
	case length <= 0, length > maxScheduleDays*24*time.Hour:
		return nil, outlookProblem("ErrorInvalidTimeInterval",
			"The time duration specified for FreeBusyViewOptions.TimeWindow is invalid.")
	case q.interval < 5*time.Minute, q.interval > 24*time.Hour, q.interval > length:
		return nil, outlookProblem("ErrorInvalidMergedFreeBusyInterval", "The specified merged free/busy interval is not "+
			"valid. Specify an interval that is less than the free/busy time window and  between 5 and 1440 minutes.")
	}
	return q, nil
}

func outlookProblem(code, message string) error {
	return &odata.Problem{Status: http.StatusBadRequest, Code: code, Message: message}
}

// schedule returns what is known of an address, or the error of one that cannot be resolved.
func (s *Service) schedule(c *directory.Call, owner int, q *scheduleQuery, prefer *preferences, address string) object {
	rows := c.Directory.Lookup("mail", address)
	if len(rows) == 0 {
		return object{"scheduleId": address, "error": object{
			"message":      "Unable to resolve e-mail address " + address + " to an Active Directory object.",
			"responseCode": "ErrorMailRecipientNotFound",
		}}
	}
	row := rows[0]
	view := []byte(strings.Repeat("0", int((q.to.Sub(q.from)+q.interval-1)/q.interval)))
	items := []object{}
	list := s.occurrences(row, defaultCalendar)
	slices.SortFunc(list, func(a, b *occurrence) int { return a.start.Compare(b.start) })
	v := &calendarView{service: s, call: c, owner: row, prefer: prefer}
	for _, o := range list {
		values := v.values(o)
		status, _ := values["showAs"].(string)
		if !o.start.Before(q.to) || !o.end.After(q.from) || status == "free" {
			continue
		}
		item := object{"status": status, "start": values["start"], "end": values["end"]}
		if row == owner {
			item["isPrivate"], item["subject"], item["location"] = values["sensitivity"] == "private", o.subject(), ""
		}
		items = append(items, item)
		mark(view, q, o, status)
	}
	settings := s.mailboxSettings(c.Directory.Row(row).Value("userPrincipalName").Text)
	return object{
		"scheduleId": address, "availabilityView": string(view), "scheduleItems": items,
		"workingHours": settings["workingHours"],
	}
}

// mark writes the digit of a status into each interval that an event touches.
func mark(view []byte, q *scheduleQuery, o *occurrence, status string) {
	digit, known := map[string]byte{"tentative": '1', "busy": '2', "oof": '3'}[status]
	if !known {
		return
	}
	for i := range view {
		from := q.from.Add(time.Duration(i) * q.interval)
		if o.start.Before(from.Add(q.interval)) && o.end.After(from) {
			view[i] = max(view[i], digit)
		}
	}
}
