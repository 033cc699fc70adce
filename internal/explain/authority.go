package explain

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/plaintext"
	"github.com/graph-data/terraform-provider-graph/internal/retry"
)

// authorityAnswer holds the members of an error response of Entra's token endpoint that RFC 6749 does not have.
type authorityAnswer struct {
	ErrorCodes    []int  `json:"error_codes"`
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
	Timestamp     string `json:"timestamp"`
}

// authority returns the advice for a sign-in that the authority refused, beginning in the middle of a sentence.
func authority(err *oauth2.RetrieveError) Advice {
	status := 0
	if err.Response != nil {
		status = err.Response.StatusCode
	}
	busy := retry.Transient(status) || status >= http.StatusInternalServerError
	switch {
	case busy && err.ErrorCode == "":
		return Advice{
			Seen: fmt.Sprintf("the sign-in service answered %s each time.", statusLine(status)),
			Todo: tryLater,
		}
	case err.ErrorCode == "":
		return Advice{
			Seen: fmt.Sprintf("the response has status %d, but is not one of Microsoft's sign-in service.", status),
			Todo: Interposed + "Check authority_host and HTTPS_PROXY.",
		}
	}
	message, _, _ := strings.Cut(err.ErrorDescription, "\r\n")
	message, _, _ = strings.Cut(plaintext.Line(message), " Trace ID:")
	a := Advice{
		Seen: fmt.Sprintf("the sign-in service answered %d (%s): %s",
			status, plaintext.Line(err.ErrorCode), Sentence(message)),
		Todo: "check tenant_id, client_id and the credential in the provider block.",
	}
	if busy {
		a.Todo = tryLater
	}
	var answer authorityAnswer
	if json.Unmarshal(err.Body, &answer) != nil {
		return a
	}
	a.IDs = fmt.Sprintf("trace_id: %s\ncorrelation_id: %s\nDate: %s",
		OrNone(plaintext.Line(answer.TraceID)), OrNone(plaintext.Line(answer.CorrelationID)),
		OrNone(plaintext.Line(answer.Timestamp)))
	for _, code := range answer.ErrorCodes {
		if todo, known := authorityRemedies[code]; known {
			a.Todo = todo
			break
		}
	}
	return a
}

// tryLater is for a sign-in service that is not available.
const tryLater = "wait a while and run it again; see https://status.cloud.microsoft for known problems."

// authorityRemedies holds what to do by the number of an AADSTS code, see
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
var authorityRemedies = map[int]string{
	7000215: "client_secret is wrong. Set it to the secret's value, which is shown once when it is created, not to its " +
		"id.",
	7000222: "the client secret has expired. Create a new one for the app registration and set client_secret to its " +
		"value.",
	700016: "the application is not known in this tenant. Check client_id and tenant_id, and that the application was " +
		"consented to in the tenant.",
	90002: "there is no such tenant. Check tenant_id: it is the tenant's id or one of its domain names. A tenant of " +
		"another cloud needs environment. authority_host is the root of the sign-in service, without a tenant.",
	900023:  "tenant_id is neither a GUID nor a domain name. Correct it.",
	900382:  "the tenant is in another cloud. Set environment.",
	500011:  "the tenant does not know the resource that the token is for. Check scope, graph_endpoint and environment.",
	1002012: "the scope is not valid for an application. Check scope and graph_endpoint: the scope must be one resource.",
	70011:   "the scope is not valid. Check scope, graph_endpoint and environment.",
	65001: "the permissions have not all been consented to. Have an administrator consent to them in the app " +
		"registration; or, in a device sign-in, request fewer with login -scopes.",
	650053: "Microsoft Graph has no delegated permission of the name in the message. Correct it in login -scopes.",
	700027: "the certificate does not belong to the application, or has expired. Add it to the app registration under " +
		"Certificates & secrets, or use the one that is listed there.",
	700024: "the clock of this machine is wrong by more than five minutes, or the federated token has expired. Set the " +
		"clock, or fetch a new token.",
	700023: "the certificate's assertion was made for another address. Check tenant_id and authority_host.",
	700213: "the application does not trust this token. Add a federated credential with exactly the subject that the " +
		"message states.",
	700212: "the application trusts tokens for another audience. Set oidc_audience, or the audience of its federated " +
		"credential, so that both are the same.",
	700211: "the application does not trust this issuer. Add a federated credential with the issuer that the message " +
		"states.",
	70021: "the application does not trust this token. Add a federated credential with the issuer and subject that the " +
		"message states.",
	50027: "the federated token is malformed. Check oidc_token or the file of oidc_token_file_path: it must contain " +
		"the token and nothing else.",
	7000218: "the application needs a credential. For a device sign-in, turn on \"Allow public client flows\" in its " +
		"app registration, under Authentication.",
	700025: "the application is a public client, which must not send a secret. Leave client_secret out.",
	50059:  "the sign-in service cannot determine the tenant. Set tenant_id.",
	50194:  "the application is single-tenant. Set its tenant, with -tenant or tenant_id.",
	70020:  "the code was not entered in time. Run the command again.",
	65004:  "consent was declined. Run the command again and accept the permissions, or request fewer with -scopes.",
	90094: "an administrator has to consent to the permissions. Have one do so in the app registration, or request " +
		"fewer with -scopes.",
	50076: "the tenant requires a second factor. Sign in again with a method that can provide it, such as az login.",
	53003: "a conditional access policy of the tenant blocks the sign-in. Ask its administrator.",
}
