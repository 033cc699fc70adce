// Package provider is what Terraform and OpenTofu see of Microsoft Graph.
package provider

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

var (
	_ provider.ProviderWithActions            = (*graphProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*graphProvider)(nil)
)

// New gives the provider of the stated version.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &graphProvider{version: version} }
}

// Server gives the provider as it is served.
func Server(version string) func() tfprotov6.ProviderServer {
	framework := providerserver.NewProtocol6(New(version)())
	return func() tfprotov6.ProviderServer {
		wrapped, ok := framework().(tfprotov6.ProviderServerWithActions) //nolint:staticcheck // Until actions are in the interface itself.
		if !ok {
			panic("the framework's server lost the calls that the wrapper passes on")
		}
		return &server{wrapped}
	}
}

type graphProvider struct{ version string }

func (p *graphProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "graph"
	resp.Version = p.version
}

func (p *graphProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

func (p *graphProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newMeDataSource,
		newUserDataSource,
		newUsersDataSource,
		newJoinedTeamsDataSource,
		newPhotoDataSource,
		newQueryDataSource,
		newManagerDataSource,
		newDirectReportsDataSource,
		newCalendarViewDataSource,
	}
}

func (p *graphProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{newMailResource}
}

func (p *graphProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{newSendMailAction}
}

func (p *graphProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{newAccessTokenEphemeralResource}
}

// Configure signs nobody in yet: the first token is fetched with the first request. Where the CLI can put off what
// depends on a setting that it does not know yet, it may.
func (p *graphProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	config, unknown := readProviderConfig(ctx, req.Config, &resp.Diagnostics)
	if len(unknown) > 0 && req.ClientCapabilities.DeferralAllowed {
		resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		return
	}
	for _, s := range unknown {
		s.addUnknown(&resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	d, ok := config.deployment(&resp.Diagnostics)
	if !ok {
		return
	}
	tokens, client := p.connect(ctx, config, d, req.TerraformVersion, &resp.Diagnostics)
	resp.DataSourceData, resp.ResourceData, resp.ActionData = client, client, client
	resp.EphemeralResourceData = tokens
}

// connect builds the one source of tokens and the one client, with one pool of connections, that everything the provider
// does goes through.
func (p *graphProvider) connect(ctx context.Context, config providerConfig, d deployment, cli string, diags *diag.Diagnostics) (*auth.Source, *graph.Client) {
	tokens, err := auth.New(ctx, config.auth(d))
	if err != nil {
		config.addSignInError(diags, d, err)
		return nil, nil
	}
	client, err := graph.New(graph.Config{
		Root:          d.root,
		Tokens:        tokens,
		Grant:         grant,
		Transport:     d.transport,
		UserAgent:     fmt.Sprintf("terraform-provider-graph/%s Terraform/%s", p.version, cli),
		Logger:        slog.New(logHandler{}),
		MaxConcurrent: config.number("max_concurrent_requests", 8),
	})
	if err != nil {
		config.addError(diags, "graph_endpoint", "Microsoft Graph cannot be addressed", sentence(err.Error()),
			"give the root alone, such as https://graph.microsoft.com, with https and without the version.")
		return nil, nil
	}
	tflog.Debug(ctx, "Configured Microsoft Graph", map[string]any{"sign_in": tokens.Method, "endpoint": d.root, "environment": d.home.names[0]})
	return &tokens, client
}

// grant reads what a token carries: scopes for a person, roles for an application, which may have none.
func grant(accessToken string) graph.Grant {
	claims := auth.ReadClaims(accessToken)
	switch {
	case claims.Scopes != nil:
		return graph.Grant{Delegated: true, Permissions: claims.Scopes}
	case claims.Roles == nil && claims.TenantID != "":
		return graph.Grant{Permissions: []string{}}
	default:
		return graph.Grant{Permissions: claims.Roles}
	}
}
