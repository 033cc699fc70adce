package auth

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"

	"github.com/graph-data/terraform-provider-graph/internal/plaintext"
)

// A tokenService is the service of a pipeline that issues federated tokens to its jobs.
type tokenService struct {
	name   string
	method string
	query  url.Values
	field  string // of the response that holds the token
}

// fromGitHub requests the token of the job from GitHub Actions.
//
// See https://docs.github.com/actions/reference/security/oidc.
func (c Config) fromGitHub(ctx context.Context) (string, error) {
	audience := cmp.Or(c.Settings.Text(OIDCAudience), DefaultAudience)
	return c.request(ctx, tokenService{
		name: "GitHub Actions", method: http.MethodGet, query: url.Values{"audience": {audience}}, field: "value",
	})
}

// fromPipelines requests the token of the service connection from Azure DevOps.
//
// See https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create.
func (c Config) fromPipelines(ctx context.Context) (string, error) {
	return c.request(ctx, tokenService{
		name: "Azure DevOps", method: http.MethodPost, field: "oidcToken",
		query: url.Values{"api-version": {"7.1"}, "serviceConnectionId": {c.Settings.Text(ServiceConnection)}},
	})
}

// request returns the federated token that a service issues. The error is an [*AssertionError] or one of the network.
func (c Config) request(ctx context.Context, service tokenService) (string, error) {
	u, err := url.Parse(c.Settings.Text(OIDCRequestURL))
	if err != nil {
		return "", &AssertionError{Service: service.name, Message: "oidc_request_url is not an address"}
	}
	query := u.Query()
	maps.Copy(query, service.query)
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, service.method, u.String(), http.NoBody)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+c.Settings.Text(OIDCRequestToken))
	req.Header.Set("Accept", "application/json")
	// Without it, Azure DevOps would answer an invalid token with a sign-in page.
	req.Header.Set("X-TFS-FedAuthRedirect", "Suppress")
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return "", err
	}
	var answer map[string]any
	_ = json.Unmarshal(body, &answer) // A response that is not JSON has no token either.
	token, _ := answer[service.field].(string)
	if resp.StatusCode != http.StatusOK || token == "" {
		message, _ := answer["message"].(string)
		return "", &AssertionError{
			Service: service.name, Status: resp.StatusCode, Message: plaintext.Line(message),
		}
	}
	return token, nil
}
