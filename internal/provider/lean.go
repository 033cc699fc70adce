package provider

import (
	"context"
	"maps"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// fullProvider is what [server] serves.
type fullProvider interface {
	provider.ProviderWithActions
	provider.ProviderWithEphemeralResources
	provider.ProviderWithFunctions

	// warnings returns the diagnostics to add to a response.
	warnings() []*tfprotov6.Diagnostic
}

// leanProvider is a provider with data sources that have arguments only. See [server].
type leanProvider struct {
	fullProvider
	sources map[string]*leanSource // by type name
}

// leanSource makes data sources of one type, which have arguments only.
type leanSource struct {
	construct func() datasource.DataSource
	schema    func() schema.Schema // made once, and only if the data source is used
}

func newLeanProvider(full fullProvider) *leanProvider {
	p := &leanProvider{full, map[string]*leanSource{}}
	for _, construct := range full.DataSources(context.Background()) {
		var named datasource.MetadataResponse
		construct().Metadata(context.Background(), datasource.MetadataRequest{ProviderTypeName: typePrefix}, &named)
		p.sources[named.TypeName] = &leanSource{construct, sync.OnceValue(func() schema.Schema {
			var resp datasource.SchemaResponse
			construct().Schema(context.Background(), datasource.SchemaRequest{}, &resp)
			maps.DeleteFunc(resp.Schema.Attributes, func(_ string, a schema.Attribute) bool { return isResult(a) })
			return resp.Schema
		})}
	}
	return p
}

// isResult reports whether an attribute is no argument.
func isResult(a schema.Attribute) bool { return a.IsComputed() && !a.IsOptional() && !a.IsRequired() }

func (p *leanProvider) DataSources(context.Context) []func() datasource.DataSource {
	var constructors []func() datasource.DataSource
	for _, source := range p.sources {
		constructors = append(constructors, func() datasource.DataSource {
			return &leanDataSource{source.construct(), source}
		})
	}
	return constructors
}

// arguments divides the configuration of a data source of a type. It returns the arguments, and reports whether any
// other attribute is set.
func (p *leanProvider) arguments(typeName string, config object) (arguments object, more bool) {
	source, known := p.sources[typeName]
	if !known {
		return config, false
	}
	attributes := source.schema().Attributes
	for _, a := range config {
		if _, isArgument := attributes[a.name]; isArgument {
			arguments = append(arguments, a)
		} else if !a.isNull() {
			more = true
		}
	}
	return arguments, more
}

// leanDataSource is a data source whose schema has arguments only.
type leanDataSource struct {
	datasource.DataSource
	source *leanSource
}

var (
	_ datasource.DataSourceWithConfigure      = (*leanDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*leanDataSource)(nil)
)

func (d *leanDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = d.source.schema()
}

func (d *leanDataSource) Configure(
	ctx context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	if full, ok := d.DataSource.(datasource.DataSourceWithConfigure); ok {
		full.Configure(ctx, req, resp)
	}
}

func (d *leanDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	if full, ok := d.DataSource.(datasource.DataSourceWithValidateConfig); ok {
		full.ValidateConfig(ctx, req, resp)
	}
}
