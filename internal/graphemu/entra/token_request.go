package entra

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// tokenForm is a request to the authority: the form, and what Basic authentication adds to it.
type tokenForm struct {
	url.Values
	request *http.Request
	tenant  string // As the path names it.
	claims  claimsRequest
}

// grant is a way to get a token.
type grant struct {
	needs  []string // Parameters beside grant_type and client_id.
	person bool     // A person signs in: the client is a public one, and the tenant may be left open.
	answer func(*Authority, tokenForm) *odata.Response
}

// grants finds the answer to a grant_type.
var grants = late.Value[map[string]grant]{Make: func() map[string]grant {
	return map[string]grant{
		"client_credentials": {needs: []string{"scope"}, answer: (*Authority).grantClientCredentials},
		"refresh_token":      {needs: []string{"refresh_token"}, person: true, answer: (*Authority).grantRefresh},
		deviceGrant:          {needs: []string{"device_code"}, person: true, answer: (*Authority).grantDevice},
	}
}}

// AnswerToken answers POST /{tenant}/oauth2/v2.0/token.
func (a *Authority) AnswerToken(r *http.Request) *odata.Response {
	form, refusal := readForm(r)
	if refusal == nil {
		refusal = form.require("grant_type")
	}
	if refusal != nil {
		return refusal
	}
	grant, ok := grants.Get()[form.Get("grant_type")]
	if !ok {
		return tokenError(r, http.StatusBadRequest, 70003, "unsupported_grant_type",
			"The app requested an unsupported grant type '"+form.Get("grant_type")+"'.")
	}
	if refusal := cmp.Or(form.checkTenant(grant.person), form.require("client_id"), form.require(grant.needs...),
		form.checkClient(grant.person), form.readClaims()); refusal != nil {
		return refusal
	}
	return grant.answer(a, form)
}

// readForm reads the form of a request to the authority.
func readForm(r *http.Request) (tokenForm, *odata.Response) {
	if r.Method != http.MethodPost {
		return tokenForm{}, tokenError(r, http.StatusBadRequest, 900561, "invalid_request",
			"The endpoint only accepts POST requests. Received a "+r.Method+" request.")
	}
	if err := r.ParseForm(); err != nil {
		return tokenForm{}, tokenError(r, http.StatusBadRequest, 90014, "invalid_request", "The request body cannot be read.")
	}
	form := tokenForm{Values: r.PostForm, request: r}
	for name, values := range form.Values {
		if len(values) > 1 {
			return tokenForm{}, tokenError(r, http.StatusBadRequest, 9000411, "invalid_request",
				"The request is not properly formatted. The parameter '"+name+"' is duplicated.")
		}
	}
	form.tenant, _, _ = strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if id, secret, ok := r.BasicAuth(); ok {
		form.setEncoded("client_id", id)
		form.setEncoded("client_secret", secret)
	}
	return form, nil
}

// setEncoded takes a part of Basic authentication, which OAuth encodes like a form (RFC 6749, 2.3.1).
func (f tokenForm) setEncoded(name, encoded string) {
	if decoded, err := url.QueryUnescape(encoded); err == nil && f.Get(name) == "" {
		f.Set(name, decoded)
	}
}

// openTenants are those under which the tenant follows from the person who signs in.
var openTenants = []string{"organizations", "common"}

// checkTenant refuses other tenants, and an open one where no person signs in.
func (f tokenForm) checkTenant(person bool) *odata.Response {
	open := slices.Contains(openTenants, strings.ToLower(f.tenant))
	switch {
	case isTenant(f.tenant) || open && person:
		return nil
	case open:
		return tokenError(f.request, http.StatusBadRequest, 50059, "invalid_request", "No tenant-identifying information "+
			"found in either the request or implied by any provided credentials.")
	default:
		return tokenError(f.request, http.StatusBadRequest, 90002, "invalid_request", "Tenant '"+f.tenant+"' not found. "+
			"Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your "+
			"subscription administrator, this may happen if there are no active subscriptions for the tenant.")
	}
}

func isTenant(name string) bool {
	return strings.EqualFold(name, directory.TenantID) || strings.EqualFold(name, directory.TenantDomain)
}

// require refuses a form that lacks one of the parameters.
func (f tokenForm) require(names ...string) *odata.Response {
	for _, name := range names {
		if f.Get(name) == "" {
			return tokenError(f.request, http.StatusBadRequest, 900144, "invalid_request",
				"The request body must contain the following parameter: '"+name+"'.")
		}
	}
	return nil
}

// checkClient refuses other clients, and a public one that shows a secret.
func (f tokenForm) checkClient(public bool) *odata.Response {
	switch id := f.Get("client_id"); {
	case !strings.EqualFold(id, ClientID):
		return tokenError(f.request, http.StatusBadRequest, 700016, "unauthorized_client", "Application with identifier '"+id+
			"' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the "+
			"administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication "+
			"request to the wrong tenant.")
	case public && (f.Get("client_secret") != "" || f.Get("client_assertion") != ""):
		return f.invalidClient(700025,
			"Client is public so neither 'client_assertion' nor 'client_secret' should be presented.")
	default:
		return nil
	}
}

func (f tokenForm) invalidClient(number int, message string) *odata.Response {
	return tokenError(f.request, http.StatusUnauthorized, number, "invalid_client", message)
}

func (f tokenForm) invalidGrant(number int, message string) *odata.Response {
	return tokenError(f.request, http.StatusBadRequest, number, "invalid_grant", message)
}

// tokenBody is the answer that has a token in it.
func (a *Authority) tokenBody(token string) map[string]any {
	// Entra names one second less than the lifetime.
	seconds := max(int(a.options.TokenLifetime/time.Second)-1, 0)
	return map[string]any{
		"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token,
	}
}

// tokenError is an error of the authority: OAuth's form with Entra's number.
func tokenError(r *http.Request, status, number int, code, message string) *odata.Response {
	now, trace := odata.ArrivalTime(r).UTC().Format("2006-01-02 15:04:05Z"), odata.RequestID(r)
	correlation := odata.ClientRequestID(r, trace)
	return jsonResponse(status, map[string]any{
		"error": code,
		"error_description": fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s",
			number, message, trace, correlation, now),
		"error_codes":    []int{number},
		"timestamp":      now,
		"trace_id":       trace,
		"correlation_id": correlation,
		"error_uri":      fmt.Sprintf("%s/error?code=%d", odata.Origin(r), number),
	})
}

func jsonResponse(status int, v any) *odata.Response {
	document, err := json.Marshal(v)
	if err != nil {
		panic(err) // Only what this package made comes here.
	}
	return &odata.Response{Status: status, ContentType: "application/json; charset=utf-8", Body: document}
}
