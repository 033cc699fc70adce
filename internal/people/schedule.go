package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

const (
	// scheduleAddresses is the number of addresses that Graph documents for one request:
	// https://learn.microsoft.com/graph/outlook-get-free-busy-schedule.
	scheduleAddresses = 20

	// mailboxCalls is the number of requests that Outlook takes at a time for one mailbox.
	mailboxCalls = 4
)

// A ScheduleQuery asks when people and rooms are busy.
type ScheduleQuery struct {
	User       string // whose mailbox asks
	Addresses  []string
	Start, End time.Time
	Interval   int    // of the availability view, in minutes
	Zone       string // in which the times of the response are
}

// Schedules returns the schedule of each address, in the order of the addresses.
func Schedules(ctx context.Context, client *graph.Client, q ScheduleQuery) ([]json.RawMessage, error) {
	schedules := make([]json.RawMessage, 0, len(q.Addresses))
	chunks := slices.Collect(slices.Chunk(q.Addresses, scheduleAddresses))
	found := make([][]json.RawMessage, len(chunks))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(mailboxCalls)
	for i, chunk := range chunks {
		group.Go(func() (err error) {
			found[i], err = q.ask(ctx, client, chunk)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, explain.Refine(Absent(q.User, err), scheduleRemedies)
	}
	for _, part := range found {
		schedules = append(schedules, part...)
	}
	return schedules, nil
}

// ask makes one request. The schedules in its response are matched with the addresses, since their order is not
// documented.
func (q ScheduleQuery) ask(ctx context.Context, client *graph.Client, addresses []string) ([]json.RawMessage, error) {
	at := func(t time.Time) map[string]string {
		return map[string]string{"dateTime": t.UTC().Format("2006-01-02T15:04:05"), "timeZone": "UTC"}
	}
	body, err := client.Ask(ctx, graph.Request{
		Call: permission.Schedule.For(q.User == graph.Self).Name, Path: graph.User(q.User) + "/calendar/getSchedule",
		Header: http.Header{"Prefer": {`outlook.timezone="` + q.Zone + `"`}},
	}, map[string]any{
		"schedules": addresses, "startTime": at(q.Start), "endTime": at(q.End), "availabilityViewInterval": q.Interval,
	})
	if err != nil {
		return nil, err
	}
	var response struct{ Value []json.RawMessage }
	if err := json.Unmarshal(body, &response); err != nil {
		return nil, fmt.Errorf("decode the schedules: %w", err)
	}
	byAddress := make(map[string]json.RawMessage, len(response.Value))
	for _, schedule := range response.Value {
		var of struct{ ScheduleID string }
		if err := json.Unmarshal(schedule, &of); err != nil {
			return nil, fmt.Errorf("decode a schedule: %w", err)
		}
		byAddress[graph.Fold(of.ScheduleID)] = schedule
	}
	schedules := make([]json.RawMessage, len(addresses))
	for i, address := range addresses {
		schedule, known := byAddress[graph.Fold(address)]
		if !known {
			return nil, fmt.Errorf("%w: %s", errNoSchedule, address)
		}
		schedules[i] = schedule
	}
	return schedules, nil
}

// errNoSchedule reports a response without the schedule of an address that was asked for.
var errNoSchedule = errors.New("Graph returned no schedule for an address") //nolint:staticcheck // A name.

// A ScheduleProblem is what Graph says in place of a schedule.
type ScheduleProblem struct {
	Address string
	Index   int // among the addresses
	Message string
	Code    string
}

// ScheduleProblems returns the addresses without a schedule.
func ScheduleProblems(addresses []string, schedules []json.RawMessage) ([]*ScheduleProblem, error) {
	var problems []*ScheduleProblem
	for i, schedule := range schedules {
		var of struct {
			Error *struct {
				Message      string
				ResponseCode string
			}
		}
		if err := json.Unmarshal(schedule, &of); err != nil {
			return nil, fmt.Errorf("decode a schedule: %w", err)
		}
		if of.Error != nil {
			problems = append(problems, &ScheduleProblem{addresses[i], i, of.Error.Message, of.Error.ResponseCode})
		}
	}
	return problems, nil
}

func (e *ScheduleProblem) Error() string {
	return fmt.Sprintf("there is no schedule of %s: %s (%s)", e.Address, e.Message, e.Code)
}

// Explain implements [explain.Explainer].
func (e *ScheduleProblem) Explain() explain.Advice {
	return explain.Advice{
		Seen: fmt.Sprintf("Microsoft Graph has no schedule of %s: %s (%s)", e.Address, explain.Sentence(e.Message), e.Code),
		Todo: "check the address: it has to be that of a mailbox, a room or a distribution list of this organization. With " +
			"ignore_missing = true, error says so instead.",
		At: explain.Path{"addresses", e.Index},
	}
}

var scheduleRemedies = []explain.Remedy{
	{Status: 400, Code: "ErrorInvalidMergedFreeBusyInterval", About: []string{"interval_minutes"},
		Todo: "set interval_minutes to a number from 5 to 1440 that is shorter than the time range."},
	{Status: 400, Code: "ErrorInvalidTimeInterval", About: []string{"end", "start"},
		Todo: "choose a time range of less than 42 days."},
	{Status: 400, Code: "ErrorMailboxDataArrayTooBig", About: []string{"addresses"},
		Todo: "leave distribution lists with many members out: their members count too."},
}
