package provider_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// tenantBlock returns a provider block for a tenant, with further arguments.
func tenantBlock(tn *tenant.Tenant, arguments string) string {
	return requiredProviders + fmt.Sprintf("provider \"graph\" {\n  graph_endpoint = %[1]q\n  authority_host = %[1]q\n"+
		"  ca_certificate_file = %[2]q\n%[3]s\n}\n", tn.URL, tn.CAFile, arguments)
}

// tenantApplicationBlock returns a provider block for the registered application of a tenant, with further arguments.
func tenantApplicationBlock(tn *tenant.Tenant, arguments string) string {
	return tenantBlock(tn,
		fmt.Sprintf("tenant_id = %q\nclient_id = %q\n%s", graphemu.TenantDomain, graphemu.ClientID, arguments))
}

// tenantConfig returns a configuration for the registered application of a tenant, with the values in overrides.
func tenantConfig(tn *tenant.Tenant, overrides values) values {
	config := values{
		"graph_endpoint": tn.URL, "authority_host": tn.URL, "ca_certificate_file": tn.CAFile,
		"tenant_id": graphemu.TenantID, "client_id": graphemu.ClientID,
	}
	maps.Copy(config, overrides)
	return config
}

// runProvider runs a command of the built provider, as a person does, with its sessions in a folder.
func runProvider(t *testing.T, tn *tenant.Tenant, sessions string, args ...string) (string, error) {
	t.Helper()
	return runProviderIn(t, tn.Environment(sessions), args...)
}

// runProviderIn runs a command of the built provider in an environment.
func runProviderIn(t *testing.T, env []string, args ...string) (string, error) {
	t.Helper()
	dir, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "terraform-provider-graph"), args...) //nolint:gosec // Just built.
	var out bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = append(env, "PATH="+os.Getenv("PATH")), &out, &out
	err = cmd.Run()
	return out.String(), err
}

// login signs Adele in with a device code.
func login(t *testing.T, tn *tenant.Tenant, sessions string) {
	t.Helper()
	tn.ApproveDevices(t)
	out, err := runProvider(t, tn, sessions, "login", "-tenant", graphemu.TenantDomain, "-client-id", graphemu.ClientID)
	if err != nil {
		t.Fatalf("login: %v\n%s", err, out)
	}
}
