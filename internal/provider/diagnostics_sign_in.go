package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// addSignInError tells what keeps every way of signing in from working, before any request.
func (c providerConfig) addSignInError(diags *diag.Diagnostics, err error) {
	if setting, ok := errors.AsType[*auth.SettingError](err); ok {
		todo := "correct it."
		if setting.Missing {
			todo = fmt.Sprintf("set %s in the provider block, or %s in the environment; or use another way of signing in.", setting.Setting, environmentOf(setting.Setting))
		}
		c.addError(diags, setting.Setting, signInSummary, setting.Problem, todo)
		return
	}
	none, ok := errors.AsType[*auth.NoMethodError](err)
	if !ok {
		addError(diags, "sign in to Microsoft Graph", path.Empty(), err)
		return
	}
	var b strings.Builder
	for _, m := range none.Methods {
		fmt.Fprintf(&b, "\n  * %s: %s", m.Method, withVariables(m.OneOf, " or "))
		if len(m.All) > 0 {
			b.WriteString(", with " + withVariables(m.All, " and "))
		}
	}
	c.addError(diags, "auth_method", signInSummary, "No way of signing in is configured.", "set what one of these needs, in the provider block or in the environment:"+b.String())
}

// withVariables lists settings with the environment variables that stand for them.
func withVariables(names []string, between string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = fmt.Sprintf("%s (%s)", name, environmentOf(name))
	}
	return strings.Join(list, between)
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
		a.seen, a.todo = lower(network.seen), network.todo
	case errors.Is(err, context.DeadlineExceeded):
		a.seen = "the sign-in service did not answer in time."
		a.todo = "check the network and authority_host in the provider block. Behind a proxy, set HTTPS_PROXY."
	case err.Method == "azure_cli":
		a.seen = sentence(strings.TrimPrefix(err.Err.Error(), "AzureCLICredential: "))
		if strings.Contains(a.seen, "executable not found") {
			a.seen = "the Azure CLI (az) is not installed, or is not on the PATH."
		}
		a.todo = "install the Azure CLI if need be and run az login, or configure another way of signing in: access_token, or tenant_id, client_id and client_secret, in the provider block or in the environment."
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
	if status == http.StatusTooManyRequests || status >= http.StatusInternalServerError {
		return fmt.Sprintf("the sign-in service answered %d %s, also when asked again.", status, http.StatusText(status)),
			"wait a while and run it again; see https://status.cloud.microsoft for known problems.", ""
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
