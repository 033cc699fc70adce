// Package provider is the Terraform surface: data sources, resources, actions, ephemeral resources and functions.
package provider

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/settings"
)

var (
	_ provider.ProviderWithActions            = (*graphProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*graphProvider)(nil)
	_ provider.ProviderWithFunctions          = (*graphProvider)(nil)
)

// New returns a constructor of the provider.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &graphProvider{version: version} }
}

type graphProvider struct {
	version   string
	tokens    atomic.Pointer[auth.Source] // nil before Configure
	transport http.RoundTripper           // carries all requests of a test; nil for connections of our own
}

// warnings returns the diagnostics about what has gone wrong in signing in, although it works.
func (p *graphProvider) warnings() []*tfprotov6.Diagnostic {
	tokens := p.tokens.Load()
	if tokens == nil {
		return nil
	}
	var diagnostics []*tfprotov6.Diagnostic
	for _, err := range tokens.Warnings() {
		advice := explain.Warning(err)
		diagnostics = append(diagnostics, &tfprotov6.Diagnostic{
			Severity: tfprotov6.DiagnosticSeverityWarning, Summary: advice.Summary, Detail: advice.String(),
		})
	}
	return diagnostics
}

// typePrefix begins the name of every data source, resource and action.
const typePrefix = "graph"

func (p *graphProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = typePrefix
	resp.Version = p.version
}

func (p *graphProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

func (p *graphProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newMeDataSource,
		newClientConfigDataSource,
		newUserDataSource,
		newUsersDataSource,
		newGroupDataSource,
		newGroupsDataSource,
		newGroupMembersDataSource,
		newGroupOwnersDataSource,
		newMembershipsDataSource,
		newTeamDataSource,
		newTeamChannelsDataSource,
		newTeamMembersDataSource,
		newCalendarsDataSource,
		newMailboxSettingsDataSource,
		newScheduleDataSource,
		newUserLicensesDataSource,
		newSubscribedSKUsDataSource,
		newOrganizationDataSource,
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

func (p *graphProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		newODataQuoteFunction,
		newODataInFunction,
		newODataDatetimeFunction,
		newPathSegmentFunction,
		newGuestUserPrincipalNameFunction,
		newGuestMailFunction,
	}
}

// Configure makes the source of tokens and the client that everything in the provider uses. It makes no request: the
// first token is fetched with the first read. If a setting is not known yet, the CLI may defer what depends on the
// provider.
func (p *graphProvider) Configure(
	ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse,
) {
	written, unknown := readConfiguration(ctx, req.Config, &resp.Diagnostics)
	if len(unknown) > 0 && req.ClientCapabilities.DeferralAllowed {
		resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		return
	}
	for _, setting := range unknown {
		addError(&resp.Diagnostics, failure{doing: "configure the provider", err: settings.UnknownError(setting)})
	}
	if resp.Diagnostics.HasError() {
		return
	}
	s, errs := settings.Load(written)
	for _, err := range errs {
		addError(&resp.Diagnostics, failure{doing: "configure the provider", err: err})
	}
	if len(errs) > 0 {
		return
	}
	if p.transport != nil {
		s.Transport = p.transport
	}
	tokens, client, err := p.connect(ctx, s, req.TerraformVersion)
	if err != nil {
		addError(&resp.Diagnostics, failure{doing: "sign in to Microsoft Graph", err: err})
		return
	}
	p.tokens.Store(tokens)
	resp.DataSourceData, resp.ActionData = client, client
	resp.ResourceData = &resourceData{client: client}
	resp.EphemeralResourceData = tokens
}

// resourceData is what the provider passes on to its resources.
type resourceData struct {
	client    *graph.Client
	validated validations // of graph_mail
}

func (p *graphProvider) connect(
	ctx context.Context, s *settings.Settings, cli string,
) (*auth.Source, *graph.Client, error) {
	logger := slog.New(logHandler{})
	tokens, err := s.SignIn(logger)
	if err != nil {
		return nil, nil, err
	}
	userAgent := fmt.Sprintf("terraform-provider-graph/%s Terraform/%s", p.version, cli)
	client, err := s.Client(tokens, userAgent, logger)
	if err != nil {
		return nil, nil, err
	}
	tflog.Debug(ctx, "Configured Microsoft Graph", map[string]any{
		"sign_in": tokens.Method, "endpoint": s.Root, "environment": s.Cloud.Name,
	})
	return tokens, client, nil
}
