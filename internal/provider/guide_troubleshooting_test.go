package provider_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	// concatenation matches what joins the lines of a text in Go.
	concatenation = regexp.MustCompile(`"\s*\+\s*"`)
	// entraCode matches a code of Microsoft Entra in a heading.
	entraCode = regexp.MustCompile(`AADSTS(\d+)`)
)

// TestGuide_troubleshooting checks that each text of the provider that heads a section of the guide is one that people
// can see: it is in the code or in a golden file, between its dots. Texts of the CLIs are not ours.
func TestGuide_troubleshooting(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../templates/guides/troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	texts := visibleTexts(t)
	section, headings := "", 0
	for line := range strings.Lines(string(guide)) {
		if name, ok := strings.CutPrefix(line, "## "); ok {
			section = strings.TrimSpace(name)
		}
		heading, ok := strings.CutPrefix(line, "### ")
		if !ok || section == "Before the provider runs" {
			continue
		}
		headings++
		// The advice about a code has its number only.
		if code := entraCode.FindStringSubmatch(heading); code != nil && !strings.Contains(texts, "\n\t"+code[1]+":") {
			t.Errorf("the provider has no advice about %s", code[0])
		}
		for part := range strings.SplitSeq(entraCode.ReplaceAllString(heading, ""), "…") {
			if !strings.Contains(texts, strings.TrimSpace(part)) {
				t.Errorf("%q of the heading %q is in no text", part, heading)
			}
		}
	}
	if headings < 50 {
		t.Errorf("headings = %d, want at least 50", headings)
	}
}

// visibleTexts returns the code and the golden files of all packages, with each text of the code on one line.
func visibleTexts(t *testing.T) string {
	t.Helper()
	var texts strings.Builder
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		code := path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go")
		if err != nil || entry.IsDir() || !code && path.Ext(name) != ".txt" {
			return err
		}
		content, err := fs.ReadFile(root, name)
		texts.Write(concatenation.ReplaceAll(content, nil))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts.String()
}
