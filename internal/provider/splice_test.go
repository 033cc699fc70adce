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
	const extension = "extension_6f1b0d7e3a524c8e9a445d2f7c1e8b90_costCenter"
	const nobody = "nobody@contoso.com"
	reads := map[string][]values{
		"graph_query": {
			{"path": "/users", "limit": 120},
			{"path": "/groups"},
			{"path": "/users", "select": []string{"id", "accountEnabled", "otherMails", "mobilePhone", "@odata.type"}},
			{"path": "/me"},
			{"path": "/me", "select": []string{"displayName", "nothing"}, "query": values{"$select": "displayName"}},
			{"path": "/organization"},
			{"path": "/users", "query": values{"$count": "true"}},
			{"path": "/users/$count"},
			{"path": "/me/photo/$value"},
		},
		"graph_me": {{}, {"additional_properties": []string{extension}}},
		"graph_user": {
			{"user_principal_name": "AdeleV@contoso.com", "include_manager": true},
			{"mail": "adelev@contoso.com", "additional_properties": []string{extension, "streetAddress"}},
			{"mail_nickname": "AdeleV", "include_manager": true, "timeouts": values{"read": "1m"}},
			{"id": "87d349ed-44d7-43e1-9a83-5f2406dee5bd"},
			{"user_principal_name": nobody, "ignore_missing": true},
		},
		"graph_users": {
			{"all": true, "include_manager": true, "additional_properties": []string{extension, "streetAddress"}},
			{"mails": []string{nobody, "AdeleV@contoso.com", nobody}, "ignore_missing": true},
			{"filter": "startsWith(displayName,'A')", "select": []string{"display_name"}, "limit": 7},
		},
		"graph_client_config":    {{}},
		"graph_group":            {{"display_name": "Engineering"}, {"id": boardID}, {"mail": "no", "ignore_missing": true}},
		"graph_groups":           {{"all": true}, {"mails": []string{"no", "sales@contoso.com"}, "ignore_missing": true}},
		"graph_group_members":    {{"group": deployersID, "transitive": true}, {"group": storesID}},
		"graph_group_owners":     {{"group": deployersID}},
		"graph_memberships":      {{"user": "me", "transitive": true}, {"user": nobody, "ignore_missing": true}},
		"graph_team":             {{"display_name": "Retail Leaders"}, {"id": deployersID, "ignore_missing": true}},
		"graph_team_channels":    {{"team": retailID, "include_incoming": true, "include_mail": true}},
		"graph_team_members":     {{"team": retailID}, {"team": retailID, "channel": budgetID}},
		"graph_mailbox_settings": {{"user": "me"}, {"user": nobody, "ignore_missing": true}},
		"graph_calendars":        {{"user": "me"}, {"user": nobody, "ignore_missing": true}},
		"graph_schedule": {
			{
				"user": "me", "addresses": []string{"AdeleV@contoso.com", "no@contoso.com"}, "ignore_missing": true,
				"start": "2026-01-20T00:00:00Z", "end": "2026-01-27T00:00:00Z", "time_zone": "Europe/Berlin",
			},
			{
				"user": nobody, "addresses": []string{"a@contoso.com"}, "ignore_missing": true,
				"start": "2026-01-20T00:00:00Z", "end": "2026-01-27T00:00:00Z",
			},
		},
		"graph_user_licenses":   {{"user": "me"}},
		"graph_subscribed_skus": {{}},
		"graph_organization":    {{}},
		"graph_joined_teams":    {{"user": "me"}, {"user": nobody, "ignore_missing": true}},
		"graph_direct_reports":  {{"user": "MiriamG@contoso.com"}},
		"graph_manager":         {{"user": "me", "levels": "max"}, {"user": nobody, "ignore_missing": true}},
		"graph_photo": {
			{"user": "me"}, {"user": "me", "size": "48x48"}, {"user": nobody, "ignore_missing": true},
		},
		"graph_calendar_view": {
			{"group": retailID, "start": "2026-01-19T00:00:00Z", "end": "2026-01-20T00:00:00Z"},
			{"user": "me", "start": "2026-03-01T00:00:00Z", "end": "2026-06-01T00:00:00Z", "time_zone": "Europe/Berlin"},
		},
	}
	for source := range newRPC(t).schemas.DataSourceSchemas {
		if len(reads[source]) == 0 {
			t.Errorf("there is no read of %s here", source)
		}
		for _, config := range reads[source] {
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
