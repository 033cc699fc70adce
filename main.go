// Terraform-provider-graph reads people data from Microsoft Graph for Terraform and OpenTofu.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/graph-data/terraform-provider-graph/internal/command"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// address is the address of the provider in the registry.
const address = "registry.terraform.io/graph-data/graph"

// version is set by the release build.
var version = "dev"

// outliveSIGTERM leaves it to the CLI when the provider ends, as go-plugin does with an interrupt. A signal to the
// process group, as GNU timeout sends, would end the provider in the middle of a mail, and no state would hold it.
// Unlike [signal.Ignore], it does not concern the processes that the provider starts.
func outliveSIGTERM() { signal.Notify(make(chan os.Signal, 1), syscall.SIGTERM) }

func main() {
	debug := flag.Bool("debug", false, "serve until interrupted, for a debugger to attach to")
	flag.Usage = func() { _, _ = os.Stderr.WriteString(command.Usage()) }
	flag.Parse()
	if flag.NArg() > 0 {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		code := command.Run(ctx, flag.Args(), os.Stdout, os.Stderr)
		stop()
		os.Exit(code)
	}

	if !*debug && os.Getenv("TF_PLUGIN_MAGIC_COOKIE") == "" {
		flag.Usage() // A person started it, and not a CLI.
		os.Exit(2)
	}

	var opts []tf6server.ServeOpt
	if *debug {
		opts = append(opts, debugging())
	}
	if !*debug {
		outliveSIGTERM()
	}
	if err := tf6server.Serve(address, provider.Server(version), opts...); err != nil {
		log.Fatal(err)
	}
}
