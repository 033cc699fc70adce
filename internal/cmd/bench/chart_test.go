package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestChart(t *testing.T) {
	t.Parallel()
	svg := string(chart([]row{
		{scenario: everybody(1000), plan: figures{wall: time.Second}, following: 300 * time.Millisecond},
		{scenario: oneByOne(50), plan: figures{wall: time.Hour}},
	}))
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"1,000 users<", "50 × graph_user<", ">1.00 s<", "prefers-color-scheme:dark"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the chart lacks %q:\n%s", want, svg)
		}
	}
}
