package explain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	azruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/plaintext"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// CannotSignIn is the summary of all errors of signing in.
const CannotSignIn = "Cannot sign in to Microsoft Graph"

const guides = "https://registry.terraform.io/providers/graph-data/graph/latest/docs/guides/"

const (
	// SignInGuide is the address of the guide to all ways of signing in.
	SignInGuide = guides + "authentication"

	// checkGuide is the address of the guide to the command that lists all permissions that are missing.
	checkGuide = guides + "check"
)

// again returns the advice about a failure that another error of this run has explained in full, in two lines.
func again(err *auth.SignInError) Advice {
	a := Advice{
		Summary: CannotSignIn,
		Seen:    fmt.Sprintf("Signing in by %s failed, as another error of this run says in full.", err.Method),
		Todo:    "correct that error first. See " + SignInGuide,
	}
	if e, ok := errors.AsType[*auth.SessionError](err); ok {
		a.Todo = "run " + LoginCommand(e.Session) + " and see " + SignInGuide
	}
	return a
}

// failedSignIn returns the advice for a token that could not be obtained.
func failedSignIn(err *auth.SignInError) Advice {
	if err.Told() {
		return again(err)
	}
	if e, ok := errors.AsType[*auth.SessionError](err); ok {
		return ended(e)
	}
	if e, ok := errors.AsType[*session.Error](err); ok {
		return store(e)
	}
	switch {
	case errors.Is(err, auth.ErrCodeExpired):
		return Advice{
			Summary: CannotSignIn, Seen: "The code was not entered in time.",
			Todo: "run the command again, and enter the code that it shows then.",
		}
	case errors.Is(err, context.Canceled):
		return Advice{Summary: CannotSignIn, Seen: "It was interrupted.", Todo: "run it again."}
	}
	a := methodAdvice(err)
	a.Summary, a.Guide = CannotSignIn, SignInGuide
	a.Seen = fmt.Sprintf("Signing in by %s failed: %s%s", err.Method, a.Seen, err.Also)
	return a
}

// methodAdvice returns the advice about a failure of a method, which begins in the middle of a sentence.
func methodAdvice(err *auth.SignInError) Advice {
	if setting, ok := errors.AsType[*auth.SettingError](err); ok {
		return Advice{Seen: lower(setting.Problem), Todo: setting.Todo}
	}
	if assertion, ok := errors.AsType[*auth.AssertionError](err); ok {
		return Advice{Seen: Sentence(assertion.Error()), Todo: assertionTodo(assertion)}
	}
	if refusal, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return authority(refusal)
	}
	if a, ok := network(err); ok && err.Method != "managed_identity" {
		a.Seen = lower(a.Seen)
		return a
	}
	if a, ok := notToken(err); ok {
		return a
	}
	switch {
	case err.Method == "azure_cli":
		return azureCLI(err.Err)
	case err.Method == "managed_identity":
		return Advice{
			Seen: managedIdentity(err.Err),
			Todo: "check that the virtual machine, app or container has the identity: the user-assigned one with client_id " +
				"or, without client_id, the system-assigned one. Outside of Azure, use another sign-in method.",
		}
	case timedOut(err):
		return Advice{Seen: "the sign-in service did not respond in time.", Todo: checkAuthority}
	default:
		return Advice{
			Seen: Sentence(plaintext.Line(err.Err.Error())),
			Todo: Interposed + "Check authority_host and HTTPS_PROXY.",
		}
	}
}

// notToken returns the advice about what was issued in place of a token that can be used, beginning in the middle of a
// sentence.
func notToken(err error) (Advice, bool) {
	if other, ok := errors.AsType[*auth.TenantError](err); ok {
		return Advice{
			Seen: fmt.Sprintf("the token is of the tenant %s, but tenant_id is %s.", other.Got, other.Want),
			Todo: "sign in to the tenant of tenant_id, or correct tenant_id or leave it out.",
		}, true
	}
	switch {
	case errors.Is(err, auth.ErrNotToken):
		return Advice{
			Seen: "what was issued as a token is empty, or has characters that no token has. It was not sent.",
			Todo: "check what issues the token: the Azure CLI (az account get-access-token), the machine's identity endpoint, " +
				"or authority_host.",
		}, true
	case errors.Is(err, auth.ErrNoCode):
		return Advice{
			Seen: "the sign-in service answered without a code to enter.",
			Todo: Interposed + "Check authority_host and HTTPS_PROXY.",
		}, true
	case errors.Is(err, auth.ErrNoToken):
		return Advice{
			Seen: "the sign-in service answered without a token, each time that it was asked.",
			Todo: "run it again, since the service is known to do so for a short time. If it happens again, " + Interposed +
				"Check authority_host and HTTPS_PROXY.",
		}, true
	default:
		return Advice{}, false
	}
}

// troubleshooting matches the end of the errors of azidentity.
var troubleshooting = regexp.MustCompile(`(?s)\.? To troubleshoot, visit \S+$`)

// azureCLI returns the advice for a token that the Azure CLI did not issue. It repeats the words of the CLI itself.
func azureCLI(err error) Advice {
	if errors.Is(err, auth.ErrNoCLI) {
		return Advice{
			Seen: "the Azure CLI (az) is not installed, or is not on the PATH.",
			Todo: "install it and run az login; or sign in with " + LoginCommand(session.Session{}) + "; or configure another " +
				"sign-in method in the provider block or in the environment.",
		}
	}
	if errors.Is(err, auth.ErrSlowCLI) {
		return Advice{
			Seen: "the Azure CLI (az) did not print a token within a minute.",
			Todo: "run az account get-access-token in a terminal to see what it waits for, and run this again. On a slow " +
				"machine, one call of az before Terraform fills its cache.",
		}
	}
	seen := err.Error()
	for _, prefix := range []string{"AzureCLICredential: ", "AzureCLICredential.GetToken(): ", "ERROR: "} {
		seen = strings.TrimPrefix(seen, prefix)
	}
	return Advice{
		Seen: Sentence(plaintext.Line(troubleshooting.ReplaceAllString(seen, ""))),
		Todo: "run the command that az prints above, or az login; or configure another sign-in method in the provider " +
			"block or in the environment.",
	}
}

// managedIdentity describes why the machine did not issue a token.
func managedIdentity(err error) string {
	if failed, ok := errors.AsType[*azidentity.AuthenticationFailedError](err); ok && failed.RawResponse != nil {
		var answer struct {
			Description string `json:"error_description"`
			Message     string `json:"message"`
		}
		body, _ := azruntime.Payload(failed.RawResponse) // A body that cannot be read or parsed has no message.
		_ = json.Unmarshal(body, &answer)
		return Sentence(fmt.Sprintf("its endpoint answered %s: %s",
			failed.RawResponse.Status, OrNone(plaintext.Line(answer.Description+answer.Message))))
	}
	// The library returns the cause as text alone. Without a response, there was no endpoint.
	return "no endpoint for managed identities responded on this machine."
}

// assertionTodo returns what to do if the service of a pipeline issued no token.
func assertionTodo(err *auth.AssertionError) string {
	switch {
	case err.Status == http.StatusTooManyRequests || err.Status >= http.StatusInternalServerError:
		return "run the job again: the service failed each time that it was asked. If it fails again, see the status page " +
			"of " + err.Service + "."
	case err.Status/100 == 2:
		return Interposed + "Check oidc_request_url and HTTPS_PROXY."
	case err.Status == http.StatusNotFound && err.Message == "":
		return "check oidc_request_url: it must be the address that the job is given."
	}
	if err.Service == "Azure DevOps" {
		return "check that ado_pipeline_service_connection_id is the id of a service connection with workload identity " +
			"federation, that this pipeline may use it, and that the step has SYSTEM_ACCESSTOKEN: $(System.AccessToken)."
	}
	return "give the job the permission id-token: write. In Azure DevOps, set ado_pipeline_service_connection_id too."
}
