package explain

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// notGraph is the class of successful responses that are not what Graph sends, and of lists that could not be read to
// their end.
func notGraph(err error) (Advice, bool) {
	answer, isAnswer := errors.AsType[*graph.Error](err)
	switch {
	case errors.Is(err, graph.ErrPagesExpired):
		return Advice{
			Seen: "The list could not be read to its end: " + Sentence(err.Error()),
			Todo: "run it again, or read less at once, with a filter, a limit or fewer attributes.",
		}, true
	case isAnswer && answer.Status/100 == 2:
		return Advice{
			Seen: fmt.Sprintf("The response has status %d, but is not one of Microsoft Graph: %s",
				answer.Status, Sentence(answer.Message)),
			Todo: Interposed + "Check graph_endpoint and HTTPS_PROXY.",
			IDs:  RequestIDs(answer),
		}, true
	}
	return Advice{}, false
}

// response is the class of error responses of Graph.
func response(err error) (Advice, bool) {
	answer, ok := errors.AsType[*graph.Error](err)
	if !ok {
		return Advice{}, false
	}
	return answerAdvice(answer, refinements(err)), true
}

// answerAdvice returns the advice about an error response. own holds remedies that are tried before the general ones.
func answerAdvice(answer *graph.Error, own []Remedy) Advice {
	a := Advice{Seen: Answered(answer), IDs: RequestIDs(answer), answer: answer}
	if answer.Status/100 == 4 && answer.Foreign() {
		a.Seen = fmt.Sprintf("The response with status %s is not from Microsoft Graph: %s",
			statusLine(answer.Status), Sentence(answer.Message))
		a.Todo = Interposed + "Check graph_endpoint and HTTPS_PROXY."
		return a
	}
	if answer.Claims != "" {
		a.Todo = "sign in again: a policy of the tenant, or an event such as a changed password, requires a new sign-in, " +
			"and the token that was fetched for it was refused too. With the Azure CLI, use az login --claims-challenge, as " +
			"az prints it."
		if answer.Status == http.StatusForbidden {
			a.Seen += carried(answer)
		}
		return a
	}
	remedy := remedyFor(answer, own)
	a.Todo, a.candidates = remedy.Todo, remedy.About
	if remedy.Among != nil {
		a.candidates, a.even = remedy.Among, true
	}
	lacksPermission := remedy.Lacks == Permission || remedy.Lacks == Access
	if lacksPermission {
		todo, named := permissionTodo(answer)
		if todo != "" && (named || remedy.Lacks == Permission) {
			a.Todo = todo
		}
		if named {
			a.Guide = checkGuide
		}
	}
	if lacksPermission || remedy.Lacks == Nothing && answer.Status == http.StatusForbidden {
		a.Seen += carried(answer)
	}
	return a
}

// statusLine returns a status with its name, if it has one.
func statusLine(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// Answered describes an error response: its status, its code and its message.
func Answered(answer *graph.Error) string {
	code := ""
	if answer.Code != "" {
		code = " (" + answer.Code + ")"
	}
	return fmt.Sprintf("Microsoft Graph answered %s%s: %s", statusLine(answer.Status), code, Sentence(answer.Message))
}

// AnsweredBy returns the description of the response in an error, and its ids; both are empty if there is none.
func AnsweredBy(err error) (description, ids string) {
	if answer, ok := errors.AsType[*graph.Error](err); ok {
		return Answered(answer), RequestIDs(answer)
	}
	return "", ""
}

// RequestIDs returns what Microsoft's support asks for.
func RequestIDs(answer *graph.Error) string {
	return fmt.Sprintf("Request: %s %s\nrequest-id: %s\nclient-request-id: %s\nDate: %s",
		answer.Method, answer.Path, OrNone(answer.RequestID), OrNone(answer.ClientRequestID), OrNone(answer.Date))
}
