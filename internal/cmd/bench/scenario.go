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
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

// scenario is one read.
type scenario struct {
	name   string
	users  int    // in the directory
	source string // the data source
	list   string // its attribute that is counted
	config string // its arguments
	pages  bool   // whether it is pages that are read
}

func everybody(n int) scenario {
	return scenario{
		name: fmt.Sprintf("%d users", n), users: n, source: "graph_users", list: "users", config: "all = true", pages: true,
	}
}

// slim reads three attributes of everybody.
func slim(n int) scenario {
	return scenario{
		name: fmt.Sprintf("%d users, 3 attributes", n), users: n, source: "graph_query", list: "result",
		config: `path = "/users"` + "\n" + `  query = { "$top" = "999" }` + "\n" + `  select = ["id", "displayName", "mail"]`,
		pages:  true,
	}
}

func byName(n int) scenario {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%q", directory.GeneratedUPN(i))
	}
	return scenario{
		name: fmt.Sprintf("%d names", n), users: n, source: "graph_users", list: "users",
		config: "user_principal_names = [" + strings.Join(names, ", ") + "]",
	}
}

// figures of one run.
type figures struct {
	wall          time.Duration
	provider, cli usage
	requests      int
}

// measure runs a scenario and prints its row.
func (b *bench) measure(ctx context.Context, s scenario, latency bool) error {
	opts, named := graphemu.Options{Users: s.users, NoSeed: true}, "none"
	if latency {
		opts.Latency, opts.ItemLatency = b.latency, b.itemLatency
		named = fmt.Sprintf("%s + %s an item", b.latency, b.itemLatency)
	}
	srv, err := graphemu.New(opts).Listen("127.0.0.1:0", true)
	if err != nil {
		return err
	}
	defer srv.Close()
	w, err := b.workspace(s, srv)
	if err != nil {
		return err
	}
	if _, err := w.plan(ctx, srv, envRecord+"="+w.answer()); err != nil { // This run also fills the emulator's caches.
		return err
	}
	first := srv.GraphRequests()[0]
	var plans, alone []figures
	var follow []time.Duration
	for range b.runs {
		plan, err := w.plan(ctx, srv, envMeasure+"="+b.provider(), envUsage+"="+filepath.Join(w.dir, "usage"))
		if err != nil {
			return err
		}
		cli, err := w.plan(ctx, srv, envReplay+"="+w.answer())
		if err != nil {
			return err
		}
		plans, alone = append(plans, plan), append(alone, cli)
		if s.pages {
			took, err := followPages(ctx, srv, first)
			if err != nil {
				return err
			}
			follow = append(follow, took)
		}
	}
	plan, cli := median(plans, wallOf), median(alone, wallOf)
	following := "–"
	if s.pages {
		following = seconds(median(follow, func(d time.Duration) time.Duration { return d }))
	}
	fmt.Printf("| %s | %s | %d | %s | %s | %s | %s | %s | %s | %s "+
		"|\n", s.name, named, plan.requests, seconds(plan.wall), following, seconds(cli.wall),
		seconds(median(plans, func(f figures) time.Duration { return f.provider.CPU }).provider.CPU),
		megabytes(plan.provider.Peak), seconds(plan.cli.CPU), megabytes(plan.cli.Peak))
	return nil
}

func wallOf(f figures) time.Duration { return f.wall }

func median[T any](all []T, by func(T) time.Duration) T {
	slices.SortFunc(all, func(a, b T) int { return int(by(a) - by(b)) })
	return all[len(all)/2]
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
func megabytes(n int64) string       { return fmt.Sprintf("%d MiB", n>>20) }

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
output "count" { value = length(data.%[6]s.all.%[8]s) }
`, srv.URL, ca, graphemu.TenantID, graphemu.ClientID, graphemu.ClientSecret, s.source, s.config, s.list)
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o600); err != nil {
		return nil, err
	}
	return w, os.WriteFile(ca, srv.CACertificatePEM(), 0o600)
}

func (w *workspace) answer() string { return filepath.Join(w.dir, "answer") }

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
