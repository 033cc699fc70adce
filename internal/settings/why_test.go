package settings

import (
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// The reason names the setting that selects the method, and where it is set.
//
//nolint:paralleltest // The tests change the environment.
func TestWhy(t *testing.T) {
	application := map[auth.Setting]string{auth.TenantID: "contoso.com", auth.ClientID: "app"}
	for name, c := range map[string]struct {
		written      map[auth.Setting]string
		variable     string
		method, want string
	}{
		"variable": {
			application, "AZURE_CLIENT_SECRET", "client_secret", "the environment variable AZURE_CLIENT_SECRET is set",
		},
		"configuration": {map[auth.Setting]string{auth.UseCLI: "true"}, "", "azure_cli", "use_cli is set"},
		"forced":        {nil, "GRAPH_AUTH_METHOD", "azure_cli", "the environment variable GRAPH_AUTH_METHOD is set"},
		"nothing": {
			nil, "", "azure_cli", "no method is configured, and nobody has signed in with login",
		},
	} {
		t.Run(name, func(t *testing.T) {
			unsetAll(t)
			for _, name := range []string{"XDG_CONFIG_HOME", "HOME", "AppData", "LocalAppData"} {
				t.Setenv(name, t.TempDir())
			}
			if c.variable != "" {
				t.Setenv(c.variable, "azure_cli")
			}
			s, errs := Load(c.written)
			if len(errs) > 0 {
				t.Fatalf("errors = %v, want none", errs)
			}
			tokens, err := s.SignIn(nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.Why(tokens); tokens.Method != c.method || got != c.want {
				t.Errorf("method %s because %s, want %s because %s", tokens.Method, got, c.method, c.want)
			}
		})
	}
}
