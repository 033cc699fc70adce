package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// The CLI starts this program as if it were the provider. These variables say what it is to do then.
const (
	envMeasure = "GRAPH_BENCH_MEASURE" // Run this provider, and append what it used to the file of envUsage.
	envUsage   = "GRAPH_BENCH_USAGE"
	envRecord  = "GRAPH_BENCH_RECORD" // Be the provider, and write the responses to this folder.
	envReplay  = "GRAPH_BENCH_REPLAY" // Return the responses of this folder.
)

// usage is what a process used.
type usage struct {
	CPU  time.Duration `json:"cpu"`
	Peak int64         `json:"peak"` // resident, in bytes; 0 if the system does not tell
}

func usageOf(state *os.ProcessState) usage {
	return usage{CPU: state.UserTime() + state.SystemTime(), Peak: peak(state)}
}

// standIn does what a CLI started this program for, if one did.
func standIn() (done bool, err error) {
	switch {
	case os.Getenv(envMeasure) != "":
		return true, measured(os.Getenv(envMeasure), os.Getenv(envUsage))
	case os.Getenv(envRecord) != "", os.Getenv(envReplay) != "":
		return true, tf6server.Serve("registry.terraform.io/graph-data/graph", func() tfprotov6.ProviderServer {
			return &recorder{
				ProviderServer: provider.Server("bench")(), record: os.Getenv(envRecord), replay: os.Getenv(envReplay),
			}
		})
	default:
		return false, nil
	}
}

// measured runs the provider between the CLI and its pipes, and waits for it as its parent.
func measured(program, file string) error {
	cmd := exec.CommandContext(context.Background(), program)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	runErr := cmd.Run()
	if cmd.ProcessState == nil {
		return runErr
	}
	line, err := json.Marshal(usageOf(cmd.ProcessState))
	if err != nil {
		return err
	}
	out, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = out.Write(append(line, '\n'))
	return errors.Join(err, out.Close())
}

// recorder keeps the responses of data sources, or returns those that it kept.
type recorder struct {
	tfprotov6.ProviderServer
	record, replay string // folders
}

func (r *recorder) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	name := fmt.Sprintf("%x", sha256.Sum256(req.Config.MsgPack))
	if r.replay != "" {
		state, err := os.ReadFile(filepath.Join(r.replay, name))
		return &tfprotov6.ReadDataSourceResponse{State: &tfprotov6.DynamicValue{MsgPack: state}}, err
	}
	resp, err := r.ProviderServer.ReadDataSource(ctx, req)
	if err == nil && resp.State != nil {
		err = os.WriteFile(filepath.Join(r.record, name), resp.State.MsgPack, 0o600)
	}
	return resp, err
}
