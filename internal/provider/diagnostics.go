package provider

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// This file and its neighbours diagnostics_*.go are the only place where an error becomes a diagnostic.

// advice is what a person is told about an error.
type advice struct {
	summary string // what cannot be done, if that is not what was being done

	seen string // what happened, in our words and in those of Graph
	todo string // what to do about it
	ids  string // what support asks for
	at   path.Path
}

// addError tells that something could not be done. at is the argument that the thing was asked for with; an error that
// belongs to another one goes there.
func addError(diags *diag.Diagnostics, doing string, at path.Path, err error) {
	a := explain(err)
	if len(a.at.Steps()) > 0 {
		at = a.at
	}
	if a.summary == "" {
		a.summary = "Cannot " + doing
	}
	addAt(diags, at, a.summary, a.String())
}

func addAt(diags *diag.Diagnostics, at path.Path, summary, detail string) {
	if len(at.Steps()) == 0 {
		diags.AddError(summary, detail)
		return
	}
	diags.AddAttributeError(at, summary, detail)
}

func (a advice) String() string {
	paragraphs := []string{a.seen}
	if a.todo != "" {
		paragraphs = append(paragraphs, "What to do: "+a.todo)
	}
	if a.ids != "" {
		paragraphs = append(paragraphs, a.ids)
	}
	return strings.Join(paragraphs, "\n\n")
}

// explain sorts an error by its class, the most specific first.
func explain(err error) advice {
	if query, ok := errors.AsType[*queryError](err); ok {
		return explainQuery(query)
	}
	// A token is fetched on its own time, so its timeout is not that of the read.
	if signIn, ok := errors.AsType[*auth.SignInError](err); ok {
		return explainSignIn(signIn)
	}
	if session, ok := errors.AsType[*auth.SessionError](err); ok {
		return explainSession(session)
	}
	if store, ok := errors.AsType[*auth.StoreError](err); ok {
		return explainStore(store)
	}
	if setting, ok := errors.AsType[*auth.SettingError](err); ok {
		return advice{summary: signInSummary, seen: setting.Problem, todo: settingRemedy(setting)}
	}
	if _, ok := errors.AsType[*graph.TokenError](err); ok && errors.Is(err, context.DeadlineExceeded) {
		return advice{
			summary: signInSummary,
			seen:    "The timeout passed before the sign-in service had answered. Microsoft Graph was not asked.",
			todo:    "check the network and authority_host in the provider block. Behind a proxy, set HTTPS_PROXY.",
		}
	}
	if sending, ok := errors.AsType[*sendError](err); ok {
		return explainSending(sending)
	}
	if a, ok := explainTime(err); ok {
		return a
	}
	if a, ok := explainNetwork(err); ok {
		return a
	}
	if a, ok := explainContent(err); ok {
		return a
	}
	if answer, ok := errors.AsType[*graph.Error](err); ok {
		return explainAnswer(answer)
	}
	return advice{seen: "It failed: " + sentence(err.Error()), todo: "if this goes on, please report it to the developers of the provider."}
}

// explainTime is for reads that ran out of time, or were stopped.
func explainTime(err error) (advice, bool) {
	if wait, ok := errors.AsType[*graph.WaitError](err); ok {
		a := explainAnswer(wait.Err)
		if wait.Err.RetryAfter > 0 {
			a.seen += fmt.Sprintf("\n\nGraph asks to wait %s, but only %s of the read timeout are left.", seconds(wait.Wait), seconds(wait.Remaining))
		} else {
			a.seen += fmt.Sprintf("\n\nThe next attempt would come in %s, but only %s of the read timeout are left.", seconds(wait.Wait), seconds(wait.Remaining))
		}
		a.todo = "raise the timeout, as in timeouts = { read = \"15m\" }, or ask for less: a filter, a limit, fewer attributes, a lower max_concurrent_requests in the provider block."
		a.at = path.Root("timeouts").AtName("read")
		return a, true
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return advice{
			seen: "The read timeout passed before Microsoft Graph had answered in full.",
			todo: "raise it, as in timeouts = { read = \"15m\" }, or ask for less: a filter, a limit, fewer attributes.",
			ids:  lastAnswer(err),
			at:   path.Root("timeouts").AtName("read"),
		}, true
	case errors.Is(err, context.Canceled):
		return advice{seen: "The read was cancelled before Microsoft Graph had answered in full.", todo: "run it again."}, true
	}
	return advice{}, false
}

// lastAnswer gives the ids of the answer that was being repeated when the time ran out, if there was one.
func lastAnswer(err error) string {
	if answer, ok := errors.AsType[*graph.Error](err); ok {
		return answered(answer) + "\n\n" + requestIDs(answer)
	}
	return ""
}

// explainNetwork is for requests that did not reach Graph or the authority.
func explainNetwork(err error) (advice, bool) {
	if certificate, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return advice{
			seen: "The server's certificate is not trusted: " + sentence(certificate.Err.Error()),
			todo: "if a proxy or a gateway with its own certificate authority stands in between, put that authority's certificate into a PEM file and name it in ca_certificate_file, in the provider block, or in GRAPH_CA_CERTIFICATE_FILE. " +
				"If the name does not match, correct graph_endpoint or authority_host.",
		}, true
	}
	if link, ok := errors.AsType[*graph.LinkError](err); ok {
		return advice{
			seen: fmt.Sprintf("A link in the answer, to %s, was not followed: %s", orNone(link.Link), sentence(link.Reason)),
			todo: "if Graph is reached through a gateway, it must rewrite the links in answers to its own address, and graph_endpoint must be that address. No token was sent to the other one.",
		}, true
	}
	dns, isDNS := errors.AsType[*net.DNSError](err)
	operation, isOperation := errors.AsType[*net.OpError](err)
	_, isPlain := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case isPlain, errors.Is(err, http.ErrSchemeMismatch):
		return advice{
			seen: "The server does not speak TLS, although its address begins with https.",
			todo: "check the scheme and the port of graph_endpoint and authority_host in the provider block, and HTTPS_PROXY.",
		}, true
	case isOperation && operation.Op == "proxyconnect":
		return advice{
			seen: fmt.Sprintf("The proxy cannot be reached: %s.", operation),
			todo: "check HTTPS_PROXY, or add the host to NO_PROXY if it can be reached directly.",
		}, true
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return advice{
			seen: "The connection was cut before the answer was complete, also when asked again.",
			todo: "run it again. If it goes on, see whether a proxy, a firewall or a gateway in between cuts connections.",
		}, true
	case isDNS:
		return advice{
			seen: fmt.Sprintf("The host %s cannot be found: %s.", dns.Name, dns.Err),
			todo: "check the network and the spelling of graph_endpoint, authority_host and environment in the provider block. Behind a proxy, set HTTPS_PROXY.",
		}, true
	case isOperation:
		return advice{
			seen: fmt.Sprintf("The connection failed: %s.", operation),
			todo: "check the network and graph_endpoint and authority_host in the provider block. Behind a proxy, set HTTPS_PROXY.",
		}, true
	}
	return advice{}, false
}

// interposed explains an answer that comes from somewhere else.
const interposed = "a proxy, a gateway or a sign-in page of the network probably answered in its place. "

// explainAnswer is for what Graph itself says no to.
func explainAnswer(answer *graph.Error) advice {
	a := advice{seen: answered(answer), todo: remedy(answer), ids: requestIDs(answer)}
	if a.todo != premiumLicence && a.todo != userLicence { // There no permission is missing.
		a.seen += carried(answer)
	}
	return a
}

func answered(answer *graph.Error) string {
	code := ""
	if answer.Code != "" {
		code = " (" + answer.Code + ")"
	}
	return fmt.Sprintf("Microsoft Graph answered %d %s%s: %s", answer.Status, http.StatusText(answer.Status), code, sentence(answer.Message))
}

// remedy says what to do. What is known of a code goes before what is known of its status.
func remedy(answer *graph.Error) string {
	if answer.Claims != "" {
		return "a policy of the tenant, or an event such as a changed password, asks for a new sign-in, and the token that was fetched for it was refused too. Sign in again; with az, the way it says: az login --claims-challenge."
	}
	todo := remedyIn(slices.Concat(calendarRemedies(answer), remedies), answer)
	if todo == grantPermission {
		todo = cmp.Or(permissionRemedy(answer), todo)
	}
	if todo != "" {
		return todo
	}
	switch {
	case answer.Status >= http.StatusInternalServerError:
		return "wait a while and run it again: Graph failed, also when asked again. See https://status.cloud.microsoft for known problems."
	case answer.Code == "":
		return interposed + "Check graph_endpoint and HTTPS_PROXY."
	default:
		return "see what Graph says above; https://learn.microsoft.com/graph/errors explains its codes."
	}
}

func remedyIn(known []knownRemedy, answer *graph.Error) string {
	for _, r := range known {
		if r.status == answer.Status && (r.code == "" || strings.EqualFold(r.code, answer.Code)) && strings.Contains(answer.Message, r.text) {
			return r.todo
		}
	}
	return ""
}

// knownRemedy is what to do about an answer with this status, code ("" for any) and text within its message.
type knownRemedy struct {
	status     int
	code, text string
	todo       string
}

const (
	premiumLicence = "this property needs a Microsoft Entra ID P1 or P2 licence in the tenant. Leave it out of additional_properties."
	userLicence    = "give the user the licence that the message names. No permission is missing."
)

// grantPermission is for a refused call of which no more is known.
const grantPermission = "grant the permission that the page of this data source names, delegated or application as the token is, and have an administrator consent where that is needed. A new permission takes effect with the next token."

// remedies are tried in order. Texts of Graph may change without notice, so they only refine what a code leaves open.
var remedies = []knownRemedy{
	{http.StatusBadRequest, "BadRequest", "delegated authentication", "an application is signed in, and this needs a person. Sign a person in, by terraform-provider-graph login or the Azure CLI (az login), or with the token of a person in access_token; or name a user, as in user = \"…\" or data \"graph_user\"."},
	{http.StatusBadRequest, "", "Could not find a property", "correct the name. Properties are spelled as in Graph, such as displayName, in filter, search, order_by and additional_properties."},
	{http.StatusBadRequest, "", "orderby", "sort by a property that Graph can sort by, such as displayName or userPrincipalName, with desc behind it or nothing."},
	{http.StatusBadRequest, "", "Invalid version", "check graph_endpoint: what stands behind its host has to be what the gateway has in front of v1.0."},
	{http.StatusBadRequest, "", "Resource not found for the segment", "check graph_endpoint: it is the root alone, without the version."},
	{http.StatusBadRequest, "Request_UnsupportedQuery", "", "Graph cannot filter, search or sort in this way. See which properties support what at https://aka.ms/graph-docs/advanced-queries, or read more and use a for expression."},
	{http.StatusBadRequest, "", "", "check the filter, search and order_by against https://learn.microsoft.com/graph/filter-query-parameter: text stands in single quotes, which are doubled inside it."},
	{http.StatusUnauthorized, "", "", "sign in again: the token may have expired, been revoked or be meant for another service or cloud. A token in access_token or GRAPH_ACCESS_TOKEN must be for the Microsoft Graph of environment; the provider cannot renew it."},
	{http.StatusForbidden, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "", premiumLicence},
	{http.StatusForbidden, "", "license", userLicence},
	{http.StatusForbidden, "Authorization_IdentityNotFound", "", "the application is not known in this tenant. Have an administrator consent to it there, and check tenant_id."},
	{http.StatusForbidden, "", "", grantPermission},
	{http.StatusNotFound, "NotFound", "", "Graph does not serve this call here. If graph_endpoint is a gateway or a cloud of its own, it may lack it; if an application is signed in, see whether the page of this data source asks for a person."},
	{http.StatusNotFound, "Request_ResourceNotFound", "", "check the spelling and the tenant that you are signed in to."},
	{http.StatusTooManyRequests, "", "", "ask for less at once: a filter, a limit, a lower max_concurrent_requests in the provider block; or run it later."},
	{http.StatusNotImplemented, "", "", "Graph does not serve one of the properties here. Read it of one user with data \"graph_user\"."},
}

// requestIDs are what Microsoft's support asks for.
func requestIDs(answer *graph.Error) string {
	return fmt.Sprintf("Request: %s %s\nrequest-id: %s\nclient-request-id: %s\nDate: %s",
		answer.Method, answer.Path, orNone(answer.RequestID), orNone(answer.ClientRequestID), orNone(answer.Date))
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// lower begins with a small letter, for the middle of a sentence.
func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func seconds(d time.Duration) string { return d.Round(time.Second / 10).String() }

// sentence ends a text with a full stop. The first letter stays: it may be that of a name.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}
