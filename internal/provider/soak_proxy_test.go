package provider_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"
)

// A badProxy leads to a server, over connections that are bad at times.
type badProxy struct {
	url    string
	toxics *toxiproxy.ToxicCollection
	counts map[string]int // how often it misbehaved in each way
}

// newBadProxy starts a proxy that behaves at first, until the test ends.
func newBadProxy(t *testing.T, server string) *badProxy {
	t.Helper()
	zerolog.SetGlobalLevel(zerolog.Disabled) // Some toxics have a logger of their own.
	scheme, upstream, _ := strings.Cut(server, "://")
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(api, scheme, "127.0.0.1:0", upstream)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	return &badProxy{url: scheme + "://" + proxy.Listen, toxics: proxy.Toxics, counts: map[string]int{}}
}

// badWays are the ways in which connections are bad: late, slow, in small pieces, cut in a header and in a body, reset,
// and silent before they end. Each is a toxic of toxiproxy, whose toxicity is the share of the connections that it
// concerns.
var badWays = []string{
	`{"type":"latency","attributes":{"latency":60,"jitter":40}}`,
	`{"type":"bandwidth","attributes":{"rate":100}}`,
	`{"type":"slicer","attributes":{"average_size":600,"size_variation":300,"delay":20}}`,
	`{"type":"limit_data","toxicity":0.3,"attributes":{"bytes":300}}`,
	`{"type":"limit_data","toxicity":0.5,"attributes":{"bytes":20000}}`,
	`{"type":"reset_peer","stream":"upstream","toxicity":0.3,"attributes":{"timeout":50}}`,
	`{"type":"timeout","toxicity":0.3,"attributes":{"timeout":500}}`,
}

// misbehave makes the connections bad in one way after the other, with pauses, until ctx ends; then they are good. It
// has one toxic at a time, since toxiproxy may block when it removes one that leads to what another has cut.
func (p *badProxy) misbehave(ctx context.Context, t *testing.T, random *rand.Rand) {
	t.Helper()
	upTo := func(d time.Duration) time.Duration { return time.Duration(random.Int64N(int64(d))) }
	for ctx.Err() == nil {
		way := badWays[random.IntN(len(badWays))]
		toxic, err := p.toxics.AddToxicJson(strings.NewReader(way))
		if err != nil {
			t.Errorf("add %s: %v", way, err)
			return
		}
		p.counts[toxic.Type]++
		wait(ctx, 100*time.Millisecond+upTo(400*time.Millisecond))
		if err := p.toxics.RemoveToxic(context.WithoutCancel(ctx), toxic.Name); err != nil {
			t.Errorf("remove %s: %v", way, err)
			return
		}
		wait(ctx, upTo(200*time.Millisecond))
	}
}

// wait waits, but no longer than until ctx ends.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// abandoned returns the goroutines that toxiproxy leaves behind: those of a connection that it has cut while more data
// was on its way. They hold no file.
func abandoned() []goleak.Option {
	const library = "github.com/Shopify/toxiproxy/v2"
	return []goleak.Option{
		goleak.IgnoreAnyFunction(library + ".(*ToxicLink).read"),
		goleak.IgnoreAnyFunction(library + "/toxics.(*ToxicStub).Run"),
	}
}
