package outlook

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// readCalendar finds the calendar that the path names. Ids of Outlook are compared with regard to case.
func (v *calendarView) readCalendar() error {
	v.calendar = defaultCalendar
	id, named := v.call.Params["calendar"]
	if !named {
		return nil
	}
	for _, name := range v.service.calendars(v.owner) {
		if v.service.CalendarID(principalName(v.call, v.owner), name) == id {
			v.calendar = name
			return nil
		}
	}
	if !strings.HasPrefix(id, "AAMk") || !strings.HasSuffix(id, "=") {
		// See https://github.com/microsoftgraph/msgraph-sdk-javascript/issues/832.
		return outlookRefused("ErrorInvalidIdMalformed", "Id is malformed.")
	}
	return &odata.Problem{
		Status: http.StatusNotFound, Code: "ErrorItemNotFound", Message: "The specified object was not found in the store.",
	}
}

func outlookRefused(code, message string) *odata.Problem {
	return &odata.Problem{Status: http.StatusBadRequest, Code: code, Message: message}
}

// readWindow reads startDateTime and endDateTime. Where the words are not those of the first error they are ours.
func (v *calendarView) readWindow() error {
	others := v.call.Query.Others
	if others["startdatetime"] == "" || others["enddatetime"] == "" {
		return outlookRefused("ErrorInvalidParameter", "This request requires a time window specified by the query string "+
			"parameters StartDateTime and EndDateTime.")
	}
	var ok bool
	if v.from, ok = windowTime(others["startdatetime"]); !ok {
		return outlookRefused("ErrorInvalidParameter", "The value '"+others["startdatetime"]+"' of parameter "+
			"StartDateTime is not valid.")
	}
	if v.to, ok = windowTime(others["enddatetime"]); !ok {
		return outlookRefused("ErrorInvalidParameter", "The value '"+others["enddatetime"]+"' of parameter EndDateTime is "+
			"not valid.")
	}
	switch {
	case v.to.Before(v.from):
		return outlookRefused("ErrorCalendarEndDateIsEarlierThanStartDate", "End date is earlier than start date.")
	case v.to.Sub(v.from) > maxCalendarDays*24*time.Hour:
		// See https://github.com/microsoftgraph/microsoft-graph-docs/issues/6284.
		return outlookRefused("ErrorInvalidRequest", "Your request can't be completed. The range between the start and end "+
			"dates is greater than the allowed range. Maximum number of days: 1825")
	}
	return nil
}

// windowTime reads a time with an offset, or without one in UTC. A plus sign that was not encoded is a space by now.
func windowTime(s string) (time.Time, bool) {
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly,
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

func (v *calendarView) readPrefer() error {
	var err error
	v.prefer, err = parsePrefer(v.call.HTTP.Header)
	return err
}

// readOptions reads all options but $filter and $orderby.
func (v *calendarView) readOptions() error {
	q := v.call.Query
	if err := v.call.Lacks("$expand"); err != nil {
		return err
	}
	for _, name := range []string{"$search", "$skiptoken"} {
		if _, ok := q.Get(name); ok {
			return outlookRefused("ErrorInvalidUrlQuery", "The query option '"+name+"' is not supported "+
				"here.") // The words are ours.
		}
	}
	var err error
	if v.counted, err = q.Count(); err != nil {
		return err
	}
	if v.top, v.skip, err = pageOf(q); err != nil {
		return err
	}
	return v.readSelect()
}

// pageOf reads $top and $skip.
func pageOf(q *odata.Query) (top, skip int, err error) {
	top = calendarPageSize
	if text, ok := q.Get("$top"); ok {
		if top, err = strconv.Atoi(text); err != nil || top < 1 || top > maxCalendarPageSize {
			return 0, 0, outlookRefused("RequestBroker--ParseUri", "Invalid value '"+text+"' for $top query option found.")
		}
	}
	if text, ok := q.Get("$skip"); ok {
		if skip, err = strconv.Atoi(text); err != nil || skip < 0 {
			return 0, 0, outlookRefused("RequestBroker--ParseUri", "Invalid value '"+text+"' for $skip query option found.")
		}
	}
	return top, skip, nil
}

func (v *calendarView) readSelect() error {
	var err error
	v.selected, err = selectOf(v.call.Query, eventProperties.Get(), "Event")
	for _, name := range v.selected {
		if name == "createdDateTime" || name == "lastModifiedDateTime" { // The words are ours.
			return outlookRefused("ErrorInvalidProperty", "The property '"+name+"' cannot be selected in a calendar view.")
		}
	}
	return err
}

func unknownProperty(name, typ string) *odata.Problem {
	return outlookRefused("RequestBroker--ParseUri", "Could not find a property named '"+name+"' on type "+
		"'Microsoft.OutlookServices."+typ+"'.")
}
