package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/cliconfig"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// install has each CLI install the archive of this platform from a mirror, and plan with it.
func (r *release) install(ctx context.Context) error {
	tofu, err := output(ctx, ".", nil, "go", "run", "./internal/cmd/opentofu")
	if err != nil {
		return err
	}
	clis := []string{strings.TrimSpace(tofu)}
	if terraform, err := exec.LookPath("terraform"); err == nil {
		clis = append(clis, terraform)
	} else {
		fmt.Println("There is no terraform, so only tofu installs it.")
	}
	config, err := r.mirror()
	if err != nil {
		return err
	}
	if err := r.runVersion(ctx); err != nil {
		return err
	}
	emulator, err := graphemu.New(graphemu.Options{}).Listen("127.0.0.1:0", false)
	if err != nil {
		return err
	}
	defer emulator.Close()
	env := append(emulator.Addresses(), "GRAPH_ACCESS_TOKEN="+emulator.PersonToken(""),
		"TF_CLI_CONFIG_FILE="+config, "CHECKPOINT_DISABLE=1")
	for _, cli := range clis {
		work, err := os.MkdirTemp(r.dir, "work-")
		if err != nil {
			return err
		}
		main := fmt.Sprintf(configuration, r.version)
		if err := os.WriteFile(filepath.Join(work, "main.tf"), []byte(main), 0o600); err != nil {
			return err
		}
		if _, err := output(ctx, work, env, cli, "init", "-input=false", "-no-color"); err != nil {
			return err
		}
		plan, err := output(ctx, work, env, cli, "plan", "-input=false", "-no-color")
		if err != nil {
			return err
		}
		if !strings.Contains(plan, "Adele Vance") {
			return fmt.Errorf("%s plan printed no person:\n%s", cli, plan)
		}
		fmt.Println("Installed by", cli)
	}
	return nil
}

// configuration reads a person with one version of the provider.
const configuration = `terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = %q
    }
  }
}
data "graph_me" "it" {}
output "name" { value = data.graph_me.it.display_name }
`

// mirror makes a mirror with the archive of this platform, and returns the path of a CLI configuration that uses it.
func (r *release) mirror() (string, error) {
	archive := r.file("_" + thisPlatform + ".zip")
	content, err := os.ReadFile(archive)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(r.dir, "mirror")
	for _, address := range cliconfig.Addresses {
		folder := filepath.Join(dir, filepath.FromSlash(address))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(archive)), content, 0o600); err != nil {
			return "", err
		}
	}
	config := filepath.Join(r.dir, "cli.tfrc")
	return config, os.WriteFile(config, []byte(cliconfig.Mirror(dir)), 0o600)
}

// runVersion checks what the binary of this platform says it is.
func (r *release) runVersion(ctx context.Context) error {
	binary, err := r.binary(thisPlatform)
	if err != nil {
		return err
	}
	file := filepath.Join(r.dir, project+".exe") // Windows wants a suffix, and others take it.
	if err := os.WriteFile(file, binary, 0o700); err != nil {
		return err
	}
	got, err := output(ctx, ".", nil, file, "version")
	if err != nil {
		return err
	}
	if want := fmt.Sprintf("%s %s\ncommit %s\n", project, r.version, r.commit); !strings.HasPrefix(got, want) {
		return fmt.Errorf("version printed %q, want %q", got, want)
	}
	return nil
}
