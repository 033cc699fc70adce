package people

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// A Chain is the managers of a user, the nearest first.
type Chain struct {
	People []json.RawMessage
	// Cycle is the id of the first person whom the chain reaches twice; "" if there is none.
	Cycle string
}

// Managers reads managers with the given properties.
type Managers struct {
	Client     *graph.Client
	Properties []string
}

// maxLevels is the largest number of levels that Graph follows, and that we follow.
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

// UserRequest describes the read of properties of a user, or of the signed-in person for [graph.Self].
func UserRequest(user string, properties []string) graph.Request {
	return graph.Request{
		Call: permission.Person.For(user == graph.Self).Name, Path: graph.User(user), Query: graph.Query{Select: properties},
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

// errNoID reports a person without an id, for whom no further request is possible.
var errNoID = errors.New("a person in the response has no id")

// unfold returns the managers that are nested in a user.
func unfold(user json.RawMessage) (Chain, error) {
	var c Chain
	u := unfolding{text: user, decoder: jsontext.NewDecoder(bytes.NewReader(user), jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true))}
	if err := u.person(); err != nil {
		return c, fmt.Errorf("decode the managers: %w", err)
	}
	met := make(map[string]bool, len(u.ids))
	for i, id := range u.ids {
		switch {
		case id == "" && len(u.ids) > 1:
			return c, errNoID
		case met[id]:
			c.Cycle = id
			return c, nil
		case i > 0:
			c.People = append(c.People, u.people[i])
		}
		met[id] = true
	}
	return c, nil
}

// An unfolding separates nested people in one pass. To scan the rest of the text at each level would take quadratic
// time.
type unfolding struct {
	text    []byte
	decoder *jsontext.Decoder
	people  []json.RawMessage // each without the manager; the user first
	ids     []string
}

// person reads a person and the managers above. The person's own text is collected in parts, with null in place of the
// manager; from is where the next part begins.
func (u *unfolding) person() error {
	level := len(u.people)
	u.people, u.ids = append(u.people, nil), append(u.ids, "")
	if _, err := u.decoder.ReadToken(); err != nil {
		return err
	}
	from := u.decoder.InputOffset() - 1
	var own []byte
	for u.decoder.PeekKind() == jsontext.KindString {
		token, err := u.decoder.ReadToken()
		if err != nil {
			return err
		}
		name, kind := token.String(), u.decoder.PeekKind()
		switch {
		case name == "manager" && kind == jsontext.KindBeginObject:
			start := u.decoder.InputOffset() // Of the colon, or white space before it.
			start += int64(bytes.IndexByte(u.text[start:], '{'))
			own = append(append(own, u.text[from:start]...), "null"...)
			if err := u.person(); err != nil {
				return err
			}
			from = u.decoder.InputOffset()
		case name == "id" && kind == jsontext.KindString:
			if token, err = u.decoder.ReadToken(); err != nil {
				return err
			}
			u.ids[level] = token.String()
		default:
			if err := u.decoder.SkipValue(); err != nil {
				return err
			}
		}
	}
	if _, err := u.decoder.ReadToken(); err != nil {
		return err
	}
	u.people[level] = append(own, u.text[from:u.decoder.InputOffset()]...)
	return nil
}

// climb follows the chain with a request for each manager, in case Graph refuses to return it in one response.
func (m Managers) climb(ctx context.Context, user string, levels int) (Chain, error) {
	var c Chain
	met := map[string]bool{}
	for next := user; len(c.People) < levels; {
		person, err := m.direct(ctx, next)
		if errors.Is(err, errNoManager) {
			return c, nil
		}
		if err != nil {
			return Chain{}, err
		}
		var n struct {
			ID   string `json:"id"`
			Type string `json:"@odata.type"`
		}
		if err := json.Unmarshal(person, &n); err != nil {
			return Chain{}, fmt.Errorf("decode a manager: %w", err)
		}
		if n.ID == "" {
			return Chain{}, errNoID
		}
		if len(c.People) == 1 {
			// Only a second manager may be the user again, whose id is not known if the argument is a name.
			if err := m.meet(ctx, user, met); err != nil {
				return Chain{}, err
			}
		}
		if met[n.ID] {
			c.Cycle = n.ID
			return c, nil
		}
		met[n.ID] = true
		c.People = append(c.People, person)
		if strings.HasSuffix(n.Type, ".orgContact") {
			return c, nil // The manager of a contact is in another directory, and needs another permission.
		}
		next = n.ID
	}
	return c, nil
}

// meet adds the id of a user to those who have been met.
func (m Managers) meet(ctx context.Context, user string, met map[string]bool) error {
	object, err := m.Client.Get(ctx, UserRequest(user, []string{"id"}))
	if err != nil {
		return err
	}
	var n struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(object, &n); err != nil {
		return fmt.Errorf("decode the id of a user: %w", err)
	}
	met[n.ID] = true
	return nil
}

// errNoManager reports that a user exists and has no manager.
var errNoManager = errors.New("the user has no manager")

// direct reads the direct manager. If there is none, it makes a second request: Graph has the same response for a user
// without a manager as for a user that does not exist. The error is errNoManager, or one that [explain.IsMissing]
// recognizes if the user does not exist.
func (m Managers) direct(ctx context.Context, user string) (json.RawMessage, error) {
	manager, err := m.Client.Get(ctx, graph.Request{
		Call: permission.Manager.For(user == graph.Self).Name, Path: graph.User(user) + "/manager",
		Query: graph.Query{Select: m.Properties},
	})
	if !explain.IsMissing(err) {
		return manager, err
	}
	if user != graph.Self {
		if _, err := m.Client.Get(ctx, UserRequest(user, []string{"id"})); err != nil {
			return nil, err
		}
	}
	return nil, errNoManager
}

// refused reports whether an error means that Graph refuses to do something in this way, but may do it in another.
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
