package main

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/changelog"
	"github.com/graph-data/terraform-provider-graph/internal/markdown"
)

func TestAbsolute(t *testing.T) {
	t.Parallel()
	const files = "https://github.com/graph-data/terraform-provider-graph/blob/v0.2.0/"
	for text, want := range map[string]string{
		"[a](docs/guides/a.md), [b](examples/b)": "[a](" + files + "docs/guides/a.md), [b](" + files + "examples/b)",
		"[a](README.md#install)":                 "[a](" + files + "README.md#install)",
		"[a](https://example.com/docs/a.md)":     "[a](https://example.com/docs/a.md)",
		"[a](#a)":                                "[a](#a)",
	} {
		if got := absolute(changelog.Section{Version: "0.2.0", Text: text}); got != want {
			t.Errorf("%s is in the notes as %s, want %s", text, got, want)
		}
	}
}

// The links of the project's own changelog lead somewhere from the page of a release.
func TestAbsolute_ours(t *testing.T) {
	t.Parallel()
	sections, err := changelog.Read("../../..")
	if err != nil {
		t.Fatal(err)
	}
	dir, links := t.TempDir(), 0
	for _, s := range sections {
		if err := os.WriteFile(filepath.Join(dir, s.Version+".md"), []byte(absolute(s)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pages, err := markdown.Pages(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		for _, link := range page.Links {
			links++
			if target, err := url.Parse(link); err != nil || target.Host == "" {
				t.Errorf("%s links to %s, error %v, want a whole address", page.Path, link, err)
			}
		}
	}
	if links == 0 {
		t.Error("links = 0, want some")
	}
}
