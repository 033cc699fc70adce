package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// dataSource is the base of every data source. It takes over what Configure of the provider made.
type dataSource struct{ client *graph.Client }

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.client = clientOf(req.ProviderData, &resp.Diagnostics)
}

// clientOf gives the client that Configure of the provider made. Validation comes before that.
func clientOf(data any, diags *diag.Diagnostics) *graph.Client {
	if data == nil {
		return nil
	}
	client, ok := data.(*graph.Client)
	if !ok {
		diags.AddError("Provider error", fmt.Sprintf("The provider handed over a %T. Please report this to its developers.", data))
	}
	return client
}
