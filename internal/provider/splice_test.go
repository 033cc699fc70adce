package provider_test

import (
	"bytes"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// What is served puts encoded lists into the answers; the framework alone must give the very same bytes.
func TestServer_sameBytesAsTheFramework(t *testing.T) {
	t.Parallel()
	queries := map[string]values{
		"graph_query items":  {"path": "/users", "limit": 120},
		"graph_query groups": {"path": "/groups"},
		"graph_query slim": {
			"path": "/users", "select": []string{"id", "accountEnabled", "otherMails", "mobilePhone", "@odata.type"},
		},
		"graph_query object": {"path": "/me"},
		"graph_query few": {
			"path": "/me", "select": []string{"displayName", "nothing"}, "query": values{"$select": "displayName"},
		},
		"graph_query orgs":  {"path": "/organization"},
		"graph_query count": {"path": "/users/$count"},
		"graph_query file":  {"path": "/me/photo/$value"},
	}
	for name, config := range queries {
		checkSameBytes(t, name, "graph_query", config)
	}
	for name, config := range map[string]values{
		"graph_users": {
			"all": true, "include_manager": true,
			"additional_properties": []string{"extension_6f1b0d7e3a524c8e9a445d2f7c1e8b90_costCenter", "streetAddress"},
		},
		"graph_joined_teams":   {"user": "me"},
		"graph_direct_reports": {"user": "MiriamG@contoso.com"},
		"graph_manager":        {"user": "me", "levels": "max"},
		"graph_calendar_view": {
			"user": "me", "start": "2026-03-01T00:00:00Z", "end": "2026-06-01T00:00:00Z", "time_zone": "Europe/Berlin",
		},
	} {
		checkSameBytes(t, name, name, config)
	}
}

func checkSameBytes(t *testing.T, name, source string, config values) {
	t.Helper()
	for _, empty := range []bool{false, true} {
		srv := graphemu.NewServer(t, graphemu.Options{Users: 300, Events: 300})
		if empty {
			srv.Fail(graphemu.Fault{Rewrite: func([]byte) []byte { return []byte(`{"value":[]}`) }})
		}
		served := connect(t, asPerson(srv))
		bare := &rpc{server: providerserver.NewProtocol6(provider.New("test")())(), schemas: served.schemas}
		if text := bare.configure(t, asPerson(srv)); text != "" {
			t.Fatal(text)
		}
		got, want := served.readEncoded(t, source, config), bare.readEncoded(t, source, config)
		if !bytes.Equal(got, want) {
			t.Errorf("%s, empty %v: %d bytes served differ from %d bytes of the framework", name, empty, len(got), len(want))
		}
	}
}

// wire returns the result as it goes to the CLI.
func (s *rpc) readEncoded(t *testing.T, name string, config values) []byte {
	t.Helper()
	resp, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: name, Config: dynamic(t, s.schemas.DataSourceSchemas[name], config),
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := textOf(resp.Diagnostics); text != "" {
		t.Fatal(text)
	}
	return resp.State.MsgPack
}
