package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"

	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// addresses are the addresses of the provider in the registries of the CLIs.
var addresses = []string{address, "registry.opentofu.org/graph-data/graph"}

// debugging returns the option to serve until interrupted, and to print what a CLI needs to attach. The option of the
// library knows the address of one CLI only, so the other CLI would silently start an installed build.
func debugging() tf6server.ServeOpt {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	configs, done := make(chan *plugin.ReattachConfig), make(chan struct{})
	go func() {
		if config := <-configs; config != nil {
			printReattach(config)
		}
		<-done
		stop()
	}()
	return tf6server.WithDebug(ctx, configs, done)
}

// reattach is the entry of a provider in TF_REATTACH_PROVIDERS.
type reattach struct {
	Protocol        string
	ProtocolVersion int
	Pid             int
	Test            bool
	Addr            struct{ Network, String string }
}

func printReattach(config *plugin.ReattachConfig) {
	entry := reattach{
		Protocol: string(config.Protocol), ProtocolVersion: config.ProtocolVersion, Pid: config.Pid, Test: config.Test,
	}
	entry.Addr.Network, entry.Addr.String = config.Addr.Network(), config.Addr.String()
	providers := make(map[string]reattach, len(addresses))
	for _, a := range addresses {
		providers[a] = entry
	}
	text, err := json.Marshal(providers)
	if err != nil {
		panic(err) // Numbers and texts can always be encoded.
	}
	fmt.Fprintf(os.Stdout, "The provider is running. To attach Terraform or OpenTofu, set this in their environment:\n\n"+
		"\tTF_REATTACH_PROVIDERS='%s'\n\nInterrupt it to stop.\n", text)
}
