package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccCookbook runs each configuration of the cookbook, which has at most ten lines beside the provider block.
//
//nolint:paralleltest // resource.ParallelTest makes each subtest parallel.
func TestAccCookbook(t *testing.T) {
	files, err := filepath.Glob("../../examples/cookbook/*.tf")
	if err != nil || len(files) < 8 {
		t.Fatalf("cookbook = %v, error %v, want at least 8 files", files, err)
	}
	fails := map[string]string{"change-freeze.tf": "There is a change freeze"}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines := 0
			for line := range strings.Lines(string(content)) {
				line = strings.TrimSpace(line)
				if line != "" && !strings.HasPrefix(line, "#") && strings.Trim(line, "}") != "" {
					lines++
				}
			}
			if lines > 10 {
				t.Errorf("lines = %d, want at most 10", lines)
			}
			config := personBlock(graphemu.NewServer(t, graphemu.Options{})) + string(content)
			if want := fails[name]; want != "" {
				resource.ParallelTest(t, resource.TestCase{
					ProtoV6ProviderFactories: factories(),
					Steps:                    []resource.TestStep{{Config: config, ExpectError: regexp.MustCompile(want)}},
				})
				return
			}
			testApply(t, config)
		})
	}
}
