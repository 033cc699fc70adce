package provider_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// guideBlock matches a configuration in a guide.
var guideBlock = regexp.MustCompile("(?s)```terraform\n(.*?)```")

// TestAccGuide checks that a CLI accepts each configuration in the guides.
func TestAccGuide(t *testing.T) {
	t.Parallel()
	for guide, least := range map[string]int{"authentication": 12, "scale": 4} {
		text, err := os.ReadFile("../../templates/guides/" + guide + ".md")
		if err != nil {
			t.Fatal(err)
		}
		blocks := guideBlock.FindAllStringSubmatch(string(text), -1)
		if len(blocks) < least {
			t.Fatalf("%s.md: configurations = %d, want at least %d", guide, len(blocks), least)
		}
		// One run validates them all together.
		config := requiredProviders
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
