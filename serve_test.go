package main

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// TestMain is the provider if a test starts this binary as a CLI does.
func TestMain(m *testing.M) {
	if os.Getenv(handshake.MagicCookieKey) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestServe_ends checks that a provider ends when its CLI asks it to, and with its connection while it is idle. It
// leaves no socket.
func TestServe_ends(t *testing.T) {
	t.Parallel()
	for name, asked := range map[string]bool{"asked": true, "lost": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			var warnings bytes.Buffer
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), "TMPDIR="+dir)
			cli := plugin.NewClient(&plugin.ClientConfig{
				HandshakeConfig: handshake, Cmd: cmd, AutoMTLS: true,
				Plugins:          plugin.PluginSet{"provider": &tf6server.GRPCProviderPlugin{}},
				AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
				Logger:           hclog.New(&hclog.LoggerOptions{Level: hclog.Warn, Output: &warnings}),
			})
			t.Cleanup(cli.Kill)
			conn, err := cli.Client()
			if err != nil {
				t.Fatal(err)
			}
			if err := conn.Ping(); err != nil {
				t.Fatal(err)
			}
			if asked {
				if cli.Kill(); warnings.Len() > 0 { // It asks, and kills the process if that has no effect.
					t.Errorf("warnings of the client = %s, want none", warnings.String())
				}
			} else if err := conn.(*plugin.GRPCClient).Conn.Close(); err != nil {
				t.Fatal(err)
			}
			for deadline := time.Now().Add(20 * time.Second); !cli.Exited(); {
				if <-time.After(10 * time.Millisecond); time.Now().After(deadline) {
					t.Fatal("the provider is still running")
				}
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("files left = %v, %v, want none", left, err)
			}
		})
	}
}

// TestStart_emulator checks that the emulator costs nothing where nobody asks for it: none of its packages does
// anything when a program starts that links it.
func TestStart_emulator(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const module = "init github.com/graph-data/terraform-provider-graph/internal/"
	if !bytes.Contains(out, []byte(module+"provider ")) {
		t.Fatalf("the trace has no line of the provider:\n%s", out)
	}
	for _, name := range []string{"graphemu", "emulate"} {
		if bytes.Contains(out, []byte(module+name)) {
			t.Errorf("package %s, or one below it, is initialized at the start; want nothing to do:\n%s", name, out)
		}
	}
}
