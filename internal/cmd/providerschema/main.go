// Providerschema prints what `terraform providers schema -json` would print, by asking the provider itself: the
// documentation is made from it without a CLI, without the network, and with the kinds that only the newest CLI knows.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

func main() {
	schema, err := providerSchema(context.Background(), provider.Server("dev")())
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(tfjson.ProviderSchemas{
			FormatVersion: "1.0",
			// Not the address in our registry: tfplugindocs looks for the bare name or for one of HashiCorp's own.
			Schemas: map[string]*tfjson.ProviderSchema{"graph": schema},
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "providerschema:", err)
		os.Exit(1)
	}
}
