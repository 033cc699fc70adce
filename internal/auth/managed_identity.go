package auth

import (
	"context"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"golang.org/x/oauth2"
)

// identityTimeout bounds a request to the machine's own endpoint, which never responds outside of Azure: the library
// would keep trying for minutes.
const identityTimeout = 30 * time.Second

// managedIdentity uses the identity of the Azure machine, app or container on which the provider runs: the one that
// client_id names, else the system-assigned one. The library finds the endpoint, whose protocol differs between
// services. It is given no HTTP client of ours: one of the services needs a client of its own, and no proxy leads to
// any of them.
func managedIdentity(config Config) (fetcher, error) {
	options := &azidentity.ManagedIdentityCredentialOptions{}
	if id := config.Settings.Text(ClientID); id != "" {
		options.ID = azidentity.ClientID(id)
	}
	credential, err := azidentity.NewManagedIdentityCredential(options)
	if err != nil {
		return nil, settingError(UseMSI, "The managed identity cannot be used: "+err.Error()+".",
			"check that the machine has the identity, or use another sign-in method.")
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		ctx, cancel := context.WithTimeout(ctx, identityTimeout)
		defer cancel()
		if claims == "" {
			// The library has a cache of its own, which does not learn of rejected tokens. With claims it fetches another.
			claims = "{}"
		}
		token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{config.Scope}, Claims: claims})
		if err != nil {
			return nil, err
		}
		return &oauth2.Token{AccessToken: token.Token, Expiry: token.ExpiresOn}, nil
	}, nil
}
