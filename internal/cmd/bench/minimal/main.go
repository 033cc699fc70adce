// Minimal is a provider with one data source and nothing else, for the bench to hold the start of ours against.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return minimal{} },
		providerserver.ServeOpts{Address: "registry.terraform.io/graph-data/minimal"})
	if err != nil {
		log.Fatal(err)
	}
}

type minimal struct{}

func (minimal) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "minimal"
}
func (minimal) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse)          {}
func (minimal) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}
func (minimal) Resources(context.Context) []func() resource.Resource                              { return nil }
func (minimal) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return thing{} }}
}

type thing struct{}

func (thing) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "minimal_thing"
}
func (thing) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"name": schema.StringAttribute{Computed: true}}}
}
func (thing) Read(context.Context, datasource.ReadRequest, *datasource.ReadResponse) {}
