package auth

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// fromGitHub asks GitHub Actions for the token of the job.
//
// See https://docs.github.com/actions/reference/security/oidc.
func (c Config) fromGitHub(ctx context.Context) (string, error) {
	return c.request(ctx, "GitHub Actions", http.MethodGet, url.Values{"audience": {c.OIDCAudience}}, "value")
}

// fromPipelines asks Azure DevOps for the token of the service connection.
//
// See https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create.
func (c Config) fromPipelines(ctx context.Context) (string, error) {
	return c.request(ctx, "Azure DevOps", http.MethodPost, url.Values{"api-version": {"7.1"}, "serviceConnectionId": {c.ServiceConnectionID}}, "oidcToken")
}

// request asks the service of a pipeline. field is where its answer has the token.
func (c Config) request(ctx context.Context, service, method string, query url.Values, field string) (string, error) {
	u, err := url.Parse(c.OIDCRequestURL)
	if err != nil {
		return "", &AssertionError{Service: service, Message: "oidc_request_url is not an address"}
	}
	all := u.Query()
	maps.Copy(all, query)
	u.RawQuery = all.Encode()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), http.NoBody)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+c.OIDCRequestToken)
	req.Header.Set("Accept", "application/json")
	// Azure DevOps would answer a bad token with a page to sign in at.
	req.Header.Set("X-TFS-FedAuthRedirect", "Suppress")
	client, ok := ctx.Value(oauth2.HTTPClient).(*http.Client)
	if !ok {
		return "", errors.New("no HTTP client")
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return "", err
	}
	var answer map[string]any
	_ = json.Unmarshal(body, &answer) // What is no JSON has no token either.
	token, _ := answer[field].(string)
	if resp.StatusCode != http.StatusOK || token == "" {
		message, _ := answer["message"].(string)
		return "", &AssertionError{Service: service, Status: resp.StatusCode, Message: strings.Join(strings.Fields(message), " ")}
	}
	return token, nil
}
