package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// chain is the managers of a user, the nearest first.
type chain struct {
	people []json.RawMessage
	// cycle is the id of the person at whom the chain came back to somebody it had met before; "" if it did not.
	cycle string
}

// managed is what the chain is followed by.
type managed struct {
	ID                string          `json:"id"`
	UserPrincipalName string          `json:"userPrincipalName"`
	Type              string          `json:"@odata.type"`
	Manager           json.RawMessage `json:"manager"`
}

// is says whether a key names this person.
func (m managed) is(key string) bool {
	return strings.EqualFold(m.ID, key) || m.UserPrincipalName != "" && strings.EqualFold(m.UserPrincipalName, key)
}

// maxLevels is as far as Graph follows a chain, and as far as we do.
const maxLevels = 1000

// withManagers asks for a user together with managers in one request: levels is a number or "max". The advanced
// parameters are not always needed, but the sources disagree on when, and they never harm.
func withManagers(user string, properties []string, levels string) graph.Request {
	return graph.Request{
		Path: graph.User(user),
		Query: graph.Query{
			Select: properties,
			Expand: fmt.Sprintf("manager($levels=%s;$select=%s)", levels, strings.Join(selection(personColumns, nil), ",")),
			Count:  true,
		},
		Header: http.Header{"Consistencylevel": {"eventual"}},
	}
}

// unfold takes a user apart into the managers that came with it.
func unfold(user json.RawMessage) (chain, error) {
	var c chain
	var seen []string
	for {
		var m managed
		if err := json.Unmarshal(user, &m); err != nil {
			return chain{}, fmt.Errorf("read the managers: %w", err)
		}
		if slices.Contains(seen, m.ID) {
			c.people = c.people[:len(c.people)-1]
			c.cycle = m.ID
			return c, nil
		}
		seen = append(seen, m.ID)
		if len(m.Manager) == 0 || string(m.Manager) == "null" {
			return c, nil
		}
		c.people = append(c.people, m.Manager)
		user = m.Manager
	}
}

// climb follows the chain manager by manager, where Graph refuses to give it at once.
func climb(ctx context.Context, client *graph.Client, user string, levels int) (chain, error) {
	var c chain
	seen := []string{user}
	for next := user; len(c.people) < levels; {
		person, err := readManager(ctx, client, next)
		if errors.Is(err, errNoManager) {
			return c, nil
		}
		if err != nil {
			return chain{}, err
		}
		var m managed
		if err := json.Unmarshal(person, &m); err != nil {
			return chain{}, fmt.Errorf("read a manager: %w", err)
		}
		if slices.ContainsFunc(seen, m.is) {
			c.cycle = m.ID
			return c, nil
		}
		seen = append(seen, m.ID)
		c.people = append(c.people, person)
		if strings.HasSuffix(m.Type, ".orgContact") {
			return c, nil // Who a contact reports to is another directory's matter, and another permission's.
		}
		next = m.ID
	}
	return c, nil
}

// errNoManager says that a user exists and has no manager.
var errNoManager = errors.New("the user has no manager")

// readManager reads the direct manager. It costs a second request where there is none: Graph uses the same answer for
// a user without a manager as for no such user. An error is errNoManager, or one for which isMissing tells the latter.
func readManager(ctx context.Context, client *graph.Client, user string) (json.RawMessage, error) {
	manager, err := graph.Get[json.RawMessage](ctx, client, graph.Request{
		Path: graph.User(user) + "/manager", Query: graph.Query{Select: selection(personColumns, nil)},
	})
	if !isMissing(err) {
		return manager, err
	}
	if user != "" {
		if _, err := graph.Get[json.RawMessage](ctx, client, graph.Request{Path: graph.User(user), Query: graph.Query{Select: []string{"id"}}}); err != nil {
			return nil, err
		}
	}
	return nil, errNoManager
}

// refused says that Graph does not do something in this way here, so that another way is worth trying.
func refused(err error) bool {
	answer, ok := errors.AsType[*graph.Error](err)
	return ok && (answer.Status == http.StatusBadRequest || answer.Status == http.StatusForbidden || answer.Status == http.StatusNotImplemented)
}
