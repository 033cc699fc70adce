// Terraform-provider-graph reads people data from Microsoft Graph for Terraform and OpenTofu.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// address is where the registry has the provider; a debugger's reattach configuration is keyed by it.
const address = "registry.terraform.io/graph-data/graph"

// version is stamped by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve until interrupted, for a debugger to attach to")
	flag.Usage = func() { _, _ = os.Stderr.WriteString(provider.Usage()) }
	flag.Parse()
	if flag.NArg() > 0 {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		code := provider.Command(ctx, flag.Args(), os.Stdout, os.Stderr)
		stop()
		os.Exit(code)
	}

	if !*debug && os.Getenv("TF_PLUGIN_MAGIC_COOKIE") == "" {
		flag.Usage() // A person, and not a CLI, has started it.
		os.Exit(2)
	}

	var opts []tf6server.ServeOpt
	if *debug {
		opts = append(opts, tf6server.WithManagedDebug())
	}
	if err := tf6server.Serve(address, provider.Server(version), opts...); err != nil {
		log.Fatal(err)
	}
}
