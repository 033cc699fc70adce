package entra

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// What a job of GitHub Actions or Azure Pipelines is given to get its federated token with.
const (
	GitHubRequestToken  = "emulator-github-request-token"
	PipelineAccessToken = "emulator-pipeline-access-token"
	ServiceConnectionID = "a7c1e0f2-3b4d-4e5f-8a69-7b8c9d0e1f23"
)

// Where jobs get their tokens.
const (
	GitHubPath    = "/_idp/github"
	PipelinesPath = "/_idp/azuredevops"
	signInPath    = "/_idp/signin"
)

// githubAudience is the audience of GitHub's tokens unless the job names another one: the owner of the repository.
const githubAudience = "https://github.com/contoso"

// jobRefusal is an error of both identity providers. But for the one about the version, the words are ours.
func jobRefusal(status int, message string) *odata.Response {
	return jsonResponse(status, map[string]any{"message": message})
}

func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// answerGitHub returns the token of a job of GitHub Actions.
func (a *Authority) answerGitHub(r *http.Request) *odata.Response {
	query := r.URL.Query()
	switch {
	case r.Method != http.MethodGet:
		return jobRefusal(http.StatusMethodNotAllowed, "The requested resource does not support http method '"+r.Method+"'.")
	case bearer(r) != GitHubRequestToken:
		return jobRefusal(http.StatusUnauthorized, "The request token is not valid.")
	case query.Get("api-version") == "":
		return jobRefusal(http.StatusBadRequest, noVersion(r))
	}
	audience := cmp.Or(query.Get("audience"), githubAudience)
	return jsonResponse(http.StatusOK, map[string]any{"count": 1, "value": a.federatedToken(FederatedSubject, audience)})
}

// answerPipelines returns the token of a service connection for a job of Azure Pipelines.
func (a *Authority) answerPipelines(r *http.Request) *odata.Response {
	query := r.URL.Query()
	switch {
	case r.Method != http.MethodPost:
		return jobRefusal(http.StatusMethodNotAllowed, "The requested resource does not support http method '"+r.Method+"'.")
	case bearer(r) != PipelineAccessToken && !strings.EqualFold(r.Header.Get("X-TFS-FedAuthRedirect"), "Suppress"):
		// A browser is meant by this, but everybody gets it who does not ask to be spared.
		return &odata.Response{Status: http.StatusFound, Header: http.Header{"Location": {odata.Origin(r) + signInPath}}}
	case bearer(r) != PipelineAccessToken:
		return jobRefusal(http.StatusUnauthorized, "The access token is not valid.")
	case query.Get("api-version") == "":
		return jobRefusal(http.StatusBadRequest, noVersion(r))
	case !strings.EqualFold(query.Get("serviceConnectionId"), ServiceConnectionID):
		return jobRefusal(http.StatusNotFound, "No service connection found with identifier "+
			query.Get("serviceConnectionId")+".")
	default:
		return jsonResponse(http.StatusOK, map[string]any{"oidcToken": a.FederatedToken("")})
	}
}

func noVersion(r *http.Request) string {
	return "No api-version was supplied for the \"" + r.Method + "\" request. The version must be supplied either as " +
		"part of the Accept header (e.g. \"application/json; api-version=1.0\") or as a query parameter (e.g. " +
		"\"?api-version=1.0\")."
}

// answerSignIn is the page to which Azure Pipelines leads who is not signed in.
func answerSignIn(*Authority, *http.Request) *odata.Response {
	return &odata.Response{
		ContentType: "text/html; charset=utf-8", Body: []byte("<!DOCTYPE html>\n<title>Sign in</title>\n"),
	}
}
