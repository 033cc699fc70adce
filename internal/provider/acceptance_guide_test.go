package provider_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var guideBlock = regexp.MustCompile("(?s)```terraform\n(.*?)```")

// Everything that the guides show is what a CLI takes.
func TestAccGuide(t *testing.T) {
	t.Parallel()
	for guide, least := range map[string]int{"authentication": 12, "scale": 4} {
		text, err := os.ReadFile("../../templates/guides/" + guide + ".md")
		if err != nil {
			t.Fatal(err)
		}
		blocks := guideBlock.FindAllStringSubmatch(string(text), -1)
		if len(blocks) < least {
			t.Fatalf("%s: %d blocks", guide, len(blocks))
		}
		// One configuration with all of them costs one run.
		config := required
		for i, block := range blocks {
			alias := "provider \"graph\" {\n  alias = \"block" + string(rune('a'+i)) + "\"\n"
			config += strings.Replace(block[1], "provider \"graph\" {", alias, 1)
		}
		if !strings.Contains(config, "provider \"graph\"") {
			config += "provider \"graph\" {}\n"
		}
		newWorkspace(t, map[string]string{"main.tf": config}).mustRun(t, "", "validate", "-no-color")
	}
}
