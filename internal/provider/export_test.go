package provider

import (
	"net/http"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// ServerOver returns the provider as it is served, with a transport in place of its connections.
func ServerOver(transport http.RoundTripper) tfprotov6.ProviderServer {
	return newServer(&graphProvider{version: "test", transport: transport})
}
