package markdown_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"go.yaml.in/yaml/v3"

	"github.com/graph-data/terraform-provider-graph/internal/markdown"
)

// root is the root of the repository.
const root = "../.."

// pages returns the pages of the repository by their paths.
func pages(t *testing.T) map[string]*markdown.Page {
	t.Helper()
	list, err := markdown.Pages(root)
	if err != nil || len(list) < 40 {
		t.Fatalf("pages = %d, error %v, want at least 40", len(list), err)
	}
	byPath := map[string]*markdown.Page{}
	for _, page := range list {
		byPath[page.Path] = page
	}
	return byPath
}

// TestPages_own checks that pages of others, such as those of packages that a build has left, are no pages of ours.
func TestPages_own(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{
		"README.md", "docs/mirror/a.md", ".git/a.md", "bin/a.md", "dist/v1/README.md", "mirror/a.md", "templates/a.md",
		"node_modules/axe-core/README.md",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("# A\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := markdown.Pages(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, page := range list {
		got = append(got, page.Path)
	}
	if want := []string{"README.md", "docs/mirror/a.md"}; !slices.Equal(got, want) {
		t.Errorf("pages = %q, want %q", got, want)
	}
}

// TestLinks checks that what a page links to in this repository exists, also by its address on GitHub or by the heading
// in the page.
func TestLinks(t *testing.T) {
	t.Parallel()
	all := pages(t)
	links := 0
	for _, page := range all {
		for _, link := range page.Links {
			target, inside := inRepository(t, page.Path, link)
			if !inside {
				continue
			}
			links++
			if _, err := os.Stat(filepath.Join(root, target.Path)); err != nil {
				t.Errorf("%s links to %s, which does not exist", page.Path, link)
			} else if to := all[target.Path]; target.Fragment != "" && (to == nil || !to.Anchors[target.Fragment]) {
				t.Errorf("%s links to %s, and there is no such heading", page.Path, link)
			}
		}
	}
	if links < 150 {
		t.Errorf("links inside the repository = %d, want at least 150", links)
	}
}

// onGitHub is the address of the repository's files.
const onGitHub = "/graph-data/terraform-provider-graph/"

// inRepository returns what a link of a page is about, with a path relative to the root of the repository. It reports
// whether that is a file of the repository.
func inRepository(t *testing.T, page, link string) (target *url.URL, inside bool) {
	t.Helper()
	target, err := url.Parse(link)
	if err != nil {
		t.Errorf("%s links to %s: %v", page, link, err)
		return nil, false
	}
	if target.Host == "github.com" {
		for _, kind := range []string{"blob/main/", "tree/main/"} {
			if file, found := strings.CutPrefix(target.Path, onGitHub+kind); found {
				return &url.URL{Path: file, Fragment: target.Fragment}, true
			}
		}
	}
	if target.Scheme != "" {
		return nil, false
	}
	if target.Path == "" { // a heading of the page itself
		target.Path = page
	} else {
		target.Path = path.Join(path.Dir(page), target.Path)
	}
	return target, true
}

// TestBlocks checks that each code block is written in the language that its fence names. What a configuration means is
// checked by TestAccBlocks.
func TestBlocks(t *testing.T) {
	t.Parallel()
	blocks := 0
	for _, page := range pages(t) {
		for _, block := range page.Blocks {
			blocks++
			if err := parse(block); err != nil {
				t.Errorf("%s, block in %q: %v\n%s", page.Path, block.Section, err, block.Code)
			}
		}
	}
	if blocks < 80 {
		t.Errorf("blocks = %d, want at least 80", blocks)
	}
}

// parse reports what is wrong with the syntax of a block.
func parse(block markdown.Block) error {
	switch block.Language {
	case "terraform", "hcl": // A CLI configuration has quoted names, which HCL has no more.
		_, diags := hclsyntax.ParseConfig([]byte(block.Code), "block", hcl.InitialPos)
		if diags.HasErrors() && block.Language == "terraform" {
			return diags
		}
		if string(hclwrite.Format([]byte(block.Code))) != block.Code {
			return errors.New("it is not formatted as terraform fmt does")
		}
	case "json":
		if !json.Valid([]byte(block.Code)) {
			return errors.New("it is not JSON")
		}
	case "yaml":
		return yaml.Unmarshal([]byte(block.Code), new(any))
	case "sh":
		shell, err := exec.LookPath("sh")
		if err != nil {
			return nil //nolint:nilerr // A machine without a shell cannot check it.
		}
		check := exec.Command(shell, "-n") //nolint:noctx // It parses its input and ends.
		check.Stdin = strings.NewReader(block.Code)
		if out, err := check.CombinedOutput(); err != nil {
			return errors.New(string(out))
		}
	case "text", "mermaid", "python", "powershell", "":
	default:
		return errors.New("no test knows the language " + block.Language)
	}
	return nil
}
