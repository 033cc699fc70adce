// Terraform-provider-graph reads people data from Microsoft Graph for Terraform and OpenTofu.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/graph-data/terraform-provider-graph/internal/command"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// address is the address of the provider in the registry.
const address = "registry.terraform.io/graph-data/graph"

// outliveSIGTERM ignores SIGTERM, as go-plugin ignores an interrupt: the CLI ends the provider. A signal to the process
// group, such as that of GNU timeout, would end the provider while it sends a mail, which would then be in no state.
// Unlike [signal.Ignore], it does not affect the processes that the provider starts.
func outliveSIGTERM() { signal.Notify(make(chan os.Signal, 1), syscall.SIGTERM) }

// loggers are the variables of the loggers of the SDK and of the provider.
var loggers = []string{"TF_LOG_SDK", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_SDK_PROTO", "TF_LOG_PROVIDER_GRAPH"}

// silence turns the loggers off unless a variable asks for logs. Without one they write at TRACE to a CLI that throws
// the lines away, which takes a third of the CPU of a plan with fifty small reads.
func silence() {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "TF_LOG") && value != "" {
			return
		}
	}
	for _, name := range loggers {
		_ = os.Setenv(name, "off") // It fails only for a name that is none.
	}
}

func main() {
	debug := flag.Bool("debug", false, "serve until interrupted, for a debugger to attach to")
	showVersion := flag.Bool("version", false, "print the version")
	flag.Usage = func() { _, _ = os.Stderr.WriteString(command.Usage()) }
	flag.Parse()
	args, this := flag.Args(), thisBuild()
	if *showVersion {
		args = []string{"version"}
	}
	if len(args) > 0 {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		program := command.Program{Version: this.version, Commit: this.commit, Uses: provider.Uses(ctx)}
		code := program.Run(ctx, args, os.Stdout, os.Stderr)
		stop()
		os.Exit(code)
	}

	if !*debug && os.Getenv(handshake.MagicCookieKey) == "" {
		flag.Usage() // A person started it, and not a CLI.
		os.Exit(2)
	}

	silence()
	if !*debug {
		outliveSIGTERM()
		serve(this.String())
	} else if err := tf6server.Serve(address, provider.Server(this.String()), debugging()); err != nil {
		log.Fatal(err)
	}
}
