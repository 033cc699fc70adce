package auth

import (
	"context"
	"net/url"

	"golang.org/x/oauth2"
)

// clientSecret signs an application in by its secret: the client credentials grant, RFC 6749, section 4.4.
func clientSecret(config Config) (fetcher, error) {
	secret := config.Settings.Text(ClientSecret)
	if config.Settings.firstOf(ClientSecret, ClientSecretFile) == ClientSecretFile {
		var err error
		if secret, err = config.Settings.readText(ClientSecretFile); err != nil {
			return nil, err
		}
	}
	endpoint, err := config.endpoint(config.Settings.Text(TenantID), "token")
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		return config.application(ctx, endpoint, url.Values{"client_secret": {secret}}, claims)
	}, nil
}
