package cliconfig

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIsolated(t *testing.T) {
	t.Parallel()
	environ := []string{
		"PATH=/bin", "ARM_CLIENT_SECRET=s", "AZURE_TENANT_ID=t", "GRAPH_ENDPOINT=https://graph.example.com",
		"TF_CLI_ARGS_apply=-destroy", "tf_log=TRACE", "HTTPS_PROXY=http://proxy.example.com", "TFENV_ROOT=/opt",
		"HOME=/home/adele",
	}
	before := slices.Clone(environ)
	want := []string{"PATH=/bin", "HTTPS_PROXY=http://proxy.example.com", "TFENV_ROOT=/opt", "HOME=/home/adele"}
	if diff := cmp.Diff(want, Isolated(environ)); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, environ); diff != "" {
		t.Errorf("argument after the call (-want +got):\n%s", diff)
	}
}

// A path of Windows is quoted, and each CLI finds its own address. That the CLIs accept both is checked by the
// acceptance tests, which all run with them.
func TestOverride(t *testing.T) {
	t.Parallel()
	const want = `provider_installation {
  dev_overrides {
    "registry.terraform.io/graph-data/graph" = "C:\\plugins"
    "registry.opentofu.org/graph-data/graph" = "C:\\plugins"
  }
  direct {}
}
`
	if diff := cmp.Diff(want, Override(`C:\plugins`)); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
}
