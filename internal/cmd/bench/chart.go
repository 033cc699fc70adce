package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"time"
)

// Sizes of the chart, in units of its view box.
const (
	chartWidth = 760
	rowHeight  = 30
	plotLeft   = 210
	plotRight  = 680
	plotTop    = 70
)

// The scale is logarithmic, since the reads take from a tenth of a second to more than a minute.
const (
	shortest = 20 * time.Millisecond
	longest  = 100 * time.Second
)

// series are the kinds of marks. They differ in shape too, for people who do not see the difference in color.
var series = []struct {
	class, label string
	value        func(row) time.Duration
	mark         string // drawn around the origin
}{
	{"pages", "following the pages", func(r row) time.Duration { return r.following }, `<rect x="-5" y="-5" width="10" ` +
		`height="10"/>`},
	{"cli", "CLI alone", func(r row) time.Duration { return r.alone.wall }, `<path d="M0 -7 7 0 0 7 -7 0z"/>`},
	{"plan", "whole plan", func(r row) time.Duration { return r.plan.wall }, `<circle r="6"/>`},
}

// chartStyle has the colors for light and for dark pages.
const chartStyle = `text{font:13px system-ui,sans-serif;fill:#1f2328}.small{font-size:12px;fill:#59636e}` +
	`.back{fill:#fff}line{stroke:#d1d9e0}.span{stroke:#afb8c1;stroke-width:2}` +
	`.plan{fill:#0b57d0}.pages{fill:#b35900}.cli{fill:#6e7781}` +
	`@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.small{fill:#9198a1}.back{fill:#0d1117}line{stroke:#3d444d}` +
	`.span{stroke:#656c76}.plan{fill:#7cacf8}.pages{fill:#f0a35e}.cli{fill:#9198a1}}`

// chart returns a chart in SVG: for each read, how long the plan takes, and the two things that a plan cannot do
// without.
func chart(rows []row) []byte {
	height := plotTop + rowHeight*len(rows) + 40
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="t d">`+"\n",
		chartWidth, height)
	fmt.Fprintln(&b, `<title id="t">How long plans take</title>`)
	fmt.Fprintln(&b, `<desc id="d">For each read: the time of the whole plan, of fetching the same pages, and of the CLI `+
		`alone. The table on the page has the same figures.</desc>`)
	fmt.Fprintf(&b, "<style>%s</style>\n", chartStyle)
	fmt.Fprintf(&b, `<rect class="back" width="%d" height="%d"/>`+"\n", chartWidth, height)
	for i, s := range series {
		fmt.Fprintf(&b, `<g transform="translate(%d 24)"><g class="%s">%s</g><text x="14" y="5">%s</text></g>`+"\n",
			plotLeft+i*170, s.class, s.mark, s.label)
	}
	for tick := shortest * 5; tick <= longest; tick *= 10 {
		x := position(tick)
		fmt.Fprintf(&b, `<line x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>`, x, x, plotTop-8, height-36)
		fmt.Fprintf(&b, `<text class="small" x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n", x, height-18,
			fmt.Sprintf("%g s", tick.Seconds()))
	}
	for i, r := range rows {
		drawRow(&b, r, plotTop+rowHeight*i+rowHeight/2)
	}
	fmt.Fprintln(&b, "</svg>")
	return b.Bytes()
}

func drawRow(b *bytes.Buffer, r row, y int) {
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end">`, plotLeft-14, y+5)
	_ = xml.EscapeText(b, []byte(r.label())) // A buffer has no errors.
	fmt.Fprintln(b, "</text>")
	first := r.plan.wall
	for _, s := range series {
		if value := s.value(r); value > 0 {
			first = min(first, value)
		}
	}
	fmt.Fprintf(b, `<line class="span" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>`+"\n", position(first),
		position(r.plan.wall), y, y)
	for _, s := range series {
		if value := s.value(r); value > 0 {
			fmt.Fprintf(b, `<g class="%s" transform="translate(%.1f %d)">%s</g>`+"\n", s.class, position(value), y, s.mark)
		}
	}
	fmt.Fprintf(b, `<text class="small" x="%d" y="%d">%s</text>`+"\n", plotRight+12, y+5, seconds(r.plan.wall))
}

// position returns where a time is on the axis.
func position(d time.Duration) float64 {
	d = min(max(d, shortest), longest)
	share := math.Log(float64(d)/float64(shortest)) / math.Log(float64(longest)/float64(shortest))
	return plotLeft + share*(plotRight-plotLeft)
}
