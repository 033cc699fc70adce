package explain

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// An Absence is an error for something that does not exist. The argument ignore_missing turns it into an empty result.
type Absence interface {
	error
	Absent() string // what does not exist, such as "user"
}

// ErrNotFound is the error of a look-up that found nothing.
var ErrNotFound = errors.New("nothing has this key")

// A MissingError is the [Absence] of the objects that the keys of an argument name.
type MissingError struct {
	Thing    string   // such as "user"
	Argument string   // that holds the keys
	Keys     []string // that nothing has
	Err      error    // the response of Graph; nil if fewer objects than keys were found
}

// Missing returns a [*MissingError] if err means that the object with a key does not exist, else err.
func Missing(thing, argument, key string, err error) error {
	if IsMissing(err) {
		return &MissingError{Thing: thing, Argument: argument, Keys: []string{key}, Err: err}
	}
	return err
}

// IsMissing reports whether an error means that the object that was asked for does not exist.
func IsMissing(err error) bool {
	answer, ok := errors.AsType[*graph.Error](err)
	return ok && answer.Missing() || errors.Is(err, ErrNotFound)
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("no %s has %s %s", e.Thing, e.Argument, quoted(e.Keys))
}

// Unwrap returns Err.
func (e *MissingError) Unwrap() error { return e.Err }

// Absent returns the thing.
func (e *MissingError) Absent() string { return e.Thing }

// Explain implements [Explainer].
func (e *MissingError) Explain() Advice {
	a := Advice{
		Summary: "Cannot find the " + e.Thing,
		Seen:    fmt.Sprintf("No %s has this key: %s.", e.Thing, quoted(e.Keys)),
		Todo:    "check the spelling and the tenant that you are signed in to, or set ignore_missing = true.",
		At:      Path{e.Argument},
	}
	if len(e.Keys) > 1 {
		a.Summary += "s"
		a.Seen = fmt.Sprintf("No %s matches these %d keys: %s.", e.Thing, len(e.Keys), quoted(e.Keys))
	}
	switch {
	case e.Argument == "user" && slices.ContainsFunc(e.Keys, isNoKey):
		a.Todo = "set user to an object id or a user principal name, such as ada@example.com, or to \"me\" for the " +
			"signed-in person. data \"graph_users\" finds users by other properties."
	case slices.Contains(principalNames, e.Argument) && slices.ContainsFunc(e.Keys, isNoKey):
		a.Todo = "set " + e.Argument + " to a user principal name, such as ada@example.com. data \"graph_users\" finds " +
			"users by other properties, such as with filter = \"displayName eq 'Adele Vance'\"."
	}
	if slices.Contains(principalNames, e.Argument) && slices.ContainsFunc(e.Keys, looksLikeAddress) {
		a.Todo += " If this is a guest, the user principal name is made from the address: ada@example.com becomes " +
			"ada_example.com#EXT#@ followed by a domain of this tenant. Guests are easier to find by mail."
	}
	if e.Thing == "team" {
		a.Todo += " A person sees only the teams that the person is a member of."
	}
	if e.Argument == "mail" || e.Argument == "mails" {
		a.Todo += fmt.Sprintf(" mail is only the primary address of a %[1]s. To find a %[1]s by another address, use data "+
			"\"graph_%[1]ss\" with filter = \"proxyAddresses/any(p:p eq 'smtp:ada@example.com')\".", e.Thing)
	}
	if description, ids := AnsweredBy(e.Err); description != "" {
		a.Seen += " " + description
		a.IDs = ids
	}
	return a
}

// principalNames are the arguments that take user principal names.
var principalNames = []string{"user", "user_principal_name", "user_principal_names"}

// looksLikeAddress reports whether a key may be the address of a guest.
func looksLikeAddress(key string) bool {
	return strings.Contains(key, "@") && !strings.Contains(key, "#EXT#")
}

// isNoKey reports whether a key is neither a user principal name nor an object id, which is a GUID or, for a personal
// account, a number in hexadecimal digits.
func isNoKey(key string) bool {
	return !strings.Contains(key, "@") && strings.Trim(strings.ToLower(key), "0123456789abcdef-") != ""
}

// quoted lists keys, the first 20 of many.
func quoted(keys []string) string {
	const most = 20
	var b strings.Builder
	for i, key := range keys {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(keys)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", key)
	}
	return b.String()
}
