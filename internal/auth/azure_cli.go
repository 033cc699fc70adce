package auth

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"golang.org/x/oauth2"
)

// cliTimeout bounds a call of the Azure CLI, which takes more than ten seconds at its first start on a busy machine.
const cliTimeout = time.Minute

// azureCLI uses the account that is signed in to the Azure CLI, whose own cloud decides the authority.
func azureCLI(config Config) (fetcher, error) {
	options := &azidentity.AzureCLICredentialOptions{TenantID: config.Settings.Text(TenantID)}
	credential, err := azidentity.NewAzureCLICredential(options)
	if err != nil {
		return nil, settingError(TenantID, "The Azure CLI cannot be asked for a token of this tenant: "+err.Error()+".",
			"set the tenant's id or one of its domain names, or leave it out to use the tenant that az is signed in to.")
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		ctx, cancel := context.WithTimeout(ctx, cliTimeout)
		defer cancel()
		return askCLI(ctx, credential, policy.TokenRequestOptions{Scopes: []string{config.Scope}, Claims: claims})
	}, nil
}

// askCLI returns the token that the Azure CLI prints. The library returns only the text of what went wrong.
func askCLI(
	ctx context.Context, credential *azidentity.AzureCLICredential, options policy.TokenRequestOptions,
) (*oauth2.Token, error) {
	token, err := credential.GetToken(ctx, options)
	if err == nil {
		return &oauth2.Token{AccessToken: token.Token, Expiry: token.ExpiresOn}, nil
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%w: %w", ErrSlowCLI, err)
	}
	if _, missing := exec.LookPath("az"); missing != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoCLI, err)
	}
	return nil, err
}

func (c Config) mayUseCLI() bool { return !c.Settings.forbidden(UseCLI) }
