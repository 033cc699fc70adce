package provider

import (
	"context"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Server returns a constructor of the provider as it is served.
func Server(version string) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer { return newServer(&graphProvider{version: version}) }
}

// server wraps the framework's server. It keeps the results of data sources from the framework, marks arguments of
// actions as write-only, and adds warnings about signing in.
//
// The framework checks every attribute of a configuration, and walks every value of a result several times. That takes
// seconds for ten thousand users, and most of the time of a read of one. So the framework sees data sources that have
// arguments only: see [leanProvider]. Their results are encoded by package columns, and passed through [results] in the
// context. The response is the configuration, in which they take the places of the computed attributes.
type server struct {
	tfprotov6.ProviderServerWithActions // of the lean provider
	provider                            *leanProvider
	full                                func() tfprotov6.ProviderServer // of the provider, not configured
}

func newServer(provider fullProvider) *server {
	lean := newLeanProvider(provider)
	//nolint:staticcheck // Until actions are in the interface itself.
	wrapped, ok := providerserver.NewProtocol6(lean)().(tfprotov6.ProviderServerWithActions)
	if !ok {
		panic("the framework's server does not support actions")
	}
	return &server{wrapped, lean, sync.OnceValue(providerserver.NewProtocol6(provider))}
}

// ValidateDataResourceConfig validates the arguments. The framework has its own error for a configuration that sets
// anything else.
func (s *server) ValidateDataResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	config, err := parseConfig(req.Config)
	if err != nil {
		return nil, err
	}
	arguments, more := s.provider.arguments(req.TypeName, config)
	if more {
		return s.full().ValidateDataResourceConfig(ctx, req)
	}
	lean := *req
	lean.Config = &tfprotov6.DynamicValue{MsgPack: arguments.wire()}
	return s.ProviderServerWithActions.ValidateDataResourceConfig(ctx, &lean)
}

func (s *server) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	config, err := parseConfig(req.Config)
	if err != nil {
		return nil, err
	}
	arguments, _ := s.provider.arguments(req.TypeName, config)
	lean, read := *req, results{}
	defer clear(read) // The framework's server keeps the context of each call until the provider ends.
	lean.Config = &tfprotov6.DynamicValue{MsgPack: arguments.wire()}
	resp, err := s.ProviderServerWithActions.ReadDataSource(read.in(ctx), &lean)
	if err != nil || resp.Deferred != nil {
		return resp, err
	}
	resp.State = nil
	resp.Diagnostics = append(resp.Diagnostics, s.provider.warnings()...)
	if hasError(resp.Diagnostics) {
		return resp, nil
	}
	state, tooLarge, err := read.splice(config)
	if tooLarge != nil {
		resp.Diagnostics = append(resp.Diagnostics, tooLarge)
		return resp, nil
	}
	resp.State = &tfprotov6.DynamicValue{MsgPack: state}
	return resp, err
}

// ApplyResourceChange adds the warnings about signing in, as reads do.
func (s *server) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resp, err := s.ProviderServerWithActions.ApplyResourceChange(ctx, req)
	if err == nil {
		resp.Diagnostics = append(resp.Diagnostics, s.provider.warnings()...)
	}
	return resp, err
}

// OpenEphemeralResource adds the warnings about signing in, as reads do.
func (s *server) OpenEphemeralResource(
	ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest,
) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	resp, err := s.ProviderServerWithActions.OpenEphemeralResource(ctx, req)
	if err == nil {
		resp.Diagnostics = append(resp.Diagnostics, s.provider.warnings()...)
	}
	return resp, err
}

func hasError(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool {
		return d.Severity == tfprotov6.DiagnosticSeverityError
	})
}

// writeOnly holds the arguments of actions that accept ephemeral values, which no CLI stores or shows.
var writeOnly = []string{"body", "content_base64"}

// GetProviderSchema marks the arguments of actions that are write-only. The framework has a field for that, but then
// refuses each value of such an argument: its validation requires a capability that the protocol has for resources
// alone (terraform-plugin-framework 1.19, server_validateactionconfig.go).
func (s *server) GetProviderSchema(
	ctx context.Context, req *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := s.full().GetProviderSchema(ctx, req)
	if err != nil {
		return resp, err
	}
	for _, action := range resp.ActionSchemas {
		markWriteOnly(action.Schema.Block.Attributes)
	}
	return resp, nil
}

func markWriteOnly(attributes []*tfprotov6.SchemaAttribute) {
	for _, a := range attributes {
		a.WriteOnly = slices.Contains(writeOnly, a.Name)
		if a.NestedType != nil {
			markWriteOnly(a.NestedType.Attributes)
		}
	}
}
