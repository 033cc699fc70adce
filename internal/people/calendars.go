package people

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// A Calendar is one of the calendars of a user.
type Calendar struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	IsDefault bool   `json:"isDefaultCalendar"`

	Object json.RawMessage `json:"-"` // as Graph returned it
}

// calendarsPage is a page size that has the calendars of nearly everybody on one page. Graph's own default is 10.
const calendarsPage = 100

// Calendars lists the calendars of a user with the given properties.
func Calendars(ctx context.Context, client *graph.Client, user string, properties []string) ([]Calendar, error) {
	var list []Calendar
	for object, err := range client.List(ctx, graph.Request{
		Call: permission.Calendars.For(user == graph.Self).Name, Path: graph.User(user) + "/calendars",
		Query: graph.Query{Select: properties, Top: calendarsPage},
	}) {
		if err != nil {
			return nil, err
		}
		c := Calendar{Object: slices.Clone(object)}
		if err := json.Unmarshal(object, &c); err != nil {
			return nil, fmt.Errorf("decode a calendar: %w", err)
		}
		list = append(list, c)
	}
	return list, nil
}

// CalendarNamed returns the calendar with a name, which is compared without regard to case. The error is a
// [*NoCalendarError] or a [*SharedNameError].
func CalendarNamed(list []Calendar, name string) (Calendar, error) {
	var found []Calendar
	for _, c := range list {
		if graph.Fold(c.Name) == graph.Fold(name) {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return Calendar{}, &NoCalendarError{Name: name, Calendars: list}
	case 1:
		return found[0], nil
	default:
		return Calendar{}, &SharedNameError{Name: name, Calendars: found}
	}
}

// A NoCalendarError is the [explain.Absence] of a calendar with a name.
type NoCalendarError struct {
	Name      string
	Calendars []Calendar // those that the user has
}

func (e *NoCalendarError) Error() string { return fmt.Sprintf("no calendar has the name %q", e.Name) }

// Absent implements [explain.Absence].
func (e *NoCalendarError) Absent() string { return "calendar" }

// Explain implements [explain.Explainer].
func (e *NoCalendarError) Explain() explain.Advice {
	seen := fmt.Sprintf("No calendar of the user has the name %q. ", e.Name)
	if len(e.Calendars) == 0 {
		seen += "There is none at all."
	} else {
		seen += "There are:" + named(e.Calendars, false)
	}
	return explain.Advice{
		Summary: "Cannot find the calendar",
		Seen:    seen,
		Todo:    "set calendar_name to one of these, or set ignore_missing = true. Shared calendars may be missing here.",
		At:      explain.Path{"calendar_name"},
	}
}

// A SharedNameError reports that several calendars have a name.
type SharedNameError struct {
	Name      string
	Calendars []Calendar
}

func (e *SharedNameError) Error() string {
	return fmt.Sprintf("%d calendars have the name %q", len(e.Calendars), e.Name)
}

// Explain implements [explain.Explainer].
func (e *SharedNameError) Explain() explain.Advice {
	return explain.Advice{
		Seen: e.Error() + ":" + named(e.Calendars, true), Todo: "set calendar_id to the id of the right one.",
		At: explain.Path{"calendar_name"},
	}
}

// named lists calendars, a line each.
func named(list []Calendar, ids bool) string {
	var b strings.Builder
	for _, c := range list {
		fmt.Fprintf(&b, "\n  %q", c.Name)
		if ids {
			b.WriteString(" " + c.ID)
		}
	}
	return b.String()
}
