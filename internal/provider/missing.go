package provider

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// errMissing says that a look-up found nobody.
var errMissing = errors.New("nothing has this key")

// isMissing tells an object that does not exist from every other failure.
func isMissing(err error) bool {
	if answer, ok := errors.AsType[*graph.Error](err); ok {
		return answer.Missing()
	}
	return errors.Is(err, errMissing)
}

// ambiguousError says that a key, which Graph does not keep unique, belongs to several users.
type ambiguousError struct {
	argument   string
	value      string
	candidates []candidate
}

// candidate is one of the users that share a key.
type candidate struct {
	ID                string `json:"id"`
	UserPrincipalName string `json:"userPrincipalName"`
}

func (e *ambiguousError) Error() string {
	return fmt.Sprintf("%d users have the %s %q", len(e.candidates), e.argument, e.value)
}

func newAmbiguousError(argument, value string, users []json.RawMessage) error {
	e := &ambiguousError{argument: argument, value: value}
	for _, user := range users {
		var c candidate
		if err := json.Unmarshal(user, &c); err != nil {
			return fmt.Errorf("read who shares a key: %w", err)
		}
		e.candidates = append(e.candidates, c)
	}
	return e
}
