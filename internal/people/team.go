package people

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// A TeamSubject is a team, or one of its channels, that is read.
type TeamSubject struct {
	Team     string // id
	Channel  string // id; "" for the team itself
	Argument string // that names it
}

// A NoTeamError is the [explain.Absence] of a team, of its group, or of a channel.
type NoTeamError struct {
	TeamSubject

	Group bool  // whether there is a group with the id of the team
	Known bool  // whether that could be found out
	Err   error // the response of Graph
}

// TeamError returns err, which a read of a team or of one of its channels has returned, as a [*NoTeamError] if there is
// no such team or channel. Teams gives the same answer for a group without a team and for no group at all, so it asks
// the directory which it is.
func TeamError(ctx context.Context, client *graph.Client, subject TeamSubject, err error) error {
	answer, ok := errors.AsType[*graph.Error](err)
	if !ok || answer.Status != http.StatusNotFound || answer.Foreign() {
		return err
	}
	_, groupErr := client.Get(ctx, graph.Request{
		Call: permission.Group.Name, Path: graph.Group(subject.Team), Query: graph.Query{Select: []string{"id"}},
	})
	if refusal, ok := errors.AsType[*graph.Error](groupErr); groupErr != nil && (!ok || !refusal.Final()) {
		return groupErr // Which of the two is missing must not depend on chance.
	}
	missing := explain.IsMissing(groupErr)
	return &NoTeamError{TeamSubject: subject, Group: groupErr == nil, Known: groupErr == nil || missing, Err: err}
}

func (e *NoTeamError) Error() string {
	switch {
	case e.Channel != "" && e.Group:
		return "the channel " + e.Channel + " does not exist, or the group has no team"
	case e.Group:
		return "the group " + e.Team + " has no team"
	case e.Known:
		return "the group " + e.Team + " does not exist, and no team has its id"
	default:
		return "the team " + e.Team + " does not exist"
	}
}

func (e *NoTeamError) Unwrap() error { return e.Err }

// Absent implements [explain.Absence].
func (e *NoTeamError) Absent() string {
	switch {
	case e.Channel != "" && e.Group:
		return "channel"
	case !e.Group && e.Known:
		return "group"
	default:
		return "team"
	}
}

// Explain implements [explain.Explainer].
func (e *NoTeamError) Explain() explain.Advice {
	a := about(explain.Begin(e.Error()), e.Err, fmt.Sprintf("check %s, or set ignore_missing = true to continue without. "+
		"A person sees only teams, and private and shared channels, that the person is a member of.", e.Argument))
	a.Summary = "Cannot find the " + e.Absent()
	a.At = explain.Path{e.Argument}
	return a
}
