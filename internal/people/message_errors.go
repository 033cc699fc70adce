package people

import (
	"context"
	"errors"
	"fmt"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// A ValueError reports a value of a message that was known only at apply and is not valid.
type ValueError struct {
	At      explain.Path
	Problem string
}

func (e *ValueError) Error() string { return fmt.Sprintf("%v: %s", e.At, e.Problem) }

// A SendError is the error of [Message.Send] with what a person needs to know: whether the mail may have been sent.
type SendError struct {
	Action bool // whether the action graph_send_mail sent, rather than the resource graph_mail
	Err    error
}

func (e *SendError) Error() string { return "send mail: " + e.Err.Error() }

func (e *SendError) Unwrap() error { return e.Err }

// Explain implements [explain.Explainer].
func (e *SendError) Explain() explain.Advice {
	if uncertain, ok := errors.AsType[*graph.UncertainError](e.Err); ok {
		return e.explainUncertain(uncertain)
	}
	if value, ok := errors.AsType[*ValueError](e.Err); ok {
		return explain.Advice{
			Seen: explain.Sentence(value.Problem) + notSent, Todo: "correct the value.", At: value.At,
		}
	}
	if wait, ok := errors.AsType[*graph.WaitError](e.Err); ok {
		return explain.Advice{
			Seen: explain.Answered(wait.Err) + "\n\n" + explain.Wait(wait, "timeout") + notSent,
			Todo: fmt.Sprintf("raise the timeout, as in timeouts = { %s = \"15m\" }, or run it later.", e.timeout()),
			IDs:  explain.RequestIDs(wait.Err),
			At:   explain.Path{"timeouts", e.timeout()},
		}
	}
	if a, ended := e.explainEnd(); ended {
		return a
	}
	a := explain.Error(explain.Refine(e.Err, mailRemedies))
	a.Seen += notSent
	return a
}

// explainEnd returns the advice for a mail that was not sent because the time ran out or the CLI was interrupted. It
// reports false for other errors, and for those of token requests, which have a timeout of their own.
func (e *SendError) explainEnd() (explain.Advice, bool) {
	_, token := errors.AsType[*graph.TokenError](e.Err)
	switch {
	case token:
		return explain.Advice{}, false
	case errors.Is(e.Err, context.DeadlineExceeded):
		return explain.Advice{
			Seen: "The timeout passed before the mail could be sent." + notSent,
			Todo: fmt.Sprintf("raise the timeout, as in timeouts = { %s = \"15m\" }, or run it again.", e.timeout()),
			At:   explain.Path{"timeouts", e.timeout()},
		}, true
	case errors.Is(e.Err, context.Canceled):
		return explain.Advice{Seen: "It was stopped before the mail could be sent." + notSent, Todo: "run it again."}, true
	}
	return explain.Advice{}, false
}

const notSent = " No mail was sent."

// timeout returns the argument that bounds the time.
func (e *SendError) timeout() string {
	if e.Action {
		return "invoke"
	}
	return "create"
}

// explainUncertain returns the advice for a mail that may have been sent.
func (e *SendError) explainUncertain(uncertain *graph.UncertainError) explain.Advice {
	var a explain.Advice
	description, ids := explain.AnsweredBy(uncertain)
	switch {
	case description != "":
		a = explain.Advice{Seen: description, IDs: ids}
	case errors.Is(uncertain, context.DeadlineExceeded):
		a.Seen = "The timeout passed before Microsoft Graph had answered."
	case errors.Is(uncertain, context.Canceled):
		a.Seen = "It was stopped before Microsoft Graph had answered."
	default:
		a.Seen = "The connection broke before Microsoft Graph had answered: " + explain.Sentence(uncertain.Err.Error())
	}
	a.Seen += "\n\nThe mail may have been sent all the same, so it was not sent again."
	a.Todo = "look in Sent Items of the mailbox that sends, or ask a recipient if save_to_sent_items = false. "
	if e.Action {
		a.Todo += "Only if the mail is not there, invoke the action again, by terraform apply -invoke. Nothing else will."
	} else {
		a.Todo += "If the mail is there, confirm that by terraform untaint (or tofu untaint) with the address of this " +
			"resource. Otherwise run apply again, which sends it."
	}
	return a
}

// mailRemedies holds the remedies for sendMail, where codes have a meaning of their own.
var mailRemedies = []explain.Remedy{
	{Status: 400, Code: "BadRequest", Phrase: graph.NeedsPerson, About: []string{"sender", "from"},
		Todo: "an application is signed in, and has no mailbox of its own. Name the user whose mailbox sends in from; or " +
			"sign a person in, by the Azure CLI (az login) or with the token of a person in access_token."},
	{Status: 400, Code: "ErrorInvalidRecipients", About: []string{"to", "cc", "bcc", "reply_to"},
		Todo: "correct the addresses in to, cc, bcc and reply_to."},
	{Status: 400,
		Todo: "check the message against https://learn.microsoft.com/graph/api/user-sendmail."},
	{Status: 403, Code: "ErrorSendAsDenied", About: []string{"from"},
		Todo: "have an Exchange administrator grant Send As or Send on Behalf for the address in from to the user whose " +
			"mailbox sends; and for a signed-in person grant the delegated permission Mail.Send.Shared. Or send as that user, " +
			"without sender."},
	{Status: 403, Code: "ErrorMessageSubmissionBlocked",
		Todo: "Exchange has blocked the mailbox from sending. Have an administrator lift that under Restricted entities in " +
			"the Microsoft Defender portal."},
	{Status: 403, Lacks: explain.Access,
		Todo: "grant the permission Mail.Send, delegated or application as the token is, and have an administrator consent " +
			"where that is needed. A person who sends from the mailbox of another needs Mail.Send.Shared too; an application " +
			"may be kept from this mailbox by a policy of Exchange. A new permission takes effect with the next token."},
	{Status: 404, Code: "MailboxNotEnabledForRESTAPI", About: []string{"sender", "from"},
		Todo: "name a user with a mailbox in Exchange Online, or give this one a licence for it."},
	{Status: 404, About: []string{"sender", "from"},
		Todo: "check the spelling of the user and the tenant that you are signed in to. A group or a distribution list has " +
			"no mailbox that sends: name it in from, and a user who may send for it in sender."},
	{Status: 413, About: []string{"attachments"},
		Todo: "the mail is too large. " + SizeRule},
	{Status: 429,
		Todo: "run it later: the mailbox or the application has sent too much at once."},
}
