// Package explain turns errors into advice for a person: what happened, what to do, and which argument is at fault.
//
// Its classes of errors are sign-in, time, network, responses of Graph. The error of a feature brings its own advice
// by implementing [Explainer], or refines that of a response by remedies of its own: see [Refine].
package explain

import (
	"errors"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/plaintext"
	"github.com/graph-data/terraform-provider-graph/internal/secret"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// An Advice describes an error to a person.
type Advice struct {
	Summary string // what cannot be done; empty if that of the caller is better
	Seen    string // what happened, in our words and in those of Graph
	Todo    string // what to do about it, as a sentence without its first capital
	IDs     string // what Microsoft's support asks for; may be empty
	Guide   string // the address of a page that explains more; may be empty
	At      Path   // the argument at fault; empty if it is one of candidates, or not known

	candidates []string     // the arguments that may be at fault, the most likely first
	even       bool         // whether all candidates are as likely
	answer     *graph.Error // of which the candidates are
}

// A Path leads to an argument: names of attributes and indices of lists, from the outside in.
type Path []any

// An Explainer is an error that brings its own advice.
type Explainer interface {
	error
	Explain() Advice
}

// String returns the advice without its summary, as paragraphs. It masks the secrets of this process.
func (a Advice) String() string {
	paragraphs := []string{a.Seen}
	if a.Todo != "" {
		paragraphs = append(paragraphs, "What to do: "+a.Todo)
	}
	if a.IDs != "" {
		paragraphs = append(paragraphs, a.IDs)
	}
	if a.Guide != "" {
		paragraphs = append(paragraphs, "Guide: "+a.Guide)
	}
	return secret.Mask(strings.Join(paragraphs, "\n\n"))
}

// Argument returns the path of the argument at fault, or none if that is not known. set holds the texts of the
// arguments that are set. Of several candidates, it returns the one whose text Graph quotes, or else the most likely
// one that is set.
func (a Advice) Argument(set map[string]string) Path {
	if len(a.At) > 0 {
		return a.At
	}
	var candidates Path
	for _, name := range a.candidates {
		text, isSet := set[name]
		if !isSet {
			continue
		}
		if a.quotes(text) {
			return Path{name}
		}
		candidates = append(candidates, name)
	}
	if len(candidates) == 0 || a.even && len(candidates) > 1 {
		return nil
	}
	return candidates[:1]
}

// quotes reports whether Graph quotes a word of a text.
func (a Advice) quotes(text string) bool {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" ,()'\"", r) }) {
		if a.answer != nil && a.answer.Quotes(word) {
			return true
		}
	}
	return false
}

// Error returns the advice about an error, by its class; the most specific class counts.
func Error(err error) Advice {
	if own, ok := errors.AsType[Explainer](err); ok {
		return own.Explain()
	}
	// A token is fetched by a context of its own, so its timeout is not that of the read.
	for _, class := range []func(error) (Advice, bool){signIn, outOfTime, network, notGraph, response} {
		if advice, ok := class(err); ok {
			return advice
		}
	}
	return Advice{
		Seen: "It failed: " + Sentence(plaintext.Line(err.Error())),
		Todo: "if this happens again, please report it to the developers of the provider.",
	}
}

// signIn is the class of errors of signing in.
func signIn(err error) (Advice, bool) {
	if e, ok := errors.AsType[*auth.SignInError](err); ok {
		return failedSignIn(e), true
	}
	if e, ok := errors.AsType[*auth.SessionError](err); ok {
		return ended(e), true
	}
	if e, ok := errors.AsType[*session.Error](err); ok {
		return store(e), true
	}
	if e, ok := errors.AsType[*auth.SettingError](err); ok {
		return Advice{Summary: CannotSignIn, Seen: e.Problem, Todo: e.Todo, Guide: SignInGuide}, true
	}
	if _, ok := errors.AsType[*graph.TokenError](err); ok && timedOut(err) {
		return Advice{
			Summary: CannotSignIn,
			Seen:    "The timeout passed before the sign-in service responded. Microsoft Graph was sent no request.",
			Todo:    checkAuthority,
			Guide:   SignInGuide,
		}, true
	}
	return Advice{}, false
}
