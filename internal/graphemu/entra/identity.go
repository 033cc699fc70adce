package entra

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// IdentityHeader is the secret that App Service passes to a program with the endpoint of its managed identity.
const IdentityHeader = "emulator-identity-header"

// The managed identities of the emulated machine. Who names none gets the first.
const (
	SystemAssignedClientID = "0b6f5d5c-9a2e-4f7d-8b43-6c1e2f3a4d51"
	UserAssignedClientID   = "5e8d7a90-1c34-4b62-9f0e-7d2a3b4c5e62"
)

// identities are the managed identities with the object ids of their service principals.
var identities = late.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		SystemAssignedClientID: "c1d2e3f4-0a1b-4c2d-8e3f-405162738495",
		UserAssignedClientID:   "d4c3b2a1-5f6e-4d7c-9b8a-594837261504",
	}
}}

// AppServicePath is the endpoint of a managed identity in App Service; imdsPath is that of a virtual machine.
const (
	AppServicePath = "/_identity/token"
	imdsPath       = "/metadata/identity/oauth2/token"
)

// identityEndpoint returns what answers programs that ask for tokens beside the authority, by the path in lower case;
// nil for other paths.
func identityEndpoint(path string) func(*Authority, *http.Request) *odata.Response {
	switch path {
	case AppServicePath:
		return (*Authority).answerAppService
	case imdsPath:
		return (*Authority).answerIMDS
	case GitHubPath:
		return (*Authority).answerGitHub
	case PipelinesPath:
		return (*Authority).answerPipelines
	case signInPath:
		return answerSignIn
	default:
		return nil
	}
}

// IsIdentityPath reports whether a path in lower case is one of those beside the authority.
func IsIdentityPath(path string) bool { return identityEndpoint(path) != nil }

// AnswerIdentity answers what a machine or a job asks for beside the authority.
func (a *Authority) AnswerIdentity(r *http.Request) *odata.Response {
	return identityEndpoint(strings.ToLower(r.URL.Path))(a, r)
}

// answerAppService answers the endpoint of App Service and Functions. The words of its refusals are ours.
func (a *Authority) answerAppService(r *http.Request) *odata.Response {
	refuse := func(status int, message string) *odata.Response {
		return jsonResponse(status, map[string]any{"statusCode": status, "message": message})
	}
	query := r.URL.Query()
	switch {
	case r.Method != http.MethodGet:
		return refuse(http.StatusMethodNotAllowed, "The method is not allowed.")
	case r.Header.Get("X-IDENTITY-HEADER") != IdentityHeader:
		return refuse(http.StatusUnauthorized, "The header X-IDENTITY-HEADER is missing or wrong.")
	case query.Get("api-version") != "2019-08-01":
		return refuse(http.StatusBadRequest, "Unsupported api-version '"+query.Get("api-version")+"'.")
	}
	token, err := a.identityToken(r, query)
	if err != "" {
		return refuse(http.StatusBadRequest, err)
	}
	return jsonResponse(http.StatusOK, map[string]any{
		"access_token": token.value, "expires_on": strconv.FormatInt(token.claims.Expires, 10),
		"resource":   query.Get("resource"),
		"token_type": "Bearer", "client_id": token.claims.AppID,
	})
}

// answerIMDS answers the metadata service of a virtual machine.
func (a *Authority) answerIMDS(r *http.Request) *odata.Response {
	refuse := func(message string) *odata.Response {
		return jsonResponse(http.StatusBadRequest, map[string]any{"error": "invalid_request", "error_description": message})
	}
	query := r.URL.Query()
	switch {
	case r.Method != http.MethodGet:
		return &odata.Response{Status: http.StatusMethodNotAllowed}
	case !strings.EqualFold(r.Header.Get("Metadata"), "true"):
		return refuse("Required metadata header not specified")
	case r.Header.Get("X-Forwarded-For") != "":
		return refuse("Requests that come through a proxy are refused") // The words are ours.
	case query.Get("api-version") == "":
		return refuse("Required query variable 'api-version' is missing")
	case !isIMDSVersion(query.Get("api-version")): // The words are ours.
		return refuse("The api-version '" + query.Get("api-version") + "' is not supported")
	}
	token, err := a.identityToken(r, query)
	if err != "" {
		return refuse(err)
	}
	c := token.claims
	return jsonResponse(http.StatusOK, map[string]any{
		"access_token": token.value, "client_id": c.AppID, "resource": query.Get("resource"), "token_type": "Bearer",
		"expires_in": strconv.Itoa(int(a.options.TokenLifetime / time.Second)),
		"expires_on": strconv.FormatInt(c.Expires, 10),
		"not_before": strconv.FormatInt(c.NotBefore, 10),
	})
}

// isIMDSVersion reports whether the metadata service issues tokens in a version, which is a date from the first one on.
func isIMDSVersion(version string) bool {
	_, err := time.Parse(time.DateOnly, version)
	return err == nil && version >= "2018-02-01"
}

type identityToken struct {
	value  string
	claims *claims
}

// namedIdentity returns the client id of the identity that the query names, by its client id or its object id, or ""
// for one that is not there. See
// https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token.
func namedIdentity(query url.Values) string {
	named := SystemAssignedClientID
	for _, name := range []string{"client_id", "mi_res_id", "msi_res_id"} {
		if query.Has(name) {
			named = strings.ToLower(query.Get(name))
		}
	}
	for _, name := range []string{"object_id", "principal_id"} {
		if !query.Has(name) {
			continue
		}
		named = ""
		for client, object := range identities.Get() {
			if strings.EqualFold(object, query.Get(name)) {
				named = client
			}
		}
	}
	return named
}

// identityToken returns the token that the query asks for, or an error that says why there is none.
func (a *Authority) identityToken(r *http.Request, query url.Values) (identityToken, string) {
	resource := strings.TrimSuffix(query.Get("resource"), "/")
	client := namedIdentity(query)
	object, ok := identities.Get()[client]
	switch {
	case resource == "":
		return identityToken{}, "Required audience parameter not specified"
	case !ok:
		return identityToken{}, "Identity not found"
	case !knowsResource(r, resource):
		return identityToken{}, "AADSTS500011: " + unknownResource(resource)
	}
	c := &claims{
		IDType: "app", Roles: a.options.AppRoles, AppID: client, ObjectID: object, Audience: resource, Name: "emulator " +
			"identity",
	}
	return identityToken{value: a.issue(c), claims: c}, ""
}
