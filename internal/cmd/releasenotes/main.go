// Releasenotes prints what the changelog says about a released version, such as v0.1.0: the notes of its release. It
// fails for a version that has no date yet.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/changelog"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: releasenotes VERSION")
		os.Exit(2)
	}
	text, err := notes(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "releasenotes:", err)
		os.Exit(1)
	}
	fmt.Println(text)
}

// page begins a link to a page of the docs: the page of a release is in another folder than the changelog.
const page = "](https://github.com/graph-data/terraform-provider-graph/blob/v%s/docs/"

func notes(version string) (string, error) {
	text, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		return "", err
	}
	sections, err := changelog.Parse(string(text))
	if err != nil {
		return "", fmt.Errorf("CHANGELOG.md: %w", err)
	}
	version = strings.TrimPrefix(version, "v")
	for _, s := range sections {
		if s.Version == version && s.Date != "" {
			return strings.ReplaceAll(s.Text, "](docs/", fmt.Sprintf(page, version)), nil
		}
	}
	return "", fmt.Errorf("CHANGELOG.md has no heading like ## %s (2026-12-01): follow RELEASING.md", version)
}
