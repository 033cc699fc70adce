// Package changelog reads CHANGELOG.md, the one place that names the next version.
package changelog

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A Section lists what one version changes.
type Section struct {
	Version string // without a v
	Date    string // when it was released, such as "2026-12-01"; empty before
	Text    string // without the heading
}

// heading matches the heading of a version, such as "## 0.1.0 (Unreleased)".
var heading = regexp.MustCompile(`(?m)^## (\d+\.\d+\.\d+(?:-\S+)?) \((Unreleased|\d{4}-\d{2}-\d{2})\)\n`)

// Read returns the sections of the changelog in root, which is the root of the repository, newest first. There is at
// least one.
func Read(root string) ([]Section, error) {
	const name = "CHANGELOG.md"
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		return nil, err
	}
	sections, err := parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return sections, nil
}

// Next returns the version that the changelog in root begins with, without a v.
func Next(root string) (string, error) {
	sections, err := Read(root)
	if err != nil {
		return "", err
	}
	return sections[0].Version, nil
}

// parse returns the sections of a changelog, newest first.
func parse(text string) ([]Section, error) {
	var sections []Section
	found := heading.FindAllStringSubmatchIndex(text, -1)
	if strings.Count("\n"+text, "\n## ") != len(found) {
		return nil, errors.New("a heading is not written like ## 0.1.0 (Unreleased) or ## 0.1.0 (2026-12-01)")
	}
	if len(found) == 0 {
		return nil, errors.New("there is no heading like ## 0.1.0 (Unreleased)")
	}
	for i, at := range found {
		end := len(text)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		s := Section{
			Version: text[at[2]:at[3]], Date: text[at[4]:at[5]], Text: strings.TrimSpace(text[at[1]:end]),
		}
		if s.Date == "Unreleased" {
			s.Date = ""
		}
		if s.Date == "" && i > 0 {
			return nil, fmt.Errorf("%s is unreleased, but there is a newer version", s.Version)
		}
		sections = append(sections, s)
	}
	return sections, nil
}
