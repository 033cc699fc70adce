package provider

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure = (*accessTokenEphemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithRenew     = (*accessTokenEphemeralResource)(nil)
)

func newAccessTokenEphemeralResource() ephemeral.EphemeralResource {
	return &accessTokenEphemeralResource{}
}

// accessTokenEphemeralResource is the access token of the provider.
type accessTokenEphemeralResource struct{ tokens *auth.Source }

const (
	// issuedLife is how long a token should be valid when it is returned: its holder cannot renew it.
	issuedLife = 30 * time.Minute
	// renewMargin is how long before the expiry of a token the CLI is asked to call Renew.
	renewMargin = 5 * time.Minute
	// renewPause is the shortest time until a call of Renew: a CLI would call it over and over if the time had passed.
	renewPause = 2 * time.Minute
)

func (e *accessTokenEphemeralResource) Metadata(
	_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_access_token"
}

func (e *accessTokenEphemeralResource) Schema(
	_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Returns the access token for Microsoft Graph that the provider itself uses.\n\n" +
			"Use it in the block of another provider or in a write-only argument. It is never in a state or a plan. It needs " +
			"Terraform 1.10 or OpenTofu 1.11.\n\n" +
			"Each plan and each apply gets a token that is valid for at least half an hour, if the sign-in service issues " +
			"such tokens. The token allows everything that the provider can do. Pass it only to something that you would " +
			"grant these permissions.",
		Attributes: map[string]schema.Attribute{
			"token": schema.StringAttribute{
				Computed: true, Sensitive: true, MarkdownDescription: "The token, without `Bearer` in front.",
			},
			"expires_at": schema.StringAttribute{
				Computed: true, MarkdownDescription: "When the token expires, RFC 3339 in UTC; null if that is not known.",
			},
			"tenant_id": schema.StringAttribute{
				Computed: true, MarkdownDescription: "Id of the tenant of the token; null if the token does not state it.",
			},
		},
	}
}

func (e *accessTokenEphemeralResource) Configure(
	_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse,
) {
	e.tokens = passedOn[*auth.Source](req.ProviderData, &resp.Diagnostics)
}

func (e *accessTokenEphemeralResource) Open(
	ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse,
) {
	token, err := e.tokens.Fresh(ctx, issuedLife)
	if err != nil {
		addError(&resp.Diagnostics, failure{doing: "fetch an access token", err: err})
		return
	}
	claims := auth.ReadClaims(token.AccessToken)
	values := map[string]types.String{
		"token": types.StringValue(token.AccessToken), "expires_at": types.StringNull(), "tenant_id": types.StringNull(),
	}
	if expiry := cmp.Or(token.Expiry, claims.Expiry); !expiry.IsZero() {
		values["expires_at"] = types.StringValue(expiry.UTC().Format(time.RFC3339))
	}
	if claims.TenantID != "" {
		values["tenant_id"] = types.StringValue(claims.TenantID)
	}
	for name, value := range values {
		resp.Diagnostics.Append(resp.Result.SetAttribute(ctx, path.Root(name), value)...)
	}
	resp.RenewAt = renewAt(token.Expiry)
}

// Renew keeps the provider's own token valid. It cannot replace the token that was returned: a CLI passes no second
// value on in the same run.
func (e *accessTokenEphemeralResource) Renew(
	ctx context.Context, _ ephemeral.RenewRequest, resp *ephemeral.RenewResponse,
) {
	token, err := e.tokens.Fresh(ctx, issuedLife)
	if err != nil {
		addError(&resp.Diagnostics, failure{doing: "fetch an access token", err: err})
		return
	}
	resp.RenewAt = renewAt(token.Expiry)
	resp.Diagnostics.AddWarning("Access token is about to expire", fmt.Sprintf(
		"This run takes longer than the access token of graph_access_token is valid: it expires within %s, and cannot be "+
			"replaced where it is in use.\n\nWhat to do: if what uses the token fails from now on, run it again, or split the "+
			"run.", renewMargin))
}

// renewAt returns when the CLI has to call Renew; zero is never. A token that cannot be renewed has no expiry.
func renewAt(expiry time.Time) time.Time {
	at := expiry.Add(-renewMargin)
	if expiry.IsZero() || time.Until(at) < renewPause {
		return time.Time{}
	}
	return at
}
