package provider_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// opened is an access token in the hands of a session.
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
		t.Fatal(text)
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
		config  values
		life    time.Duration
		renewed bool
	}{
		"renewable":        {asApplication(srv), time.Hour, true},
		"given":            {asPerson(srv), time.Hour, false},
		"short":            {asApplication(short), 3 * time.Minute, false},
		"given, and short": {asPerson(short), 3 * time.Minute, false},
	} {
		s := connect(t, c.config)
		result, renewAt := s.open(t)
		ends, err := time.Parse(time.RFC3339, result["expires_at"].(string))
		left := time.Until(ends)
		if err != nil || left > c.life || left < c.life-time.Minute || result["tenant_id"] != graphemu.TenantID {
			t.Errorf("%s: expires_at = %v (%v), want it in %v", name, result["expires_at"], err, c.life)
		}
		// A CLI comes back at once, and for ever, to what should have been renewed already.
		if c.renewed != (!renewAt.IsZero()) || c.renewed && time.Until(renewAt) < 50*time.Minute {
			t.Errorf("%s: to be renewed at %s", name, renewAt)
		}
		renewed, err := s.server.RenewEphemeralResource(t.Context(), &tfprotov6.RenewEphemeralResourceRequest{
			TypeName: "graph_access_token",
		})
		if err != nil || c.renewed != (!renewed.RenewAt.IsZero()) {
			t.Errorf("%s: %+v, %v", name, renewed, err)
		}
		compareText(t, "access_token_renewed", textOf(renewed.Diagnostics))
		// What was handed out is good.
		other := connect(t, values{"graph_endpoint": c.config["graph_endpoint"], "access_token": result["token"]})
		_, text := other.read(t, "graph_users", values{"all": true, "limit": 1})
		if text != "" {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// Nobody is handed an error of another kind than a read gets.
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

// What a person has written down goes before the environment, also where that says something of the same thing.
func TestConfigure_environmentStepsBack(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	t.Setenv("GRAPH_AUTH_METHOD", "azure_cli")
	t.Setenv("ARM_USE_OIDC", "false")
	connect(t, asApplication(srv)).mustRead(t, "graph_users", values{"all": true, "limit": 1})
	federated := override(asApplication(srv), values{"oidc_token": srv.FederatedToken("")})
	delete(federated, "client_secret")
	connect(t, federated).mustRead(t, "graph_users", values{"all": true, "limit": 1})
}
