package outlook

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// eventType is the type of events for filters, with the properties that are no text.
var eventType = late.Value[*odata.Type]{Make: func() *odata.Type {
	t := &odata.Type{Name: "microsoft.graph.event", Properties: make(map[string]*odata.Property)}
	all := odata.OperatorSet("eq ne not ge gt le lt in sw ew null count")
	for _, name := range eventProperties.Get() {
		t.Properties[name] = &odata.Property{Name: name, Operators: all, Plain: all}
	}
	for typ, names := range map[odata.PropertyType]string{
		odata.TypeBoolean: `allowNewTimeProposals hasAttachments hideAttendees isAllDay isCancelled isDraft isOnlineMeeting
			isOrganizer isReminderOn responseRequested`,
		odata.TypeDate:      "createdDateTime lastModifiedDateTime originalStart",
		odata.TypeInt:       "reminderMinutesBeforeStart",
		odata.TypeStrings:   "categories",
		odata.TypeComplex:   "body end location onlineMeeting organizer recurrence responseStatus start",
		odata.TypeComplexes: "attendees locations",
	} {
		for name := range strings.FieldsSeq(names) {
			t.Properties[name].Type = typ
		}
	}
	return t
}}

// eventRow is an event that a filter or an order looks at.
type eventRow object

// Value returns a property in the form in which it is written.
func (r eventRow) Value(name string) odata.Value {
	var v any
	if err := json.Unmarshal(odata.EncodeJSON(r[name]), &v); err != nil {
		panic(err) // It was encoded just now.
	}
	return odata.ValueOf(v)
}

// readFilter reads $filter. Times of start and end, and contains, are not emulated.
func (v *calendarView) readFilter() error {
	text, ok := v.call.Query.Get("$filter")
	if !ok {
		return nil
	}
	if strings.Contains(text, "contains(") {
		return odata.NotEmulated("contains in a filter of events")
	}
	filter, err := odata.ParseFilter(text)
	if err != nil {
		return err
	}
	if err := eventType.Get().CheckFilter(filter, true); err != nil {
		return err
	}
	if names := odata.FilterProperties(filter, nil); names["start"] || names["end"] {
		return odata.NotEmulated("a filter of events by start or end")
	}
	v.filter = filter
	return nil
}

// eventOrder is one property of an $orderby.
type eventOrder struct {
	name       string
	descending bool
}

// readOrder reads $orderby, which may have several properties.
func (v *calendarView) readOrder() error {
	list, ok := v.call.Query.Get("$orderby")
	if !ok {
		return nil
	}
	for order := range strings.SplitSeq(list, ",") {
		name, direction, _ := strings.Cut(strings.TrimSpace(order), " ")
		direction = strings.TrimSpace(direction)
		if direction != "" && direction != "asc" && direction != "desc" {
			return odata.BadRequest("Syntax error at position %d in '%s'.", len(name)+1, order)
		}
		first, member, nested := strings.Cut(name, "/")
		p, ok := eventType.Get().Find(first)
		if !ok {
			return unknownProperty(name, "Event")
		}
		isTime := strings.EqualFold(member, "dateTime") && (p.Name == "start" || p.Name == "end")
		if nested != isTime || !nested && p.Type != odata.TypeString && p.Type != odata.TypeBoolean &&
			p.Type != odata.TypeDate {
			return odata.NotEmulated("events ordered by '" + name + "'")
		}
		v.order = append(v.order, eventOrder{p.Name, direction == "desc"})
	}
	return nil
}

// key returns what an order compares, as text whose order is that of the values.
func (o eventOrder) key(v *calendarView, one *occurrence) string {
	switch o.name {
	case "start":
		return one.start.UTC().Format(time.RFC3339)
	case "end":
		return one.end.UTC().Format(time.RFC3339)
	default:
		value := eventRow(v.values(one)).Value(o.name)
		return string(value.Append(nil))
	}
}

// compare orders two events by the first property in which they differ.
func (v *calendarView) compare(a, b *occurrence) int {
	for _, o := range v.order {
		n := cmp.Compare(o.key(v, a), o.key(v, b))
		if o.descending {
			n = -n
		}
		if n != 0 {
			return n
		}
	}
	return 0
}

// events returns all events that touch the window and fit the filter, in the order that was asked for, else in that of
// the ids.
func (v *calendarView) events() []*occurrence {
	list := v.occurrences()
	list = slices.DeleteFunc(list, func(o *occurrence) bool {
		empty := o.start.Equal(o.end) && o.start.Equal(v.from)
		return !o.start.Before(v.to) || !o.end.After(v.from) && !empty ||
			v.filter != nil && !odata.Matches(v.filter, eventRow(v.values(o)))
	})
	slices.SortFunc(list, func(a, b *occurrence) int { return strings.Compare(a.id, b.id) })
	slices.SortStableFunc(list, v.compare)
	return list
}
