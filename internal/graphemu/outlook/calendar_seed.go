package outlook

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// EventsStart returns when the first event of [Options.Events] begins.
func EventsStart() time.Time { return time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC) }

// seedEvent is an event, or a series of them, in the calendars of some people.
type seedEvent struct {
	ID       string   `json:"id"` // Not an Outlook id; those are made of it.
	In       []string `json:"in"` // Whose calendars, by user principal name; or [directory.Everybody].
	Calendar string   `json:"calendar"`

	Start   string `json:"start"` // "2026-01-20T09:00", or from today "+1d 09:00", or from this hour "+2h".
	Minutes int    `json:"minutes"`
	AllDay  bool   `json:"allDay"` // Start is midnight in every zone.
	Zone    string `json:"zone"`   // Windows name; UTC when empty.

	Organizer string         `json:"organizer"` // User principal name; the owner of the calendar when empty.
	Attendees []seedAttendee `json:"attendees"`
	Repeat    *seedRepeat    `json:"repeat"`

	Place      string         `json:"place"`
	Online     bool           `json:"online"`
	Text       string         `json:"text"`
	Properties map[string]any `json:"properties"` // By Graph's names, in place of what is computed.
}

type seedAttendee struct {
	User     string `json:"user"` // User principal name, or else an address.
	Type     string `json:"type"` // Required when empty.
	Response string `json:"response"`
}

// seedRepeat makes a series. Exception and Cancelled are numbers of occurrences, counted from 1; the exception begins
// an hour later than the others.
type seedRepeat struct {
	Days      int `json:"days"`
	Times     int `json:"times"`
	Exception int `json:"exception"`
	Cancelled int `json:"cancelled"`
}

// checkEvents panics on an event that cannot be placed, so that the mistake shows at once.
func checkEvents(events []seedEvent) {
	for i := range events {
		e := &events[i]
		if _, err := e.begin(time.Unix(0, 0)); err != nil {
			panic(fmt.Sprintf("graphemu: seed: event %q: %v", e.ID, err))
		}
		for name := range e.Properties {
			if !slices.Contains(eventProperties.Get(), name) {
				panic(fmt.Sprintf("graphemu: seed: event %q has an unknown property %q", e.ID, name))
			}
		}
	}
}

// CheckStart reports what is wrong with the start of an event.
func CheckStart(start string) error {
	if _, err := (&seedEvent{Start: start}).begin(time.Unix(0, 0)); err != nil {
		return errors.New("write a time such as 2026-01-20T09:00, a day from today and a time, such as +1d 09:00, or the " +
			"hours from now, such as +2h; within ten years")
	}
	return nil
}

// CheckZone reports what is wrong with the name of a time zone.
func CheckZone(name string) error {
	if _, ok := zone(name); !ok {
		return errors.New("write the name of a time zone in Windows or of IANA, such as W. Europe Standard Time or " +
			"Europe/Berlin")
	}
	return nil
}

// EventProperties returns what an event may have below its properties.
func EventProperties() []*odata.Property {
	var list []*odata.Property
	for _, name := range eventProperties.Get() {
		list = append(list, eventType.Get().Properties[name])
	}
	return list
}

func (e *seedEvent) location() *time.Location {
	if location, ok := zone(e.Zone); ok && !e.AllDay {
		return location
	}
	return time.UTC // Days are the same everywhere.
}

var relativeStart = late.Value[*regexp.Regexp]{Make: func() *regexp.Regexp {
	return regexp.MustCompile(`^([+-]\d+)(?:h|d ([01]\d|2[0-3]):([0-5]\d))$`)
}}

// MaxDays is how many days from today an event may begin, and how many it may take: ten years.
const MaxDays = 3650

// begin returns the first start, in the event's own zone.
func (e *seedEvent) begin(now time.Time) (time.Time, error) {
	location := e.location()
	parts := relativeStart.Get().FindStringSubmatch(e.Start)
	if parts == nil {
		return time.ParseInLocation("2006-01-02T15:04", e.Start, location)
	}
	n, err := strconv.Atoi(parts[1])
	limit := MaxDays
	if parts[2] == "" {
		limit *= 24
	}
	if err != nil || n < -limit || n > limit {
		return time.Time{}, fmt.Errorf("%s is more than ten years from now", e.Start)
	}
	now = now.In(location)
	if parts[2] == "" {
		return now.Truncate(time.Hour).Add(time.Duration(n) * time.Hour), nil
	}
	hour, _ := strconv.Atoi(parts[2]) // Two digits each.
	minute, _ := strconv.Atoi(parts[3])
	return time.Date(now.Year(), now.Month(), now.Day()+n, hour, minute, 0, 0, location), nil
}

// occurrence is one event in one calendar.
type occurrence struct {
	*seedEvent
	id       string
	series   string // Id of the series master; empty for a single event.
	kind     string
	owner    string // User principal name.
	start    time.Time
	end      time.Time
	original time.Time // When it would begin were it no exception.
	canceled bool
}

// outlookID makes an id that looks like those of Outlook; the same parts give the same id.
func outlookID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "AAMk" + base64.URLEncoding.EncodeToString(sum[:21]) + "AAA="
}

func (e *seedEvent) inCalendar(owner, calendar string) bool {
	if name := e.Calendar; name != calendar && (name != "" || calendar != defaultCalendar) {
		return false
	}
	return e.of(owner)
}

func (e *seedEvent) of(owner string) bool {
	return slices.ContainsFunc(e.In, func(name string) bool {
		return name == directory.Everybody || strings.EqualFold(name, owner)
	})
}

// calendars returns the names of a user's calendars, the default one first.
func (s *Service) calendars(i int) []string {
	names := []string{defaultCalendar}
	owner := s.directory.Row(i).Value("userPrincipalName").Text
	for k := range s.seed {
		if e := &s.seed[k]; e.Calendar != "" && e.of(owner) && !slices.Contains(names, e.Calendar) {
			names = append(names, e.Calendar)
		}
	}
	return names
}

// A Calendar is a calendar that has events: of whom, which, and what happens in it.
type Calendar struct {
	Owner    string   // the user principal name or, of a group, the mail address; or [directory.Everybody]
	Name     string   // of the calendar
	Subjects []string // of its events, each once
}

// Calendars returns the calendars that have events, in the order of the seed.
func (s *Service) Calendars() []Calendar {
	var list []Calendar
	for i := range s.seed {
		e := &s.seed[i]
		subject, _ := e.Properties["subject"].(string)
		subject = cmp.Or(strings.TrimSpace(subject), "(no subject)")
		for _, owner := range e.In {
			name := cmp.Or(e.Calendar, defaultCalendar)
			at := slices.IndexFunc(list, func(c Calendar) bool { return c.Owner == owner && c.Name == name })
			if at < 0 {
				at, list = len(list), append(list, Calendar{Owner: owner, Name: name})
			}
			if !slices.Contains(list[at].Subjects, subject) {
				list[at].Subjects = append(list[at].Subjects, subject)
			}
		}
	}
	return list
}

// occurrences returns all events of a calendar. Generated users have only those that the seed has for everybody.
func (s *Service) occurrences(i int, calendar string) []*occurrence {
	owner := s.directory.Row(i).Value("userPrincipalName").Text
	list := s.occurrencesOf(owner, calendar)
	if person, ok := s.directory.StandardPerson(); ok && person == i && calendar == defaultCalendar {
		for n := range s.generated {
			list = append(list, generatedEvent(n).occur(owner, time.Time{})...)
		}
	}
	return list
}

// occurrencesOf returns the events that the seed has in a calendar of an owner, which may be a group.
func (s *Service) occurrencesOf(owner, calendar string) []*occurrence {
	var list []*occurrence
	for k := range s.seed {
		if e := &s.seed[k]; e.inCalendar(owner, calendar) {
			list = append(list, e.occur(owner, s.now())...)
		}
	}
	return list
}

// occur places an event in a calendar; a series becomes all of its events except its master.
func (e *seedEvent) occur(owner string, now time.Time) []*occurrence {
	begin, _ := e.begin(now) // The seed was checked.
	length := time.Duration(e.Minutes) * time.Minute
	if e.Repeat == nil {
		return []*occurrence{{
			seedEvent: e, id: outlookID("event", owner, e.ID), kind: "singleInstance", owner: owner,
			start: begin.UTC(), end: begin.Add(length).UTC(),
		}}
	}
	var list []*occurrence
	for n := range e.Repeat.Times {
		at := begin.AddDate(0, 0, n*e.Repeat.Days)
		o := &occurrence{
			seedEvent: e, id: outlookID("event", owner, e.ID, strconv.Itoa(n)), series: outlookID("event", owner, e.ID),
			kind: "occurrence", owner: owner, start: at.UTC(), original: at.UTC(), canceled: n+1 == e.Repeat.Cancelled,
		}
		if n+1 == e.Repeat.Exception {
			o.kind, o.start = "exception", o.start.Add(time.Hour)
		}
		o.end = o.start.Add(length)
		list = append(list, o)
	}
	return list
}

// generatedEvent is event n of [Options.Events].
func generatedEvent(n int) *seedEvent {
	return &seedEvent{
		ID:    "generated " + strconv.Itoa(n),
		Start: EventsStart().Add(time.Duration(n) * 3 * time.Hour).Format("2006-01-02T15:04"), Minutes: 30,
		Text: fmt.Sprintf("Event number %d.", n), Properties: map[string]any{"subject": fmt.Sprintf("Event %04d", n)},
	}
}
