package auth

import "context"

// oidc signs an application in by tokens of an identity provider that the application trusts: a federated credential.
// The token is fresh at every use, since those of pipelines live for minutes.
//
// See https://learn.microsoft.com/entra/workload-id/workload-identity-federation.
func oidc(config Config) (fetcher, error) {
	assertion, err := config.assertion()
	if err != nil {
		return nil, err
	}
	return config.asserting(func(ctx context.Context, _ string) (string, error) { return assertion(ctx) })
}

// assertion gives the way to a token of the identity provider: the one that is written down, else the first of those
// that are set.
func (c Config) assertion() (func(context.Context) (string, error), error) {
	switch c.firstOf("oidc_token", "oidc_token_file_path", "ado_pipeline_service_connection_id", "oidc_request_url") {
	case "oidc_token":
		return func(context.Context) (string, error) { return c.OIDCToken, nil }, nil
	case "oidc_token_file_path":
		return c.tokenFile()
	case "ado_pipeline_service_connection_id":
		return c.requested(c.fromPipelines)
	case "oidc_request_url":
		return c.requested(c.fromGitHub)
	default:
		return nil, &SettingError{
			Setting: "oidc_token_file_path", Problem: "Federated sign-in is asked for, but there is no token for it.",
			Todo: "set oidc_token or oidc_token_file_path. In GitHub Actions give the job the permission id-token: write; in Azure DevOps set ado_pipeline_service_connection_id and hand SYSTEM_ACCESSTOKEN to the step.",
		}
	}
}

// tokenFile reads the token anew each time: Kubernetes replaces the file before the token in it ends.
func (c Config) tokenFile() (func(context.Context) (string, error), error) {
	read := func(context.Context) (string, error) {
		return readSetting("oidc_token_file_path", c.OIDCTokenFile, "the token of the identity provider")
	}
	_, err := read(context.Background())
	return read, err
}

// requested is a token that the service of a pipeline gives to the jobs that it runs.
func (c Config) requested(ask func(context.Context) (string, error)) (func(context.Context) (string, error), error) {
	switch {
	case c.OIDCRequestURL == "":
		return nil, &SettingError{Setting: "oidc_request_url", Problem: "A service connection of Azure DevOps is named, but not where to ask for its token. Agents set SYSTEM_OIDCREQUESTURI for that."}
	case c.OIDCRequestToken == "":
		return nil, &SettingError{Setting: "oidc_request_token", Problem: "There is an address to ask for the job's token, but no token to ask with. In Azure DevOps hand it to the step: env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)."}
	}
	if err := encrypted("oidc_request_url", c.OIDCRequestURL); err != nil {
		return nil, err
	}
	return ask, nil
}
