package provider

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// This is the part of diagnostics.go for answers that are not what they should be, for photos, and for paths of which only
// the practitioner knows what they hold.

// explainContent is for answers that arrived but are not what they should be.
func explainContent(err error) (advice, bool) {
	if a, ok := explainPhoto(err); ok {
		return a, true
	}
	if kind, ok := errors.AsType[*columns.KindError](err); ok {
		return advice{
			seen: sentence("An answer holds a value of an unexpected kind: " + kind.Error()),
			todo: "please report this to the developers of the provider.",
		}, true
	}
	if large, ok := errors.AsType[*tooLargeError](err); ok {
		return explainSize(large), true
	}
	if ambiguous, ok := errors.AsType[*ambiguousError](err); ok {
		var b strings.Builder
		for _, c := range ambiguous.candidates {
			fmt.Fprintf(&b, "\n  %s %s", c.ID, c.UserPrincipalName)
		}
		return advice{seen: ambiguous.Error() + ":" + b.String(), todo: "look the one you mean up by id or user principal name."}, true
	}
	answer, _ := errors.AsType[*graph.Error](err)
	switch {
	case errors.Is(err, graph.ErrPagesExpired):
		return advice{seen: "The list could not be read to its end: " + sentence(err.Error()), todo: "run it again, or ask for less at once: a filter, a limit, fewer attributes."}, true
	case answer != nil && (errors.Is(err, graph.ErrNotJSON) || errors.Is(err, graph.ErrNotCollection)):
		return advice{
			seen: fmt.Sprintf("The answer has status %d but is not from Microsoft Graph as it should be: %s", answer.Status, sentence(answer.Message)),
			todo: interposed + "Check graph_endpoint and HTTPS_PROXY.",
			ids:  requestIDs(answer),
		}, true
	}
	return advice{}, false
}

// explainSize is for a list that does not fit into an answer.
func explainSize(err *tooLargeError) advice {
	seen := fmt.Sprintf("%d objects were read, and %d of them fit into one answer: a CLI takes at most 256 MiB from a provider.", err.rows+1, err.rows)
	if err.rows == 0 {
		seen = fmt.Sprintf("The answer, with the arguments, has %d MiB, and a CLI takes at most 256 MiB from a provider.", err.size>>20)
	}
	return advice{
		seen: seen,
		todo: "narrow it in one of three ways: fewer objects, by a filter, a search or a limit; fewer attributes, by data \"graph_query\" with select, which costs only what is asked for; " +
			"or several data sources that share them out by a filter, such as one for each first letter of a name.",
		at: path.Root(err.list),
	}
}

// explainPhoto is for photos that are not there, or not as wanted.
func explainPhoto(err error) (advice, bool) {
	if none, ok := errors.AsType[*noPhotoError](err); ok {
		a := answeredBy(none.err)
		a.seen = begun(none.Error()) + a.seen
		a.todo = "set ignore_missing = true to go on without one, or give the person a photo."
		return a, true
	}
	if size, ok := errors.AsType[*photoSizeError](err); ok {
		a := answeredBy(size.err)
		a.seen = begun(size.Error()) + " It exists in " + strings.Join(size.sizes, ", ") + "." + a.seen
		a.todo = "take one of these sizes, or leave size out to get the largest."
		a.at = path.Root("size")
		return a, true
	}
	if unknown, ok := errors.AsType[*unknownUserError](err); ok {
		a := answeredBy(unknown.err)
		a.seen = begun(unknown.Error()) + a.seen
		a.todo = "check the spelling and the tenant that you are signed in to. ignore_missing is for persons without a photo, and does not cover a user that does not exist."
		return a, true
	}
	content, ok := errors.AsType[*contentError](err)
	switch {
	case !ok:
		return advice{}, false
	case content.tooLarge() && content.photo:
		return advice{
			seen: fmt.Sprintf("The photo has %d bytes, and at most %d are kept in a state.", content.size, maxContent),
			todo: `ask for a smaller size, such as size = "240x240".`,
			at:   path.Root("size"),
		}, true
	case content.tooLarge():
		return advice{
			seen: fmt.Sprintf("The answer holds %d bytes of %s, and at most %d are kept in a state.", content.size, content.media, maxContent),
			todo: "ask for less, or read it outside of Terraform: a state is no place for large files.",
		}, true
	default:
		return advice{
			seen: fmt.Sprintf("The answer is not a picture but %s.", content.media),
			todo: interposed + "Check graph_endpoint and HTTPS_PROXY.",
		}, true
	}
}

// begun makes a sentence of an error that begins with an article. Any other first word may be a name.
func begun(s string) string {
	if rest, ok := strings.CutPrefix(s, "the"); ok {
		s = "The" + rest
	}
	return sentence(s)
}

// answeredBy gives what Graph said, if it was Graph, as the end of a paragraph.
func answeredBy(err error) advice {
	if answer, ok := errors.AsType[*graph.Error](err); ok {
		return advice{seen: " " + answered(answer), ids: requestIDs(answer)}
	}
	return advice{}
}

// queryError is an error of a path, a query and a selection that are the practitioner's own.
type queryError struct {
	query, selects bool // Whether there are any.
	err            error
}

func (e *queryError) Error() string { return e.err.Error() }
func (e *queryError) Unwrap() error { return e.err }

// callPage is where Graph says what a path takes and which permission opens it.
const callPage = "the page of this call in https://learn.microsoft.com/graph/api/overview"

// explainQuery finds the argument that an answer is about.
func explainQuery(err *queryError) advice {
	a := explain(err.err)
	if _, ok := errors.AsType[*columns.KindError](err.err); ok && err.selects {
		a.at = path.Root("select")
		a.todo = "leave select out: what is there are no objects."
		return a
	}
	answer, ok := errors.AsType[*graph.Error](err.err)
	if !ok || answer.RetryAfter > 0 || errors.Is(err.err, graph.ErrNotJSON) {
		return a
	}
	wrongPath := strings.Contains(answer.Message, "Resource not found for") || strings.Contains(answer.Message, "Requested API is not supported")
	switch {
	case answer.Status == http.StatusBadRequest && strings.Contains(answer.Message, "delegated authentication"):
	case wrongPath:
		a.todo = "correct the path: Graph has no such thing there. See " + callPage + "; what is in preview needs api_version = \"beta\"."
	case answer.Status == http.StatusBadRequest && err.query:
		a.at = path.Root("query")
		a.todo = "check path, query and select against " + callPage + ". OData options are written with their dollar sign, such as \"$filter\"."
	case answer.Status == http.StatusBadRequest && err.selects:
		a.at = path.Root("select")
		a.todo = "check path and select against " + callPage + ". Where it takes no $select, set query = { \"$select\" = \"\" } to send none."
	case answer.Status == http.StatusBadRequest:
		a.todo = "check the path against " + callPage + "."
	case a.todo == grantPermission:
		a.todo = "grant the permission that " + callPage + " names, delegated or application as the token is, and have an administrator consent where that is needed. A new permission takes effect with the next token."
	}
	return a
}
