package auth

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/secret"
)

// identityTimeout bounds a request to the machine's own endpoint, which never responds outside of Azure: the library
// would keep trying for minutes.
const identityTimeout = 30 * time.Second

// managedIdentity uses the identity of the Azure machine, app or container on which the provider runs: the one that
// client_id names, else the system-assigned one. The library finds the endpoint, whose protocol differs between
// services.
func managedIdentity(config Config) (fetcher, error) {
	secret.Hold(os.Getenv("IDENTITY_HEADER")) // Of App Service, to which it is sent.
	options := &azidentity.ManagedIdentityCredentialOptions{
		ClientOptions: azcore.ClientOptions{Transport: &http.Client{
			Transport: direct(),
			// A redirect would take the header of the identity along to another host.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}},
	}
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

// direct returns a transport without a proxy: the endpoint is on the machine, or is that of its host.
func direct() *http.Transport {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return &http.Transport{}
	}
	transport = transport.Clone()
	transport.Proxy = nil
	return transport
}
