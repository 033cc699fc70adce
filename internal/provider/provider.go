// Package provider is what Terraform and OpenTofu see of Microsoft Graph.
package provider

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

var _ provider.ProviderWithActions = (*graphProvider)(nil)

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

// Configure signs nobody in yet: the first token is fetched with the first request.
func (p *graphProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	config := readProviderConfig(ctx, req.Config, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	client := p.connect(ctx, config, req.TerraformVersion, &resp.Diagnostics)
	resp.DataSourceData, resp.ResourceData, resp.ActionData = client, client, client
}

// connect builds the one client, with one pool of connections, that everything the provider does goes through.
func (p *graphProvider) connect(ctx context.Context, config providerConfig, cli string, diags *diag.Diagnostics) *graph.Client {
	home, found := findCloud(config.text("environment", "public"))
	if !found {
		config.addError(diags, "environment", "Unknown environment", fmt.Sprintf("There is no environment %q.", config.text("environment", "")),
			"use one of "+cloudNames()+". GCC tenants are in `public`. For any other cloud set graph_endpoint and authority_host.")
		return nil
	}
	width := config.number("max_concurrent_requests", 8)
	transport, err := newTransport(config.text("ca_certificate_file", ""))
	if err != nil {
		config.addError(diags, "ca_certificate_file", "Certificate authorities cannot be read", sentence(err.Error()),
			"name a file with one or more certificates in PEM form (BEGIN CERTIFICATE).")
		return nil
	}
	root := config.text("graph_endpoint", home.graph)
	tokens, err := auth.New(ctx, config.auth(home, root, transport))
	if err != nil {
		config.addSignInError(diags, err)
		return nil
	}
	client, err := graph.New(graph.Config{
		Root:          root,
		Tokens:        tokens,
		Transport:     transport,
		UserAgent:     fmt.Sprintf("terraform-provider-graph/%s Terraform/%s", p.version, cli),
		Logger:        slog.New(logHandler{}),
		MaxConcurrent: width,
	})
	if err != nil {
		config.addError(diags, "graph_endpoint", "Microsoft Graph cannot be addressed", sentence(err.Error()),
			"give the root alone, such as https://graph.microsoft.com, with https and without the version.")
		return nil
	}
	tflog.Debug(ctx, "Configured Microsoft Graph", map[string]any{"sign_in": tokens.Method, "endpoint": root, "environment": home.names[0]})
	return client
}

// auth hands the settings that matter for signing in to the package that does it.
func (c providerConfig) auth(home cloud, root string, transport http.RoundTripper) auth.Config {
	return auth.Config{
		Method:           c.text("auth_method", ""),
		TenantID:         c.text("tenant_id", ""),
		ClientID:         c.text("client_id", ""),
		ClientSecret:     c.text("client_secret", ""),
		ClientSecretFile: c.text("client_secret_file_path", ""),
		AccessToken:      c.text("access_token", ""),
		UseCLI:           c.flag("use_cli", true),
		Authority:        c.text("authority_host", home.authority),
		Scope:            scope(root),
		HTTP:             &http.Client{Transport: transport, Timeout: 30 * time.Second},
		Written:          c.written,
	}
}
