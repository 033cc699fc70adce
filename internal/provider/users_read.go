package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// A usersRead is one read of graph_users.
type usersRead struct {
	*dataSource
	r           *reading
	request     graph.Request
	shown       []string // the attributes to show; the others are null
	additional  []string
	withManager bool
	parallel    bool
	counted     int // how many users Graph counts; 0 if it was not asked, or has no count
}

// newUsersRead returns the read that the arguments describe.
func (d *usersDataSource) newUsersRead(ctx context.Context, r *reading) *usersRead {
	u := &usersRead{
		dataSource: &d.dataSource, r: r, shown: userRow.Names(), additional: r.getStrings(ctx, "additional_properties"),
		withManager: r.getBool(ctx, "include_manager"), parallel: r.getBool(ctx, "parallel"),
	}
	table := userColumns
	if names := r.getStrings(ctx, "select"); names != nil {
		table = userColumns.Only(names)
		u.shown = append(slices.Clone(names), "id", additionalColumn.Name, managerColumn.Name)
	}
	u.request = graph.Request{
		Call: permission.Users.Name, Path: "/users",
		Query: r.query(ctx, table.Select(u.additional...)),
		Limit: r.getNumber(ctx, "limit"),
	}
	return u
}

// rows returns an empty list of users, which shows further attributes too.
func (u *usersRead) rows(further ...string) *columns.Rows {
	return userRow.Showing(append(further, u.shown...)...).Rows(u.additional...)
}

// query reads the users that the filter or search finds, or all.
func (u *usersRead) query(ctx context.Context) {
	rows := u.rows()
	ids, err := u.collect(ctx, rows)
	if err != nil {
		u.r.addError("list users", path.Empty(), err)
		return
	}
	order := sorting(u.request.Query)(ids)
	u.warnOfCount(len(order))
	u.r.setStrings("missing", nil)
	u.r.set("users", rows.Pick(order))
	u.warnOfNulls(ctx, rows)
}

// warnOfCount warns that Graph counts another number of users than came.
func (u *usersRead) warnOfCount(came int) {
	if u.counted == 0 || u.counted == came {
		return
	}
	const summary = "The number of users differs from the count of Graph"
	u.r.diags.AddAttributeWarning(path.Root("parallel"), summary, fmt.Sprintf(
		"Graph returned %d users, and counts %d. The index that it reads for that lags behind changes, so a user may "+
			"be missing.\n\nWhat to do: read again a few minutes after the last change. If every user must be there, leave "+
			"parallel out.", came, u.counted))
}

// warnOfNulls warns of the attributes that are null in all rows for lack of a permission.
func (u *usersRead) warnOfNulls(ctx context.Context, rows *columns.Rows) {
	if rows.Len() == 0 {
		return
	}
	isNull := nullIn(rows)
	u.dataSource.warnOfNulls(ctx, u.r, u.additional, func(name string) bool {
		return slices.Contains(u.shown, name) && isNull(name)
	})
}

// collect encodes the users, with their managers if these are wanted. Graph does not combine managers with an advanced
// query: the users are then read first, and their managers looked up afterwards.
func (u *usersRead) collect(ctx context.Context, rows *columns.Rows) (ids []string, err error) {
	if u.parallel {
		var users graph.Items
		if users, u.counted, err = u.client.ListUsers(ctx, u.request); err != nil {
			return nil, err
		}
		return collect("users", rows, users)
	}
	if !u.withManager {
		return collect("users", rows, u.client.List(ctx, u.request))
	}
	if !u.request.Query.Advanced() {
		ids, err = collect("users", rows, u.client.List(ctx, expanded(u.request)))
		answer, ok := errors.AsType[*graph.Error](err)
		if unsupported := ok && answer.Unsupported() && rows.Len() == 0; !unsupported {
			return ids, err
		}
	}
	var users []json.RawMessage
	err = fromStart(func() error {
		users = nil
		for user, err := range u.client.List(ctx, u.request) {
			if err != nil {
				return err
			}
			users = append(users, slices.Clone(user))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	items, err := u.withManagers(ctx, users)
	if err != nil {
		return nil, err
	}
	return collect("users", rows, items)
}

// expanded returns the request that reads the manager of each user too. Options inside of $expand are not documented
// for lists, so that the manager has the properties that Graph returns by default.
func expanded(request graph.Request) graph.Request {
	request.Query.Expand = "manager"
	return request
}

// withManagers returns the users with their managers, which it looks up by the ids of the users.
func (u *usersRead) withManagers(ctx context.Context, users []json.RawMessage) (graph.Items, error) {
	type member struct {
		ID      string          `json:"id"`
		Manager json.RawMessage `json:"manager"`
	}
	ids := make([]string, len(users))
	for i, user := range users {
		var m member
		if err := json.Unmarshal(user, &m); err != nil {
			return nil, fmt.Errorf("decode the id of a user: %w", err)
		}
		if m.ID == "" {
			return nil, errNoUserID
		}
		ids[i] = m.ID
	}
	managers := make(map[string]json.RawMessage, len(users))
	request := expanded(graph.Request{
		Call: permission.Users.Name, Path: u.request.Path, Query: graph.Query{Select: []string{"id"}},
	})
	for m, err := range graph.Decode[member](u.client.Lookup(ctx, request, "id", ids)) {
		if err != nil {
			return nil, err
		}
		managers[m.ID] = m.Manager
	}
	return func(yield func(json.RawMessage, error) bool) {
		for i, user := range users {
			if manager := managers[ids[i]]; len(manager) > 0 {
				user = slices.Concat(user[:len(user)-1], []byte(`,"manager":`), manager, []byte("}"))
			}
			if !yield(user, nil) {
				return
			}
		}
	}, nil
}

// lookUp reads the users with the keys, in the order of the keys.
func (u *usersRead) lookUp(ctx context.Context, key objectKey, keys []string) {
	request := u.request
	if u.withManager {
		request = expanded(request)
	}
	l := userKind.newLookup(key, keys, request, u.rows(key.argument))
	if l.set(ctx, u.r, u.client) {
		u.warnOfNulls(ctx, l.rows)
	}
}
