package graphemu

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// tokenForm is a request for a token: the form, and what Basic authentication adds to it.
type tokenForm struct {
	url.Values
	request *http.Request
}

// grants finds the answer to a grant_type.
var grants = map[string]func(*Server, tokenForm) *response{
	"client_credentials": (*Server).grantClientCredentials,
}

// graphRoots are the resources for which the authority gives a token, beside the emulator itself.
var graphRoots = []string{
	graphAudience, "https://graph.microsoft.us", "https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn",
	"00000003-0000-0000-c000-000000000000",
}

// answerToken answers POST /{tenant}/oauth2/v2.0/token.
func (s *Server) answerToken(r *http.Request) *response {
	if r.Method != http.MethodPost {
		return tokenError(r, http.StatusBadRequest, 900561, "invalid_request",
			"The endpoint only accepts POST requests. Received a "+r.Method+" request.")
	}
	if err := r.ParseForm(); err != nil {
		return tokenError(r, http.StatusBadRequest, 90014, "invalid_request", "The request body cannot be read.")
	}
	form := tokenForm{Values: r.PostForm, request: r}
	if id, secret, ok := r.BasicAuth(); ok {
		form.setEncoded("client_id", id)
		form.setEncoded("client_secret", secret)
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if !strings.EqualFold(tenant, TenantID) && !strings.EqualFold(tenant, TenantDomain) {
		return tokenError(r, http.StatusBadRequest, 90002, "invalid_request", "Tenant '"+tenant+"' not found. Check to make "+
			"sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription "+
			"administrator, this may happen if there are no active subscriptions for the tenant.")
	}
	for _, name := range []string{"grant_type", "client_id", "scope"} {
		if form.Get(name) == "" {
			return tokenError(r, http.StatusBadRequest, 900144, "invalid_request",
				"The request body must contain the following parameter: '"+name+"'.")
		}
	}
	grant, ok := grants[form.Get("grant_type")]
	if !ok {
		return tokenError(r, http.StatusBadRequest, 70003, "unsupported_grant_type",
			"The app requested an unsupported grant type '"+form.Get("grant_type")+"'.")
	}
	if id := form.Get("client_id"); !strings.EqualFold(id, ClientID) {
		return tokenError(r, http.StatusBadRequest, 700016, "unauthorized_client", "Application with identifier '"+id+
			"' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the "+
			"administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication "+
			"request to the wrong tenant.")
	}
	return grant(s, form)
}

// setEncoded takes a part of Basic authentication, which OAuth encodes like a form (RFC 6749, 2.3.1).
func (f tokenForm) setEncoded(name, encoded string) {
	if decoded, err := url.QueryUnescape(encoded); err == nil && f.Get(name) == "" {
		f.Set(name, decoded)
	}
}

// grantClientCredentials gives an application its token.
func (s *Server) grantClientCredentials(form tokenForm) *response {
	switch form.Get("client_secret") {
	case ClientSecret:
	case "":
		return tokenError(form.request, http.StatusUnauthorized, 7000218, "invalid_client",
			"The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
	case ExpiredClientSecret:
		return tokenError(form.request, http.StatusUnauthorized, 7000222, "invalid_client", "The provided client secret keys "+
			"for app '"+ClientID+"' are expired. Visit the Azure portal to create new keys for your app: "+
			"https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: "+
			"https://aka.ms/certCreds.")
	default:
		return tokenError(form.request, http.StatusUnauthorized, 7000215, "invalid_client", "Invalid client secret provided. "+
			"Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret "+
			"added to app '"+ClientID+"'.")
	}
	audience, refusal := form.resource()
	if refusal != nil {
		return refusal
	}
	return s.tokenResponse(s.appToken(s.options.AppRoles, audience))
}

// resource reads the scope of an application, which is a Graph root followed by /.default.
func (f tokenForm) resource() (string, *response) {
	scope := f.Get("scope")
	resource, ok := strings.CutSuffix(scope, "/.default")
	if !ok || strings.Contains(scope, " ") {
		return "", tokenError(f.request, http.StatusBadRequest, 1002012, "invalid_scope", "The provided value for scope "+scope+
			" is not valid. Client credential flows must have a scope value with /.default suffixed to the resource "+
			"identifier (application ID URI).")
	}
	resource = strings.TrimSuffix(resource, "/") // Graph's own resource is known with and without the slash.
	if resource != origin(f.request) && !slices.Contains(graphRoots, resource) {
		return "", tokenError(f.request, http.StatusBadRequest, 500011, "invalid_resource", "The resource principal named "+
			resource+" was not found in the tenant named Contoso. This can happen if the application has not been installed "+
			"by the administrator of the tenant or consented to by any user in the tenant. You might have sent your "+
			"authentication request to the wrong tenant.")
	}
	return resource, nil
}

func (s *Server) tokenResponse(token string) *response {
	// Entra names one second less than the lifetime.
	seconds := int(s.options.TokenLifetime/time.Second) - 1
	return jsonResponse(http.StatusOK, map[string]any{
		"token_type": "Bearer", "expires_in": max(seconds, 0), "ext_expires_in": max(seconds, 0), "access_token": token,
	})
}

// tokenError is an error of the authority: OAuth's form with Entra's number.
func tokenError(r *http.Request, status, number int, code, message string) *response {
	now, trace := time.Now().UTC().Format("2006-01-02 15:04:05Z"), requestID(r)
	correlation := clientRequestID(r, trace)
	return jsonResponse(status, map[string]any{
		"error": code,
		"error_description": fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s",
			number, message, trace, correlation, now),
		"error_codes":    []int{number},
		"timestamp":      now,
		"trace_id":       trace,
		"correlation_id": correlation,
		"error_uri":      fmt.Sprintf("%s/error?code=%d", origin(r), number),
	})
}

func jsonResponse(status int, v any) *response {
	document, err := json.Marshal(v)
	if err != nil {
		panic(err) // Only what this package made comes here.
	}
	return &response{status: status, contentType: "application/json; charset=utf-8", body: document}
}
