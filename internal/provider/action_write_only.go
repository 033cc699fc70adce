package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// secretContents are the arguments of actions that take ephemeral values, which no CLI stores or shows.
var secretContents = []string{"body", "content_base64"}

// GetProviderSchema marks them as write-only. The framework has a field for that in schemas of actions, but refuses each
// value of such an attribute: its validation takes a capability for missing that the protocol has for resources alone
// (terraform-plugin-framework 1.19, server_validateactionconfig.go).
func (s *server) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
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
		a.WriteOnly = slices.Contains(secretContents, a.Name)
		if a.NestedType != nil {
			markWriteOnly(a.NestedType.Attributes)
		}
	}
}
