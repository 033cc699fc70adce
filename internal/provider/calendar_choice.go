package provider

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
)

// A calendarChoice is the calendar to read: that of a group, or one of a user, which is the default one if it has no id
// and no name.
type calendarChoice struct {
	client   *graph.Client
	user     string
	group    string // id; "" for a calendar of the user
	id, name string
}

// calendarArguments returns the attributes that choose a calendar and show the one that was read.
func calendarArguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"calendar_id": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Id of one of the user's calendars. Without it and `calendar_name`, the default calendar is " +
				"read.",
			Validators: []validator.String{isNamed},
		},
		"calendar_name": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Name of one of the user's calendars, without regard to case. Conflicts with `calendar_id`. " +
				"It is an error if two calendars have the name.",
			Validators: []validator.String{isNamed},
		},
		"calendar": schema.SingleNestedAttribute{
			Computed: true,
			MarkdownDescription: "The calendar that was read; null if it is not in the list of the user's calendars. A shared " +
				"calendar may not be in that list.",
			Attributes: calendarColumns.Attributes(),
		},
	}
}

// at returns the path of the argument that names the owner of the calendar.
func (c calendarChoice) at() path.Path {
	if c.group != "" {
		return path.Root("group")
	}
	return atUser(c.user)
}

// explain returns the error of a read of the calendar in terms of the arguments.
func (c calendarChoice) explain(err error) error {
	if c.group != "" {
		return people.GroupCalendarError(c.group, err)
	}
	return people.CalendarError(c.user, c.id, err)
}

// list lists the calendars of the user.
func (c calendarChoice) list(ctx context.Context) ([]people.Calendar, error) {
	return people.Calendars(ctx, c.client, c.user, calendarColumns.Select())
}

// resolve returns the id of the calendar, or "" for the default one. To find a calendar by name takes a request, so
// that the calendar is then returned too.
func (c calendarChoice) resolve(ctx context.Context) (string, *people.Calendar, error) {
	if c.name == "" {
		return c.id, nil, nil
	}
	list, err := c.list(ctx)
	if err != nil {
		return "", nil, err
	}
	found, err := people.CalendarNamed(list, c.name)
	return found.ID, &found, err
}

// describe returns the calendar that is read if there is no name, or nil if Graph does not list it: shared calendars
// may be missing in the list, and Graph may refuse the list but not the calendar.
func (c calendarChoice) describe(ctx context.Context) (*people.Calendar, error) {
	list, err := c.list(ctx)
	answer, ok := errors.AsType[*graph.Error](err)
	switch {
	case ok && answer.Final():
		return nil, nil
	case err != nil:
		return nil, err // A temporary null would be a difference in the next plan.
	}
	i := slices.IndexFunc(list, func(one people.Calendar) bool {
		return one.ID == c.id || c.id == "" && one.IsDefault
	})
	if i < 0 {
		return nil, nil
	}
	return &list[i], nil
}

// calendarConflicts are the pairs of arguments of which one may be set.
var calendarConflicts = [][2]string{
	{"calendar_name", "calendar_id"}, {"group", "user"}, {"group", "calendar_id"}, {"group", "calendar_name"},
}

// checkOneCalendar adds an error if more than one calendar is chosen, or none.
func checkOneCalendar(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) {
	values := map[string]types.String{}
	for _, name := range []string{"user", "group", "calendar_id", "calendar_name"} {
		var value types.String
		diags.Append(config.GetAttribute(ctx, path.Root(name), &value)...)
		values[name] = value
	}
	for _, pair := range calendarConflicts {
		if isSet(values[pair[0]]) && isSet(values[pair[1]]) {
			addConflict(diags, pair[0], pair[1], "leave one of them out.")
		}
	}
	if values["user"].IsNull() && values["group"].IsNull() {
		diags.AddAttributeError(path.Root("user"), "No user and no group", "user and group are not set, or null.\n\nWhat to "+
			"do: set user to an object id, a user principal name, or \"me\" for the signed-in person; or set group to the id of "+
			"a group. If one refers to something that may be missing, see exists of that data source.")
	}
}
