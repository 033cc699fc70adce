//go:build unix

package provider

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"testing"

	fwprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// A cannedProvider is the provider with a client whose every request has the same response, without a network.
type cannedProvider struct {
	graphProvider
	body []byte
}

func (p *cannedProvider) Configure(
	_ context.Context, _ fwprovider.ConfigureRequest, resp *fwprovider.ConfigureResponse,
) {
	client, err := graph.New(graph.Config{Root: "https://graph.example", Tokens: cannedToken{}, Transport: p})
	if err != nil {
		panic(err)
	}
	resp.DataSourceData = client
}

func (p *cannedProvider) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		ContentLength: int64(len(p.body)), Body: io.NopCloser(bytes.NewReader(p.body)),
	}, nil
}

type cannedToken struct{}

func (cannedToken) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: "token"}, nil
}
func (cannedToken) Reject(*oauth2.Token, string) {}

// newUserReader returns a function that validates and reads graph_user as a CLI does, without a network.
func newUserReader(tb testing.TB) func() {
	tb.Helper()
	served := newServer(&cannedProvider{body: testObjects(tb, userRecord, 2)[1]})
	schemas, err := served.GetProviderSchema(tb.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		tb.Fatal(err)
	}
	dynamic := func(schema *tfprotov6.Schema, set map[string]tftypes.Value) *tfprotov6.DynamicValue {
		values := map[string]tftypes.Value{}
		for name, typ := range schema.ValueType().(tftypes.Object).AttributeTypes {
			values[name] = tftypes.NewValue(typ, nil)
		}
		maps.Copy(values, set)
		config, err := tfprotov6.NewDynamicValue(schema.ValueType(), tftypes.NewValue(schema.ValueType(), values))
		if err != nil {
			tb.Fatal(err)
		}
		return &config
	}
	if _, err := served.ConfigureProvider(tb.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: dynamic(schemas.Provider, nil),
	}); err != nil {
		tb.Fatal(err)
	}
	const source = "graph_user"
	config := dynamic(schemas.DataSourceSchemas[source], map[string]tftypes.Value{
		"user_principal_name": tftypes.NewValue(tftypes.String, "AdeleV@contoso.com"),
	})
	return func() {
		valid, err := served.ValidateDataResourceConfig(tb.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
			TypeName: source, Config: config,
		})
		if err != nil || len(valid.Diagnostics) > 0 {
			tb.Fatal(err, valid)
		}
		resp, err := served.ReadDataSource(tb.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: source, Config: config})
		if err != nil || len(resp.Diagnostics) > 0 || len(resp.State.MsgPack) < 1000 {
			tb.Fatal(err, resp)
		}
	}
}

// TestReadUser_cost checks the allocations of one read of a user, with its validation, Graph's answer apart.
//
//nolint:paralleltest // Allocations cannot be counted while other tests run.
func TestReadUser_cost(t *testing.T) {
	read := newUserReader(t)
	if got := testing.AllocsPerRun(100, read); got > 3_000 {
		t.Errorf("allocations = %v, want at most 3,000", got)
	}
}

// BenchmarkReadUser measures one read of a user, with its validation, Graph's answer apart.
func BenchmarkReadUser(b *testing.B) {
	read := newUserReader(b)
	b.ReportAllocs()
	start := cpuTime()
	for b.Loop() {
		read()
	}
	b.ReportMetric(float64((cpuTime()-start).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}
