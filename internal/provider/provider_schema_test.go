package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func TestProviderConfig_errorsNameTheSetting(t *testing.T) {
	t.Parallel()
	noPEM := filepath.Join(t.TempDir(), "no.pem")
	if err := os.WriteFile(noPEM, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		config  values
		setting string
	}{
		"setup_none":           {values{"use_cli": false}, "auth_method"},
		"setup_half":           {values{"client_secret": "s", "tenant_id": "contoso.com"}, "client_id"},
		"setup_unknown_secret": {values{"client_secret": unknown{}, "client_id": "c", "tenant_id": "t"}, "client_secret"},
		"setup_unknown_flag":   {values{"use_cli": unknown{}}, "use_cli"},
		"setup_unknown_method": {values{"auth_method": "magic"}, "auth_method"},
		"setup_environment":    {values{"environment": "germany"}, "environment"},
		"setup_endpoint":       {values{"graph_endpoint": "graph.microsoft.com", "access_token": "t"}, "graph_endpoint"},
		"setup_endpoint_version": {
			values{"graph_endpoint": "https://graph.microsoft.com/v1.0/", "access_token": "t"}, "graph_endpoint",
		},
		"setup_no_secret":     {values{"client_id": "c", "tenant_id": "t"}, "client_secret"},
		"setup_cli_forbidden": {values{"auth_method": "azure_cli", "use_cli": false}, "use_cli"},
		"setup_endpoint_http": {
			values{"graph_endpoint": "http://graph.example.com", "access_token": "t"}, "graph_endpoint",
		},
		"setup_authority_http": {
			values{"authority_host": "http://login.example.com", "client_id": "c", "client_secret": "s", "tenant_id": "t"},
			"authority_host",
		},
		"setup_ca_missing": {
			values{"ca_certificate_file": "testdata/no-such-file.pem", "access_token": "t"}, "ca_certificate_file",
		},
		"setup_ca_no_pem":   {values{"ca_certificate_file": noPEM, "access_token": "t"}, "ca_certificate_file"},
		"setup_no_requests": {values{"max_concurrent_requests": 0, "access_token": "t"}, "max_concurrent_requests"},
		"setup_secret_no_file": {
			values{"client_secret_file_path": "testdata/no-such-file", "client_id": "c", "tenant_id": "t"},
			"client_secret_file_path",
		},
		"setup_bearer":           {values{"access_token": "Bearer abc"}, "access_token"},
		"setup_forced_but_unset": {values{"auth_method": "access_token"}, "access_token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := newRPC(t).configure(t, c.config)
			if len(c.config) > 0 && !strings.HasPrefix(text, "ERROR at AttributeName(\""+c.setting+"\")") {
				t.Errorf("the error is not at %s:\n%s", c.setting, text)
			}
			compareText(t, name, strings.ReplaceAll(text, noPEM, "FILE"))
		})
	}
}

func TestProviderConfig_environment(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	t.Setenv("GRAPH_ENDPOINT", srv.URL)
	t.Setenv("AZURE_AUTHORITY_HOST", srv.URL)
	t.Setenv("ARM_TENANT_ID", graphemu.TenantID)
	t.Setenv("AZURE_TENANT_ID", "ARM_TENANT_ID goes before it")
	t.Setenv("AZURE_CLIENT_ID", graphemu.ClientID)
	t.Setenv("ARM_CLIENT_SECRET", graphemu.ClientSecret)
	connect(t, values{}).mustRead(t, "graph_users", values{"all": true, "limit": 1})
	if n := len(srv.TokenRequests()); n != 1 {
		t.Errorf("requests for tokens = %d, want 1", n)
	}

	//nolint:paralleltest // The environment is one.
	t.Run("the configuration wins", func(t *testing.T) {
		other := graphemu.NewServer(t, graphemu.Options{})
		connect(t, values{"graph_endpoint": other.URL, "authority_host": other.URL}).mustRead(t, "graph_users", values{
			"all": true, "limit": 1,
		})
		if len(other.GraphRequests()) != 1 {
			t.Error("the endpoint of the environment was used")
		}
	})

	t.Run("a written method goes before a token of the environment", func(t *testing.T) {
		t.Setenv("GRAPH_ACCESS_TOKEN", srv.PersonToken(""))
		connect(t, values{}).mustRead(t, "graph_me", values{})
		_, text := connect(t, values{"client_secret": graphemu.ClientSecret}).read(t, "graph_me", values{})
		if !strings.Contains(text, "an application is signed in") {
			t.Errorf("the token of the environment was used: %s", text)
		}
	})

	t.Run("wrong kinds", func(t *testing.T) {
		t.Setenv("ARM_USE_CLI", "perhaps")
		t.Setenv("GRAPH_MAX_CONCURRENT_REQUESTS", "many")
		text := newRPC(t).configure(t, values{})
		compareText(t, "setup_from_environment", text)
	})
}
