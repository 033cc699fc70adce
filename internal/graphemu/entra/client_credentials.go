package entra

import (
	"net/http"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// grantClientCredentials returns the token of an application.
func (a *Authority) grantClientCredentials(form tokenForm) *odata.Response {
	if refusal := a.checkCredential(form); refusal != nil {
		return refusal
	}
	audience, refusal := form.resource()
	if refusal != nil {
		return refusal
	}
	c := appClaims(a.options.AppRoles)
	c.Audience = audience
	a.challenges.settle(c, form.claims)
	return jsonResponse(http.StatusOK, a.tokenBody(a.issue(c)))
}

// checkCredential refuses who cannot prove to be the client.
func (a *Authority) checkCredential(form tokenForm) *odata.Response {
	secret, assertion := form.Get("client_secret"), form.Get("client_assertion")
	switch {
	case secret != "" && assertion != "":
		// RFC 6749, 2.3: one method at a time. Entra's own message is not recorded anywhere; number and words are ours.
		return tokenError(form.request, http.StatusBadRequest, 90014, "invalid_request",
			"The request must not contain both 'client_assertion' and 'client_secret'.")
	case assertion != "":
		return a.checkAssertion(form)
	case secret == ClientSecret:
		return nil
	case secret == "":
		return form.invalidClient(7000218,
			"The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
	case secret == ExpiredClientSecret:
		return form.invalidClient(7000222, "The provided client secret keys "+
			"for app '"+ClientID+"' are expired. Visit the Azure portal to create new keys for your app: "+
			"https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: "+
			"https://aka.ms/certCreds.")
	default:
		return form.invalidClient(7000215, "Invalid client secret provided. "+
			"Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret "+
			"added to app '"+ClientID+"'.")
	}
}

// resource reads the scope of an application, which is a Graph root followed by /.default.
func (f tokenForm) resource() (string, *odata.Response) {
	var resources []string // MSAL asks for the reserved scopes too.
	for scope := range strings.FieldsSeq(f.Get("scope")) {
		if !reservedScopes.Get()[scope] {
			resources = append(resources, scope)
		}
	}
	scope := strings.Join(resources, " ")
	resource, ok := strings.CutSuffix(scope, "/.default")
	if !ok || strings.Contains(scope, " ") {
		return "", tokenError(f.request, http.StatusBadRequest, 1002012, "invalid_scope", "The provided value for scope "+
			scope+
			" is not valid. Client credential flows must have a scope value with /.default suffixed to the resource "+
			"identifier (application ID URI).")
	}
	resource = strings.TrimSuffix(resource, "/") // Graph's own resource is known with and without the slash.
	if !knowsResource(f.request, resource) {
		return "", tokenError(f.request, http.StatusBadRequest, 500011, "invalid_resource", unknownResource(resource))
	}
	return resource, nil
}

func unknownResource(resource string) string {
	return "The resource principal named " + resource + " was not found in the tenant named Contoso. This can happen " +
		"if the application has not been installed by the administrator of the tenant or consented to by any user in the " +
		"tenant. You might have sent your authentication request to the wrong tenant."
}
