package provider

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ datasource.DataSourceWithConfigure      = (*scheduleDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*scheduleDataSource)(nil)
)

func newScheduleDataSource() datasource.DataSource {
	return &scheduleDataSource{dataSource{
		name: "schedule", calls: []permission.Call{permission.Schedule.Me, permission.Schedule.User},
	}}
}

type scheduleDataSource struct{ dataSource }

// standardInterval is the interval of the availability view that Graph takes if it is given none, in minutes.
const standardInterval = 30

// scheduleColumns holds when somebody is busy.
var scheduleColumns = columns.Table{
	columns.String("scheduleId", "Address, as it was asked for.").Named("address"),
	columns.String("availabilityView", "A digit for each interval: 0 free, or working elsewhere; 1 tentative; 2 busy; 3 "+
		"out of office."),
	columns.Objects("scheduleItems", "Times at which the person or room is not free.", columns.Table{
		columns.String("status", "`busy`, `tentative`, `oof` or `workingElsewhere`, as Graph writes it."),
		columns.String("subject", "Subject; null if it is not shared."),
		columns.String("location", "Place; null if it is not shared."),
		columns.Bool("isPrivate", "Whether the event is private; null if that is not shared."),
		columns.Flatten("start", columns.String("dateTime", "Start, in `time_zone`.")).Named("start"),
		columns.Flatten("end", columns.String("dateTime", "End, in `time_zone`.")).Named("end"),
		columns.Derived("start_utc", "start", "Start, RFC 3339 in UTC.", people.EventInstant),
		columns.Derived("end_utc", "end", "End, RFC 3339 in UTC.", people.EventInstant),
	}).Named("items"),
	workingHours,
	columns.Object("error", "Why there is no schedule; null if there is one.", columns.Table{
		columns.String("message", "Message of Graph."),
		columns.String("responseCode", "Code, such as `ErrorMailRecipientNotFound`."),
	}),
}

func (d *scheduleDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads when people and rooms are free or busy.",
			"It reads the default calendar of each address. Twenty addresses cost one request. What is shared of an event "+
				"depends on the calendar."),
		Attributes: withTimeouts(ctx, missingArguments("user", "mailbox"), map[string]schema.Attribute{
			"user": userArgument(),
			"addresses": schema.ListAttribute{
				Required: true, ElementType: types.StringType,
				MarkdownDescription: "Mail addresses of people, rooms and distribution lists.",
				Validators:          []validator.List{noNulls{}, listvalidator.ValueStringsAre(isNamed)},
			},
			"start": startArgument(),
			"end": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "End of the time range: RFC 3339 with a time zone, less than 42 days after `start`.",
			},
			"interval_minutes": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: "Length of the intervals of `availability_view`, from 5 to 1440 minutes. Defaults to " +
					"`30`.",
				Validators: []validator.Number{positive{}},
			},
			"time_zone": zoneArgument("Time zone in which Graph returns the times"),
			"schedules": scheduleColumns.List("The schedules, in the order of `addresses`. An address that has none is an " +
				"error, or with `ignore_missing` an element with `error`."),
		}),
	}
}

func (d *scheduleDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	checkWindow(ctx, req.Config, &resp.Diagnostics, maxScheduleWindow)
}

// maxScheduleWindow is the longest time range of a schedule.
var maxScheduleWindow = window{"42 days", 42 * 24 * time.Hour}

func (d *scheduleDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(ctx, req, resp)
	checkWindow(ctx, req.Config, r.diags, maxScheduleWindow)
	query := people.ScheduleQuery{
		User: r.getUser(ctx), Addresses: r.getStrings(ctx, "addresses"), Zone: cmp.Or(r.getString(ctx, "time_zone"), "UTC"),
		Interval: cmp.Or(r.getNumber(ctx, "interval_minutes"), standardInterval),
	}
	query.Start, _ = instantArgument(ctx, req.Config, "start", r.diags)
	query.End, _ = instantArgument(ctx, req.Config, "end", r.diags)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	const doing = "read the schedules"
	schedules, err := people.Schedules(ctx, d.client, query)
	if r.settle(ctx, doing, atUser(query.User), err) {
		r.setSchedules(ctx, doing, query.Addresses, schedules)
	}
	r.done(ctx)
}

// setSchedules sets the schedules, and adds an error for each address that has none.
func (r *reading) setSchedules(ctx context.Context, doing string, addresses []string, schedules []json.RawMessage) {
	problems, err := people.ScheduleProblems(addresses, schedules)
	if err != nil {
		r.addError(doing, path.Root("addresses"), err)
		return
	}
	if !r.getBool(ctx, "ignore_missing") {
		for _, problem := range problems {
			r.addError(doing, path.Root("addresses"), problem)
		}
	}
	rows := scheduleColumns.Rows()
	for _, schedule := range schedules {
		if _, err := rows.Add([]byte(schedule)); err != nil {
			r.addError(doing, path.Root("addresses"), encoding("schedules", err))
			return
		}
	}
	r.set("schedules", rows)
}
