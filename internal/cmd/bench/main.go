// Bench measures whole plans: the real CLI with the real provider against the emulator, at several sizes, and prints a
// table in Markdown. It measures; it asserts nothing, since the clock of a shared machine proves nothing.
//
// For each size it prints what a plan takes, what the provider needs of that, and two things to hold it against: the
// time to follow the same pages and throw the bytes away, and the CLI's own time, for which a stand-in provider gives
// the recorded answer at once.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/cliconfig"
)

// limit ends a run that hangs.
const limit = time.Hour

func main() {
	if done, err := standIn(); done {
		exit(err)
	}
	var s settings
	flag.StringVar(&s.cli, "cli", "", "CLI to run; the terraform or tofu of PATH if it is empty")
	flag.StringVar(&s.users, "users", "1,1000,10000,100000", "sizes of the directory, of which everybody is read")
	flag.StringVar(&s.parts, "parallel", "10000,100000", "sizes of the directory, of which everybody is read in parts")
	flag.StringVar(&s.slim, "slim", "10000,100000", "sizes of the directory, of which three attributes are read by "+
		"graph_query")
	flag.StringVar(&s.members, "members", "30000", "sizes of the directory, of which everybody, up to 30,000, is in "+
		"a group")
	flag.StringVar(&s.names, "names", "50,1000", "how many users are looked up by name")
	flag.StringVar(&s.singles, "singles", "1,50,500", "how many users are read with a data source for each")
	flag.StringVar(&s.against, "against", "", "path of another build of the provider, to compare with")
	flag.StringVar(&s.chart, "chart", "", "file for a chart of the results, in SVG")
	flag.DurationVar(&s.latency, "latency", 40*time.Millisecond, "time that Graph takes for a request, in the second "+
		"round")
	flag.DurationVar(&s.itemLatency, "item-latency", 200*time.Microsecond, "time that Graph takes for an item, in the "+
		"second round")
	flag.IntVar(&s.runs, "runs", 3, "how often each is measured; the median is printed. With 100,000 users, each is "+
		"measured once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	ctx, cancel := context.WithTimeout(ctx, limit)
	err := s.run(ctx)
	cancel()
	stop()
	exit(err)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

type settings struct {
	cli, against         string
	users, parts, slim   string
	members              string
	names, singles       string
	chart                string
	latency, itemLatency time.Duration
	runs                 int
}

func (s settings) run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "graph-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{settings: s, dir: dir}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	if err := b.start(ctx); err != nil {
		return err
	}
	var rows []row
	printHead()
	for _, latency := range []bool{false, true} {
		for _, one := range s.scenarios() {
			r, err := b.measure(ctx, one, latency)
			if err != nil {
				return err
			}
			r.print()
			rows = append(rows, r)
		}
	}
	printRatios(rows)
	if s.chart == "" {
		return nil
	}
	slow := slices.DeleteFunc(rows, func(r row) bool { return r.latency == none }) // As Graph is.
	return os.WriteFile(s.chart, chart(slow), 0o600)
}

// scenarios returns what the flags ask for.
func (s settings) scenarios() []scenario {
	var all []scenario
	for _, kind := range []struct {
		sizes string
		make  func(n int) scenario
	}{
		{s.users, everybody}, {s.parts, inParts}, {s.slim, slim}, {s.members, members}, {s.names, byName},
		{s.singles, oneByOne},
	} {
		for _, n := range numbers(kind.sizes) {
			all = append(all, kind.make(n))
		}
	}
	return all
}

func numbers(list string) []int {
	var all []int
	for _, field := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		if n, err := strconv.Atoi(field); err == nil && n > 0 {
			all = append(all, n)
		}
	}
	return all
}

// bench has what all runs share.
type bench struct {
	settings
	dir string
}

// prepare builds the provider, and puts this program in its place.
func (b *bench) prepare(ctx context.Context) error {
	if b.cli == "" {
		for _, name := range []string{"terraform", "tofu"} {
			if path, err := exec.LookPath(name); err == nil {
				b.cli = path
				break
			}
		}
	}
	if b.cli == "" {
		return fmt.Errorf("there is no terraform and no tofu on PATH: name one with -cli, such as -cli \"$(make -s tofu)\"")
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", b.provider(), "github.com/graph-data/terraform-provider-graph")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	program, err := os.ReadFile(self)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(b.plugins(), 0o700); err != nil {
		return err
	}
	path := filepath.Join(b.plugins(), "terraform-provider-graph")
	if err := os.WriteFile(path, program, 0o700); err != nil { //nolint:gosec // It has to run.
		return err
	}
	return os.WriteFile(b.cliConfig(), []byte(cliconfig.Override(b.plugins())), 0o600)
}

func (b *bench) provider() string {
	return filepath.Join(b.dir, "provider", "terraform-provider-graph")
}
func (b *bench) plugins() string   { return filepath.Join(b.dir, "plugins") }
func (b *bench) cliConfig() string { return filepath.Join(b.dir, "cli.tfrc") }
