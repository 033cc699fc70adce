package provider

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ datasource.DataSourceWithConfigure      = (*calendarViewDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*calendarViewDataSource)(nil)
)

func newCalendarViewDataSource() datasource.DataSource {
	return &calendarViewDataSource{dataSource{name: "calendar_view", calls: []permission.Call{
		permission.DefaultEvents.Me, permission.Events.Me, permission.DefaultEvents.User, permission.Events.User,
		permission.Calendars.Me, permission.Calendars.User, permission.GroupEvents,
	}}}
}

type calendarViewDataSource struct{ dataSource }

// eventsPage is the largest page of events that Graph allows; its own default of 10 would cost a hundred times the
// requests.
const eventsPage = 1000

// maxWindow is the longest time range of a calendar view.
var maxWindow = window{"1825 days", 1825 * 24 * time.Hour}

// zoneName matches the names of time zones, which are sent in the quotes of a header.
var zoneName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ./:()+_-]*$`)

// basicEvents describes what the least permission hides, and the case that it does not cover.
const basicEvents = "`Calendars.ReadBasic` does not give access to the text of events, so `body_preview` may be null " +
	"or empty. Grant `Calendars.Read` to read it. " + sharedCalendars

const sharedCalendars = "Calendars that others share with the signed-in person need `Calendars.Read.Shared`."

func (d *calendarViewDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: describe("Lists the events of a calendar in a time range.",
			"Each occurrence of a series is a separate event. The calendar of a group is open to its members only. "+basicEvents,
			"`user` is `\"me\"` or `group` is set", d.calls),
		Attributes: withTimeouts(ctx, missingArguments("user", "group", "mailbox", "calendar"), calendarArguments(),
			eventArguments()),
	}
}

// eventArguments returns the attributes that choose and show events.
func eventArguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"user": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Object id or user principal name of the user whose data to read, or `\"me\"` for the " +
				"signed-in person. Either this or `group` is required.",
			Validators: []validator.String{isNamed},
		},
		"group": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Object id of the Microsoft 365 group whose calendar to read. Conflicts with `user`.",
			Validators:          []validator.String{isGroupID},
		},
		"start": startArgument(),
		"end": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "End of the time range: RFC 3339 with a time zone, at most 1825 days after `start`.",
		},
		"time_zone": zoneArgument("Time zone in which Graph returns the times of events, including the midnights of " +
			"all-day events"),
		"limit": schema.NumberAttribute{
			Optional:            true,
			MarkdownDescription: "Maximum number of events to read: those that begin first.",
			Validators:          []validator.Number{positive{}},
		},
		"events": eventColumns.List("The events, in the order of their start times and then of their ids."),
	}
}

// startArgument returns the argument for the start of a time range.
func startArgument() schema.StringAttribute {
	return schema.StringAttribute{
		Required: true,
		MarkdownDescription: "Start of the time range: RFC 3339 with a time zone, such as `2026-03-01T08:00:00+01:00` or " +
			"`plantimestamp()`. Events that begin before it and end after it are included.",
	}
}

// zoneArgument returns the argument for the time zone of times in a response.
func zoneArgument(doc string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true,
		MarkdownDescription: doc + ": an IANA name such as `Europe/Berlin` or a Windows name such as `W. Europe Standard " +
			"Time`. It does not affect the arguments `start` and `end`. Defaults to `UTC`.",
		Validators: []validator.String{matching(zoneName, "is not the name of a time zone",
			"use a name such as Europe/Berlin or W. Europe Standard Time")},
	}
}

// ValidateConfig checks the calendar and the time range if they are known: plantimestamp() is not, until there is a
// plan.
func (d *calendarViewDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	checkOneCalendar(ctx, req.Config, &resp.Diagnostics)
	checkWindow(ctx, req.Config, &resp.Diagnostics, maxWindow)
}

// A window is the longest time range that Graph searches.
type window struct {
	name   string
	length time.Duration
}

// checkWindow adds an error for a time range that is empty or too long, if it is known.
func checkWindow(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics, longest window) {
	start, startKnown := instantArgument(ctx, config, "start", diags)
	end, endKnown := instantArgument(ctx, config, "end", diags)
	switch {
	case !startKnown || !endKnown:
	case !end.After(start):
		diags.AddAttributeError(path.Root("end"), "End is not after start",
			"The time range would be empty.\n\nWhat to do: set end to a time after start; check the offsets from UTC.")
	case end.Sub(start) > longest.length:
		diags.AddAttributeError(path.Root("end"), "Time range is too long", fmt.Sprintf("Graph searches at most %s.\n\n"+
			"What to do: bring start and end closer together, or use a data source for each part.", longest.name))
	}
}

// instantArgument returns the time of an argument, and reports whether it is known and valid.
func instantArgument(
	ctx context.Context, config tfsdk.Config, name string, diags *diag.Diagnostics,
) (t time.Time, known bool) {
	var text types.String
	diags.Append(config.GetAttribute(ctx, path.Root(name), &text)...)
	if !isSet(text) {
		return t, false
	}
	// UnmarshalText is strict about RFC 3339 where time.Parse is lenient.
	if t.UnmarshalText([]byte(text.ValueString())) != nil {
		diags.AddAttributeError(path.Root(name), "Not a time", fmt.Sprintf(
			"%q is not an RFC 3339 date and time with a time zone.\n\nWhat to do: write it like 2026-03-01T08:00:00Z or "+
				"2026-03-01T09:00:00+01:00. plantimestamp and timeadd return such strings.", text.ValueString()))
		return t, false
	}
	return t, true
}

func (d *calendarViewDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	r := newReading(ctx, req, resp)
	checkOneCalendar(ctx, req.Config, r.diags)
	choice := calendarChoice{
		client: d.client, group: r.getString(ctx, "group"), id: r.getString(ctx, "calendar_id"),
		name: r.getString(ctx, "calendar_name"),
	}
	if choice.group == "" {
		choice.user = r.getUser(ctx)
	}
	request := eventsRequest(ctx, r)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	calendar, rows, err := readEvents(ctx, choice, request)
	if r.settle(ctx, "read the calendar", choice.at(), choice.explain(err)) {
		r.set("events", rows)
		if calendar != nil {
			r.setNested("calendar", calendarColumns, calendar.Object)
		}
	}
	r.done(ctx)
}

// readEvents reads the events of a calendar and, at the same time, the calendar itself.
func readEvents(
	ctx context.Context, choice calendarChoice, request graph.Request,
) (calendar *people.Calendar, rows *columns.Rows, err error) {
	if choice.group != "" {
		request.Call, request.Path = permission.GroupEvents.Name, graph.Group(choice.group)+"/calendarView"
		rows, err = collectEvents(eventColumns.Rows(), choice.client.List(ctx, request))
		return nil, rows, err
	}
	id, calendar, err := choice.resolve(ctx)
	if err != nil {
		return nil, nil, err
	}
	self := choice.user == graph.Self
	request.Call, request.Path = permission.DefaultEvents.For(self).Name, graph.User(choice.user)+"/calendarView"
	if id != "" {
		request.Call = permission.Events.For(self).Name
		request.Path = graph.User(choice.user) + "/calendars/" + graph.Segment(id) + "/calendarView"
	}
	var describing sync.WaitGroup
	var describeErr error
	if calendar == nil {
		describing.Go(func() { calendar, describeErr = choice.describe(ctx) })
	}
	rows, err = collectEvents(eventColumns.Rows(), choice.client.List(ctx, request))
	describing.Wait()
	return calendar, rows, cmp.Or(err, describeErr)
}

// eventsRequest describes the read of events in the order of their start, so that a limit selects the first of them.
func eventsRequest(ctx context.Context, r *reading) graph.Request {
	request := graph.Request{
		Query: graph.Query{
			Select:  eventColumns.Select(),
			OrderBy: "start/dateTime",
			Top:     eventsPage,
			Extra:   map[string]string{"startDateTime": r.getString(ctx, "start"), "endDateTime": r.getString(ctx, "end")},
		},
		Header: http.Header{"Prefer": {`outlook.timezone="` + cmp.Or(r.getString(ctx, "time_zone"), "UTC") + `"`}},
		Limit:  r.getNumber(ctx, "limit"),
	}
	if request.Limit > 0 {
		request.Query.Top = min(eventsPage, request.Limit)
	}
	return request
}

// An eventKey is what events are sorted by.
type eventKey struct {
	start time.Time
	id    string
}

// collectEvents encodes events as they arrive, and returns them in the order of start, then id. Graph does not
// guarantee the order that it is asked for, and an event that moves to the next page while the pages are read comes
// twice.
func collectEvents(rows *columns.Rows, events graph.Items) (*columns.Rows, error) {
	var keys []eventKey
	var order []int
	for event, err := range events {
		if err != nil {
			return nil, err
		}
		row, err := rows.Add([]byte(event))
		if err != nil {
			return nil, encoding("events", err)
		}
		start, _ := people.EventTime(row.JSON("start"), false)
		order = append(order, len(keys))
		keys = append(keys, eventKey{start.UTC(), row.String("id")})
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(keys[a].start.Compare(keys[b].start), strings.Compare(keys[a].id, keys[b].id))
	})
	return rows.Pick(slices.CompactFunc(order, func(a, b int) bool { return keys[a] == keys[b] })), nil
}
