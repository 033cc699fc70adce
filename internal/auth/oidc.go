package auth

import (
	"context"

	"github.com/graph-data/terraform-provider-graph/internal/endpoint"
)

// oidc signs an application in by tokens of an identity provider that the application trusts: a federated credential.
// The federated token is obtained anew for each access token, since those of pipelines live for minutes.
//
// See https://learn.microsoft.com/entra/workload-id/workload-identity-federation.
func oidc(config Config) (fetcher, error) {
	assertion, err := config.assertion()
	if err != nil {
		return nil, err
	}
	return config.asserting(func(ctx context.Context, _ string) (string, error) { return assertion(ctx) })
}

// An assertionFunc obtains a federated token.
type assertionFunc func(context.Context) (string, error)

// assertion returns the source of federated tokens that the configuration names, else the first that is set.
func (c Config) assertion() (assertionFunc, error) {
	switch c.Settings.firstOf(oidcSources...) {
	case OIDCToken:
		return func(context.Context) (string, error) { return c.Settings.Text(OIDCToken), nil }, nil
	case OIDCTokenFile:
		return c.tokenFile()
	case ServiceConnection:
		return c.requested(c.fromPipelines)
	case OIDCRequestURL:
		return c.requested(c.fromGitHub)
	default:
		return nil, settingError(OIDCTokenFile, "Federated sign-in is selected, but there is no token for it.",
			"set oidc_token or oidc_token_file_path. In GitHub Actions, give the job the permission id-token: write; "+
				"in Azure DevOps, set ado_pipeline_service_connection_id and pass SYSTEM_ACCESSTOKEN to the step.")
	}
}

// tokenFile reads the file each time: Kubernetes replaces it before the token in it expires.
func (c Config) tokenFile() (assertionFunc, error) {
	read := func(context.Context) (string, error) { return c.Settings.readText(OIDCTokenFile) }
	_, err := read(context.Background())
	return read, err
}

// requested checks the settings for a token that the service of a pipeline issues to its jobs.
func (c Config) requested(request assertionFunc) (assertionFunc, error) {
	address := c.Settings.Text(OIDCRequestURL)
	switch {
	case address == "":
		return nil, unsetError(OIDCRequestURL, "A service connection of Azure DevOps is set, but not the address that "+
			"issues its token. Agents set SYSTEM_OIDCREQUESTURI to it.")
	case c.Settings.Text(OIDCRequestToken) == "":
		return nil, unsetError(OIDCRequestToken, "The address that issues the job's token is set, but not the token that "+
			"authorizes the request. In Azure DevOps, pass it to the step: env: SYSTEM_ACCESSTOKEN: $(System.AccessToken).")
	}
	if _, err := endpoint.Parse(address); err != nil {
		return nil, addressError(OIDCRequestURL, err)
	}
	return request, nil
}
