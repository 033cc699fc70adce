package provider_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	cdpnetwork "github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// stepLimit ends a step in a browser that hangs. Chromium has a limit of its own to start.
const stepLimit = time.Minute

// A tab is in a headless Chromium of its own, which ends with the test.
type tab struct {
	url string // Of the page that is open.

	t   *testing.T
	ctx context.Context
	axe string

	mu         sync.Mutex // Guards what follows.
	requested  []string   // URLs, that of the page included.
	complaints []string   // What is on the console, and errors that nothing caught.
}

// newTab starts Chromium. It skips the test if Chromium or axe-core is missing, or a CLI that makes the page.
func newTab(t *testing.T) *tab {
	t.Helper()
	onEngine(t, "1.0.0", "1.6.0")
	axe := axeCore(t)
	// The sandbox needs rights that containers do not have, and the page is ours.
	ctx, stop := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(chromedp.NoSandbox))
	t.Cleanup(stop)
	p := &tab{t: t, ctx: ctx, axe: axe}
	err := chromedp.Listen(ctx, p.note)
	if errors.Is(err, exec.ErrNotFound) {
		t.Skipf("make browser installs Chromium: %v", err)
	}
	if err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return p
}

// open serves a page on the loopback interface and opens it.
func (p *tab) open(html string) {
	p.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, html)
	}))
	p.t.Cleanup(server.Close)
	p.url = server.URL + "/"
	p.do(chromedp.Navigate(p.url))
}

// axeCore returns the source of axe-core, which finds what keeps people from using a page.
func axeCore(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(cache, "terraform-provider-graph", "browser", "node_modules", "axe-core", "axe.min.js")
	source, err := os.ReadFile(file)
	if err != nil {
		t.Skipf("make browser installs axe-core: %v", err)
	}
	return string(source)
}

// note keeps what the browser reports about the page.
func (p *tab) note(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *cdpnetwork.EventRequestWillBeSent:
		p.requested = append(p.requested, e.Request.URL)
	case *log.EventEntryAdded:
		p.complaints = append(p.complaints, e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		p.complaints = append(p.complaints, fmt.Sprintf("console.%s", e.Type))
	case *runtime.EventExceptionThrown:
		p.complaints = append(p.complaints, e.ExceptionDetails.Text)
	}
}

// reported returns what the browser has reported so far.
func (p *tab) reported() (requested, complaints []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requested), slices.Clone(p.complaints)
}

// do takes steps in the page.
func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	for _, step := range steps {
		get(p, step)
	}
}

// get returns the result of an action in the page.
func get[T any](p *tab, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	result, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// look shows the page in a window of a size in pixels, in the color scheme "light" or "dark", without motion.
func (p *tab) look(width, height int64, scheme string, opts ...chromedp.EmulateViewportOption) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height, opts...))
	p.media("screen", &emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme},
		&emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"})
}

// media shows the page as on a medium, such as "print".
func (p *tab) media(medium string, features ...*emulation.MediaFeature) {
	p.t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: medium, Features: features}
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, params); err != nil {
		p.t.Fatal(err)
	}
}

// barriers returns what axe-core finds in the page as it looks now.
func (p *tab) barriers() []string {
	p.t.Helper()
	const report = `;axe.run().then((results) => results.violations.map((violation) =>
		violation.impact + " " + violation.id + ": " + violation.help + "\n" +
		violation.nodes.map((node) => node.html).join("\n")))`
	return get(p, chromedp.Evaluate[[]string](p.axe+report, chromedp.EvalAwaitPromise))
}
