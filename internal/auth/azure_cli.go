package auth

import (
	"context"
	"fmt"
	"os/exec"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"golang.org/x/oauth2"
)

// azureCLI uses the account that is signed in to the Azure CLI, whose own cloud decides the authority.
func azureCLI(config Config) (fetcher, error) {
	options := &azidentity.AzureCLICredentialOptions{TenantID: config.Settings.Text(TenantID)}
	credential, err := azidentity.NewAzureCLICredential(options)
	if err != nil {
		return nil, settingError(TenantID, "The Azure CLI cannot be asked for a token of this tenant: "+err.Error()+".",
			"set the tenant's id or one of its domain names, or leave it out to use the tenant that az is signed in to.")
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{config.Scope}, Claims: claims})
		if err != nil {
			if _, missing := exec.LookPath("az"); missing != nil {
				err = fmt.Errorf("%w: %w", ErrNoCLI, err)
			}
			return nil, err
		}
		return &oauth2.Token{AccessToken: token.Token, Expiry: token.ExpiresOn}, nil
	}, nil
}

func (c Config) mayUseCLI() bool { return !c.Settings.forbidden(UseCLI) }
