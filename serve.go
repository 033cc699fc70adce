package main

import (
	"context"

	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"

	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// maxMessage is the size up to which the CLIs and [tf6server.Serve] accept messages, in bytes.
const maxMessage = 256 << 20

// handshake is how the CLIs and [tf6server.Serve] recognize a provider.
var handshake = plugin.HandshakeConfig{
	ProtocolVersion:  6,
	MagicCookieKey:   "TF_PLUGIN_MAGIC_COOKIE",
	MagicCookieValue: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
}

// serve serves the provider to the CLI that started it, until the CLI ends it or is gone. It stands in for
// [tf6server.Serve], which would serve on after the CLI was killed: no process may stay behind, nor its socket.
func serve(version string) {
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: handshake,
		Plugins: plugin.PluginSet{
			"provider": &tf6server.GRPCProviderPlugin{Name: address, GRPCProvider: provider.Server(version)},
		},
		GRPCServer: func(opts []grpc.ServerOption) *grpc.Server {
			end := &endWithCLI{}
			end.server = grpc.NewServer(append(opts,
				grpc.MaxRecvMsgSize(maxMessage), grpc.MaxSendMsgSize(maxMessage), grpc.StatsHandler(end))...)
			return end.server
		},
	})
}

// endWithCLI stops a server when a connection ends: a CLI has one, for as long as it lives.
type endWithCLI struct{ server *grpc.Server }

// HandleConn implements [stats.Handler].
func (e *endWithCLI) HandleConn(_ context.Context, s stats.ConnStats) {
	if _, ended := s.(*stats.ConnEnd); ended {
		go e.server.Stop() // It waits until this method has returned.
	}
}

// HandleRPC implements [stats.Handler].
func (*endWithCLI) HandleRPC(context.Context, stats.RPCStats) {}

// TagConn implements [stats.Handler].
func (*endWithCLI) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// TagRPC implements [stats.Handler].
func (*endWithCLI) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }
