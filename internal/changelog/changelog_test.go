package changelog

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := parse("# Changelog\n\n## 0.2.0 (Unreleased)\n\n* b\n\n## 0.1.0 (2026-12-01)\n\nFEATURES:\n\n* a\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []Section{{Version: "0.2.0", Text: "* b"}, {Version: "0.1.0", Date: "2026-12-01", Text: "FEATURES:\n\n* a"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
}

func TestParse_error(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"# Changelog\n":            "no heading",
		"## Unreleased\n":          "not written like",
		"## v0.1.0 (Unreleased)\n": "not written like",
		"## 0.1.0 (2026-12-01)\n## 0.0.9 (Unreleased)\n\n* a\n": "0.0.9 is unreleased",
	} {
		if _, err := parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("parse(%q): error %v, want %q", text, err, want)
		}
	}
}

// The release and the mirror read the project's own file.
func TestNext(t *testing.T) {
	t.Parallel()
	sections, err := Read("../..")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Next("../.."); err != nil || got != sections[0].Version {
		t.Errorf("next version = %q, error %v, want %s", got, err, sections[0].Version)
	}
}

func TestRead_error(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := Read(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error without a changelog = %v, want that there is none", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "CHANGELOG.md"), []byte("# Changelog\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Next(dir); err == nil || !strings.HasPrefix(err.Error(), "CHANGELOG.md: ") {
		t.Errorf("error of a changelog without a version = %v, want one that names the file", err)
	}
}
