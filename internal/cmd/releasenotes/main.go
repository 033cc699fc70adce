// Releasenotes prints what the changelog says about a released version, such as v0.1.0: the notes of its release. It
// fails for a version that has no date yet.
package main

import (
	"fmt"
	"os"
	"regexp"
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

func notes(version string) (string, error) {
	sections, err := changelog.Read(".")
	if err != nil {
		return "", err
	}
	version = strings.TrimPrefix(version, "v")
	for _, s := range sections {
		if s.Version == version && s.Date != "" {
			return absolute(s), nil
		}
	}
	return "", fmt.Errorf("CHANGELOG.md has no heading like ## %s (2026-12-01): follow RELEASING.md", version)
}

// relative matches the destination of a link that is neither a URL nor a heading of the page.
var relative = regexp.MustCompile(`\]\(([^)#:]+[)#])`)

// absolute returns the text of a section with the addresses of the files that it links to, as of its version: the page
// of a release is in another folder than the changelog. GitHub redirects from the address of a file to a folder.
func absolute(s changelog.Section) string {
	address := "](https://github.com/graph-data/terraform-provider-graph/blob/v" + s.Version + "/$1"
	return relative.ReplaceAllString(s.Text, address)
}
