package provider_test

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// TestFaults is the matrix of reads: each request of each data source meets each fault, once and for ever. The read has
// all its data or one clear error, in the time that it has.
func TestFaults(t *testing.T) {
	t.Parallel()
	faults := slices.Concat(errorFaults(graphProblem(t)), successFaults(), networkFaults())
	schemas := newRPC(t).schemas
	var cells, reads atomic.Int64
	var calls sync.Map // the names of the calls that have met the faults
	t.Run("reads", func(t *testing.T) {
		for source, configs := range everyRead(t) {
			t.Run(source, func(t *testing.T) {
				t.Parallel()
				met := map[string]bool{} // the kinds of requests of the data source that have met the faults
				for _, config := range configs {
					synctest.Test(t, func(t *testing.T) {
						x := newFaultyRead(t, schemas, source, config)
						x.meet(t, faults, met)
						cells.Add(int64(x.cells))
						reads.Add(int64(x.reads))
					})
				}
				for kind := range met {
					path, _, _ := strings.Cut(kind, "?")
					if call, known := permission.Reading(path); known {
						calls.Store(call.Name, true)
					}
				}
			})
		}
	})
	for _, call := range permission.All() {
		if _, met := calls.Load(call.Name); call.Reads() && !met {
			t.Errorf("no read makes the call %s", call.Name)
		}
	}
	t.Logf("%d cells in %d reads", cells.Load(), reads.Load())
}

// newUnconnected returns an emulator for days of the fake clock.
func newUnconnected() *graphemu.Server {
	return graphemu.New(graphemu.Options{SignIn: entra.Options{TokenLifetime: 1e6 * time.Hour}})
}

// connectOver returns a provider that is configured, and whose requests a network carries.
func connectOver(t *testing.T, n *network, schemas *tfprotov6.GetProviderSchemaResponse, config values) *rpc {
	t.Helper()
	const graph, authority = "https://graph.example.com", "https://login.example.com"
	s := &rpc{server: provider.ServerOver(n), schemas: schemas}
	config = override(config, values{"graph_endpoint": graph, "authority_host": authority})
	if text := s.configure(t, config); text != "" {
		t.Fatalf("configure: got %s, want no diagnostics", text)
	}
	return s
}

// A faultyRead is a read of a data source over a network with faults.
type faultyRead struct {
	network *network
	server  tfprotov6.ProviderServer
	request *tfprotov6.ReadDataSourceRequest
	right   []byte         // the result without faults
	made    []string       // the requests without faults, each once, in their order
	counts  map[string]int // how often each is made
	cells   int
	reads   int

	ignoresMissing bool
}

func newFaultyRead(
	t *testing.T, schemas *tfprotov6.GetProviderSchemaResponse, source string, config values,
) *faultyRead {
	t.Helper()
	srv := newUnconnected()
	x := &faultyRead{network: newNetwork(srv.Transport()), ignoresMissing: config["ignore_missing"] == true}
	x.server = connectOver(t, x.network, schemas, values{"access_token": srv.PersonToken("")}).server
	x.request = &tfprotov6.ReadDataSourceRequest{
		TypeName: source, Config: dynamic(t, schemas.DataSourceSchemas[source], config),
	}
	result, diagnostics := x.read(t)
	if len(diagnostics) > 0 {
		t.Fatalf("without faults: got %s, want no diagnostics", textOf(diagnostics))
	}
	x.right, x.made, x.counts = result, x.network.arrived, x.network.count
	return x
}

// read returns the result as it is sent to the CLI, and the diagnostics.
func (x *faultyRead) read(t *testing.T) ([]byte, []*tfprotov6.Diagnostic) {
	t.Helper()
	x.reads++
	resp, err := x.server.ReadDataSource(t.Context(), x.request)
	if err != nil {
		t.Fatal(err)
	}
	if resp.State == nil {
		return nil, resp.Diagnostics
	}
	return resp.State.MsgPack, resp.Diagnostics
}

// meet makes the read with faults of each request that is not of a kind that has met them. The first request of a data
// source meets each status with each body. The others meet each status with one body, by turns, and each fault without
// such a status.
func (x *faultyRead) meet(t *testing.T, faults []fault, met map[string]bool) {
	t.Helper()
	var requests []string
	for _, request := range x.made {
		kind := kindOf(request)
		if met[kind] {
			continue
		}
		isFirst := len(met) == 0
		met[kind] = true
		requests = append(requests, request)
		for _, f := range faults {
			inTurn := isFirst || f.status == 0 || f.turn == len(met)%turns
			if inTurn && x.applies(f, request) {
				x.stays(t, f, request)
			}
		}
	}
	passing := slices.DeleteFunc(slices.Clone(faults), func(f fault) bool { return f.verdict != passes })
	for pair := range slices.Chunk(passing, 2) {
		x.pass(t, pair, requests)
	}
}

// kindOf returns what a request asks for: its path, the names of its options, and its page.
func kindOf(request string) string {
	_, uri, _ := strings.Cut(request, " ")
	uri, _, _ = strings.Cut(uri, " ")
	u, err := url.Parse(uri)
	if err != nil {
		panic(err) // It was made from a URL.
	}
	query := u.Query()
	for name := range query {
		if name != "page" {
			query.Set(name, "")
		}
	}
	return strings.TrimPrefix(u.Path, "/v1.0") + "?" + query.Encode()
}

// applies reports whether a fault is one at a request. A response may lawfully be what is a fault of another one: of a
// photo, each byte may be any, and graph_query reads any JSON.
func (x *faultyRead) applies(f fault, request string) bool {
	switch {
	case f.ofSuccess && x.network.right[request].status != http.StatusOK:
		return false
	case f.ofJSON:
		return x.request.TypeName != "graph_query" && !strings.Contains(request, "/$value")
	default:
		return true
	}
}

// pass makes the read with faults that pass, one after the other, at each of the requests.
func (x *faultyRead) pass(t *testing.T, faults []fault, requests []string) {
	t.Helper()
	names, next := "", map[string][]fault{}
	for _, f := range faults {
		names += f.name + "; "
		for _, request := range requests {
			if x.applies(f, request) {
				next[request] = append(next[request], f)
				x.cells++
			}
		}
	}
	if len(next) == 0 {
		return
	}
	x.network.script(next, nil)
	result, diagnostics := x.read(t)
	if len(diagnostics) > 0 || !bytes.Equal(result, x.right) {
		t.Errorf("%sonce: got %q and %s, want all data", names, result, textOf(diagnostics))
	}
	for request, left := range x.network.once {
		if len(left) > 0 {
			t.Errorf("%sonce: %d did not occur at %s", names, len(left), request)
		}
	}
}

// stays makes the read with a fault that stays. If the read can do without the request, it has all data all the same.
func (x *faultyRead) stays(t *testing.T, f fault, request string) {
	t.Helper()
	x.cells++
	x.network.script(nil, map[string]fault{request: f})
	start := time.Now()
	result, diagnostics := x.read(t)
	took, text := time.Since(start), textOf(diagnostics)
	isData := len(diagnostics) == 0 && bytes.Equal(result, x.right)
	if !isData && !f.isClear(text) && (len(diagnostics) > 0 || !x.told(f, request)) {
		t.Errorf("%s at %s: got %q and %s, want all data or one clear error", f.name, request, result, text)
	}
	if took > 5*time.Minute {
		t.Errorf("%s at %s: took %s, want at most the read timeout", f.name, request, took)
	}
	least, most := 1, x.counts[request]
	switch f.verdict {
	case passes:
		least, most = 2, 6*most
	case renewed:
		most++
	case refused:
	}
	if got := x.network.count[request]; got < least || got > most {
		t.Errorf("%s at %s: %d requests, want from %d to %d", f.name, request, got, least, most)
	}
}

// told reports whether an error in Graph's own words says something about what was asked for: that the user has no
// manager, no list of sizes or of calendars, which the read can do without, or that something is missing, which may be
// no error.
func (x *faultyRead) told(f fault, request string) bool {
	if !f.own {
		return false
	}
	uri, _, _ := strings.Cut(request, "?")
	switch {
	case x.request.TypeName == "graph_photo" && strings.HasSuffix(uri, "/photos"):
		return f.status == http.StatusBadRequest || f.status == http.StatusNotFound || f.status == http.StatusNotImplemented
	case x.request.TypeName == "graph_calendar_view" && strings.HasSuffix(uri, "/calendars"):
		return f.status/100 == 4
	case strings.HasSuffix(uri, "/manager"):
		return f.status == http.StatusNotFound
	default:
		return x.ignoresMissing && f.status == http.StatusNotFound
	}
}
