package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// dataSource is the base of every data source. It takes over what Configure of the provider made.
type dataSource struct{ client *graph.Client }

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if req.ProviderData == nil {
		return // Validation comes before the provider is configured.
	}
	client, ok := req.ProviderData.(*graph.Client)
	if !ok {
		resp.Diagnostics.AddError("Provider error", fmt.Sprintf("The provider handed over a %T. Please report this to its developers.", req.ProviderData))
		return
	}
	d.client = client
}
