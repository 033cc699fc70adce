package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

// BenchmarkMissingKeys looks up 20,000 names that exist, then 20,000 that do not, and reports the ratio of the times.
// It is near 1: a missing user costs no more than one that exists.
func BenchmarkMissingKeys(b *testing.B) {
	const n = 20_000
	srv := graphemu.NewServer(b, graphemu.Options{Users: n, NoSeed: true})
	s := connect(b, asPerson(srv))
	read := func(keys []string) time.Duration {
		config := dynamic(b, s.schemas.DataSourceSchemas["graph_users"], values{
			"user_principal_names": keys, "ignore_missing": true,
		})
		start := time.Now()
		resp, err := s.server.ReadDataSource(b.Context(), &tfprotov6.ReadDataSourceRequest{
			TypeName: "graph_users", Config: config,
		})
		if err != nil || len(resp.Diagnostics) > 0 {
			b.Fatal(err, textOf(resp.Diagnostics))
		}
		return time.Since(start)
	}
	existing, missing := make([]string, n), make([]string, n)
	for i := range n {
		existing[i] = directory.GeneratedUPN(i)
		missing[i] = strings.Replace(existing[i], "user", fmt.Sprintf("nobody%d", i%7), 1)
	}
	var existingTime, missingTime time.Duration
	for b.Loop() {
		existingTime += read(existing)
		missingTime += read(missing)
		srv.Reset()
	}
	b.ReportMetric(missingTime.Seconds()/existingTime.Seconds(), "missing/existing")
}
