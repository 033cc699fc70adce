//go:build linux

package provider_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A hostile response has no end, as far as the writer is concerned.
var hostileResponses = map[string]struct {
	write func(w http.ResponseWriter, r *http.Request)
	want  string // In the error of a read.
}{
	"gzip": {func(w http.ResponseWriter, _ *http.Request) { // 4 GiB, of 4 MB on the wire.
		var part bytes.Buffer
		compressor := gzip.NewWriter(&part)
		_, _ = compressor.Write(make([]byte, 64<<20))
		_ = compressor.Close()
		w.Header().Set("Content-Encoding", "gzip")
		for range 64 {
			_, _ = w.Write(part.Bytes())
		}
	}, "48 MiB in a response"},
	"body": {func(w http.ResponseWriter, _ *http.Request) {
		const size int64 = 10 << 30
		w.Header().Set("Content-Length", fmt.Sprint(size))
		_, _ = io.CopyN(w, zeros{}, size)
	}, "48 MiB in a response"},
	"brackets": {func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat(`{"a":[`, 5_000_000))
	}, "2000 JSON objects and arrays"},
	"header": {func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", 2<<20))
	}, "256 KiB in the header"},
	"drip": {func(w http.ResponseWriter, r *http.Request) {
		for range time.Tick(100 * time.Millisecond) {
			_, _ = io.WriteString(w, " ")
			if err := http.NewResponseController(w).Flush(); err != nil || r.Context().Err() != nil {
				return
			}
		}
	}, "timeout"},
	"pages": {func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"value":[],"@odata.nextLink":"http://%s/v1.0/users?n=%d"}`, r.Host, time.Now().UnixNano())
	}, "1000 pages in a row"},
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestAccHostile checks that a server that sends responses without an end, as Graph or as the authority, costs the
// provider little memory, and ends in an error within the read timeout.
func TestAccHostile(t *testing.T) {
	t.Parallel()
	for name, c := range hostileResponses {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			c.write(w, r)
		}))
		t.Cleanup(srv.Close)
		block := requiredProviders + `
provider "graph" {
  graph_endpoint = "` + srv.URL + `"
  authority_host = "` + srv.URL + `"
  %s
}
data "graph_users" "it" {
  all      = true
  timeouts = { read = "5s" }
}`
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkHostile(t, fmt.Sprintf(block, `access_token = "token"`), c.want)
		})
		t.Run(name+" authority", func(t *testing.T) {
			t.Parallel()
			signIn := `tenant_id = "x.example.com", client_id = "x", client_secret = "y"`
			checkHostile(t, fmt.Sprintf(block, strings.ReplaceAll(signIn, ",", "\n")), "Cannot")
		})
	}
}

// checkHostile plans a configuration that fails, and checks the error, the time and the memory.
func checkHostile(t *testing.T, config, want string) {
	t.Helper()
	w := newWorkspace(t, map[string]string{"main.tf": config})
	start := time.Now()
	out, err := w.run(t, "", "plan", "-no-color")
	took := time.Since(start)
	if flat := strings.Join(strings.Fields(out), " "); err == nil || !strings.Contains(flat, want) {
		t.Errorf("plan: error %v, want %q in %s", err, want, out)
	}
	if took > 40*time.Second {
		t.Errorf("plan took %s, want at most 40s", took)
	}
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		t.Fatal(err)
	}
	// Linux counts the memory of the process that starts another one, until that one is loaded, as its memory.
	limit := max(300<<20, int64(own.Maxrss)<<10) //nolint:unconvert // It is shorter with 32 bits.
	peak := peakMemory(t, w.ended)
	if peak > limit {
		t.Errorf("peak memory = %d MiB, want at most %d", peak>>20, limit>>20)
	}
	t.Logf("%s, peak memory %d MiB", took.Round(time.Millisecond), peak>>20)
}

// peakMemory returns the bytes that a process or one of the processes that it has waited for had in memory at most.
func peakMemory(t *testing.T, ended *os.ProcessState) int64 {
	t.Helper()
	usage, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatal("the usage of the process is not known")
	}
	return int64(usage.Maxrss) << 10 //nolint:unconvert // It has 32 bits on some machines.
}
