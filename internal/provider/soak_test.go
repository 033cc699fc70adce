package provider_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"go.uber.org/goleak"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

var (
	soakTime = flag.Duration("soak", 20*time.Second, "how long TestSoak reads; 3s with -short")
	soakSeed = flag.Uint64("soak-seed", 0, "repeats the choices of a run of TestSoak; 0 for others each time")
)

// soakReaders is the parallelism of a CLI.
const soakReaders = 10

// TestSoak reads side by side over bad connections. Each read has its complete and right result or, if the faults
// outlast its retries, one error; once the connections are good, all reads have their results. Afterwards, the process
// holds no more than after it had read everything once.
//
//nolint:paralleltest // It counts what the process holds.
func TestSoak(t *testing.T) {
	duration := *soakTime
	if testing.Short() {
		duration = min(duration, 3*time.Second)
	}
	seed := *soakSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("go test ./internal/provider -run=TestSoak -soak=%s -soak-seed=%d", duration, seed)
	reads, others := soakReads(), goleak.IgnoreCurrent()
	t.Run("good connections", func(t *testing.T) { newSoak(t, reads).learn(t) })
	before := settle(t, others)
	t.Run("bad connections", func(t *testing.T) { newSoak(t, reads).run(t, duration, seed) })
	after := settle(t, others)
	t.Logf("before: %s; after: %s", before, after)
	const tolerance = 8 << 20
	if after.files > before.files || after.heap > before.heap+tolerance {
		t.Errorf("after: %s, want at most %s, and %d bytes more of memory", after, before, tolerance)
	}
}

// settle waits until the goroutines have ended that others does not exclude, and returns what the process then holds.
func settle(t *testing.T, others goleak.Option) held {
	t.Helper()
	if err := goleak.Find(append(abandoned(), others)...); err != nil {
		t.Errorf("goroutines remain: %v", err)
	}
	return inUse()
}

// A soakRead is a data source, and what it reads over good connections.
type soakRead struct {
	source string
	config values
	large  bool // whether it takes many requests
	want   []byte
}

// soakReads returns a read for each way in which the data sources make requests.
func soakReads() []soakRead {
	names := make([]string, 60)
	for i := range names {
		names[i] = directory.GeneratedUPN(i * 80)
	}
	few := []string{"display_name", "mail"}
	reads := []soakRead{
		{source: "graph_users", large: true, config: values{"all": true, "select": few}},
		{source: "graph_users", large: true, config: values{"all": true, "select": few, "parallel": true}},
		{source: "graph_group_members", large: true, config: values{"group": directory.EverybodyID}},
		{source: "graph_users", config: values{"user_principal_names": names, "select": few}},
		{source: "graph_user", config: values{"id": directory.GeneratedID(42)}},
		{source: "graph_manager", config: values{"user": graphemu.PersonUPN, "levels": "max"}},
		{source: "graph_photo", config: values{"user": graphemu.PersonUPN}},
		{source: "graph_schedule", config: values{
			"user": graphemu.PersonUPN, "addresses": []string{graphemu.PersonUPN}, "time_zone": "Europe/Berlin",
			"start": "2026-01-20T00:00:00Z", "end": "2026-01-27T00:00:00Z",
		}},
		{source: "graph_query", config: values{"path": "/users", "limit": 250}},
		{source: "graph_query", config: values{"path": "/organization"}},
	}
	for _, r := range reads {
		r.config["timeouts"] = values{"read": "1m"}
	}
	return reads
}

// A soak is an emulator that two providers read through proxies.
type soak struct {
	reads   []soakRead
	tenant  *tenant.Tenant
	proxies [2]*badProxy // for HTTP/1.1 and HTTP/2
	servers [2]*rpc
	log     soakLog

	done, failed atomic.Int64
	errors       sync.Map // the texts of the diagnostics of failed reads
}

func newSoak(t *testing.T, reads []soakRead) *soak {
	t.Helper()
	// Enough users to be divided, and some thousand members.
	company := bytes.Replace(directory.Company, []byte("generated 0-14999"), []byte("generated 0-1499"), 1)
	tn := tenant.New(t, graphemu.Options{Seed: company, Users: 5100})
	s := &soak{reads: reads, tenant: tn}
	s.proxies = [2]*badProxy{newBadProxy(t, tn.Plain.URL), newBadProxy(t, tn.URL)}
	application := asApplication(tn.Plain)
	application["graph_endpoint"], application["authority_host"] = s.proxies[0].url, s.proxies[0].url
	person := asPerson(tn.TestServer)
	person["graph_endpoint"], person["ca_certificate_file"] = s.proxies[1].url, tn.CAFile
	s.servers = [2]*rpc{connect(t, application), connect(t, person)}
	return s
}

// learn reads everything once from each server, and keeps the results.
func (s *soak) learn(t *testing.T) {
	t.Helper()
	for i := range s.reads {
		r := &s.reads[i]
		var text string
		if r.want, text = s.servers[0].readEncoded(t, r.source, r.config); text != "" {
			t.Fatalf("%s: got %s, want no diagnostics", r.source, text)
		}
		s.read(t, *r, s.servers[1], false)
	}
}

// run reads for a while over bad connections, and then everything once over good ones.
func (s *soak) run(t *testing.T, duration time.Duration, seed uint64) {
	t.Helper()
	before := inUse()
	ctx, cancel := context.WithTimeout(t.Context(), duration)
	defer cancel()
	var work sync.WaitGroup
	for i, p := range s.proxies {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		work.Go(func() { p.misbehave(ctx, t, random) })
	}
	for i := range soakReaders {
		random := rand.New(rand.NewPCG(seed, uint64(len(s.proxies)+i)))
		work.Go(func() {
			for ctx.Err() == nil {
				s.read(t, s.pick(random), s.servers[random.IntN(len(s.servers))], true)
			}
		})
	}
	most := s.watch(ctx)
	work.Wait()
	done, failed := s.done.Load(), s.failed.Load()
	t.Logf("%d reads with %d requests, of which %d were repeated; %d reads failed; faults: %v and %v; at most: %s",
		done, s.log.requests.Load(), s.log.repeated.Load(), failed, s.proxies[0].counts, s.proxies[1].counts, most)
	s.errors.Range(func(text, _ any) bool { t.Logf("failed: %s", text); return true })
	if few := 3 + done/10; done < soakReaders || failed > few {
		t.Errorf("%d of %d reads failed, want %d at most, of %d at least", failed, done, few, soakReaders)
	}
	for i, r := range s.reads {
		work.Go(func() { s.read(t, r, s.servers[i%len(s.servers)], false) })
	}
	work.Wait()
	// Idle connections are kept, and toxiproxy and the framework keep something of each connection and of each call.
	tolerance := uint64(16<<20 + (10<<10)*done)
	after := inUse()
	t.Logf("before the first read: %s; after the last one: %s", before, after)
	if after.heap > before.heap+tolerance {
		t.Errorf("%d bytes more of memory are in use, want at most %d", after.heap-before.heap, tolerance)
	}
}

// pick returns something to read.
func (s *soak) pick(random *rand.Rand) soakRead {
	r := s.reads[random.IntN(len(s.reads))]
	if r.large && random.IntN(4) > 0 {
		return s.pick(random)
	}
	return r
}

// read reads once and checks the result. mayFail is whether an error is a result too.
func (s *soak) read(t *testing.T, r soakRead, server *rpc, mayFail bool) {
	t.Helper()
	resp, err := server.server.ReadDataSource(tflogtest.RootLogger(t.Context(), &s.log), &tfprotov6.ReadDataSourceRequest{
		TypeName: r.source, Config: dynamic(t, server.schemas.DataSourceSchemas[r.source], r.config),
	})
	if err != nil {
		t.Errorf("%s: %v", r.source, err)
		return
	}
	s.done.Add(1)
	switch text := textOf(resp.Diagnostics); {
	case text == "":
		if !bytes.Equal(resp.State.MsgPack, r.want) {
			t.Errorf("%s: another result, of %d bytes, want that of %d", r.source, len(resp.State.MsgPack), len(r.want))
		}
	case !mayFail, len(resp.Diagnostics) != 1, resp.Diagnostics[0].Severity != tfprotov6.DiagnosticSeverityError:
		t.Errorf("%s: got %s, want the result", r.source, text)
	default:
		s.failed.Add(1)
		s.errors.Store(text, true)
	}
}

// watch returns the most that the process holds until ctx ends. It makes the emulator forget the requests, which would
// fill the memory.
func (s *soak) watch(ctx context.Context) (most held) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return most
		case <-ticker.C:
			now := holds()
			most = held{max(most.goroutines, now.goroutines), max(most.files, now.files), max(most.heap, now.heap)}
			s.tenant.Reset()
		}
	}
}

// A soakLog counts the requests that the log of a provider has.
type soakLog struct{ requests, repeated atomic.Int64 }

func (l *soakLog) Write(line []byte) (int, error) {
	switch {
	case bytes.Contains(line, []byte(`"Microsoft Graph request"`)):
		l.requests.Add(1)
	case bytes.Contains(line, []byte(`"Microsoft Graph request waits for another attempt"`)):
		l.requests.Add(1)
		l.repeated.Add(1)
	}
	return len(line), nil
}

// held is what the process holds.
type held struct {
	goroutines, files int
	heap              uint64 // in bytes
}

func (h held) String() string {
	return fmt.Sprintf("%d goroutines, %d file handles, heap of %.1f MiB", h.goroutines, h.files, float64(h.heap)/(1<<20))
}

// holds returns what the process holds now. There are no file handles where the system does not list them.
func holds() held {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	files, _ := os.ReadDir("/proc/self/fd")
	return held{runtime.NumGoroutine(), len(files), memory.HeapAlloc}
}

// inUse returns what the process holds without garbage.
func inUse() held {
	runtime.GC()
	runtime.GC() // Pools keep what they have for one collection.
	return holds()
}
