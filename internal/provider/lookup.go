package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// A usersLookup finds many users by keys of one kind.
type usersLookup struct {
	key     userKey
	keys    []string
	request graph.Request
	rows    *columns.Rows
	found   map[string][]match // by folded key
	ids     map[string]bool    // of the users that were found
}

// A match is a user with a key.
type match struct {
	row  int
	user json.RawMessage
}

func newUsersLookup(key userKey, keys []string, request graph.Request, rows *columns.Rows) *usersLookup {
	needed := []string{key.property}
	if !key.unique {
		needed = append(needed, "userPrincipalName") // To name those who share a key.
	}
	for _, property := range needed {
		if !slices.Contains(request.Query.Select, property) {
			request.Query.Select = append(request.Query.Select, property)
		}
	}
	return &usersLookup{
		key: key, keys: keys, request: request, rows: rows, found: map[string][]match{}, ids: map[string]bool{},
	}
}

// read reads and encodes the users with the keys.
func (l *usersLookup) read(ctx context.Context, client *graph.Client) error {
	for user, err := range client.Lookup(ctx, l.request, l.key.property, l.keys) {
		if err != nil {
			return err
		}
		row, err := l.rows.Add([]byte(user))
		if err != nil {
			return encoding("users", err)
		}
		if id := row.String("id"); !l.ids[id] {
			l.ids[id] = true
			key := graph.Fold(row.String(l.key.property))
			l.found[key] = append(l.found[key], match{l.rows.Len() - 1, user})
		}
	}
	return nil
}

// order returns the rows of the users in the order of the keys, with [columns.Gap] for each key that no user has. It
// also returns these missing keys, each once, and an error for each key that several users have.
func (l *usersLookup) order() (order []int, missing []string, errs []error) {
	named := map[string]bool{} // the folded keys in missing
	for i, value := range l.keys {
		switch matches := l.found[graph.Fold(value)]; len(matches) {
		case 0:
			order = append(order, columns.Gap)
			if key := graph.Fold(value); !named[key] {
				named[key] = true
				missing = append(missing, value)
			}
		case 1:
			order = append(order, matches[0].row)
		default:
			users := make([]json.RawMessage, len(matches))
			for j, m := range matches {
				users[j] = m.user
			}
			at := explain.Path{l.key.plural, i}
			errs = append(errs, newAmbiguousError(l.key.argument, value, users, at))
		}
	}
	return order, missing, errs
}

// An ambiguousError reports that several users have a key that Graph does not keep unique.
type ambiguousError struct {
	argument   string // the name of the key
	value      string
	at         explain.Path
	candidates []candidate
}

// A candidate is one of the users that share a key.
type candidate struct {
	ID                string `json:"id"`
	UserPrincipalName string `json:"userPrincipalName"`
}

func newAmbiguousError(argument, value string, users []json.RawMessage, at explain.Path) error {
	e := &ambiguousError{argument: argument, value: value, at: at}
	for _, user := range users {
		var c candidate
		if err := json.Unmarshal(user, &c); err != nil {
			return fmt.Errorf("decode a user who shares a key: %w", err)
		}
		e.candidates = append(e.candidates, c)
	}
	return e
}

func (e *ambiguousError) Error() string {
	return fmt.Sprintf("%d users have the %s %q", len(e.candidates), e.argument, e.value)
}

// Explain implements [explain.Explainer].
func (e *ambiguousError) Explain() explain.Advice {
	var b strings.Builder
	for _, c := range e.candidates {
		fmt.Fprintf(&b, "\n  %s %s", c.ID, c.UserPrincipalName)
	}
	return explain.Advice{
		Seen: e.Error() + ":" + b.String(), Todo: "find the right one by id or user principal name.", At: e.at,
	}
}
