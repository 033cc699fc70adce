package provider_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// open opens a graph_access_token. It returns the result, and when to renew it.
func (s *rpc) open(t *testing.T) (values, time.Time) {
	t.Helper()
	schema := s.schemas.EphemeralResourceSchemas["graph_access_token"]
	resp, err := s.server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: "graph_access_token", Config: dynamic(t, schema, values{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := textOf(resp.Diagnostics); text != "" {
		t.Fatalf("got %s, want no diagnostics", text)
	}
	result, err := resp.Result.Unmarshal(schema.ValueType())
	if err != nil {
		t.Fatal(err)
	}
	return goValue(t, result).(values), resp.RenewAt
}

func TestAccessToken(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	short := graphemu.NewServer(t, graphemu.Options{SignIn: entra.Options{TokenLifetime: 3 * time.Minute}})
	for name, c := range map[string]struct {
		config    values
		lifetime  time.Duration
		renewable bool
	}{
		"renewable":        {asApplication(srv), time.Hour, true},
		"given":            {asPerson(srv), time.Hour, false},
		"short":            {asApplication(short), 3 * time.Minute, false},
		"given, and short": {asPerson(short), 3 * time.Minute, false},
	} {
		s := connect(t, c.config)
		result, renewAt := s.open(t)
		if got := result["tenant_id"]; got != graphemu.TenantID {
			t.Errorf("%s: tenant_id = %v, want %s", name, got, graphemu.TenantID)
		}
		expiresAt, err := time.Parse(time.RFC3339, result["expires_at"].(string))
		if left := time.Until(expiresAt); err != nil || left > c.lifetime || left < c.lifetime-time.Minute {
			t.Errorf("%s: expires_at = %v, %v, want it in %s", name, result["expires_at"], err, c.lifetime)
		}
		// A CLI that is given a time in the past renews at once, and forever.
		if c.renewable != (!renewAt.IsZero()) || c.renewable && time.Until(renewAt) < 50*time.Minute {
			t.Errorf("%s: renewed at %s, want in 50 minutes or later: %v", name, renewAt, c.renewable)
		}
		renewed, err := s.server.RenewEphemeralResource(t.Context(), &tfprotov6.RenewEphemeralResourceRequest{
			TypeName: "graph_access_token",
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := !renewed.RenewAt.IsZero(); got != c.renewable {
			t.Errorf("%s: renewed once more = %v, want %v", name, got, c.renewable)
		}
		compareText(t, "access_token_renewed", textOf(renewed.Diagnostics))
		// The token signs another provider in.
		second := connect(t, values{"graph_endpoint": c.config["graph_endpoint"], "access_token": result["token"]})
		if _, text := second.read(t, "graph_users", values{"all": true, "limit": 1}); text != "" {
			t.Errorf("%s: read with the token: got %q, want no error", name, text)
		}
	}
}

// TestAccessToken_refused checks that a failed sign-in is the same error as that of a read.
func TestAccessToken_refused(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, override(asApplication(srv), values{"client_secret": "wrong"}))
	schema := s.schemas.EphemeralResourceSchemas["graph_access_token"]
	resp, err := s.server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: "graph_access_token", Config: dynamic(t, schema, values{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	compareText(t, "sign_in_wrong_secret", textOf(resp.Diagnostics))
}

// TestConfigure_beforeEnvironment checks that the configuration goes before the environment, also where both set the
// same thing.
func TestConfigure_beforeEnvironment(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	t.Setenv("GRAPH_AUTH_METHOD", "azure_cli")
	t.Setenv("ARM_USE_OIDC", "false")
	connect(t, asApplication(srv)).mustRead(t, "graph_users", values{"all": true, "limit": 1})
	federated := override(asApplication(srv), values{"oidc_token": srv.FederatedToken("")})
	delete(federated, "client_secret")
	connect(t, federated).mustRead(t, "graph_users", values{"all": true, "limit": 1})
}
