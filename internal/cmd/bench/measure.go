package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// none is the latency of the first round.
const none = "none"

// largeDirectory is the size from which on each plan is made once: three would take half an hour.
const largeDirectory = 100_000

// figures are those of one plan.
type figures struct {
	wall          time.Duration
	provider, cli usage
	requests      int
}

// row holds the medians of a scenario.
type row struct {
	scenario

	latency   string
	plan      figures
	alone     figures       // of the CLI with a stand-in for the provider
	other     figures       // of the provider to compare with, if there is one
	following time.Duration // the pages; 0 if there are none
}

// measure runs a scenario. What is compared runs in turn, since the machine may be busier at one time than at another.
func (b *bench) measure(ctx context.Context, s scenario, latency bool) (row, error) {
	r := row{scenario: s, latency: none}
	opts := graphemu.Options{Users: s.users, NoSeed: !s.seed}
	if latency {
		opts.Latency, opts.ItemLatency = b.latency, b.itemLatency
		r.latency = fmt.Sprintf("%d ms + %g ms an item", b.latency.Milliseconds(), float64(b.itemLatency.Microseconds())/1000)
	}
	srv, err := graphemu.New(opts).Listen("127.0.0.1:0", true)
	if err != nil {
		return r, err
	}
	defer srv.Close()
	w, err := b.workspace(s, srv)
	if err != nil {
		return r, err
	}
	if _, err := w.plan(ctx, srv, envRecord+"="+w.answers()); err != nil { // This run also fills the emulator's caches.
		return r, err
	}
	first := srv.GraphRequests()[0]
	kinds := b.kinds(w)
	plans := make([][]figures, len(kinds))
	var following []time.Duration
	runs := b.runs
	if s.users >= largeDirectory {
		runs = 1
	}
	for range runs {
		for i, env := range kinds {
			f, err := w.plan(ctx, srv, env...)
			if err != nil {
				return r, err
			}
			plans[i] = append(plans[i], f)
		}
		if s.pages {
			took, err := followPages(ctx, srv, first)
			if err != nil {
				return r, err
			}
			following = append(following, took)
		}
	}
	r.plan, r.alone, r.following = medians(plans[0]), medians(plans[1]), median(following)
	if b.against != "" {
		r.other = medians(plans[2])
	}
	return r, nil
}

// kinds returns the environments of the plans to compare: with the provider, with a stand-in for it, and with another
// build of it, if there is one.
func (b *bench) kinds(w *workspace) [][]string {
	usage := envUsage + "=" + filepath.Join(w.dir, "usage")
	kinds := [][]string{{envMeasure + "=" + b.provider(), usage}, {envReplay + "=" + w.answers()}}
	if b.against != "" {
		kinds = append(kinds, []string{envMeasure + "=" + b.against, usage})
	}
	return kinds
}

// medians returns the median of each figure.
func medians(all []figures) figures {
	of := func(get func(figures) int64) int64 {
		values := make([]int64, len(all))
		for i, f := range all {
			values[i] = get(f)
		}
		return median(values)
	}
	var m figures
	m.wall = time.Duration(of(func(f figures) int64 { return int64(f.wall) }))
	m.requests = int(of(func(f figures) int64 { return int64(f.requests) }))
	m.provider.CPU = time.Duration(of(func(f figures) int64 { return int64(f.provider.CPU) }))
	m.provider.Peak = of(func(f figures) int64 { return f.provider.Peak })
	m.cli.CPU = time.Duration(of(func(f figures) int64 { return int64(f.cli.CPU) }))
	m.cli.Peak = of(func(f figures) int64 { return f.cli.Peak })
	return m
}

// median returns the median, or 0 of nothing.
func median[T ~int64](all []T) T {
	if len(all) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(all))[len(all)/2]
}

// workspace is a folder with a configuration.
type workspace struct {
	*bench
	dir string
}

func (b *bench) workspace(s scenario, srv *graphemu.TestServer) (*workspace, error) {
	dir, err := os.MkdirTemp(b.dir, "run-")
	if err != nil {
		return nil, err
	}
	w := &workspace{bench: b, dir: dir}
	ca := filepath.Join(dir, "ca.pem")
	config := fmt.Sprintf(`terraform {
  required_providers {
    graph = {
      source = "graph-data/graph"
    }
  }
}
provider "graph" {
  graph_endpoint      = %[1]q
  authority_host      = %[1]q
  ca_certificate_file = %[2]q
  tenant_id           = %[3]q
  client_id           = %[4]q
  client_secret       = %[5]q
}
data %[6]q "all" {
  %[7]s
}
output "count" { value = %[8]s }
`, srv.URL, ca, graphemu.TenantID, graphemu.ClientID, graphemu.ClientSecret, s.source, s.config, s.count)
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o600); err != nil {
		return nil, err
	}
	if err := os.Mkdir(w.answers(), 0o700); err != nil {
		return nil, err
	}
	return w, os.WriteFile(ca, srv.CACertificatePEM(), 0o600)
}

// answers is the folder of the recorded responses.
func (w *workspace) answers() string { return filepath.Join(w.dir, "answers") }

// plan runs the CLI once.
func (w *workspace) plan(ctx context.Context, srv *graphemu.TestServer, env ...string) (figures, error) {
	usageFile := filepath.Join(w.dir, "usage")
	_ = os.Remove(usageFile) // Of the run before.
	srv.Reset()
	var out bytes.Buffer
	//nolint:gosec // The CLI is the tester's choice.
	cmd := exec.CommandContext(ctx, w.cli, "plan", "-no-color", "-input=false")
	cmd.Dir, cmd.Stdout, cmd.Stderr = w.dir, &out, &out
	env = append(env, "TF_CLI_CONFIG_FILE="+w.cliConfig(), "CHECKPOINT_DISABLE=1")
	cmd.Env = append(graphemu.Isolated(os.Environ()), env...)
	start := time.Now()
	err := cmd.Run()
	f := figures{wall: time.Since(start), requests: len(srv.GraphRequests())}
	if err != nil {
		return f, fmt.Errorf("%w: %s", err, out.String())
	}
	// The CLI's usage holds that of the provider, for which it waited.
	f.cli = usageOf(cmd.ProcessState)
	content, err := os.ReadFile(usageFile)
	if os.IsNotExist(err) {
		return f, nil
	}
	for line := range bytes.Lines(content) {
		var u usage
		if err := json.Unmarshal(line, &u); err != nil {
			return f, err
		}
		f.provider.CPU += u.CPU
		f.provider.Peak = max(f.provider.Peak, u.Peak)
	}
	f.cli.CPU -= f.provider.CPU
	return f, err
}

// followPages asks for what the provider asked for first, follows the pages and throws the bytes away.
func followPages(ctx context.Context, srv *graphemu.TestServer, first graphemu.Request) (time.Duration, error) {
	client, token := srv.Client(), srv.AppToken()
	start := time.Now()
	for next := srv.URL + first.Path + "?" + first.RawQuery; next != ""; {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, next, nil)
		if err != nil {
			return 0, err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		resp, err := client.Do(req)
		if err != nil {
			return 0, err
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("%s: %w", resp.Status, err)
		}
		next = nextLink(body)
	}
	return time.Since(start), nil
}

// nextLink finds the link without decoding the page.
func nextLink(body []byte) string {
	_, rest, found := bytes.Cut(body, []byte(`"@odata.nextLink":`))
	if !found {
		return ""
	}
	var link string
	_ = json.NewDecoder(bytes.NewReader(rest)).Decode(&link) // A broken link ends the run, which the requests show.
	return link
}
