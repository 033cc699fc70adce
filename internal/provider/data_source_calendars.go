package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*calendarsDataSource)(nil)

func newCalendarsDataSource() datasource.DataSource {
	return &calendarsDataSource{dataSource{
		name: "calendars", calls: []permission.Call{permission.Calendars.Me, permission.Calendars.User},
	}}
}

type calendarsDataSource struct{ dataSource }

func (d *calendarsDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Lists the calendars of a person.",
			"Calendars that others share may be missing. "+sharedCalendars),
		Attributes: withTimeouts(ctx, missingArguments("user", "mailbox"), map[string]schema.Attribute{
			"user":      userArgument(),
			"calendars": calendarColumns.List("The calendars, in the order of their ids."),
		}),
	}
}

func (d *calendarsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	r := newReading(ctx, req, resp)
	user := r.getUser(ctx)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	rows, ids, err := encodeCalendars(people.Calendars(ctx, d.client, user, calendarColumns.Select()))
	if r.settle(ctx, "list the calendars", atUser(user), people.CalendarError(user, "", err)) {
		r.set("calendars", rows.Pick(byID(ids)))
	}
	r.done(ctx)
}

// encodeCalendars encodes a list of calendars.
func encodeCalendars(list []people.Calendar, err error) (*columns.Rows, []string, error) {
	if err != nil {
		return nil, nil, err
	}
	rows := calendarColumns.Rows()
	var ids []string
	for _, calendar := range list {
		if _, err := rows.Add([]byte(calendar.Object)); err != nil {
			return nil, nil, encoding("calendars", err)
		}
		ids = append(ids, calendar.ID)
	}
	return rows, ids, nil
}
