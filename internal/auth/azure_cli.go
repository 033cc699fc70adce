package auth

import (
	"context"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"golang.org/x/oauth2"
)

// azureCLI uses the account that is signed in to the Azure CLI. The CLI's own cloud decides the authority.
func azureCLI(config Config) (fetcher, error) {
	credential, err := azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: config.TenantID})
	if err != nil {
		return nil, &SettingError{Setting: "tenant_id", Problem: "The Azure CLI cannot be asked for a token of this tenant: " + err.Error() + ".", Todo: "give the tenant's id or one of its domain names, or leave it out to take the tenant that az is signed in to."}
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{config.Scope}, Claims: claims})
		if err != nil {
			return nil, err
		}
		return &oauth2.Token{AccessToken: token.Token, Expiry: token.ExpiresOn}, nil
	}, nil
}

func (c Config) mayAskCLI() bool { return c.UseCLI == nil || *c.UseCLI }
