package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// A Chain is the managers of a user, the nearest first.
type Chain struct {
	People []json.RawMessage
	// Cycle is the id of the person at whom the chain came back to one that it had met before; "" if it did not.
	Cycle string
}

// Managers reads managers with the given properties.
type Managers struct {
	Client     *graph.Client
	Properties []string
}

// maxLevels is as far as Graph follows a chain, and as far as we do.
const maxLevels = 1000

// Chain reads the managers of a user up to a number of levels, which is a number, "max", or "" for the direct manager.
func (m Managers) Chain(ctx context.Context, user, levels string) (Chain, error) {
	if levels == "" {
		return m.climb(ctx, user, 1)
	}
	person, err := m.Client.Get(ctx, m.expanded(user, []string{"id"}, levels))
	if err == nil {
		return unfold(person)
	}
	if !refused(err) {
		return Chain{}, err
	}
	most, notNumber := strconv.Atoi(levels)
	if notNumber != nil {
		most = maxLevels
	}
	return m.climb(ctx, user, most)
}

// WithUser reads the properties of a user together with the manager, in one request or, if Graph refuses that, in two.
func (m Managers) WithUser(ctx context.Context, user string, properties []string) (json.RawMessage, Chain, error) {
	person, err := m.Client.Get(ctx, m.expanded(user, properties, "1"))
	if err == nil {
		above, err := unfold(person)
		return person, above, err
	}
	if !refused(err) {
		return nil, Chain{}, err
	}
	if person, err = m.Client.Get(ctx, UserRequest(user, properties)); err != nil {
		return nil, Chain{}, err
	}
	above, err := m.climb(ctx, user, 1)
	return person, above, err
}

// UserRequest describes the read of a user's properties; "" is the signed-in person.
func UserRequest(user string, properties []string) graph.Request {
	return graph.Request{
		Call: permission.Person.For(user).Name, Path: graph.User(user), Query: graph.Query{Select: properties},
	}
}

// expanded describes the read of a user together with managers. The advanced query parameters are not always needed,
// but the sources disagree on when, and they never harm.
func (m Managers) expanded(user string, properties []string, levels string) graph.Request {
	req := UserRequest(user, properties)
	req.Query.Expand = fmt.Sprintf("manager($levels=%s;$select=%s)", levels, strings.Join(m.Properties, ","))
	req.Query.Count = true
	req.Header = http.Header{}
	req.Header.Set("ConsistencyLevel", "eventual")
	return req
}

// A node is what a chain is followed by.
type node struct {
	ID                string          `json:"id"`
	UserPrincipalName string          `json:"userPrincipalName"`
	Type              string          `json:"@odata.type"`
	Manager           json.RawMessage `json:"manager"`
}

// is reports whether a key names this person.
func (n node) is(key string) bool {
	return strings.EqualFold(n.ID, key) || n.UserPrincipalName != "" && strings.EqualFold(n.UserPrincipalName, key)
}

// unfold returns the managers that are nested in a user.
func unfold(user json.RawMessage) (Chain, error) {
	var c Chain
	var met []string
	for {
		var n node
		if err := json.Unmarshal(user, &n); err != nil {
			return Chain{}, fmt.Errorf("decode the managers: %w", err)
		}
		if slices.Contains(met, n.ID) {
			c.People = c.People[:len(c.People)-1]
			c.Cycle = n.ID
			return c, nil
		}
		met = append(met, n.ID)
		if len(n.Manager) == 0 || string(n.Manager) == "null" {
			return c, nil
		}
		c.People = append(c.People, n.Manager)
		user = n.Manager
	}
}

// climb follows the chain manager by manager, for a Graph that refuses to return it in one response.
func (m Managers) climb(ctx context.Context, user string, levels int) (Chain, error) {
	var c Chain
	met := []string{user}
	for next := user; len(c.People) < levels; {
		person, err := m.direct(ctx, next)
		if errors.Is(err, errNoManager) {
			return c, nil
		}
		if err != nil {
			return Chain{}, err
		}
		var n node
		if err := json.Unmarshal(person, &n); err != nil {
			return Chain{}, fmt.Errorf("decode a manager: %w", err)
		}
		if slices.ContainsFunc(met, n.is) {
			c.Cycle = n.ID
			return c, nil
		}
		met = append(met, n.ID)
		c.People = append(c.People, person)
		if strings.HasSuffix(n.Type, ".orgContact") {
			return c, nil // The manager of a contact is in another directory, and needs another permission.
		}
		next = n.ID
	}
	return c, nil
}

// errNoManager reports that a user exists and has no manager.
var errNoManager = errors.New("the user has no manager")

// direct reads the direct manager. If there is none, it makes a second request: Graph has the same response for a user
// without a manager as for a user that does not exist. The error is errNoManager, or one that [explain.IsMissing]
// recognizes if the user does not exist.
func (m Managers) direct(ctx context.Context, user string) (json.RawMessage, error) {
	manager, err := m.Client.Get(ctx, graph.Request{
		Call: permission.Manager.For(user).Name, Path: graph.User(user) + "/manager",
		Query: graph.Query{Select: m.Properties},
	})
	if !explain.IsMissing(err) {
		return manager, err
	}
	if user != "" {
		if _, err := m.Client.Get(ctx, UserRequest(user, []string{"id"})); err != nil {
			return nil, err
		}
	}
	return nil, errNoManager
}

// refused reports whether Graph refuses to do something in this way, so that another way is worth trying.
func refused(err error) bool {
	answer, ok := errors.AsType[*graph.Error](err)
	if !ok {
		return false
	}
	switch answer.Status {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotImplemented:
		return true
	}
	return false
}
