// Mirror builds the provider into a filesystem mirror, from which both CLIs install it as if it were released, and
// writes the CLI configuration for that. Its arguments are platforms, such as linux_arm64; the default is this one.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/changelog"
	"github.com/graph-data/terraform-provider-graph/internal/cliconfig"
)

// native is the platform of this machine.
const native = runtime.GOOS + "_" + runtime.GOARCH

func main() {
	dir := flag.String("dir", "mirror", "folder of the mirror")
	flag.Parse()
	platforms := flag.Args()
	if len(platforms) == 0 {
		platforms = []string{native}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := fill(ctx, *dir, platforms)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mirror:", err)
		os.Exit(1)
	}
}

// fill builds the provider for each platform into the mirror.
func fill(ctx context.Context, dir string, platforms []string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	version, err := changelog.Next(".")
	if err != nil {
		return err
	}
	for _, platform := range platforms {
		if err := build(ctx, dir, version, platform); err != nil {
			return err
		}
	}
	file, config := filepath.Join(dir, "cli.tfrc"), cliconfig.Mirror(dir)
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		return err
	}
	fmt.Printf("Version %s for %s is in %s. To use it, set TF_CLI_CONFIG_FILE to %s, or add\n"+
		"its lines to ~/.terraformrc or ~/.tofurc (on Windows %%APPDATA%%\\terraform.rc or %%APPDATA%%\\tofu.rc):\n\n%s",
		version, strings.Join(platforms, ", "), dir, file, config)
	return nil
}

// build builds the provider for a platform into the folder of each address, as a release is built. Each has a copy of
// its own, because the CLIs do not follow a link between the folders. For this platform, one more copy has a short
// name, for people who run the commands of the binary.
func build(ctx context.Context, dir, version, platform string) error {
	system, architecture, ok := strings.Cut(platform, "_")
	if !ok {
		return fmt.Errorf("%q is not a platform: write one like linux_arm64", platform)
	}
	const name = "terraform-provider-graph"
	ending := ""
	if system == "windows" {
		ending = ".exe"
	}
	var files []string
	for _, address := range cliconfig.Addresses {
		folder := filepath.Join(dir, filepath.FromSlash(address), version, platform)
		files = append(files, filepath.Join(folder, name+"_v"+version+ending))
	}
	if platform == native {
		files = append(files, filepath.Join(dir, name+ending))
	}
	ldflags := "-ldflags=-s -w -X main.version=" + version
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", ldflags, "-o", files[0], ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+architecture)
	cmd.WaitDelay = 10 * time.Second
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("build for %s: %w", platform, err)
	}
	binary, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	for _, file := range files[1:] {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, binary, 0o755); err != nil { //nolint:gosec // It is a program.
			return err
		}
	}
	return nil
}
