package people

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// A Belonging is what a person may lack.
type Belonging string

// What a person may lack.
const (
	Mailbox Belonging = "mailbox"
	License Belonging = "license"
	Picture Belonging = "photo"
)

// noun returns the word in the spelling of our texts, which is the British one.
func (b Belonging) noun() string {
	if b == License {
		return "licence"
	}
	return string(b)
}

// An AbsenceError is the [explain.Absence] of what a person lacks.
type AbsenceError struct {
	Thing Belonging
	User  string // as it was asked for
	Err   error  // the response of Graph, or that the photo is not one
}

func (e *AbsenceError) Error() string { return nameOf(e.User) + " has no " + e.Thing.noun() }

func (e *AbsenceError) Unwrap() error { return e.Err }

// Absent implements [explain.Absence].
func (e *AbsenceError) Absent() string { return string(e.Thing) }

// Explain implements [explain.Explainer].
func (e *AbsenceError) Explain() explain.Advice {
	return about(explain.Begin(e.Error()), e.Err, "set ignore_missing = true to continue without one, or "+giving[e.Thing])
}

// giving holds what else to do for a person who lacks something.
var giving = map[Belonging]string{
	Mailbox: "give the user a licence with Exchange Online. A new mailbox may take 15 minutes to become available. An " +
		"on-premises mailbox cannot be read.",
	License: "give the user a licence that includes the service. No permission is missing.",
	Picture: "give the person a photo.",
}

// Absent returns err as an [explain.Absence] if it means that a user does not exist, or has no mailbox or no license.
func Absent(user string, err error) error {
	answer, ok := errors.AsType[*graph.Error](err)
	switch {
	case !ok || answer.Foreign():
		return err
	case isNoMailbox(answer):
		return &AbsenceError{Thing: Mailbox, User: user, Err: err}
	case answer.Status == http.StatusForbidden && answer.Says(graph.NoLicense):
		return &AbsenceError{Thing: License, User: user, Err: err}
	case user == graph.Self:
		return err
	default:
		return explain.Missing("user", "user", user, err)
	}
}

// noMailbox holds the codes by which Exchange reports that a user has no mailbox that it can read.
var noMailbox = []string{
	"mailboxnotenabledforrestapi", "mailboxnotsupportedforrestapi", "errornonexistentmailbox", "resourcenotfound",
}

func isNoMailbox(answer *graph.Error) bool {
	return answer.Status == http.StatusNotFound && slices.Contains(noMailbox, strings.ToLower(answer.Code))
}

// about returns the advice about an error that a response of Graph has caused.
func about(seen string, cause error, todo string) explain.Advice {
	a := explain.Advice{Seen: seen, Todo: todo}
	if description, ids := explain.AnsweredBy(cause); description != "" {
		a.Seen += " " + description
		a.IDs = ids
	}
	return a
}

func nameOf(user string) string {
	if user == graph.Self {
		return "the signed-in person"
	}
	return user
}
