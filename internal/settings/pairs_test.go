package settings

import (
	"maps"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// A secret is used for its application alone, and the token of a job is sent to its own address alone.
//
//nolint:paralleltest // The cases change the environment.
func TestSignIn_pairs(t *testing.T) {
	type written = map[auth.Setting]string
	type variables = map[string]string
	const address, other = "https://job.example/token", "https://other.example/token"
	oidc := written{"tenant_id": "t", "client_id": "a", "use_oidc": "true"}
	for _, c := range []struct {
		name      string
		written   written
		variables variables
		wrong     []string // what the error names
	}{
		{"one family", nil, variables{"AZURE_CLIENT_ID": "a", "AZURE_CLIENT_SECRET": "s"}, nil},
		{"another family", nil, variables{"ARM_CLIENT_ID": "a", "AZURE_CLIENT_SECRET": "s"},
			[]string{"ARM_CLIENT_ID", "AZURE_CLIENT_SECRET"}},
		{"another family with an id of its own", nil,
			variables{"ARM_CLIENT_ID": "a", "AZURE_CLIENT_ID": "b", "AZURE_CLIENT_SECRET": "s"},
			[]string{"AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "ARM_CLIENT_ID"}},
		{"another family with the same id", nil,
			variables{"ARM_CLIENT_ID": "a", "AZURE_CLIENT_ID": "A", "AZURE_CLIENT_SECRET": "s"}, nil},
		{"both families", nil, variables{"ARM_CLIENT_ID": "a", "ARM_CLIENT_SECRET": "s", "AZURE_CLIENT_ID": "b",
			"AZURE_CLIENT_SECRET": "s2"}, nil},
		{"written id", written{"client_id": "a"}, variables{"ARM_CLIENT_SECRET": "s"}, nil},
		{"written id, secret of another one", written{"client_id": "a"},
			variables{"ARM_CLIENT_ID": "b", "ARM_CLIENT_SECRET": "s"},
			[]string{"ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "client_id (set in the provider block)"}},
		{"written secret", written{"client_secret": "s"}, variables{"ARM_CLIENT_ID": "a"}, nil},
		{"both written", written{"client_id": "a", "client_secret": "s"},
			variables{"ARM_CLIENT_ID": "b", "ARM_CLIENT_SECRET": "s2"}, nil},
		{"another method", written{"use_cli": "true"}, variables{"ARM_CLIENT_ID": "a", "AZURE_CLIENT_SECRET": "s"}, nil},

		{"GitHub", oidc,
			variables{"ACTIONS_ID_TOKEN_REQUEST_URL": address, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "token"}, nil},
		{"written address, token of the job", with(oidc, "oidc_request_url", other),
			variables{"ACTIONS_ID_TOKEN_REQUEST_URL": address, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "token"},
			[]string{"oidc_request_url (set in the provider block)", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"}},
		{"written address, token of the environment", with(oidc, "oidc_request_url", other),
			variables{"ARM_OIDC_REQUEST_TOKEN": "token"}, []string{"ARM_OIDC_REQUEST_TOKEN"}},
		{"address of the environment, token of the job", oidc,
			variables{"ARM_OIDC_REQUEST_URL": other, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "token"},
			[]string{"ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"}},
		{"address of the job, token of the environment", oidc,
			variables{"ACTIONS_ID_TOKEN_REQUEST_URL": address, "ARM_OIDC_REQUEST_TOKEN": "token"}, nil},
		{"both written", with(oidc, "oidc_request_url", other, "oidc_request_token", "token"),
			variables{"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "other token"}, nil},
		{"Azure DevOps", with(oidc, "ado_pipeline_service_connection_id", "c"),
			variables{"SYSTEM_OIDCREQUESTURI": address, "SYSTEM_ACCESSTOKEN": "token"}, nil},
		{"two platforms", with(oidc, "ado_pipeline_service_connection_id", "c"),
			variables{"ACTIONS_ID_TOKEN_REQUEST_URL": address, "SYSTEM_ACCESSTOKEN": "token"},
			[]string{"ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_ACCESSTOKEN"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			unsetAll(t)
			t.Setenv("ARM_TENANT_ID", "t")
			for name, value := range c.variables {
				t.Setenv(name, value)
			}
			s, errs := Load(c.written)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			_, err := s.SignIn(nil)
			if (err != nil) != (c.wrong != nil) {
				t.Fatalf("error = %v, want one: %t", err, c.wrong != nil)
			}
			for _, want := range c.wrong {
				if got := textOf(err); !strings.Contains(got, want) {
					t.Errorf("error = %s\nwant it to contain %q", got, want)
				}
			}
		})
	}
}

// with returns a copy of settings with others, given as names and values.
func with(settings map[auth.Setting]string, others ...string) map[auth.Setting]string {
	result := maps.Clone(settings)
	for i := 0; i < len(others); i += 2 {
		result[auth.Setting(others[i])] = others[i+1]
	}
	return result
}
