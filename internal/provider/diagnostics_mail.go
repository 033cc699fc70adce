package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// sendError says that a mail was not sent, or that nobody knows.
type sendError struct {
	action bool // whether graph_send_mail was sending, and not graph_mail
	err    error
}

func (e *sendError) Error() string { return "send mail: " + e.err.Error() }

// Unwrap returns err.
func (e *sendError) Unwrap() error { return e.err }

// timeout is the setting that bounds the time.
func (e *sendError) timeout() string {
	if e.action {
		return "invoke"
	}
	return "create"
}

// valueError says that a value that only apply knew is not what it must be.
type valueError struct {
	at      path.Path
	problem string
}

func (e *valueError) Error() string { return fmt.Sprintf("%s: %s", e.at, e.problem) }

// explainSending says above all whether the mail may be out.
func explainSending(e *sendError) advice {
	if uncertain, ok := errors.AsType[*graph.UncertainError](e); ok {
		return explainUncertain(e, uncertain)
	}
	if value, ok := errors.AsType[*valueError](e); ok {
		return advice{seen: sentence(value.problem) + " No mail was sent.", todo: "correct the value.", at: value.at}
	}
	if wait, ok := errors.AsType[*graph.WaitError](e); ok {
		return advice{
			seen: fmt.Sprintf("%s\n\nThe next attempt would come in %s, but only %s of the timeout are left. No mail was sent.",
				answered(wait.Err), seconds(wait.Wait), seconds(wait.Remaining)),
			todo: fmt.Sprintf("raise the timeout, as in timeouts = { %s = \"15m\" }, or run it later.", e.timeout()),
			ids:  requestIDs(wait.Err),
			at:   path.Root("timeouts").AtName(e.timeout()),
		}
	}
	if answer, ok := errors.AsType[*graph.Error](e); ok && !errors.Is(e, graph.ErrNotJSON) {
		a := explainAnswer(answer)
		a.seen += " No mail was sent."
		if todo := remedyIn(mailRemedies, answer); todo != "" {
			a.todo = todo
		}
		a.at = path.Root(atFault[answer.Code])
		if atFault[answer.Code] == "" {
			a.at = path.Empty()
		}
		return a
	}
	a := explain(e.err)
	a.seen += " No mail was sent."
	return a
}

// atFault are the arguments that an error belongs to, by its code, where it is not from.
var atFault = map[string]string{"ErrorInvalidRecipients": "to"}

// explainUncertain is for a mail that was on its way when something broke.
func explainUncertain(e *sendError, uncertain *graph.UncertainError) advice {
	var a advice
	answer, isAnswer := errors.AsType[*graph.Error](uncertain)
	switch {
	case isAnswer:
		a = advice{seen: answered(answer), ids: requestIDs(answer)}
	case errors.Is(e, context.DeadlineExceeded):
		a.seen = "The timeout passed before Microsoft Graph had answered."
	case errors.Is(e, context.Canceled):
		a.seen = "It was stopped before Microsoft Graph had answered."
	default:
		a.seen = "The connection broke before Microsoft Graph had answered: " + sentence(uncertain.Err.Error())
	}
	a.seen += "\n\nThe mail may have been sent all the same, so it was not tried again."
	a.todo = "look in Sent Items of the mailbox that sends, or ask a recipient where save_to_sent_items = false. "
	if e.action {
		a.todo += "Only if the mail is not there, invoke the action again, by terraform apply -invoke. Nothing else will."
	} else {
		a.todo += "If the mail is there, say so by terraform untaint (or tofu untaint) with the address of this resource. Otherwise run apply again, which sends it."
	}
	return a
}

// mailRemedies go before the general ones: where a mail is sent, the same codes mean something else.
var mailRemedies = []knownRemedy{
	{http.StatusBadRequest, "BadRequest", "delegated authentication", "an application is signed in, and has no mailbox of its own. Set from to the user whose mailbox sends; or sign a person in, by the Azure CLI (az login) or with the token of a person in access_token."},
	{http.StatusBadRequest, "ErrorInvalidRecipients", "", "correct the addresses in to, cc, bcc and reply_to."},
	{http.StatusBadRequest, "", "", "check the message against https://learn.microsoft.com/graph/api/user-sendmail."},
	{http.StatusForbidden, "ErrorSendAsDenied", "", "correct from, or leave it out to send as the signed-in person. To send for this mailbox, have an Exchange administrator grant Send As or Send on Behalf for it, and grant the delegated permission Mail.Send.Shared."},
	{http.StatusForbidden, "ErrorMessageSubmissionBlocked", "", "Exchange has blocked the mailbox from sending. Have an administrator lift that under Restricted entities in the Microsoft Defender portal."},
	{http.StatusForbidden, "", "", "grant the permission Mail.Send, delegated or application as the token is, and have an administrator consent where that is needed. A person who sends from the mailbox of somebody else needs Mail.Send.Shared too; an application may be kept from this mailbox by a policy of Exchange. A new permission takes effect with the next token."},
	{http.StatusNotFound, "MailboxNotEnabledForRESTAPI", "", "set from to a user with a mailbox in Exchange Online, or give this one a licence for it."},
	{http.StatusNotFound, "", "", "check the spelling of from and the tenant that you are signed in to."},
	{http.StatusRequestEntityTooLarge, "", "", "the mail is too large. " + sizeRule},
	{http.StatusTooManyRequests, "", "", "run it later: the mailbox or the application has sent too much at once."},
}
