package provider

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"golang.org/x/oauth2"
)

// authorityAnswer is what Entra's token endpoint says besides what RFC 6749 knows.
type authorityAnswer struct {
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
	Timestamp     string `json:"timestamp"`
}

var aadsts = regexp.MustCompile(`AADSTS\d+`)

// explainAuthority is for a sign-in that the authority refused.
func explainAuthority(err *oauth2.RetrieveError) (seen, todo, ids string) {
	status := 0
	if err.Response != nil {
		status = err.Response.StatusCode
	}
	busy := status == http.StatusTooManyRequests || status >= http.StatusInternalServerError
	if busy && err.ErrorCode == "" {
		return fmt.Sprintf("the sign-in service answered %d %s, also when asked again.", status, http.StatusText(status)), passing, ""
	}
	if err.ErrorCode == "" {
		return fmt.Sprintf("the answer has status %d but is not from Microsoft's sign-in service as it should be.", status),
			interposed + "Check authority_host and HTTPS_PROXY.", ""
	}
	words, _, _ := strings.Cut(err.ErrorDescription, "\r\n")
	words, _, _ = strings.Cut(words, " Trace ID:")
	seen = fmt.Sprintf("the sign-in service answered %d (%s): %s", status, err.ErrorCode, sentence(words))
	todo = "check tenant_id, client_id and the credential in the provider block."
	if busy {
		todo = passing
	}
	if known, ok := authorityRemedies[aadsts.FindString(err.ErrorDescription)]; ok {
		todo = known
	}
	var more authorityAnswer
	if json.Unmarshal(err.Body, &more) == nil {
		ids = fmt.Sprintf("trace_id: %s\ncorrelation_id: %s\nDate: %s", orNone(more.TraceID), orNone(more.CorrelationID), orNone(more.Timestamp))
	}
	return seen, todo, ids
}

// passing is for a sign-in service that cannot answer now.
const passing = "wait a while and run it again; see https://status.cloud.microsoft for known problems."

// authorityRemedies by the code of the sign-in service, see
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
var authorityRemedies = map[string]string{
	"AADSTS7000215": "client_secret is wrong. Give the secret's value, which is shown once when it is made, not its id.",
	"AADSTS7000222": "the client secret has expired. Make a new one for the app registration and set client_secret to its value.",
	"AADSTS700016":  "the application is not known in this tenant. Check client_id and tenant_id, and that the application was consented to in the tenant.",
	"AADSTS90002":   "there is no such tenant. Check tenant_id: it is the tenant's id or one of its domain names. A tenant of another cloud needs environment. authority_host is the root of the sign-in service, without a tenant.",
	"AADSTS900023":  "tenant_id is neither a GUID nor a domain name. Correct it.",
	"AADSTS900382":  "the tenant is in another cloud. Set environment.",
	"AADSTS500011":  "the tenant does not know what the token is for. Check scope, graph_endpoint and environment.",
	"AADSTS1002012": "the scope is not valid for an application. Check scope and graph_endpoint: it is one resource alone.",
	"AADSTS70011":   "the scope is not valid. Check scope, graph_endpoint and environment.",
	"AADSTS65001":   "nobody has consented to all of the permissions. Have an administrator consent to them in the app registration; or, in a device sign-in, ask for fewer with login -scopes.",
	"AADSTS700027":  "the certificate is not one of the application's, or has expired. Add it to the app registration under Certificates & secrets, or name the one that is there.",
	"AADSTS700024":  "the clock of this machine is wrong by more than five minutes, or the federated token has ended. Set the clock, or fetch a new token.",
	"AADSTS700023":  "the certificate's assertion was made for another address. Check tenant_id and authority_host.",
	"AADSTS700213":  "the application trusts no such token: add a federated credential whose subject is the one that the message names, to the letter.",
	"AADSTS700212":  "the application trusts tokens for another audience. Set oidc_audience, or the audience of its federated credential, so that both are the same.",
	"AADSTS700211":  "the application trusts no tokens of this issuer. Add a federated credential whose issuer is the one that the message names.",
	"AADSTS70021":   "the application trusts no such token: add a federated credential with the issuer and subject that the message names.",
	"AADSTS50027":   "what was given is not a token. Check oidc_token or the file of oidc_token_file_path: it holds the token alone.",
	"AADSTS7000218": "the application needs a credential. For a device sign-in turn on \"Allow public client flows\" in its app registration, under Authentication.",
	"AADSTS700025":  "the application is a public client, which must send no secret. Leave client_secret out.",
	"AADSTS50059":   "the sign-in service cannot tell which tenant is meant. Set tenant_id.",
	"AADSTS50194":   "the application is one of a single tenant. Name that tenant, with -tenant or as tenant_id.",
	"AADSTS70020":   "the code was not entered in time. Run the command again.",
	"AADSTS65004":   "the person said no to the permissions. Run the command again and accept them, or ask for fewer with -scopes.",
	"AADSTS90094":   "an administrator has to consent to the permissions. Have that done in the app registration, or ask for fewer with -scopes.",
	"AADSTS50076":   "the tenant asks for a second factor. Sign in anew by a way that can answer it, such as az login.",
	"AADSTS53003":   "a conditional access policy of the tenant blocks the sign-in. Ask its administrator.",
}
