package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// BenchmarkMissingKeys looks up 20,000 names that everybody and that nobody has, in turn, and reports the ratio of the
// times. It is near 1: what is missing costs no more than what is there.
func BenchmarkMissingKeys(b *testing.B) {
	const n = 20_000
	srv := graphemu.NewServer(b, graphemu.Options{Users: n, NoSeed: true})
	server := provider.Server("test")()
	schemas, err := server.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		b.Fatal(err)
	}
	t := &testing.T{} // For the helpers, which fail on mistakes of this file only.
	if _, err := server.ConfigureProvider(b.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.99.0", Config: dynamic(t, schemas.Provider, asPerson(srv)),
	}); err != nil {
		b.Fatal(err)
	}
	read := func(keys []string) time.Duration {
		schema := schemas.DataSourceSchemas["graph_users"]
		config := dynamic(t, schema, values{"user_principal_names": keys, "ignore_missing": true})
		start := time.Now()
		resp, err := server.ReadDataSource(b.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "graph_users", Config: config})
		if err != nil || len(resp.Diagnostics) > 0 {
			b.Fatal(err, textOf(resp.Diagnostics))
		}
		return time.Since(start)
	}
	there, missing := make([]string, n), make([]string, n)
	for i := range n {
		there[i] = directory.GeneratedUPN(i)
		missing[i] = strings.Replace(there[i], "user", fmt.Sprintf("nobody%d", i%7), 1)
	}
	var known, unknown time.Duration
	for b.Loop() {
		known += read(there)
		unknown += read(missing)
		srv.Reset()
	}
	b.ReportMetric(unknown.Seconds()/known.Seconds(), "missing/there")
}
