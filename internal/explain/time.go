package explain

import (
	"context"
	"errors"
	"fmt"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

func timedOut(err error) bool { return errors.Is(err, context.DeadlineExceeded) }

// outOfTime is the class of reads that ran out of time, or were cancelled.
func outOfTime(err error) (Advice, bool) {
	if wait, ok := errors.AsType[*graph.WaitError](err); ok {
		return waits(wait), true
	}
	switch {
	case timedOut(err):
		return Advice{
			Seen: "The read timeout passed before Microsoft Graph had answered in full.",
			Todo: "raise it, as in timeouts = { read = \"15m\" }, or read less, with a filter, a limit or fewer attributes.",
			IDs:  lastAnswer(err),
			At:   Path{"timeouts", "read"},
		}, true
	case errors.Is(err, context.Canceled):
		return Advice{
			Seen: "The read was cancelled before Microsoft Graph had answered in full.",
			Todo: "run it again.",
		}, true
	}
	return Advice{}, false
}

// waits returns the advice for a wait that the read timeout does not allow.
func waits(wait *graph.WaitError) Advice {
	a := answerAdvice(wait.Err, nil)
	a.Seen += "\n\n" + Wait(wait, "read timeout")
	a.Todo = "raise the timeout, as in timeouts = { read = \"15m\" }, or read less, with a filter, a limit, fewer " +
		"attributes or a lower max_concurrent_requests in the provider block."
	a.At = Path{"timeouts", "read"}
	return a
}

// Wait describes a wait that a timeout does not allow.
func Wait(wait *graph.WaitError, timeout string) string {
	if wait.Err.RetryAfter > 0 {
		return fmt.Sprintf("Graph asks to wait %s, but only %s of the %s are left.",
			Seconds(wait.Wait), Seconds(wait.Remaining), timeout)
	}
	return fmt.Sprintf("The next attempt would come in %s, but only %s of the %s are left.",
		Seconds(wait.Wait), Seconds(wait.Remaining), timeout)
}

// lastAnswer returns the response to the last attempt before the time ran out, with its ids, if there was one.
func lastAnswer(err error) string {
	if answer, ok := errors.AsType[*graph.Error](err); ok {
		return Answered(answer) + "\n\n" + RequestIDs(answer)
	}
	return ""
}
