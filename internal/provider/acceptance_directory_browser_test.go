package provider_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

var pictures = flag.String("pictures", "", "folder for pictures of the page that TestAccTeamDirectory_browser opens")

// TestAccTeamDirectory_browser looks at the page of examples/team-directory as people do.
func TestAccTeamDirectory_browser(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	srv := graphemu.NewServer(t, graphemu.Options{})
	p.open(teamDirectory(t, srv, "", srv.AppToken()))
	if *pictures != "" {
		takePictures(t, p, *pictures)
	}

	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{320, 390, 1280, 1600} {
			p.look(width, 800, scheme)
			checkLook(t, p, fmt.Sprintf("%s, %d pixels", scheme, width), width)
		}
	}
	checkSearch(t, p)
	checkKeyboard(t, p)
	checkPrint(t, p)

	requested, complaints := p.reported()
	if diff := cmp.Diff([]string{p.url}, withoutData(requested)); diff != "" {
		t.Errorf("requests of the page (-want +got):\n%s", diff)
	}
	if len(complaints) > 0 {
		t.Errorf("console = %q, want nothing", complaints)
	}
}

// checkPrint checks that paper has the wide chart, and nothing to click on.
func checkPrint(t *testing.T, p *tab) {
	t.Helper()
	p.media("print")
	const displays = `["search", ".wide", ".narrow"].map((part) => getComputedStyle(document.querySelector(part)).display)`
	want := []string{"none", "block", "none"}
	if diff := cmp.Diff(want, get(p, chromedp.Evaluate[[]string](displays))); diff != "" {
		t.Errorf("search, wide and narrow chart on paper (-want +got):\n%s", diff)
	}
}

// withoutData leaves out data URIs, for which a browser asks nobody.
func withoutData(urls []string) []string {
	return slices.DeleteFunc(urls, func(url string) bool { return strings.HasPrefix(url, "data:") })
}

// checkLook checks that everything is there in a window of a width, and that nothing keeps people from using it.
func checkLook(t *testing.T, p *tab, look string, width int64) {
	t.Helper()
	type shown struct {
		Width, Cards, Names, Faces, Charts, Boxes, Overflowing int
	}
	got := get(p, chromedp.Evaluate[shown](`(() => {
		const visible = (selector) => [...document.querySelectorAll(selector)].filter((part) => {
			const box = part.getBoundingClientRect();
			return box.width > 0 && box.height > 0 && getComputedStyle(part).visibility === "visible";
		});
		return {
			Width: document.documentElement.scrollWidth,
			Cards: visible(".card").length,
			Names: visible("h3").filter((name) => name.innerText !== "").length,
			Faces: visible(".face use").length,
			Charts: visible(".chart").length,
			Boxes: visible(".chart .box").length,
			Overflowing: visible(".card, .card *, .chart, .chart .frame, header *").filter((part) =>
				part.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5).length,
		};
	})()`))
	want := shown{Width: int(width), Cards: 13, Names: 13, Faces: 13, Charts: 1, Boxes: 13}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", look, diff)
	}
	for _, barrier := range p.barriers() {
		t.Errorf("%s: %s", look, barrier)
	}
}

// visibleNames returns the names on the cards and in the chart that the search leaves.
func visibleNames(p *tab) (cards, boxes []string) {
	names := func(selector string) []string {
		return get(p, chromedp.Evaluate[[]string](fmt.Sprintf(
			`[...document.querySelectorAll(%q)].map((part) => part.textContent)`, selector)))
	}
	return names(".card:not([hidden]) h3"), names(".wide .box:not(.dim) .name")
}

// checkSearch types into the search box, letter by letter.
func checkSearch(t *testing.T, p *tab) {
	t.Helper()
	for query, want := range map[string][]string{
		"siobhan":        {"Siobhán O'Brien"},
		"O'BRIEN":        {"Siobhán O'Brien"},
		"berlin sales":   {"Henrietta Mueller"},
		"change freeze":  {"Grady Archie", "Siobhán O'Brien", "山田 花子"},
		"東京":             {"山田 花子"},
		"nobody at all":  {},
		"miriam graham ": {"Miriam Graham"},
	} {
		p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#query").value = ""`),
			chromedp.SendKeys(chromedp.CSS("#query"), query))
		cards, boxes := visibleNames(p)
		if diff := cmp.Diff(want, cards); diff != "" {
			t.Errorf("cards for %q (-want +got):\n%s", query, diff)
		}
		if diff := cmp.Diff(want, boxes); diff != "" {
			t.Errorf("boxes for %q (-want +got):\n%s", query, diff)
		}
	}
	p.do(chromedp.KeyEvent(kb.Escape), chromedp.Click(chromedp.CSS("button.freeze")))
	if cards, _ := visibleNames(p); len(cards) != 3 {
		t.Errorf("after a click on the mark: cards = %q, want 3", cards)
	}
	p.do(chromedp.Click(chromedp.CSS("button.freeze")))
	if cards, _ := visibleNames(p); len(cards) != 13 {
		t.Errorf("after another click on the mark: cards = %q, want 13", cards)
	}
	p.do(chromedp.SendKeys(chromedp.CSS("#query"), "adele"), chromedp.KeyEvent(kb.Escape))
	if cards, boxes := visibleNames(p); len(cards) != 13 || len(boxes) != 13 {
		t.Errorf("after Escape: %d cards and %d boxes, want 13", len(cards), len(boxes))
	}
}

// checkKeyboard walks through the page by keys alone.
func checkKeyboard(t *testing.T, p *tab) {
	t.Helper()
	focus := func() string {
		return get(p, chromedp.Evaluate[string](`(document.activeElement.ariaLabel || document.activeElement.textContent ||
			document.activeElement.id).trim().split("\n")[0]`))
	}
	p.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`), chromedp.KeyEvent("/"))
	if got := focus(); got != "query" {
		t.Errorf("after /, the focus is on %q, want the search box", got)
	}
	var got []string
	for range 5 {
		p.do(chromedp.KeyEvent(kb.Tab))
		got = append(got, day.ReplaceAllString(focus(), "until DAY"))
	}
	want := []string{
		"Away 2", "Change freeze 3", "Miriam Graham, Chief Executive Officer", "Debra Berger, Finance Director",
		"Grady Archie, Chief Technology Officer, Away until DAY, Change freeze until DAY",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order of the focus (-want +got):\n%s", diff)
	}
	p.do(chromedp.KeyEvent(kb.Enter))
	got = []string{get(p, chromedp.Evaluate[string](`document.querySelector(":target h3").textContent`))}
	if want := []string{"Grady Archie"}; !slices.Equal(got, want) {
		t.Errorf("a box of the chart leads to the card of %q, want %q", got, want)
	}
}

// TestAccTeamDirectory_browserHostile checks that no text of a person runs in the page, and that its policy would stop
// it.
func TestAccTeamDirectory_browserHostile(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	srv := graphemu.NewServer(t, graphemu.Options{Seed: []byte(scriptSeed)})
	p.open(teamDirectory(t, srv, `manager = "a@contoso.com"`, srv.AppToken()))
	cards, _ := visibleNames(p)
	if diff := cmp.Diff(hostileNames, cards); diff != "" {
		t.Errorf("cards (-want +got):\n%s", diff)
	}
	for _, barrier := range p.barriers() {
		t.Error(barrier)
	}
	if _, complaints := p.reported(); len(complaints) > 0 {
		t.Errorf("console = %q, want nothing", complaints)
	}
	for _, part := range []string{"script", "style", "img"} {
		stopped := get(p, chromedp.Evaluate[string](fmt.Sprintf(`new Promise((stopped) => {
			document.addEventListener("securitypolicyviolation", (event) => stopped(event.effectiveDirective), {once: true});
			setTimeout(() => stopped("nothing within 10 seconds"), 10000);
			const part = document.createElement(%q);
			part.textContent = "0";
			part.src = "/0";
			document.body.append(part);
		})`, part), chromedp.EvalAwaitPromise))
		if !strings.HasPrefix(stopped, part) {
			t.Errorf("the policy stopped a %s by %s", part, stopped)
		}
	}
}

// takePictures writes the pictures of the page that the docs have.
func takePictures(t *testing.T, p *tab, folder string) {
	t.Helper()
	for name, scheme := range map[string]string{"team-directory.png": "light", "team-directory-dark.png": "dark"} {
		p.look(1280, 1222, scheme, chromedp.EmulateScale(1.5))
		picture := get(p, chromedp.CaptureScreenshot())
		if err := os.WriteFile(filepath.Join(folder, name), picture, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
