package provider_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var guideBlock = regexp.MustCompile("(?s)```terraform\n(.*?)```")

// Every provider block of the guide is one that a CLI takes.
func TestAccGuide(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../templates/guides/authentication.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := guideBlock.FindAllStringSubmatch(string(guide), -1)
	if len(blocks) < 12 {
		t.Fatalf("%d blocks", len(blocks))
	}
	// One configuration with all of them costs one run.
	config := required
	for i, block := range blocks {
		config += strings.Replace(block[1], "{", "{\nalias = \"block"+string(rune('a'+i))+"\"\n", 1)
	}
	newWorkspace(t, map[string]string{"main.tf": config}).mustRun(t, "", "validate", "-no-color")
}
