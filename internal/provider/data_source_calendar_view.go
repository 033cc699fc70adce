package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

var (
	_ datasource.DataSourceWithConfigure      = (*calendarViewDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*calendarViewDataSource)(nil)
)

func newCalendarViewDataSource() datasource.DataSource { return &calendarViewDataSource{} }

type calendarViewDataSource struct{ dataSource }

const (
	// eventsPage is the largest page of events that Graph allows; its own default of 10 would cost a hundred times the
	// requests.
	eventsPage = 1000
	// maxWindow is the longest time that Graph looks through.
	maxWindow = 1825 * 24 * time.Hour
)

// zoneName is what a name may consist of that stands in the quotes of a header.
var zoneName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ./:()+_-]*$`)

// basicEvents warns of what the least permission hides, and of the case that it does not open.
const basicEvents = "`Calendars.ReadBasic` hides what events say, so that `body_preview` may be null or empty: grant `Calendars.Read` to read it. " +
	"The calendars that others share with the signed-in person need `Calendars.Read.Shared`."

func (d *calendarViewDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_calendar_view"
}

func (d *calendarViewDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: documented("Lists the events of a calendar that touch a stretch of time. Of a series, each occurrence is an event of its own.",
			basicEvents, "GET /me/calendarView", "GET /me/calendars/{id}/calendarView", "GET /users/{id}/calendarView", "GET /users/{id}/calendars/{id}/calendarView"),
		Attributes: withTimeouts(ctx, missingArguments(), map[string]schema.Attribute{
			"user": userArgument(),
			"calendar_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Id of one of the user's calendars. Left out, it is the default calendar.",
				Validators:          []validator.String{isNamed},
			},
			"start": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Begin of the time to look through, RFC 3339 with a zone, such as `2026-03-01T08:00:00+01:00` or `plantimestamp()`. Events that are on then already are part of the result.",
			},
			"end": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "End of the time to look through, RFC 3339 with a zone, after `start` and at most 1825 days later.",
			},
			"time_zone": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Time zone that Graph gives the times of events in, and that the midnights of whole days are meant in: an IANA name such as `Europe/Berlin` or a Windows name such as `W. Europe Standard Time`. It has no bearing on `start` and `end` above. Defaults to `UTC`.",
				Validators: []validator.String{stringvalidator.RegexMatches(zoneName,
					"must be the name of a time zone, such as Europe/Berlin or W. Europe Standard Time")},
			},
			"limit": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "How many events to read at most, those that begin first. Fetching stops there.",
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"ignore_missing": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether a `user` or a `calendar_id` that does not exist is a null result with `exists = false` rather than an error. A user without a mailbox is an error in any case. Defaults to `false`.",
			},
			"events": eventColumns.List("The events, in the order of their begin and then of their ids."),
		}),
	}
}

// ValidateConfig checks the window as far as it is known: plantimestamp() is not, until there is a plan.
func (d *calendarViewDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	instant := func(name string) (t time.Time, known bool) {
		var text types.String
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), &text)...)
		if text.IsNull() || text.IsUnknown() {
			return t, false
		}
		// UnmarshalText keeps to RFC 3339 where time.Parse is lenient.
		if t.UnmarshalText([]byte(text.ValueString())) != nil {
			resp.Diagnostics.AddAttributeError(path.Root(name), "Not a time", fmt.Sprintf(
				"%q is not a date and time of RFC 3339 with a zone.\n\nWhat to do: write it like 2026-03-01T08:00:00Z or 2026-03-01T09:00:00+01:00; formatdate and timeadd make such texts.", text.ValueString()))
			return t, false
		}
		return t, true
	}
	start, startKnown := instant("start")
	end, endKnown := instant("end")
	switch {
	case !startKnown || !endKnown:
	case !end.After(start):
		resp.Diagnostics.AddAttributeError(path.Root("end"), "End is not after start",
			"The time to look through would be empty.\n\nWhat to do: let end be after start; mind the offsets from UTC.")
	case end.Sub(start) > maxWindow:
		resp.Diagnostics.AddAttributeError(path.Root("end"), "Time to look through is too long",
			"Graph looks through 1825 days at most.\n\nWhat to do: bring start and end closer together, or use a data source for each part.")
	}
}

func (d *calendarViewDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(req, resp)
	user, calendar := r.text(ctx, "user"), r.text(ctx, "calendar_id")
	request := calendarRequest(ctx, r, user, calendar)
	ignoreMissing := r.flag(ctx, "ignore_missing")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	rows, err := collectEvents(eventColumns.Rows(), graph.List[json.RawMessage](ctx, d.client, request))
	argument, thing := calendarMissing(user, calendar, err)
	switch missing := argument != ""; {
	case missing && !ignoreMissing:
		addMissing(r.diags, path.Root(argument), thing, []string{r.text(ctx, argument)}, err)
		return
	case err != nil && !missing:
		addError(r.diags, "read the calendar", atCalendar(user, calendar, err), err)
		return
	case !missing:
		r.setList(ctx, "events", rows)
	}
	r.setFlag("exists", err == nil)
	r.done(ctx)
}

// calendarRequest asks for the events in the order of their begin, so that a limit gives the first of them.
func calendarRequest(ctx context.Context, r *reading, user, calendar string) graph.Request {
	zone := r.text(ctx, "time_zone")
	if zone == "" {
		zone = "UTC"
	}
	request := graph.Request{
		Path: graph.User(user) + "/calendarView",
		Query: graph.Query{
			Select:  selection(eventColumns, nil),
			OrderBy: "start/dateTime",
			Top:     eventsPage,
			Extra:   map[string]string{"startDateTime": r.text(ctx, "start"), "endDateTime": r.text(ctx, "end")},
		},
		Header: http.Header{"Prefer": {`outlook.timezone="` + zone + `"`}},
	}
	if calendar != "" {
		request.Path = graph.User(user) + "/calendars/" + graph.Segment(calendar) + "/calendarView"
	}
	if limit := argument[*int64](ctx, r, "limit"); limit != nil {
		request.Limit = int(*limit)
		request.Query.Top = min(eventsPage, request.Limit)
	}
	return request
}

// calendarMissing names the argument whose object does not exist, if that is what the error says.
func calendarMissing(user, calendar string, err error) (argument, thing string) {
	answer, ok := errors.AsType[*graph.Error](err)
	switch {
	case ok && calendar != "" && answer.Status == http.StatusNotFound && strings.EqualFold(answer.Code, "ErrorItemNotFound"):
		return "calendar_id", "calendar"
	case user != "" && isMissing(err):
		return "user", "user"
	}
	return "", ""
}

// atCalendar gives the argument that an answer is most likely about.
func atCalendar(user, calendar string, err error) path.Path {
	answer, ok := errors.AsType[*graph.Error](err)
	switch {
	case ok && strings.EqualFold(answer.Code, "TimeZoneNotSupportedException"):
		return path.Root("time_zone")
	case ok && strings.EqualFold(answer.Code, "ErrorInvalidIdMalformed") && calendar != "":
		return path.Root("calendar_id")
	case user != "":
		return path.Root("user")
	}
	return path.Empty()
}
