package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// addSignInSetupError tells what keeps every way of signing in from working, before any request.
func addSignInSetupError(diags *diag.Diagnostics, err error) {
	if setting, ok := errors.AsType[*auth.SettingError](err); ok {
		detail := setting.Problem
		if env := environmentOf(setting.Setting); env != "" {
			detail += fmt.Sprintf("\n\nWhat to do: set %s in the provider block, or %s in the environment; or use another way of signing in.", setting.Setting, env)
		}
		diags.AddAttributeError(path.Root(setting.Setting), signInSummary, detail)
		return
	}
	if none, ok := errors.AsType[*auth.NoMethodError](err); ok {
		diags.AddAttributeError(path.Root("auth_method"), signInSummary,
			"No way of signing in is configured.\n\nWhat to do: set what one of these needs, in the provider block or in the environment:\n  * "+strings.Join(none.Lacks, "\n  * "))
		return
	}
	diags.AddError(signInSummary, sentence(err.Error()))
}

func environmentOf(name string) string {
	for _, s := range settings {
		if s.name == name {
			return strings.Join(s.env, " or ")
		}
	}
	return ""
}

// signInSummary is the same whether the settings or the sign-in service say no.
const signInSummary = "Cannot sign in to Microsoft Graph"

// explainSignIn is for a token that could not be had.
func explainSignIn(err *auth.SignInError) advice {
	a := advice{summary: signInSummary}
	failed := fmt.Sprintf("Signing in by %s failed: ", err.Method)
	network, isNetwork := explainNetwork(err)
	retrieve, isRetrieve := errors.AsType[*oauth2.RetrieveError](err)
	switch {
	case isRetrieve:
		a.seen, a.todo, a.ids = explainAuthority(retrieve)
	case isNetwork:
		a.seen, a.todo = network.seen, network.todo
	case errors.Is(err, context.DeadlineExceeded):
		a.seen = "the sign-in service did not answer in time."
		a.todo = "check the network and authority_host in the provider block. Behind a proxy, set HTTPS_PROXY."
	case err.Method == "azure_cli":
		a.seen = sentence(err.Err.Error())
		a.todo = "run az login, or configure another way of signing in: access_token, or tenant_id, client_id and client_secret, in the provider block or in the environment."
	default:
		a.seen = sentence(err.Err.Error())
		a.todo = interposed + "Check authority_host and HTTPS_PROXY."
	}
	a.seen = failed + a.seen
	return a
}

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
	if err.ErrorCode == "" {
		return fmt.Sprintf("the answer has status %d but is not from Microsoft's sign-in service as it should be.", status),
			interposed + "Check authority_host and HTTPS_PROXY.", ""
	}
	words, _, _ := strings.Cut(err.ErrorDescription, "\r\n")
	words, _, _ = strings.Cut(words, " Trace ID:")
	seen = fmt.Sprintf("the sign-in service answered %d (%s): %s", status, err.ErrorCode, sentence(words))
	todo = "check tenant_id, client_id and the credential in the provider block."
	if known, ok := authorityRemedies[aadsts.FindString(err.ErrorDescription)]; ok {
		todo = known
	}
	var more authorityAnswer
	if json.Unmarshal(err.Body, &more) == nil {
		ids = fmt.Sprintf("trace_id: %s\ncorrelation_id: %s\nDate: %s", orNone(more.TraceID), orNone(more.CorrelationID), orNone(more.Timestamp))
	}
	return seen, todo, ids
}

// authorityRemedies by the code of the sign-in service, see
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
var authorityRemedies = map[string]string{
	"AADSTS7000215": "client_secret is wrong. Give the secret's value, which is shown once when it is made, not its id.",
	"AADSTS7000222": "the client secret has expired. Make a new one for the app registration and set client_secret to its value.",
	"AADSTS700016":  "the application is not known in this tenant. Check client_id and tenant_id, and that the application was consented to in the tenant.",
	"AADSTS90002":   "there is no such tenant. Check tenant_id: it is the tenant's id or one of its domain names. A tenant of another cloud needs environment.",
	"AADSTS900023":  "tenant_id is neither a GUID nor a domain name. Correct it.",
	"AADSTS900382":  "the tenant is in another cloud. Set environment.",
	"AADSTS500011":  "the tenant does not know what the token is for. Check graph_endpoint and environment.",
	"AADSTS1002012": "the scope is not valid for an application. Check graph_endpoint.",
	"AADSTS70011":   "the scope is not valid. Check graph_endpoint and environment.",
	"AADSTS65001":   "nobody has consented to the application. Have an administrator consent to its permissions.",
	"AADSTS50076":   "the tenant asks for a second factor. Sign in anew by a way that can answer it, such as az login.",
	"AADSTS53003":   "a conditional access policy of the tenant blocks the sign-in. Ask its administrator.",
}
