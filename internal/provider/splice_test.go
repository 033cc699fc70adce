package provider_test

import (
	"bytes"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// TestServer_sameBytesAsTheFramework checks that the server, which splices encoded lists into responses, returns the
// very bytes of the framework alone.
func TestServer_sameBytesAsTheFramework(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]values{
		"items":  {"path": "/users", "limit": 120},
		"groups": {"path": "/groups"},
		"selected": {
			"path":   "/users",
			"select": []string{"id", "accountEnabled", "otherMails", "mobilePhone", "@odata.type"},
		},
		"object": {"path": "/me"},
		"absent": {
			"path": "/me", "select": []string{"displayName", "nothing"}, "query": values{"$select": "displayName"},
		},
		"organization": {"path": "/organization"},
		"count":        {"path": "/users/$count"},
		"file":         {"path": "/me/photo/$value"},
	} {
		checkSameBytes(t, "graph_query "+name, "graph_query", config)
	}
	const extension = "extension_6f1b0d7e3a524c8e9a445d2f7c1e8b90_costCenter"
	for name, config := range map[string]values{
		"graph_users": {
			"all": true, "include_manager": true, "additional_properties": []string{extension, "streetAddress"},
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

// checkSameBytes compares the results of a data source, once with objects and once without.
func checkSameBytes(t *testing.T, name, source string, config values) {
	t.Helper()
	for _, empty := range []bool{false, true} {
		srv := graphemu.NewServer(t, graphemu.Options{Users: 300, Events: 300})
		if empty {
			srv.Fail(graphemu.Fault{Rewrite: func([]byte) []byte { return []byte(`{"value":[]}`) }})
		}
		served := connect(t, asPerson(srv))
		framework := providerserver.NewProtocol6(provider.New("test")())()
		bare := &rpc{server: framework, schemas: served.schemas}
		if text := bare.configure(t, asPerson(srv)); text != "" {
			t.Fatalf("got %s, want no diagnostics", text)
		}
		got, want := served.readEncoded(t, source, config), bare.readEncoded(t, source, config)
		if !bytes.Equal(got, want) {
			t.Errorf("%s, empty %v: %d bytes differ from the %d of the framework", name, empty, len(got), len(want))
		}
	}
}

// readEncoded returns the result as it is sent to the CLI.
func (s *rpc) readEncoded(t *testing.T, name string, config values) []byte {
	t.Helper()
	resp, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: name, Config: dynamic(t, s.schemas.DataSourceSchemas[name], config),
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := textOf(resp.Diagnostics); text != "" {
		t.Fatalf("got %s, want no diagnostics", text)
	}
	return resp.State.MsgPack
}
