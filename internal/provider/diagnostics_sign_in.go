package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	azruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// addSignInError tells what keeps every way of signing in from working, before any request.
func (c providerConfig) addSignInError(diags *diag.Diagnostics, d deployment, err error) {
	if setting, ok := errors.AsType[*auth.SettingError](err); ok {
		c.addError(diags, setting.Setting, signInSummary, setting.Problem, settingRemedy(setting))
		return
	}
	none, ok := errors.AsType[*auth.NoMethodError](err)
	if !ok {
		addError(diags, "sign in to Microsoft Graph", path.Empty(), err)
		return
	}
	var b strings.Builder
	for _, m := range none.Methods {
		lacks := alternatives(m.OneOf)
		if m.Method == "device_login" {
			lacks = "a person who signs in: " + loginCommand(c.session(d))
		}
		for _, name := range m.All {
			lacks += ", and " + alternatives([]string{name})
		}
		fmt.Fprintf(&b, "\n  * %s lacks %s", m.Method, lacks)
	}
	c.addError(diags, "auth_method", signInSummary, "No way of signing in is configured.", "set what one of these lacks, in the provider block or in the environment; the guide \"Authentication\" of this provider says which suits where."+b.String())
}

func settingRemedy(setting *auth.SettingError) string {
	if !setting.Missing() {
		return setting.Todo
	}
	return fmt.Sprintf("set %s in the provider block, or %s in the environment; or use another way of signing in.", setting.Setting, strings.Join(variablesOf(setting.Setting), " or "))
}

// alternatives lists settings, of which one is enough, with the variable that stands for each.
func alternatives(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		value := ""
		if strings.HasPrefix(name, "use_") {
			value = " = true"
		}
		list[i] = fmt.Sprintf("%s%s (%s)", name, value, variablesOf(name)[0])
	}
	return strings.Join(list, " or ")
}

func variablesOf(name string) []string {
	for _, s := range settings {
		if s.name == name {
			return s.variables()
		}
	}
	return nil
}

// signInSummary is the same whether the settings or the sign-in service say no.
const signInSummary = "Cannot sign in to Microsoft Graph"

// explainSignIn is for a token that could not be had.
func explainSignIn(err *auth.SignInError) advice {
	a := advice{summary: signInSummary}
	failed := fmt.Sprintf("Signing in by %s failed: ", err.Method)
	session, isSession := errors.AsType[*auth.SessionError](err)
	store, isStore := errors.AsType[*auth.StoreError](err)
	setting, isSetting := errors.AsType[*auth.SettingError](err)
	assertion, isAssertion := errors.AsType[*auth.AssertionError](err)
	network, isNetwork := explainNetwork(err)
	retrieve, isRetrieve := errors.AsType[*oauth2.RetrieveError](err)
	switch {
	case isSession:
		return explainSession(session)
	case errors.Is(err, auth.ErrCodeExpired):
		return advice{summary: signInSummary, seen: "The code was not entered in time.", todo: "run the command again, and enter the code that it shows then."}
	case errors.Is(err, context.Canceled):
		return advice{summary: signInSummary, seen: "It was interrupted.", todo: "run it again."}
	case isStore:
		return explainStore(store)
	case isSetting:
		a.seen, a.todo = lower(setting.Problem), settingRemedy(setting)
	case isAssertion:
		a.seen, a.todo = sentence(assertion.Error()), assertionRemedy(assertion)
	case isRetrieve:
		a.seen, a.todo, a.ids = explainAuthority(retrieve)
	case isNetwork && err.Method != "managed_identity":
		a.seen, a.todo = lower(network.seen), network.todo
	case err.Method == "azure_cli":
		a.seen, a.todo = explainCLI(err.Err)
	case err.Method == "managed_identity":
		a.seen = explainIdentity(err.Err)
		a.todo = "see that the Azure machine, app or container has the identity: without client_id the system-assigned one, else the user-assigned one of that client id. Elsewhere than on Azure use another way of signing in."
	case errors.Is(err, context.DeadlineExceeded):
		a.seen = "the sign-in service did not answer in time."
		a.todo = "check the network and authority_host in the provider block. Behind a proxy, set HTTPS_PROXY."
	default:
		a.seen = sentence(err.Err.Error())
		a.todo = interposed + "Check authority_host and HTTPS_PROXY."
	}
	a.seen = failed + a.seen
	return a
}

// troubleshooting is what azidentity ends its errors with.
var troubleshooting = regexp.MustCompile(`(?s)\.? To troubleshoot, visit \S+$`)

// explainCLI tells in the words of the Azure CLI itself why it gave no token.
func explainCLI(err error) (seen, todo string) {
	seen = err.Error()
	for _, prefix := range []string{"AzureCLICredential: ", "AzureCLICredential.GetToken(): ", "ERROR: "} {
		seen = strings.TrimPrefix(seen, prefix)
	}
	seen = sentence(troubleshooting.ReplaceAllString(seen, ""))
	if strings.Contains(seen, "executable not found") {
		return "the Azure CLI (az) is not installed, or is not on the PATH.",
			"install it and run az login; or sign in with terraform-provider-graph login; or configure another way of signing in, in the provider block or in the environment: see the authentication guide of this provider."
	}
	return seen, "run the command that az names above, or az login; or configure another way of signing in, in the provider block or in the environment."
}

// explainIdentity is for a machine without the managed identity that was asked for.
func explainIdentity(err error) string {
	if failed, ok := errors.AsType[*azidentity.AuthenticationFailedError](err); ok && failed.RawResponse != nil {
		var answer struct {
			Description string `json:"error_description"`
			Message     string `json:"message"`
		}
		body, _ := azruntime.Payload(failed.RawResponse) // What it says, if it can be read.
		_ = json.Unmarshal(body, &answer)
		return sentence(fmt.Sprintf("its endpoint answered %s: %s", failed.RawResponse.Status, orNone(answer.Description+answer.Message)))
	}
	// The library gives the cause as text alone. Without an answer, nothing was there to give one.
	return "no endpoint for managed identities answered on this machine."
}

// assertionRemedy says what to do where the service of a pipeline gave no token.
func assertionRemedy(err *auth.AssertionError) string {
	if err.Service == "Azure DevOps" {
		return "check that ado_pipeline_service_connection_id is the id of a service connection with workload identity federation, that this pipeline may use it, and that the step has SYSTEM_ACCESSTOKEN: $(System.AccessToken)."
	}
	return "give the job the permission id-token: write. On Azure DevOps set ado_pipeline_service_connection_id too."
}
