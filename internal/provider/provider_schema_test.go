package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestProviderConfig_errorsNameTheSetting checks that an incomplete or invalid configuration is an error at the
// setting.
func TestProviderConfig_errorsNameTheSetting(t *testing.T) {
	t.Parallel()
	noPEM := filepath.Join(t.TempDir(), "no.pem")
	if err := os.WriteFile(noPEM, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	secret := func(overrides values) values {
		return override(values{"client_secret": "s", "client_id": "c", "tenant_id": "t"}, overrides)
	}
	token := func(overrides values) values { return override(values{"access_token": "t"}, overrides) }
	for name, c := range map[string]struct {
		config  values
		setting string
	}{
		"setup_none":             {values{"use_cli": false}, "auth_method"},
		"setup_half":             {values{"client_secret": "s", "tenant_id": "contoso.com"}, "client_id"},
		"setup_unknown_secret":   {secret(values{"client_secret": unknown{}}), "client_secret"},
		"setup_unknown_flag":     {values{"use_cli": unknown{}}, "use_cli"},
		"setup_unknown_method":   {values{"auth_method": "magic"}, "auth_method"},
		"setup_environment":      {values{"environment": "germany"}, "environment"},
		"setup_endpoint":         {token(values{"graph_endpoint": "graph.microsoft.com"}), "graph_endpoint"},
		"setup_endpoint_version": {token(values{"graph_endpoint": "https://graph.microsoft.com/v1.0/"}), "graph_endpoint"},
		"setup_no_secret":        {values{"client_id": "c", "tenant_id": "t"}, "client_secret"},
		"setup_cli_forbidden":    {values{"auth_method": "azure_cli", "use_cli": false}, "use_cli"},
		"setup_endpoint_http":    {token(values{"graph_endpoint": "http://graph.example.com"}), "graph_endpoint"},
		"setup_authority_http":   {secret(values{"authority_host": "http://login.example.com"}), "authority_host"},
		"setup_ca_missing":       {token(values{"ca_certificate_file": "testdata/no-such-file.pem"}), "ca_certificate_file"},
		"setup_ca_no_pem":        {token(values{"ca_certificate_file": noPEM}), "ca_certificate_file"},
		"setup_no_requests":      {token(values{"max_concurrent_requests": 0}), "max_concurrent_requests"},
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
			if want := `ERROR at AttributeName("` + c.setting + `")`; !strings.HasPrefix(text, want) {
				t.Errorf("got %s, want %s", text, want)
			}
			compareText(t, name, strings.ReplaceAll(text, noPEM, "FILE"))
		})
	}
}

// TestProviderConfig_environment checks the environment variables, and what goes before them.
func TestProviderConfig_environment(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	t.Setenv("GRAPH_ENDPOINT", srv.URL)
	t.Setenv("AZURE_AUTHORITY_HOST", srv.URL)
	t.Setenv("ARM_TENANT_ID", graphemu.TenantID)
	t.Setenv("AZURE_TENANT_ID", "ARM_TENANT_ID goes before it")
	t.Setenv("ARM_CLIENT_ID", graphemu.ClientID)
	t.Setenv("AZURE_CLIENT_ID", "ARM_CLIENT_ID goes before it")
	t.Setenv("ARM_CLIENT_SECRET", graphemu.ClientSecret)
	connect(t, values{}).mustRead(t, "graph_users", values{"all": true, "limit": 1})
	if got := len(srv.TokenRequests()); got != 1 {
		t.Errorf("token requests = %d, want 1", got)
	}

	//nolint:paralleltest // The environment of the process is set.
	t.Run("configuration goes first", func(t *testing.T) {
		other := graphemu.NewServer(t, graphemu.Options{})
		s := connect(t, values{"graph_endpoint": other.URL, "authority_host": other.URL})
		s.mustRead(t, "graph_users", values{"all": true, "limit": 1})
		if got := len(other.GraphRequests()); got != 1 {
			t.Errorf("requests to the configured endpoint = %d, want 1", got)
		}
	})

	t.Run("configured method goes before a token of the environment", func(t *testing.T) {
		t.Setenv("GRAPH_ACCESS_TOKEN", srv.PersonToken(""))
		connect(t, values{}).mustRead(t, "graph_me", values{})
		_, text := connect(t, values{"client_secret": graphemu.ClientSecret}).read(t, "graph_me", values{})
		if want := "an application is signed in"; !strings.Contains(text, want) {
			t.Errorf("got %q, want %q", text, want)
		}
	})

	t.Run("values of another type", func(t *testing.T) {
		t.Setenv("ARM_USE_CLI", "perhaps")
		t.Setenv("GRAPH_MAX_CONCURRENT_REQUESTS", "many")
		text := newRPC(t).configure(t, values{})
		compareText(t, "setup_from_environment", text)
	})
}
