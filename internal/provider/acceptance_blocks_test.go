package provider_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/markdown"
)

// TestAccBlocks checks that a CLI accepts each configuration on each page. A page outside the guides has complete ones.
// A complete one without settings of its own is applied to the emulator. What takes another provider is left out, since
// a CLI would have to download that, and so is the cookbook, which TestAccCookbook applies.
func TestAccBlocks(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.0.0", "1.6.0")
	pages, err := markdown.Pages("../..")
	if err != nil {
		t.Fatal(err)
	}
	configurations := 0
	for _, page := range pages {
		if page.Path == "docs/guides/cookbook.md" {
			continue
		}
		for _, files := range configurationsOf(page) {
			configurations++
			t.Run(page.Path, func(t *testing.T) {
				t.Parallel()
				checkConfiguration(t, page, files)
			})
		}
	}
	if configurations < 50 {
		t.Errorf("configurations = %d, want at least 50", configurations)
	}
}

// fileComment matches a first line that says in which file a block stands.
var fileComment = regexp.MustCompile(`^# (\S+\.(?:tf|tfvars|hcl))\n`)

// actionBlock matches the beginning of an action, which OpenTofu does not have.
var actionBlock = regexp.MustCompile(`(?m)^action "`)

// anotherProvider matches what belongs neither to this provider nor to the CLI.
var anotherProvider = regexp.MustCompile(`(?m)^(?:data|ephemeral|provider|resource) "(azuread|azurerm|msgraph|restapi)`)

// configurationsOf returns the configurations of a page, each as files by name. Blocks whose first lines name files
// belong together, up to a file that is there already.
func configurationsOf(page *markdown.Page) []map[string]string {
	var configurations []map[string]string
	var named map[string]string
	for _, block := range page.Blocks {
		if block.Language != "terraform" {
			continue
		}
		name := fileComment.FindStringSubmatch(block.Code)
		if name == nil {
			configurations = append(configurations, map[string]string{"main.tf": block.Code})
			continue
		}
		if named == nil || named[name[1]] != "" {
			named = map[string]string{}
			configurations = append(configurations, named)
		}
		named[name[1]] = block.Code
	}
	return configurations
}

// checkConfiguration validates or applies a configuration of a page. A fragment in a guide gets the terraform block
// that it lacks.
func checkConfiguration(t *testing.T, page *markdown.Page, files map[string]string) {
	t.Helper()
	all := strings.Join(slices.Collect(maps.Values(files)), "\n")
	complete := strings.Contains(all, "required_providers")
	switch {
	case complete && !strings.Contains(all, fmt.Sprintf("version = %q", versionConstraint(t))):
		t.Errorf("configuration = %s, want one with the version %s of the provider", all, versionConstraint(t))
	case !complete && filepath.Dir(page.Path) != "docs/guides":
		t.Errorf("configuration = %s, want one with required_providers", all)
	case !complete:
		files["terraform.tf"] = requiredProviders
	}
	if actionBlock.MatchString(all) {
		onEngine(t, "1.14.0", "")
	}
	if other := anotherProvider.FindStringSubmatch(all); other != nil {
		t.Skipf("it takes the provider %s from a registry", other[1])
	}
	w := newWorkspace(t, files)
	w.mustRun(t, "", "get", "-no-color")
	if !complete || ownSettings.MatchString(all) {
		w.mustRun(t, "", "validate", "-no-color")
		return
	}
	srv := graphemu.NewServer(t, graphemu.Options{})
	w.env = append(w.env, personEnv(srv)...)
	w.env = append(w.env,
		"TF_VAR_release=1.2.0", "TF_VAR_first_password=secret", "TF_VAR_logo_base64=R0lGODdhAQABAIAAAAAAAAAAACw=")
	w.mustRun(t, "", "apply", "-auto-approve", "-input=false", "-no-color")
}

// ownSettings matches a provider block with settings.
var ownSettings = regexp.MustCompile(`(?m)^provider "graph" \{\n`)

// TestAccBlocks_cli checks that a CLI accepts each configuration of the CLI itself.
func TestAccBlocks_cli(t *testing.T) {
	t.Parallel()
	pages, err := markdown.Pages("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		for _, block := range page.Blocks {
			if block.Language == "hcl" {
				w := newWorkspace(t, map[string]string{"own.tfrc": block.Code})
				w.env = append(w.env, "TF_CLI_CONFIG_FILE="+filepath.Join(w.dir, "own.tfrc"))
				if out := w.mustRun(t, "", "version"); strings.Contains(out, "Warning") || strings.Contains(out, "Error") {
					t.Errorf("%s: the CLI says %s", page.Path, out)
				}
			}
		}
	}
}

// TestAccReadme checks that the plan of the configuration in README has what README says.
func TestAccReadme(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.0.0", "1.6.0")
	pages, err := markdown.Pages("../..")
	if err != nil {
		t.Fatal(err)
	}
	readme := slices.IndexFunc(pages, func(page *markdown.Page) bool { return page.Path == "README.md" })
	blocks := pages[readme].Blocks
	first := slices.IndexFunc(blocks, func(block markdown.Block) bool { return block.Language == "terraform" })
	srv := graphemu.NewServer(t, graphemu.Options{})
	w := newWorkspace(t, map[string]string{"main.tf": blocks[first].Code}, personEnv(srv)...)
	if out := w.mustRun(t, "", "plan", "-no-color"); !strings.Contains(out, blocks[first+1].Code) {
		t.Errorf("plan printed %s\nwant %s as in README", out, blocks[first+1].Code)
	}
}
