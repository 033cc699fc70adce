package provider_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// TestServer_sameBytesAsTheFramework checks that the server, which splices encoded results into configurations, returns
// the very bytes of the framework alone, for each data source.
func TestServer_sameBytesAsTheFramework(t *testing.T) {
	t.Parallel()
	for source, configs := range everyRead(t) {
		for _, config := range configs {
			t.Run(fmt.Sprintf("%s %v", source, config), func(t *testing.T) {
				t.Parallel()
				checkSameBytes(t, source, config)
			})
		}
	}
}

// checkSameBytes compares the results of a data source, once with what the emulator has and once with empty lists. If
// it needs an object instead, both ways have the same diagnostics.
func checkSameBytes(t *testing.T, source string, config values) {
	t.Helper()
	now := time.Now() // The times of automatic replies are relative to it.
	clock := func() time.Time { return now }
	for _, empty := range []bool{false, true} {
		srv := graphemu.NewServer(t, graphemu.Options{Users: 300, Events: 300, Clock: clock})
		if empty {
			srv.Fail(graphemu.Fault{Rewrite: func([]byte) []byte { return []byte(`{"value":[]}`) }})
		}
		served := connect(t, asPerson(srv))
		framework := providerserver.NewProtocol6(provider.New("test")())()
		bare := &rpc{server: framework, schemas: served.schemas}
		if text := bare.configure(t, asPerson(srv)); text != "" {
			t.Fatalf("got %s, want no diagnostics", text)
		}
		got, gotText := served.readEncoded(t, source, config)
		want, wantText := bare.readEncoded(t, source, config)
		if gotText, wantText = withoutIDs(gotText), withoutIDs(wantText); gotText != wantText {
			t.Errorf("empty %v: got %s, but the framework has %s", empty, gotText, wantText)
		}
		if gotText != "" && !empty {
			t.Errorf("got %s, want no diagnostics", gotText)
		}
		if want = sortedMaps(t, want); !bytes.Equal(got, want) {
			t.Errorf("empty %v: got %q, want %q", empty, got, want)
		}
	}
}

// sortedMaps returns a result with the keys of its maps sorted, which the framework writes in no order.
func sortedMaps(t *testing.T, wire []byte) []byte {
	t.Helper()
	if wire == nil {
		return nil
	}
	var value any
	if err := msgpack.Unmarshal(wire, &value); err != nil {
		t.Fatal(err)
	}
	var sorted bytes.Buffer
	encoder := msgpack.NewEncoder(&sorted)
	encoder.SetSortMapKeys(true)
	encoder.UseCompactInts(true)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return sorted.Bytes()
}

// withoutIDs returns diagnostics without the ids of their requests.
func withoutIDs(text string) string {
	text, _, _ = strings.Cut(text, "request-id:")
	return text
}

// readEncoded returns the result as it is sent to the CLI, or the text of the diagnostics.
func (s *rpc) readEncoded(t *testing.T, name string, config values) ([]byte, string) {
	t.Helper()
	resp, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: name, Config: dynamic(t, s.schemas.DataSourceSchemas[name], config),
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := textOf(resp.Diagnostics); text != "" {
		return nil, text
	}
	return resp.State.MsgPack, ""
}

// TestServer_forgets checks that a provider does not keep what it has read until it ends.
//
//nolint:paralleltest // It counts the memory of the process.
func TestServer_forgets(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{Users: 2000})
	s := connect(t, asApplication(srv))
	read := func(times int) held {
		for range times {
			if _, text := s.readEncoded(t, "graph_users", values{"all": true}); text != "" {
				t.Fatalf("got %s, want no diagnostics", text)
			}
		}
		return inUse()
	}
	once := read(1)
	if many := read(20); many.heap > once.heap+8<<20 {
		t.Errorf("after 20 more reads: %s, want about as much as before: %s", many, once)
	}
}

// TestServer_readOnly checks that a configuration that sets a result has the errors of the framework, together with
// those of its arguments.
func TestServer_readOnly(t *testing.T) {
	t.Parallel()
	s := newRPC(t)
	for name, config := range map[string]values{
		"graph_user":  {"display_name": "Adele Vance", "manager": values{"id": "1"}, "id": "x"},
		"graph_users": {"all": true, "missing": unknown{}, "limit": -1},
		"graph_query": {"path": "/me", "item_count": 1},
	} {
		text := s.validate(t, name, config) // It compares the diagnostics with those of the framework.
		if !strings.Contains(text, "Invalid Configuration for Read-Only Attribute") {
			t.Errorf("%s: got %s, want the error for read-only attributes", name, text)
		}
	}
}
