package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Server returns a constructor of the provider as it is served.
func Server(version string) func() tfprotov6.ProviderServer {
	provider := &graphProvider{version: version}
	framework := providerserver.NewProtocol6(provider)
	return func() tfprotov6.ProviderServer {
		//nolint:staticcheck // Until actions are in the interface itself.
		wrapped, ok := framework().(tfprotov6.ProviderServerWithActions)
		if !ok {
			panic("the framework's server does not support actions")
		}
		return &server{wrapped, provider}
	}
}

// server wraps the framework's server. It splices encoded lists into the responses of reads, marks arguments of actions
// as write-only, and adds warnings about signing in.
//
// The framework walks every value of a result several times, which takes seconds for ten thousand users. Encoding takes
// a twentieth of a second. So a data source leaves a list null as far as the framework is concerned, and puts the
// encoded list into a [sink] that it finds in its context. The server then replaces these nulls in the bytes of the
// response.
type server struct {
	tfprotov6.ProviderServerWithActions
	provider *graphProvider
}

func (s *server) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	lists := &sink{}
	resp, err := s.ProviderServerWithActions.ReadDataSource(lists.in(ctx), req)
	if err != nil {
		return resp, err
	}
	resp.Diagnostics = append(resp.Diagnostics, s.provider.warnings()...)
	if hasError(resp.Diagnostics) {
		return resp, nil
	}
	if tooLarge := lists.check(len(resp.State.MsgPack)); tooLarge != nil {
		resp.Diagnostics = append(resp.Diagnostics, tooLarge)
		resp.State = nil
		return resp, nil
	}
	resp.State.MsgPack, err = lists.splice(resp.State.MsgPack)
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
	resp, err := s.ProviderServerWithActions.GetProviderSchema(ctx, req)
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
