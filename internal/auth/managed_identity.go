package auth

import (
	"context"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"golang.org/x/oauth2"
)

// identityTimeout bounds a request to the machine's own endpoint, which elsewhere than on Azure never answers: the
// library would go on for minutes.
const identityTimeout = 30 * time.Second

// managedIdentity uses the identity of the Azure machine, app or container that this runs on: the one that client_id
// names, else that of the system. The library finds the endpoint, which speaks another protocol on each service. It gets
// no HTTP client of ours: one of the services wants to build its own, and no proxy leads to any of them.
func managedIdentity(config Config) (fetcher, error) {
	options := &azidentity.ManagedIdentityCredentialOptions{}
	if config.ClientID != "" {
		options.ID = azidentity.ClientID(config.ClientID)
	}
	credential, err := azidentity.NewManagedIdentityCredential(options)
	if err != nil {
		return nil, &SettingError{Setting: "use_msi", Problem: "The managed identity cannot be asked: " + err.Error() + ".", Todo: "see whether the machine has the identity, or use another way of signing in."}
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		ctx, cancel := context.WithTimeout(ctx, identityTimeout)
		defer cancel()
		if claims == "" {
			// The library keeps tokens too, past Drop. It asks anew where there are claims to meet.
			claims = "{}"
		}
		token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{config.Scope}, Claims: claims})
		if err != nil {
			return nil, err
		}
		return &oauth2.Token{AccessToken: token.Token, Expiry: token.ExpiresOn}, nil
	}, nil
}
